//! How a posting ends: it runs out, somebody says so, or its page is gone. Each with its line in the audit log, in the
//! transaction of the change.
//!
//! When a posting runs out is what the database's `open_until` says, and from that moment it is on no page. [`expire`] only
//! writes that down, so that there is a row that says when. Where it is confirmed afterwards, the database takes it back.

mod queries;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::ClosedReason;
use crate::audit::Actor;

pub use queries::{Standing, standing, visitors_by_day};

/// Why a posting can't be closed or opened again.
#[derive(Debug, thiserror::Error)]
pub enum ClosingError {
    /// There is none.
    #[error("there is no job at /jobs/{0}: the word after /jobs/ in its address is meant")]
    NotFound(String),
    /// It is closed already.
    #[error("it was closed on {on} already: {}", reason.label())]
    Closed {
        /// The day.
        on: NaiveDate,
        /// Why.
        reason: ClosedReason,
    },
    /// It is open.
    #[error("it is not closed")]
    Open,
    /// Its own last day has passed.
    #[error("its own last day was {0}, which ends it again: import the row with a later one first")]
    LastDay(NaiveDate),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Writes down which published postings ran out by now. Gives how many.
pub async fn expire(connection: &mut PgConnection, actor: &Actor) -> sqlx::Result<u64> {
    /// How many are written in one transaction.
    const BATCH: i64 = 2_000;
    let mut expired = 0;
    loop {
        let mut transaction = connection.begin().await?;
        let closed = queries::expire(&mut transaction, BATCH).await?;
        queries::audit(&mut transaction, &closed, actor).await?;
        transaction.commit().await?;
        expired += closed.len() as u64;
        if closed.is_empty() {
            return Ok(expired);
        }
    }
}

/// Closes a posting that is open, in the caller's transaction; what was seen goes into the audit log. Answers whether
/// it was open.
pub async fn close(
    connection: &mut PgConnection,
    id: Uuid,
    reason: ClosedReason,
    evidence: Option<&str>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let closed = queries::close(connection, id, reason, evidence, now).await?;
    queries::audit(connection, &closed, actor).await?;
    Ok(!closed.is_empty())
}

/// Closes the posting at a slug because an operator says so.
pub async fn close_by_slug(
    connection: &mut PgConnection,
    slug: &str,
    reason: ClosedReason,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Standing, ClosingError> {
    let mut transaction = connection.begin().await?;
    let before = find(&mut transaction, slug).await?;
    if !close(&mut transaction, before.id, reason, None, actor, now).await? {
        return Err(match (before.closed_at, before.closed_reason) {
            (Some(at), Some(reason)) => ClosingError::Closed { on: at.date_naive(), reason },
            _ => ClosingError::NotFound(slug.to_owned()),
        });
    }
    transaction.commit().await?;
    Ok(before)
}

/// Opens a closed posting again: somebody has looked, and it can be applied for.
pub async fn reopen(
    connection: &mut PgConnection,
    slug: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Standing, ClosingError> {
    let mut transaction = connection.begin().await?;
    let before = find(&mut transaction, slug).await?;
    if before.closed_at.is_none() && before.is_open {
        return Err(ClosingError::Open);
    }
    if let Some(last) = before.expires_at.filter(|last| *last <= now) {
        return Err(ClosingError::LastDay(last.date_naive()));
    }
    queries::reopen(&mut transaction, &before, actor, now).await?;
    transaction.commit().await?;
    Ok(before)
}

async fn find(connection: &mut PgConnection, slug: &str) -> Result<Standing, ClosingError> {
    let slug = slug.trim().trim_start_matches("/jobs/");
    standing(connection, slug).await?.ok_or_else(|| ClosingError::NotFound(slug.to_owned()))
}
