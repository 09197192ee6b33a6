//! Profiles that nobody claimed and nobody confirmed for a year: neither their person nor a source that still names them, nor
//! anybody who corrected them. They are erased as if their removal had been upheld, but nobody is kept out: whom a later list
//! names has a new profile.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::queries;
use crate::audit::{self, Actor, Entry};
use crate::ingestion::suppression;

/// For how long a profile stands that nobody confirms.
pub const STANDS: TimeDelta = TimeDelta::days(365);

/// Profiles of one transaction, and of one pass.
const BATCH: i64 = 100;
const MOST: u64 = 5_000;

/// How many profiles have lapsed and are not erased yet.
pub async fn due(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let (mut count, mut after) = (0, Uuid::nil());
    loop {
        let ids = queries::unconfirmed(&mut *connection, now - STANDS, after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(count) };
        after = *last;
        count += ids.len() as u64;
    }
}

/// What a pass erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// How many profiles.
    pub count: u64,
    /// Whether those were all.
    pub is_all: bool,
}

/// Erases profiles that have lapsed, in transactions in which imports of people wait: who breaks it off loses one.
pub async fn erase(connection: &mut PgConnection, actor: &Actor, now: DateTime<Utc>) -> sqlx::Result<Erased> {
    let (mut count, mut after) = (0, Uuid::nil());
    while count < MOST {
        let mut transaction = connection.begin().await?;
        suppression::wait_for_imports(&mut transaction).await?;
        let ids = queries::unconfirmed(&mut *transaction, now - STANDS, after, BATCH).await?;
        let Some(last) = ids.last() else { return Ok(Erased { count, is_all: true }) };
        after = *last;
        let all = suppression::with_merged(&mut *transaction, &ids).await?;
        suppression::forget_profiles(&mut transaction, &all).await?;
        queries::erase_profiles(&mut transaction, &all).await?;
        queries::take_down(&mut *transaction, &all, now).await?;
        let entry = |id: &Uuid| {
            Entry::new("erase", "executive", *id)
                .after(json!({"because": "unclaimed and unconfirmed for a year"}))
        };
        let entries: Vec<Entry> = all.iter().map(entry).collect();
        audit::write_all(&mut *transaction, actor, &entries, now).await?;
        transaction.commit().await?;
        count += ids.len() as u64;
    }
    Ok(Erased { count, is_all: false })
}
