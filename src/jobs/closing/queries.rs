//! The SQL of how postings end.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::ClosedReason;
use crate::audit::{self, Actor, Entry};

/// A posting that was closed just now.
#[derive(Debug)]
pub struct Closed {
    id: Uuid,
    at: DateTime<Utc>,
    reason: ClosedReason,
    evidence: Option<String>,
    /// The database's moment: its triggers write lines of their own beside these.
    written_at: DateTime<Utc>,
}

/// How a posting stands.
#[derive(Debug)]
pub struct Standing {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The employer.
    pub company: Option<String>,
    /// REVIEW, PUBLISHED and so on.
    pub status: String,
    /// Whether it can be applied for.
    pub is_open: bool,
    /// Until when, unless it is confirmed again.
    pub open_until: DateTime<Utc>,
    /// Its own last day.
    pub expires_at: Option<DateTime<Utc>>,
    /// When somebody last saw it open.
    pub last_verified_at: Option<DateTime<Utc>>,
    /// When its source last delivered it.
    pub source_synced_at: Option<DateTime<Utc>>,
    /// Where it came from.
    pub source: String,
    /// Where applying leads.
    pub apply_url: Option<String>,
    /// When it closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Why.
    pub closed_reason: Option<ClosedReason>,
}

/// The posting at a slug, also at one that it had.
pub async fn standing(connection: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"select j.id, j.slug::text as "slug!", j.title, j.company_name as company, j.status::text as "status!",
                  j.is_open as "is_open!", j.open_until as "open_until!", j.expires_at, j.last_verified_at,
                  j.source_synced_at, j.source_system as source, j.apply_url::text as apply_url, j.closed_at, j.closed_reason as "closed_reason: ClosedReason"
             from jobs j
            where j.id = coalesce((select id from jobs where slug = $1),
                                  (select target_id from slug_redirects where entity_type = 'job' and old_slug = $1))
              for update of j"#,
        slug as _
    )
    .fetch_optional(connection)
    .await
}

/// Closes published postings that ran out, as of the moment at which they did.
pub async fn expire(connection: &mut PgConnection, limit: i64) -> sqlx::Result<Vec<Closed>> {
    sqlx::query_as!(
        Closed,
        r#"update jobs j set closed_at = j.open_until, closed_reason = 'EXPIRED'
            where j.id in (select o.id from jobs o
                            where o.status = 'PUBLISHED' and o.closed_at is null and o.open_until <= now()
                            -- Not by its id: to find few, all would be read in that order.
                            order by o.open_until limit $1 for update skip locked)
           returning j.id, j.closed_at as "at!", j.closed_reason as "reason!: ClosedReason", null::text as evidence,
                     now() as "written_at!""#,
        limit
    )
    .fetch_all(connection)
    .await
}

/// Closes a posting, unless it is closed.
pub async fn close(
    connection: &mut PgConnection,
    id: Uuid,
    reason: ClosedReason,
    evidence: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Closed>> {
    sqlx::query_as!(
        Closed,
        r#"update jobs set closed_at = $3, closed_reason = $2 where id = $1 and closed_at is null
           returning id, closed_at as "at!", closed_reason as "reason!: ClosedReason", $4::text as evidence, now() as "written_at!""#,
        id,
        reason as ClosedReason,
        now,
        evidence
    )
    .fetch_all(connection)
    .await
}

/// Opens a posting, which somebody has seen open now.
pub async fn reopen(
    connection: &mut PgConnection,
    before: &Standing,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update jobs set closed_at = null, closed_reason = null, last_verified_at = $2 where id = $1",
        before.id,
        now
    )
    .execute(&mut *connection)
    .await?;
    let reason = before.closed_reason.map(ClosedReason::as_str);
    let entry = Entry::new("reopen", "job", before.id)
        .before(json!({"closed_at": before.closed_at, "closed_reason": reason}))
        .after(json!({"last_verified_at": now}));
    audit::write(connection, actor, &entry, now).await
}

/// One line for each posting, in the transaction of the change.
pub async fn audit(connection: &mut PgConnection, closed: &[Closed], actor: &Actor) -> sqlx::Result<()> {
    let Some(first) = closed.first() else { return Ok(()) };
    let entry = |closed: &Closed| {
        let mut after = json!({"closed_at": closed.at, "closed_reason": closed.reason.as_str()});
        if let Some(evidence) = &closed.evidence {
            after["evidence"] = json!(evidence);
        }
        Entry::new("close", "job", closed.id).after(after)
    };
    let entries: Vec<Entry> = closed.iter().map(entry).collect();
    audit::write_all(connection, actor, &entries, first.written_at).await
}

/// How many visitors went on to apply, newest day first.
pub async fn visitors_by_day(
    connection: &mut PgConnection,
    job: Uuid,
    days: i64,
) -> sqlx::Result<Vec<(NaiveDate, i32)>> {
    sqlx::query!(
        "select day, visitors from apply_counts where job_id = $1 order by day desc limit $2",
        job,
        days
    )
    .map(|row| (row.day, row.visitors))
    .fetch_all(connection)
    .await
}
