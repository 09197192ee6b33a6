//! The SQL of what waits to be published. What publishing asks of a row is said in `publishing::queries`, too: a test
//! (`tests/site/console_review.rs`) holds both to each other.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::Asked;
use crate::values::PublishStatus;

/// A profile or a posting on its way to the public.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id.
    pub id: Uuid,
    /// The last part of its address.
    pub slug: String,
    /// A person's name, a posting's title.
    pub name: String,
    /// A person's headline, a posting's company and place.
    pub about: String,
    /// Where it came from.
    pub source: String,
    /// How it stands.
    pub status: PublishStatus,
    /// What it waits for.
    pub waits_for: Vec<String>,
    /// When it was first heard of.
    pub created_at: DateTime<Utc>,
    /// The last part of the address of the row that stands for it, where it was merged.
    pub merged_into: Option<String>,
}

/// Where a list is gone on with: behind this row.
#[derive(Clone, Copy, Debug)]
pub struct Behind {
    /// When the row was first heard of.
    pub created_at: DateTime<Utc>,
    /// The row.
    pub id: Uuid,
}

/// Which rows stand so, the newest first, so many at most. Each branch is read along an index of its own; those of other
/// stands are never begun. `not (… not in …)` keeps the index's order, which a join with `in` would not.
pub async fn executives_standing(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    notice_countries: &[String],
    behind: Behind,
    limit: i64,
) -> sqlx::Result<Vec<Behind>> {
    sqlx::query_as!(
        Behind,
        r#"with told_first as (select id from locations where country_code = any($1))
           select id as "id!", created_at as "created_at!" from (
             (select e.id, e.created_at from executives e
               where $2 = 'READY' and e.status = 'REVIEW' and e.removed_at is null
                 and e.headline is not null and e.role_id is not null and e.location_id is not null
                 and (e.notice_sent_at is not null or e.location_id not in (select id from told_first))
                 and ($3::text is null or e.source_system = $3) and (e.created_at, e.id) < ($4, $5)
               order by e.created_at desc, e.id desc limit $6)
             union all
             (select e.id, e.created_at from executives e
               where $2 = 'WAITING' and e.status = 'REVIEW' and e.removed_at is null
                 and e.headline is not null and e.role_id is not null and e.location_id is not null
                 and e.notice_sent_at is null and not (e.location_id not in (select id from told_first))
                 and ($3::text is null or e.source_system = $3) and (e.created_at, e.id) < ($4, $5)
               order by e.created_at desc, e.id desc limit $6)
             union all
             (select e.id, e.created_at from executives e
               where $2 = 'WAITING' and e.status = 'REVIEW' and e.removed_at is null
                 and (e.headline is null or e.role_id is null or e.location_id is null)
                 and ($3::text is null or e.source_system = $3) and (e.created_at, e.id) < ($4, $5)
               order by e.created_at desc, e.id desc limit $6)
             union all
             (select e.id, e.created_at from executives e
               where $2 = 'ONLINE' and e.status = 'PUBLISHED' and e.removed_at is null
                 and ($3::text is null or e.source_system = $3) and (e.created_at, e.id) < ($4, $5)
               order by e.created_at desc, e.id desc limit $6)
             union all
             (select e.id, e.created_at from executives e
               where $2 = 'AWAY' and e.status = 'DRAFT' and e.removed_at is null
                 and ($3::text is null or e.source_system = $3) and (e.created_at, e.id) < ($4, $5)
               order by e.created_at desc, e.id desc limit $6)
             union all
             (select e.id, e.created_at from executives e
               where $2 = 'AWAY' and e.status = 'ARCHIVED' and e.removed_at is null
                 and ($3::text is null or e.source_system = $3) and (e.created_at, e.id) < ($4, $5)
               order by e.created_at desc, e.id desc limit $6)) rows
            order by created_at desc, id desc limit $6"#,
        notice_countries,
        asked.stand.as_str(),
        asked.source,
        behind.created_at,
        behind.id,
        limit
    )
    .fetch_all(executor)
    .await
}

