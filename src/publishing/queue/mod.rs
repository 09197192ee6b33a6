//! What waits to be published, what it waits for, and what is online: as the operator looks through it.

mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{POSTED_WITHIN_DAYS, notice_countries};
use crate::values::terms;

pub use queries::Item;

terms! {
    /// How a row stands on its way to the public.
    Stand = "text" {
        Ready: "READY", "ready", "Ready to publish";
        Waiting: "WAITING", "waiting", "Waiting for something";
        Online: "ONLINE", "online", "Published";
        Away: "AWAY", "away", "Draft or archived";
    }
}

/// Which rows are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// How they stand.
    pub stand: Stand,
    /// Where they came from.
    pub source: Option<&'a str>,
    /// What they wait for: a missing field, or one of the words that [`reason`] knows.
    pub lacks: Option<&'a str>,
    /// A word of their name, title or company.
    pub text: Option<&'a str>,
    /// Whether people in some countries have to be told first.
    pub notice_gate: bool,
    /// Now: a posting is taken for open for a while only.
    pub now: DateTime<Utc>,
}

impl Asked<'_> {
    fn posted_since(&self) -> DateTime<Utc> {
        self.now - TimeDelta::days(POSTED_WITHIN_DAYS.into())
    }

    fn like(&self) -> Option<String> {
        let escaped = |text: &str| text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        self.text.map(|text| format!("%{}%", escaped(text)))
    }
}

/// Profiles, the newest first, from a place on.
pub async fn executives(
    connection: &mut PgConnection,
    asked: &Asked<'_>,
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<Item>> {
    let countries = notice_countries(asked.notice_gate);
    queries::executives(connection, asked, &countries, asked.like().as_deref(), offset, limit).await
}

/// Postings, the newest first, from a place on.
pub async fn jobs(
    connection: &mut PgConnection,
    asked: &Asked<'_>,
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<Item>> {
    queries::jobs(connection, asked, asked.posted_since(), asked.like().as_deref(), offset, limit).await
}

/// How many profiles there are; no more are counted than `most`.
pub async fn count_executives(
    connection: &mut PgConnection,
    asked: &Asked<'_>,
    most: i64,
) -> sqlx::Result<i64> {
    let countries = notice_countries(asked.notice_gate);
    queries::count_executives(connection, asked, &countries, asked.like().as_deref(), most).await
}

/// How many postings there are; no more are counted than `most`.
pub async fn count_jobs(connection: &mut PgConnection, asked: &Asked<'_>, most: i64) -> sqlx::Result<i64> {
    queries::count_jobs(connection, asked, asked.posted_since(), asked.like().as_deref(), most).await
}

/// The profile of an id, as the queue shows it.
pub async fn executive(
    connection: &mut PgConnection,
    id: Uuid,
    notice_gate: bool,
) -> sqlx::Result<Option<Item>> {
    queries::executive(connection, id, &notice_countries(notice_gate)).await
}

/// The posting of an id, as the queue shows it.
pub async fn job(connection: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<Option<Item>> {
    queries::job(connection, id, now - TimeDelta::days(POSTED_WITHIN_DAYS.into())).await
}

/// The sources that rows came from.
pub async fn sources(connection: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    queries::sources(connection).await
}

/// What stands between a row and the public, for people. Every word that [`Item::waits_for`] may hold.
pub const REASONS: &[(&str, &str)] = &[
    ("headline", "Has no headline"),
    ("role", "Has no role that we know"),
    ("location", "Has no place that we know"),
    ("notice", "The person has to be told first (EEA, UK, Switzerland)"),
    ("company_name", "Names no company"),
    ("location_summary", "Names no place"),
    ("summary", "Has no summary"),
    ("description", "Has no description"),
    ("apply_url", "Has no address to apply at"),
    ("posted_at", "Does not say when it was posted"),
    ("employment_type", "Does not say how one is employed"),
    ("closed", "Is closed or past its last day"),
    ("old", "Is too old to be believed open"),
];

/// What people read for a word of [`REASONS`].
pub fn reason(word: &str) -> &str {
    REASONS.iter().find(|(known, _)| *known == word).map_or(word, |(_, label)| label)
}
