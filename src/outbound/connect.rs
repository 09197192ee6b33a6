//! Connections: a host resolved once, its addresses checked, and one of those very addresses connected to.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::{Host, Url};

use super::{Failure, is_public};

/// How long one address may take to answer a knock.
const KNOCK: Duration = Duration::from_secs(5);

/// How many addresses of a host are tried.
const ADDRESSES: usize = 3;

/// Where a client may go. No setting says it: each use names its own.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    /// Public addresses on ports 80 and 443: whatever strangers name.
    Public,
    /// Everywhere: only for addresses that the operator of this deployment named in its settings.
    Named,
    /// Every host is this one address, in clear. Tests imitate the world there; `tests/architecture.rs` sees to it that
    /// nothing in the program asks for it. What an address says of itself is held to the rules of `Public`.
    Diverted(SocketAddr),
}

/// A stream of bytes, encrypted or not.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What TLS needs: the certificates that browsers trust.
pub fn tls() -> TlsConnector {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let provider = Arc::new(crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks the default versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config).into()
}

/// Connects to where an address leads, if it may.
pub async fn connect(url: &Url, reach: Reach, tls: &TlsConnector) -> Result<Box<dyn Stream>, Failure> {
    let is_encrypted = match url.scheme() {
        "https" => true,
        "http" => false,
        other => return Err(Failure::Scheme(other.to_owned())),
    };
    let host = url.host().ok_or(Failure::Host)?;
    let port = url.port_or_known_default().ok_or(Failure::Host)?;
    if !matches!(reach, Reach::Named) && !matches!(port, 80 | 443) {
        return Err(Failure::Port(port));
    }
    let addresses = resolve(&host, port, reach).await?;
    let stream = knock(&host, &addresses).await?;
    if !is_encrypted || matches!(reach, Reach::Diverted(_)) {
        return Ok(Box::new(stream));
    }
    let name = match host {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).map_err(|_| Failure::Host)?,
        Host::Ipv4(address) => IpAddr::from(address).into(),
        Host::Ipv6(address) => IpAddr::from(address).into(),
    };
    let failed = |source| Failure::Tls { host: host.to_string(), source };
    Ok(Box::new(tls.connect(name, stream).await.map_err(failed)?))
}

/// The addresses of a host, all of which may be asked.
async fn resolve(host: &Host<&str>, port: u16, reach: Reach) -> Result<Vec<SocketAddr>, Failure> {
    let addresses = match (host, reach) {
        (Host::Domain(_), Reach::Diverted(address)) => return Ok(vec![address]),
        (Host::Domain(name), _) => {
            let failed = |source| Failure::Unknown { host: (*name).to_owned(), source };
            tokio::net::lookup_host((*name, port)).await.map_err(failed)?.collect()
        }
        (Host::Ipv4(address), _) => vec![SocketAddr::from((*address, port))],
        (Host::Ipv6(address), _) => vec![SocketAddr::from((*address, port))],
    };
    allowed(host, addresses, reach)
}

/// One address that isn't public is enough: who answers so wants something else than to be found.
fn allowed(host: &Host<&str>, addresses: Vec<SocketAddr>, reach: Reach) -> Result<Vec<SocketAddr>, Failure> {
    let private = addresses.iter().map(SocketAddr::ip).find(|address| !is_public(*address));
    match (private, reach) {
        (_, Reach::Named) | (None, Reach::Public) => Ok(addresses),
        (Some(address), _) => Err(Failure::Private { host: host.to_string(), address }),
        (None, Reach::Diverted(address)) => Ok(vec![address]),
    }
}

/// The first of the addresses that answers.
async fn knock(host: &Host<&str>, addresses: &[SocketAddr]) -> Result<TcpStream, Failure> {
    let mut last = std::io::ErrorKind::AddrNotAvailable.into();
    for address in addresses.iter().take(ADDRESSES) {
        match timeout(KNOCK, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => last = error,
            Err(_) => last = std::io::ErrorKind::TimedOut.into(),
        }
    }
    Err(Failure::Unreachable { host: host.to_string(), source: last })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refusal(address: &str) -> Failure {
        let url = Url::parse(address).unwrap();
        match connect(&url, Reach::Public, &tls()).await {
            Ok(_) => panic!("{address} was connected to"),
            Err(failure) => failure,
        }
    }

    #[tokio::test]
    async fn private_addresses_are_refused_in_every_spelling() {
        for address in [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest/meta-data/",
            "http://0xa9.0xfe.0xa9.0xfe/",
            "https://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[fe80::1]/",
            "http://0/",
            // A name that leads there.
            "http://localhost/",
        ] {
            let failure = refusal(address).await;
            assert!(matches!(failure, Failure::Private { .. }), "{address}: {failure}");
        }
    }

    #[tokio::test]
    async fn other_services_and_schemes_are_refused() {
        assert!(matches!(refusal("http://1.1.1.1:22/").await, Failure::Port(22)));
        assert!(matches!(refusal("https://1.1.1.1:8443/").await, Failure::Port(8443)));
        assert!(matches!(refusal("ftp://1.1.1.1/").await, Failure::Scheme(_)));
        assert!(matches!(refusal("data:text/plain,x").await, Failure::Scheme(_)));
    }

    #[test]
    fn a_host_with_one_private_address_among_public_ones_is_refused() {
        let host = Host::Domain("rebind.example");
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        let mixed = vec![at("1.1.1.1:80"), at("127.0.0.1:80")];
        assert!(matches!(allowed(&host, mixed.clone(), Reach::Public), Err(Failure::Private { .. })));
        assert_eq!(allowed(&host, mixed.clone(), Reach::Named).unwrap(), mixed);
        let fine = vec![at("1.1.1.1:80"), at("[2606:4700::1111]:80")];
        assert_eq!(allowed(&host, fine.clone(), Reach::Public).unwrap(), fine, "these and no others");
        let here = at("127.0.0.1:4711");
        assert!(allowed(&host, mixed, Reach::Diverted(here)).is_err(), "tests are held to it, too");
        assert_eq!(allowed(&host, fine, Reach::Diverted(here)).unwrap(), [here]);
    }
}
