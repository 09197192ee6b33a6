//! Putting online what is complete: the operator's decision, for whole sources at once or for all that a source brings.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::audit::{self, Actor, Entry};

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
    let rows = sqlx::query!(
        r#"select reason as "reason!", count(*) as "count!" from (
             select unnest(case when cardinality(e.missing_fields) > 0 then e.missing_fields
                                else array['a notice to the person (EEA, UK, Switzerland)'] end) as reason
               from executives e
              where e.status = 'REVIEW' and e.removed_at is null and ($1::text is null or e.source_system = $1)) waiting
           group by reason"#,
        publish.source
    )
    .fetch_all(&mut *transaction)
    .await?;
    let waiting = rows.into_iter().map(|row| (row.reason, row.count)).collect();
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
    let rows = sqlx::query!(
        r#"select reason as "reason!", count(*) as "count!" from (
             select unnest(case when cardinality(j.missing_fields) > 0 then j.missing_fields
                                else array['being open: closed, past the last day, or too old to be believed open'] end) as reason
               from jobs j where j.status = 'REVIEW' and ($1::text is null or j.source_system = $1)) waiting
           group by reason"#,
        publish.source
    )
    .fetch_all(&mut *transaction)
    .await?;
    let waiting = rows.into_iter().map(|row| (row.reason, row.count)).collect();
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

async fn publish_executives(
    connection: &mut PgConnection,
    publish: Publish<'_>,
    only: Option<&[Uuid]>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let countries: Vec<String> = if publish.notice_gate {
        NOTICE_COUNTRIES.iter().map(|code| (*code).to_owned()).collect()
    } else {
        Vec::new()
    };
    let ids = sqlx::query_scalar!(
        "update executives e set status = 'PUBLISHED', published_at = coalesce(published_at, $3)
          where status = 'REVIEW' and removed_at is null and cardinality(e.missing_fields) = 0
            and ($1::text is null or source_system = $1) and ($4::uuid[] is null or id = any($4))
            and (notice_sent_at is not null
                 or location_id not in (select id from locations where country_code = any($2)))
         returning id",
        publish.source,
        &countries,
        now,
        only
    )
    .fetch_all(&mut *connection)
    .await?;
    // With the profile's first publication, and when they come later.
    sqlx::query!(
        "update executive_reviews r set published_at = $2
           from executives e
          where e.id = r.executive_id and e.is_public and r.published_at is null and r.source_record_id is not null
            and ($1::text is null or e.source_system = $1) and ($3::uuid[] is null or e.id = any($3))",
        publish.source,
        now,
        only
    )
    .execute(&mut *connection)
    .await?;
    note(connection, "executive", &ids, actor, now).await?;
    Ok(ids)
}

async fn publish_jobs(
    connection: &mut PgConnection,
    publish: Publish<'_>,
    only: Option<&[Uuid]>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    let since = publish.posted_within_days.map(|days| now - chrono::Duration::days(days.into()));
    let ids = sqlx::query_scalar!(
        "update jobs j set status = 'PUBLISHED', published_at = coalesce(published_at, $2), curated_at = $2
          where status = 'REVIEW' and cardinality(j.missing_fields) = 0 and j.is_open
            and ($1::text is null or source_system = $1) and ($3::uuid[] is null or id = any($3))
            and ($4::timestamptz is null or posted_at >= $4 or expires_at is not null or last_verified_at >= $4)
         returning id",
        publish.source,
        now,
        only,
        since
    )
    .fetch_all(&mut *connection)
    .await?;
    note(connection, "job", &ids, actor, now).await?;
    Ok(ids)
}

/// One line for each row, in the transaction of the change.
async fn note(
    connection: &mut PgConnection,
    entity: &'static str,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let entry = |id: &Uuid| {
        Entry::new("publish", entity, *id)
            .before(json!({"status": "REVIEW"}))
            .after(json!({"status": "PUBLISHED"}))
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
