//! Why a server was not asked, or did not answer.

use std::net::IpAddr;
use std::time::Duration;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It is no web address.
    #[error("only http and https are asked, not {0}")]
    Scheme(String),
    /// Another service may listen there.
    #[error("port {0} is not asked, only 80 and 443")]
    Port(u16),
    /// It names no host.
    #[error("the address names no host")]
    Host,
    /// It leads into a network that is not the public one.
    #[error("{host} leads to {address}, which is not a public address")]
    Private {
        /// As the address names it.
        host: String,
        /// To what it leads.
        address: IpAddr,
    },
    /// There is no such host.
    #[error("{host} is not found: {source}")]
    Unknown {
        /// The name.
        host: String,
        /// What the resolver says.
        source: std::io::Error,
    },
    /// Nobody listens there.
    #[error("{host} can’t be reached: {source}")]
    Unreachable {
        /// The name.
        host: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Its certificate is not its own, or it speaks no TLS that we know.
    #[error("{host} can’t be trusted: {source}")]
    Tls {
        /// The name.
        host: String,
        /// What is wrong.
        source: std::io::Error,
    },
    /// It answered something else than HTTP.
    #[error("the answer is not HTTP: {0}")]
    Http(#[from] hyper::Error),
    /// The request can't be written.
    #[error("the request can’t be written: {0}")]
    Request(#[from] hyper::http::Error),
    /// It took too long.
    #[error("no answer within {} seconds", .0.as_secs())]
    Slow(Duration),
}

impl Failure {
    /// Whether it was not even tried: the address is none that we ask.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Scheme(_) | Self::Port(_) | Self::Host | Self::Private { .. })
    }
}
