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
}

macro_rules! executives {
    ($rest:literal $(, $argument:expr)*) => {
        sqlx::query_as!(
            Item,
            r#"select id as "id!", slug as "slug!", name as "name!", about as "about!", source as "source!",
                      status as "status!: PublishStatus", waits_for as "waits_for!", created_at as "created_at!"
                 from (select e.id, e.slug::text as slug, e.full_name as name, coalesce(e.headline, '') as about,
                              e.source_system as source, e.status, e.created_at,
                              e.missing_fields
                                || case when e.notice_sent_at is null and l.country_code = any($1) then array['notice']
                                        else '{}' end as waits_for
                         from executives e left join locations l on l.id = e.location_id
                        where e.removed_at is null) rows
                where "# + $rest
            $(, $argument)*
        )
    };
}

macro_rules! jobs {
    ($rest:literal $(, $argument:expr)*) => {
        sqlx::query_as!(
            Item,
            r#"select id as "id!", slug as "slug!", name as "name!", about as "about!", source as "source!",
                      status as "status!: PublishStatus", waits_for as "waits_for!", created_at as "created_at!"
                 from (select j.id, j.slug::text as slug, j.title as name,
                              concat_ws(', ', j.company_name, j.location_summary) as about,
                              j.source_system as source, j.status, j.created_at,
                              j.missing_fields
                                || case when not j.is_open then array['closed']
                                        when j.posted_at >= $1 or j.expires_at is not null or j.last_verified_at >= $1
                                             or j.posted_at is null then '{}'
                                        else array['old'] end as waits_for
                         from jobs j) rows
                where "# + $rest
            $(, $argument)*
        )
    };
}

/// Profiles, the newest first.
pub async fn executives(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    notice_countries: &[String],
    like: Option<&str>,
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<Item>> {
    executives!(
        "case $2 when 'READY' then status = 'REVIEW' and cardinality(waits_for) = 0
                 when 'WAITING' then status = 'REVIEW' and cardinality(waits_for) > 0
                 when 'ONLINE' then status = 'PUBLISHED' else status in ('DRAFT', 'ARCHIVED') end
         and ($3::text is null or source = $3) and ($4::text is null or $4 = any(waits_for))
         and ($5::text is null or name ilike $5 or about ilike $5)
         order by created_at desc, id limit $6 offset $7",
        notice_countries,
        asked.stand.as_str(),
        asked.source,
        asked.lacks,
        like,
        limit,
        offset
    )
    .fetch_all(executor)
    .await
}

/// Postings, the newest first.
pub async fn jobs(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    posted_since: DateTime<Utc>,
    like: Option<&str>,
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<Item>> {
    jobs!(
        "case $2 when 'READY' then status = 'REVIEW' and cardinality(waits_for) = 0
                 when 'WAITING' then status = 'REVIEW' and cardinality(waits_for) > 0
                 when 'ONLINE' then status = 'PUBLISHED' else status in ('DRAFT', 'ARCHIVED') end
         and ($3::text is null or source = $3) and ($4::text is null or $4 = any(waits_for))
         and ($5::text is null or name ilike $5 or about ilike $5)
         order by created_at desc, id limit $6 offset $7",
        posted_since,
        asked.stand.as_str(),
        asked.source,
        asked.lacks,
        like,
        limit,
        offset
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
    executives!("id = $2", notice_countries, id).fetch_optional(executor).await
}

/// One posting.
pub async fn job(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    posted_since: DateTime<Utc>,
) -> sqlx::Result<Option<Item>> {
    jobs!("id = $2", posted_since, id).fetch_optional(executor).await
}

/// How many profiles; no more are counted than `most`.
pub async fn count_executives(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    notice_countries: &[String],
    like: Option<&str>,
    most: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
             select from (
               select e.full_name as name, coalesce(e.headline, '') as about, e.source_system as source, e.status,
                      e.missing_fields
                        || case when e.notice_sent_at is null and l.country_code = any($1) then array['notice']
                                else '{}' end as waits_for
                 from executives e left join locations l on l.id = e.location_id
                where e.removed_at is null) rows
              where case $2 when 'READY' then status = 'REVIEW' and cardinality(waits_for) = 0
                            when 'WAITING' then status = 'REVIEW' and cardinality(waits_for) > 0
                            when 'ONLINE' then status = 'PUBLISHED' else status in ('DRAFT', 'ARCHIVED') end
                and ($3::text is null or source = $3) and ($4::text is null or $4 = any(waits_for))
                and ($5::text is null or name ilike $5 or about ilike $5)
              limit $6) counted"#,
        notice_countries,
        asked.stand.as_str(),
        asked.source,
        asked.lacks,
        like,
        most
    )
    .fetch_one(executor)
    .await
}

/// How many postings; no more are counted than `most`.
pub async fn count_jobs(
    executor: impl PgExecutor<'_>,
    asked: &Asked<'_>,
    posted_since: DateTime<Utc>,
    like: Option<&str>,
    most: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
             select from (
               select j.title as name, concat_ws(', ', j.company_name, j.location_summary) as about,
                      j.source_system as source, j.status,
                      j.missing_fields
                        || case when not j.is_open then array['closed']
                                when j.posted_at >= $1 or j.expires_at is not null or j.last_verified_at >= $1
                                     or j.posted_at is null then '{}'
                                else array['old'] end as waits_for
                 from jobs j) rows
              where case $2 when 'READY' then status = 'REVIEW' and cardinality(waits_for) = 0
                            when 'WAITING' then status = 'REVIEW' and cardinality(waits_for) > 0
                            when 'ONLINE' then status = 'PUBLISHED' else status in ('DRAFT', 'ARCHIVED') end
                and ($3::text is null or source = $3) and ($4::text is null or $4 = any(waits_for))
                and ($5::text is null or name ilike $5 or about ilike $5)
              limit $6) counted"#,
        posted_since,
        asked.stand.as_str(),
        asked.source,
        asked.lacks,
        like,
        most
    )
    .fetch_one(executor)
    .await
}

/// Where rows came from.
pub async fn sources(executor: impl PgExecutor<'_>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select name from sources order by name").fetch_all(executor).await
}
