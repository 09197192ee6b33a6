//! The audit log: who changed what, written in the transaction of the change. Rows are only ever added.

mod queries;

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::config::PublicOrigin;
use crate::values::Network;

use queries::Before;

pub use queries::{Asked, Line, sorts};

/// Bits of an address that tell which network somebody came from, and not which machine.
const V4_BITS: u8 = 24;
const V6_BITS: u8 = 48;

/// Who changes something, and where the request came from.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// The account.
    pub user: Option<Uuid>,
    /// What they act as: a role, or `command line`.
    pub role: Cow<'static, str>,
    /// The client's address. The log is for ever: only of who runs the site more is kept of it than the network.
    pub address: Option<IpAddr>,
    /// By which the log lines are found.
    pub request_id: Option<String>,
}

impl Actor {
    /// Somebody at a terminal.
    pub const COMMAND_LINE: Self = Self::named("command line");

    /// One that is no person, or of whom nothing more is to be kept.
    pub const fn named(role: &'static str) -> Self {
        Self { user: None, role: Cow::Borrowed(role), address: None, request_id: None }
    }

    /// A source that changes something by itself, or the undo of a run.
    pub fn called(name: String) -> Self {
        Self { role: Cow::Owned(name), ..Self::default() }
    }

    /// A visitor without an account.
    pub fn anonymous(address: IpAddr, request_id: String) -> Self {
        Self { address: Some(address), request_id: Some(request_id), ..Self::named("anonymous") }
    }

    /// From where, as PostgreSQL reads it.
    pub fn origin(&self) -> Option<String> {
        let address = self.address?;
        let runs_the_site = matches!(&*self.role, "operator" | "admin");
        if self.user.is_some() && runs_the_site {
            return Some(address.to_string());
        }
        Some(Network::around(address, if address.is_ipv4() { V4_BITS } else { V6_BITS }).to_string())
    }
}

/// Who decides about what somebody asked for, and what telling them needs.
#[derive(Clone, Copy, Debug)]
pub struct Decider<'a> {
    /// In the audit log.
    pub actor: &'a Actor,
    /// For the links in mails.
    pub origin: &'a PublicOrigin,
}

/// What was done to what.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `sign_in`, `approve`.
    pub action: &'static str,
    /// `user`, `claim`.
    pub entity_type: &'static str,
    /// Which one; none where a line is about several.
    pub entity_id: Option<Uuid>,
    /// What was there; nothing personal.
    pub before: Option<Value>,
    /// What is there now; nothing personal.
    pub after: Option<Value>,
}

impl Entry {
    /// Something that happened to a row, without more to say.
    pub const fn new(action: &'static str, entity_type: &'static str, entity_id: Uuid) -> Self {
        Self { action, entity_type, entity_id: Some(entity_id), before: None, after: None }
    }

    /// Something that happened, and not to one row.
    pub const fn general(action: &'static str, entity_type: &'static str) -> Self {
        Self { action, entity_type, entity_id: None, before: None, after: None }
    }

    /// The same, with what was there.
    #[must_use]
    pub fn before(mut self, value: Value) -> Self {
        self.before = Some(value);
        self
    }

    /// The same, with what is there now.
    #[must_use]
    pub fn after(mut self, value: Value) -> Self {
        self.after = Some(value);
        self
    }
}

/// Adds a line, in the caller's transaction.
pub async fn write(
    executor: impl PgExecutor<'_>,
    actor: &Actor,
    entry: &Entry,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::write(executor, actor, entry, now).await
}

/// Adds several lines, in the caller's transaction.
pub async fn write_all(
    executor: impl PgExecutor<'_>,
    actor: &Actor,
    entries: &[Entry],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::write_all(executor, actor, entries, now).await
}

/// Lines of the log, the newest first, so many at most.
pub async fn lines(connection: &mut PgConnection, asked: &Asked<'_>, limit: i64) -> sqlx::Result<Vec<Line>> {
    let before = match asked.before {
        Some(id) => queries::place(&mut *connection, id).await?,
        None => None,
    };
    let before = before.unwrap_or(Before { at: DateTime::<Utc>::MAX_UTC, id: Uuid::max() });
    match asked.actor {
        Some(actor) if asked.entity_id.is_none() => {
            queries::lines_of(connection, actor, asked, before, limit).await
        }
        _ => queries::lines(connection, asked, before, limit).await,
    }
}
