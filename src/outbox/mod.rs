//! The outbox: what leaves this site is written in the transaction that causes it, and carried after it.
//!
//! Each kind of row has a [`Carrier`]; one loop of `serve` ([`run`]) hands each its rows. Several processes may deliver
//! from one outbox.

mod delivery;
mod queries;

use std::future::Future;
use std::pin::Pin;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::PgExecutor;
use uuid::Uuid;

pub use delivery::{deliver_due, run};
pub use queries::{Posted, find, forget, newest, take_back, withdraw};

/// Takes rows of one kind to where they belong.
pub trait Carrier: Send + Sync {
    /// Which rows.
    fn kind(&self) -> &'static str;

    /// Whether what a row says stays when it is delivered, and not only that it was.
    fn is_kept(&self) -> bool {
        true
    }

    /// Takes one there.
    fn carry<'a>(&'a self, id: Uuid, payload: &'a Value) -> Carried<'a>;
}

/// What a carrier does in a while.
pub type Carried<'a> = Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>>;

/// Why something did not arrive.
#[derive(Debug, Default)]
pub struct Undelivered {
    /// In words, for the log and the operator.
    pub why: String,
    /// Whether trying again is of no use.
    pub is_final: bool,
    /// Not again before this moment, where the other side named one.
    pub not_before: Option<DateTime<Utc>>,
    /// What is left to deliver, where a part arrived.
    pub rest: Option<Value>,
}

/// Rows that a statement puts into the outbox together with what causes them (decision 75).
#[derive(Debug)]
pub struct Rows {
    /// What kind they all are.
    pub kind: &'static str,
    /// Their ids.
    pub ids: Vec<Uuid>,
    /// To whom each goes.
    pub recipients: Vec<Option<String>>,
    /// What each holds.
    pub payloads: Vec<Value>,
}

/// Puts something into the outbox; it leaves once the transaction is committed. Gives its id.
pub async fn post(
    executor: impl PgExecutor<'_>,
    kind: &str,
    recipient: Option<&str>,
    payload: &impl Serialize,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let id = Uuid::now_v7();
    queries::post(executor, id, kind, recipient, &json!(payload), now).await?;
    Ok(id)
}
