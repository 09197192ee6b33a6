//! Putting online what is complete: the operator's decision, for whole sources at once, for rows one by one, or for all that
//! a source brings; and what waits for that decision, and why.

mod queries;
pub mod queue;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::audit::{self, Actor, Entry};
use crate::values::PublishStatus;

/// Where people must have been told before their profile is published: the EEA, the United Kingdom and Switzerland.
pub const NOTICE_COUNTRIES: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "GB", "CH",
];

/// What to publish.
#[derive(Clone, Copy, Debug)]
pub struct Publish<'a> {
    /// Only what came from this source.
    pub source: Option<&'a str>,
    /// Whether profiles in [`NOTICE_COUNTRIES`] wait until their person was told.
    pub notice_gate: bool,
    /// Only postings of the last so many days, or with a last day of their own: what is older is hardly open.
    pub posted_within_days: Option<u16>,
    /// Say what would happen, change nothing.
    pub dry_run: bool,
}

/// How old a posting without a last day may be to be taken for open, where nothing else is said.
pub const POSTED_WITHIN_DAYS: u16 = 90;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// How many went online.
    pub published: u64,
    /// How many stay in review, by what they wait for.
    pub waiting: BTreeMap<String, i64>,
}

/// Publishes every complete profile in review, with the reviews that came with it. One transaction.
pub async fn executives(
    connection: &mut PgConnection,
    publish: Publish<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Published> {
    let mut transaction = connection.begin().await?;
    let ids = publish_executives(&mut transaction, publish, None, actor, now).await?;
    let waiting = queries::waiting_executives(&mut *transaction, publish.source).await?;
    finish(transaction, publish.dry_run).await?;
    Ok(Published { published: ids.len() as u64, waiting })
}

/// Publishes every complete, open posting in review. One transaction.
pub async fn jobs(
    connection: &mut PgConnection,
    publish: Publish<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Published> {
    let mut transaction = connection.begin().await?;
    let ids = publish_jobs(&mut transaction, publish, None, actor, now).await?;
    let waiting = queries::waiting_jobs(&mut *transaction, publish.source).await?;
    finish(transaction, publish.dry_run).await?;
    Ok(Published { published: ids.len() as u64, waiting })
}

/// Publishes those of these rows that are complete, in the caller's transaction; who did it stands in the audit log.
pub async fn these_executives(
    connection: &mut PgConnection,
    ids: &[Uuid],
    notice_gate: bool,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let publish = Publish { source: None, notice_gate, posted_within_days: None, dry_run: false };
    publish_executives(connection, publish, Some(ids), actor, now).await
}

/// As [`these_executives`], for postings; no notice is due.
pub async fn these_jobs(
    connection: &mut PgConnection,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let publish = Publish {
        source: None,
        notice_gate: false,
        posted_within_days: Some(POSTED_WITHIN_DAYS),
        dry_run: false,
    };
    publish_jobs(connection, publish, Some(ids), actor, now).await
}

/// Takes profiles off the site, in the caller's transaction: they wait in review again. Gives those that were online.
pub async fn withdraw_executives(
    connection: &mut PgConnection,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let ids = queries::withdraw_executives(&mut *connection, ids).await?;
    note(
        connection,
        "unpublish",
        "executive",
        [PublishStatus::Published, PublishStatus::Review],
        &ids,
        actor,
        now,
    )
    .await?;
    Ok(ids)
}

/// As [`withdraw_executives`], for postings.
pub async fn withdraw_jobs(
    connection: &mut PgConnection,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let ids = queries::withdraw_jobs(&mut *connection, ids).await?;
    note(connection, "unpublish", "job", [PublishStatus::Published, PublishStatus::Review], &ids, actor, now)
        .await?;
    Ok(ids)
}

/// Notes that people were told that they have a profile here, in the caller's transaction. Gives those who had not been.
pub async fn note_told(
    connection: &mut PgConnection,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    notice(connection, "note that told", ids, actor, now).await
}

/// The same where it is the site that tells them, by a mail in the same transaction.
pub async fn note_notice(
    connection: &mut PgConnection,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    notice(connection, "send notice", ids, actor, now).await
}

async fn notice(
    connection: &mut PgConnection,
    action: &'static str,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let ids = queries::note_told(&mut *connection, ids, now).await?;
    let entry = |id: &Uuid| Entry::new(action, "executive", *id).after(json!({"notice_sent_at": now}));
    let entries: Vec<Entry> = ids.iter().map(entry).collect();
    audit::write_all(connection, actor, &entries, now).await?;
    Ok(ids)
}

async fn publish_executives(
    connection: &mut PgConnection,
    publish: Publish<'_>,
    only: Option<&[Uuid]>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let countries = notice_countries(publish.notice_gate);
    let ids = queries::publish_executives(&mut *connection, publish.source, &countries, only, now).await?;
    // With the profile's first publication, and when they come later.
    queries::publish_reviews(&mut *connection, publish.source, only, now).await?;
    note(
        connection,
        "publish",
        "executive",
        [PublishStatus::Review, PublishStatus::Published],
        &ids,
        actor,
        now,
    )
    .await?;
    Ok(ids)
}

async fn publish_jobs(
    connection: &mut PgConnection,
    publish: Publish<'_>,
    only: Option<&[Uuid]>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let since = publish.posted_within_days.map(|days| now - TimeDelta::days(days.into()));
    let ids = queries::publish_jobs(&mut *connection, publish.source, since, only, now).await?;
    note(connection, "publish", "job", [PublishStatus::Review, PublishStatus::Published], &ids, actor, now)
        .await?;
    Ok(ids)
}

/// The countries whose people have to be told first, where anybody has.
fn notice_countries(notice_gate: bool) -> Vec<String> {
    let countries = if notice_gate { NOTICE_COUNTRIES } else { &[] };
    countries.iter().map(|code| (*code).to_owned()).collect()
}

/// One line for each row, in the transaction of the change.
async fn note(
    connection: &mut PgConnection,
    action: &'static str,
    entity: &'static str,
    [before, after]: [PublishStatus; 2],
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let entry = |id: &Uuid| {
        Entry::new(action, entity, *id).before(json!({"status": before})).after(json!({"status": after}))
    };
    let entries: Vec<Entry> = ids.iter().map(entry).collect();
    audit::write_all(connection, actor, &entries, now).await
}

async fn finish(transaction: sqlx::Transaction<'_, sqlx::Postgres>, dry_run: bool) -> sqlx::Result<()> {
    if dry_run { transaction.rollback().await } else { transaction.commit().await }
}

/// For the terminal.
impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} published", self.published)?;
        let mut waiting: Vec<_> = self.waiting.iter().collect();
        waiting.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in waiting {
            writeln!(f, "  {count:>7} in review wait for {reason}")?;
        }
        Ok(())
    }
}