/// As [`executives_standing`], for postings.
pub async fn jobs_standing(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    posted_since: DateTime<Utc>,
    behind: Behind,
    limit: i64,
) -> sqlx::Result<Vec<Behind>> {
    sqlx::query_as!(
        Behind,
        r#"select id as "id!", created_at as "created_at!" from (
             (select j.id, j.created_at from jobs j
               where $2 = 'READY' and j.status = 'REVIEW'
                 and j.company_name is not null and j.location_summary is not null and j.role_id is not null
                 and j.summary is not null and j.description is not null and j.apply_url is not null
                 and j.posted_at is not null and j.employment_type is not null and j.is_open
                 and (j.posted_at >= $1 or j.expires_at is not null or j.last_verified_at >= $1)
                 and ($3::text is null or j.source_system = $3) and (j.created_at, j.id) < ($4, $5)
               order by j.created_at desc, j.id desc limit $6)
             union all
             (select j.id, j.created_at from jobs j
               where $2 = 'WAITING' and j.status = 'REVIEW'
                 and j.company_name is not null and j.location_summary is not null and j.role_id is not null
                 and j.summary is not null and j.description is not null and j.apply_url is not null
                 and j.posted_at is not null and j.employment_type is not null
                 and (not j.is_open
                      or (j.posted_at < $1 and j.expires_at is null and coalesce(j.last_verified_at < $1, true)))
                 and ($3::text is null or j.source_system = $3) and (j.created_at, j.id) < ($4, $5)
               order by j.created_at desc, j.id desc limit $6)
             union all
             (select j.id, j.created_at from jobs j
               where $2 = 'WAITING' and j.status = 'REVIEW'
                 and (j.company_name is null or j.location_summary is null or j.role_id is null or j.summary is null
                      or j.description is null or j.apply_url is null or j.posted_at is null or j.employment_type is null)
                 and ($3::text is null or j.source_system = $3) and (j.created_at, j.id) < ($4, $5)
               order by j.created_at desc, j.id desc limit $6)
             union all
             (select j.id, j.created_at from jobs j
               where $2 = 'ONLINE' and j.status = 'PUBLISHED'
                 and ($3::text is null or j.source_system = $3) and (j.created_at, j.id) < ($4, $5)
               order by j.created_at desc, j.id desc limit $6)
             union all
             (select j.id, j.created_at from jobs j
               where $2 = 'AWAY' and j.status = 'DRAFT'
                 and ($3::text is null or j.source_system = $3) and (j.created_at, j.id) < ($4, $5)
               order by j.created_at desc, j.id desc limit $6)
             union all
             (select j.id, j.created_at from jobs j
               where $2 = 'AWAY' and j.status = 'ARCHIVED'
                 and ($3::text is null or j.source_system = $3) and (j.created_at, j.id) < ($4, $5)
               order by j.created_at desc, j.id desc limit $6)) rows
            order by created_at desc, id desc limit $6"#,
        posted_since,
        asked.stand.as_str(),
        asked.source,
        behind.created_at,
        behind.id,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Those of these profiles that are asked for, the newest first, so many at most.
pub async fn executives(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    notice_countries: &[String],
    ids: &[Uuid],
    behind: Behind,
    limit: i64,
) -> sqlx::Result<Vec<Item>> {
    sqlx::query_as!(
        Item,
        r#"select id as "id!", slug as "slug!", name as "name!", about as "about!", source as "source!",
                  status as "status!: PublishStatus", waits_for as "waits_for!", created_at as "created_at!",
                  (select k.slug::text from merges m join executives k on k.id = kept_for(m.kept_id)
                    where m.lost_id = rows.id and m.unmerged_at is null) as "merged_into?"
             from (select e.id, e.slug::text as slug, e.full_name as name, coalesce(e.headline, '') as about,
                          e.source_system as source, e.status, e.created_at,
                          e.missing_fields
                            || case when e.notice_sent_at is null and l.country_code = any($1) then array['notice']
                                    else '{}' end as waits_for
                     from executives e left join locations l on l.id = e.location_id
                    where e.id = any($2) and e.removed_at is null) rows
            where case $3 when 'READY' then status = 'REVIEW' and cardinality(waits_for) = 0
                          when 'WAITING' then status = 'REVIEW' and cardinality(waits_for) > 0
                          when 'ONLINE' then status = 'PUBLISHED'
                          when 'AWAY' then status in ('DRAFT', 'ARCHIVED') end
              and ($4::text is null or source = $4) and ($5::text is null or $5 = any(waits_for))
              and (created_at, id) < ($6, $7)
            order by created_at desc, id desc limit $8"#,
        notice_countries,
        ids,
        asked.stand.as_str(),
        asked.source,
        asked.lacks,
        behind.created_at,
        behind.id,
        limit
    )
    .fetch_all(executor)
    .await
}

/// As [`executives`], for postings.
pub async fn jobs(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    posted_since: DateTime<Utc>,
    ids: &[Uuid],
    behind: Behind,
    limit: i64,
) -> sqlx::Result<Vec<Item>> {
    sqlx::query_as!(
        Item,
        r#"select id as "id!", slug as "slug!", name as "name!", about as "about!", source as "source!",
                  status as "status!: PublishStatus", waits_for as "waits_for!", created_at as "created_at!",
                  (select k.slug::text from merges m join jobs k on k.id = kept_for(m.kept_id)
                    where m.lost_id = rows.id and m.unmerged_at is null) as "merged_into?"
             from (select j.id, j.slug::text as slug, j.title as name,
                          concat_ws(', ', j.company_name, j.location_summary) as about,
                          j.source_system as source, j.status, j.created_at,
                          j.missing_fields
                            || case when not j.is_open then array['closed']
                                    when j.posted_at >= $1 or j.expires_at is not null or j.last_verified_at >= $1
                                         or j.posted_at is null then '{}'
                                    else array['old'] end as waits_for
                     from jobs j where j.id = any($2)) rows
            where case $3 when 'READY' then status = 'REVIEW' and cardinality(waits_for) = 0
                          when 'WAITING' then status = 'REVIEW' and cardinality(waits_for) > 0
                          when 'ONLINE' then status = 'PUBLISHED'
                          when 'AWAY' then status in ('DRAFT', 'ARCHIVED') end
              and ($4::text is null or source = $4) and ($5::text is null or $5 = any(waits_for))
              and (created_at, id) < ($6, $7)
            order by created_at desc, id desc limit $8"#,
        posted_since,
        ids,
        asked.stand.as_str(),
        asked.source,
        asked.lacks,
        behind.created_at,
        behind.id,
        limit
    )
    .fetch_all(executor)
    .await
}

/// One profile.
pub async fn executive(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    notice_countries: &[String],
) -> sqlx::Result<Option<Item>> {
    sqlx::query_as!(
        Item,
        r#"select e.id, e.slug::text as "slug!", e.full_name as name, coalesce(e.headline, '') as "about!",
                  e.source_system as source, e.status as "status: PublishStatus", e.created_at,
                  e.missing_fields
                    || case when e.notice_sent_at is null and l.country_code = any($2) then array['notice']
                            else '{}' end as "waits_for!",
                  (select k.slug::text from merges m join executives k on k.id = kept_for(m.kept_id)
                    where m.lost_id = e.id and m.unmerged_at is null) as "merged_into?"
             from executives e left join locations l on l.id = e.location_id
            where e.id = $1 and e.removed_at is null"#,
        id,
        notice_countries
    )
    .fetch_optional(executor)
    .await
}

/// One posting.
pub async fn job(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    posted_since: DateTime<Utc>,
) -> sqlx::Result<Option<Item>> {
    sqlx::query_as!(
        Item,
        r#"select j.id, j.slug::text as "slug!", j.title as name,
                  concat_ws(', ', j.company_name, j.location_summary) as "about!",
                  j.source_system as source, j.status as "status: PublishStatus", j.created_at,
                  j.missing_fields
                    || case when not j.is_open then array['closed']
                            when j.posted_at >= $2 or j.expires_at is not null or j.last_verified_at >= $2
                                 or j.posted_at is null then '{}'
                            else array['old'] end as "waits_for!",
                  (select k.slug::text from merges m join jobs k on k.id = kept_for(m.kept_id)
                    where m.lost_id = j.id and m.unmerged_at is null) as "merged_into?"
             from jobs j where j.id = $1"#,
        id,
        posted_since
    )
    .fetch_optional(executor)
    .await
}

/// Profiles that hold words (`words` as `to_tsquery` reads them) in name, headline or mail address; so many, whichever.
pub async fn executives_called(
    executor: impl PgExecutor<'_>,
    words: &str,
    slug: &str,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"(select id as "id!" from executives where slug = $2 and removed_at is null)
           union all
           (select id from executives
             where to_tsvector('simple', full_name || ' ' || coalesce(headline, '') || ' ' || coalesce(contact_email, ''))
                   @@ to_tsquery('simple', $1)
               and removed_at is null and slug <> $2
             limit $3)"#,
        words,
        slug,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Postings that hold words in title or company, or lead to an address where one applies.
pub async fn jobs_called(
    executor: impl PgExecutor<'_>,
    words: &str,
    slug: &str,
    apply_key: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"(select id as "id!" from jobs where slug = $2)
           union
           (select id from jobs where apply_key = $3)
           union
           (select id from jobs
             where to_tsvector('simple', title || ' ' || coalesce(company_name, '')) @@ to_tsquery('simple', $1)
             limit $4)"#,
        words,
        slug,
        apply_key,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Where rows came from.
pub async fn sources(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select name from sources order by name").fetch_all(executor).await
}
