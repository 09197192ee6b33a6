//! The audit log: who changed what, written in the transaction of the change. Rows are only ever added.

mod queries;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::values::Network;

/// Bits of an address that are kept: which network somebody without an account came from, and not which machine. The log
/// is for ever.
const V4_BITS: u8 = 24;
const V6_BITS: u8 = 48;

/// One change.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// Who: `anonymous`, `owner`, `command line`.
    pub actor: &'a str,
    /// From where, where it came over the network.
    pub origin: Option<Origin>,
    /// What was done.
    pub action: &'a str,
    /// To what kind of thing.
    pub entity: &'a str,
    /// To which one.
    pub id: Uuid,
    /// How it was, less what tells of people.
    pub before: Option<Value>,
    /// How it is, less what tells of people.
    pub after: Option<Value>,
}

/// The request that changed something.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The client's address.
    pub client: IpAddr,
    /// The request's id.
    pub request_id: String,
}

impl Origin {
    /// The network that the client is in, as PostgreSQL reads it.
    fn network(&self) -> String {
        let bits = if self.client.is_ipv4() { V4_BITS } else { V6_BITS };
        Network::around(self.client, bits).to_string()
    }
}

/// Writes a line.
pub async fn write(executor: impl PgExecutor<'_>, line: &Line<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    queries::write(executor, line, now).await
}
