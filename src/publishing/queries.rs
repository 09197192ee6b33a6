//! The SQL of publishing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

/// Puts complete profiles in review online: of one source, or these. In some countries the person must have been told.
pub async fn publish_executives(
    executor: impl PgExecutor<'_>,
    source: Option<&str>,
    notice_countries: &[String],
    only: Option<&[Uuid]>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "update executives e set status = 'PUBLISHED', published_at = coalesce(published_at, $3)
          where status = 'REVIEW' and removed_at is null and cardinality(e.missing_fields) = 0
            and ($1::text is null or source_system = $1) and ($4::uuid[] is null or id = any($4))
            and (notice_sent_at is not null
                 or location_id not in (select id from locations where country_code = any($2)))
         returning id",
        source,
        notice_countries,
        now,
        only
    )
    .fetch_all(executor)
    .await
}

/// Puts the reviews that came with public profiles online; not those that were taken off, of the profile or of one that was
/// merged into it.
pub async fn publish_reviews(
    executor: impl PgExecutor<'_>,
    source: Option<&str>,
    only: Option<&[Uuid]>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update executive_reviews r set published_at = $2
           from executives e
          where e.id = r.executive_id and e.is_public and r.published_at is null and r.source_record_id is not null
            and r.taken_off_at is null
            and not exists (select from merges m join executive_reviews t on t.executive_id = m.lost_id
                             where m.kept_id = e.id and m.unmerged_at is null
                               and t.source_record_id = r.source_record_id and t.taken_off_at is not null)
            and ($1::text is null or e.source_system = $1) and ($3::uuid[] is null or e.id = any($3))",
        source,
        now,
        only
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Puts complete, open postings in review online: of one source, or these; where a day is given, what was posted before it
/// only if something says that it is still open.
pub async fn publish_jobs(
    executor: impl PgExecutor<'_>,
    source: Option<&str>,
    posted_since: Option<DateTime<Utc>>,
    only: Option<&[Uuid]>,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "update jobs j set status = 'PUBLISHED', published_at = coalesce(published_at, $2), curated_at = $2
          where status = 'REVIEW' and cardinality(j.missing_fields) = 0 and j.is_open
            and ($1::text is null or source_system = $1) and ($3::uuid[] is null or id = any($3))
            and ($4::timestamptz is null or posted_at >= $4 or expires_at is not null or last_verified_at >= $4)
         returning id",
        source,
        now,
        only,
        posted_since
    )
    .fetch_all(executor)
    .await
}

/// What profiles in review wait for, and how many do.
pub async fn waiting_executives(
    executor: impl PgExecutor<'_>,
    source: Option<&str>,
) -> sqlx::Result<BTreeMap<String, i64>> {
    let rows = sqlx::query!(
        r#"select reason as "reason!", count(*) as "count!" from (
             select unnest(case when cardinality(e.missing_fields) > 0 then e.missing_fields
                                else array['a notice to the person (EEA, UK, Switzerland)'] end) as reason
               from executives e
              where e.status = 'REVIEW' and e.removed_at is null and ($1::text is null or e.source_system = $1)) waiting
           group by reason"#,
        source
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.reason, row.count)).collect())
}

/// What postings in review wait for, and how many do.
pub async fn waiting_jobs(
    executor: impl PgExecutor<'_>,
    source: Option<&str>,
) -> sqlx::Result<BTreeMap<String, i64>> {
    let rows = sqlx::query!(
        r#"select reason as "reason!", count(*) as "count!" from (
             select unnest(case when cardinality(j.missing_fields) > 0 then j.missing_fields
                                else array['being open: closed, past the last day, or too old to be believed open'] end) as reason
               from jobs j where j.status = 'REVIEW' and ($1::text is null or j.source_system = $1)) waiting
           group by reason"#,
        source
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.reason, row.count)).collect())
}

/// Takes profiles off the site. Gives those that were online.
pub async fn withdraw_executives(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "update executives set status = 'REVIEW' where id = any($1) and status = 'PUBLISHED' and removed_at is null
         returning id",
        ids
    )
    .fetch_all(executor)
    .await
}

/// Takes postings off the site. Gives those that were online.
pub async fn withdraw_jobs(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "update jobs set status = 'REVIEW' where id = any($1) and status = 'PUBLISHED' returning id",
        ids
    )
    .fetch_all(executor)
    .await
}

/// Notes when people were told. Gives those who had not been.
pub async fn note_told(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "update executives set notice_sent_at = $2 where id = any($1) and notice_sent_at is null returning id",
        ids,
        now
    )
    .fetch_all(executor)
    .await
}
