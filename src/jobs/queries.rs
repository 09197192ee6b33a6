//! The SQL of the board. Everything here that the public sees asks `is_public`.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

use super::view::Card;
use super::{ClosedReason, EmploymentType, RemoteType};
use crate::values::{Currency, Hours, Period, Price};
use crate::web::links::Named;

/// The cards of these postings, in this order; those that are not public are left out.
pub async fn cards(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<Card>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select j.id, j.slug::text as "slug!", j.title, j.company_name as "company!", j.location_summary as "location!",
                  j.remote_type, j.employment_type as "employment!", j.comp_min_amount, j.comp_max_amount, j.comp_period,
                  j.comp_currency, j.hours_per_week_min, j.hours_per_week_max, j.summary as "summary!",
                  j.posted_at as "posted_at!", j.last_verified_at,
                  r.slug::text as "role_slug!", r.title as role_title,
                  (select coalesce(jsonb_agg(jsonb_build_array(i.slug, i.name) order by ji.sort_order, i.name), '[]')
                     from job_industries ji join industries i on i.id = ji.industry_id
                    where ji.job_id = j.id) as "industries!: Json<Vec<(String, String)>>"
             from unnest($1::uuid[]) with ordinality as wanted(id, place)
             join jobs j on j.id = wanted.id
             join roles r on r.id = j.role_id
            where j.is_public
            order by wanted.place"#,
        ids
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Card {
            id: row.id,
            slug: row.slug,
            title: row.title,
            company: row.company,
            role: Named::new(row.role_slug, row.role_title),
            location: row.location,
            remote: row.remote_type,
            employment: row.employment,
            pay: price(
                row.comp_min_amount,
                row.comp_max_amount,
                row.comp_period.as_deref(),
                row.comp_currency.as_deref(),
            ),
            hours: Hours::new(row.hours_per_week_min, row.hours_per_week_max),
            industries: row.industries.0.into_iter().map(|(slug, name)| Named::new(slug, name)).collect(),
            summary: row.summary,
            posted_on: row.posted_at.date_naive(),
            checked_on: row.last_verified_at.map(|at| at.date_naive()),
            why: None,
        })
        .collect())
}

/// Pay as the columns have it.
pub fn price(
    min: Option<i32>,
    max: Option<i32>,
    period: Option<&str>,
    currency: Option<&str>,
) -> Option<Price> {
    Price::new(min, max, Period::from_param(period?)?, Currency::from_code(currency?)?)
}

/// A published posting, open or closed, as the database has it.
#[derive(Debug)]
#[expect(missing_docs, reason = "the columns are described in migrations/0005_jobs.sql")]
pub struct JobRow {
    pub id: Uuid,
    pub slug: String,
    pub is_open: bool,
    pub open_until: DateTime<Utc>,
    pub title: String,
    pub company_name: String,
    pub company_url: Option<String>,
    pub location_summary: String,
    pub summary: String,
    pub description: String,
    pub apply_url: String,
    pub posted_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub employment_type: EmploymentType,
    pub remote_type: Option<RemoteType>,
    pub remote_countries: Vec<String>,
    pub country_code: Option<String>,
    pub compensation_summary: Option<String>,
    pub comp_min_amount: Option<i32>,
    pub comp_max_amount: Option<i32>,
    pub comp_period: Option<String>,
    pub comp_currency: Option<String>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub duration_months: Option<i32>,
    pub curated_at: Option<DateTime<Utc>>,
    pub community_topic_hint: Option<String>,
    pub last_verified_at: Option<DateTime<Utc>>,
    pub source_synced_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_reason: Option<ClosedReason>,
    pub content_updated_at: DateTime<Utc>,
    pub role_slug: String,
    pub role_title: String,
    pub location_slug: Option<String>,
    pub location_name: Option<String>,
    pub city: Option<String>,
    pub state_region: Option<String>,
    pub location_country: Option<String>,
    pub industries: Json<Vec<(String, String)>>,
    pub industries_are_derived: bool,
    pub responsibilities: Vec<String>,
    pub requirements: Vec<String>,
}

/// Postings with all their children, from wherever the rest of the statement says.
macro_rules! postings {
    ($from:tt, $argument:expr) => {
        sqlx::query_as!(
            JobRow,
            r#"select j.id, j.slug::text as "slug!", j.is_open as "is_open!", j.open_until as "open_until!", j.title,
                      j.company_name as "company_name!", j.company_url, j.location_summary as "location_summary!", j.summary as "summary!",
                      j.description as "description!", j.apply_url as "apply_url!", j.posted_at as "posted_at!",
                      j.expires_at, j.employment_type as "employment_type!", j.remote_type, j.remote_countries,
                      j.country_code, j.compensation_summary, j.comp_min_amount, j.comp_max_amount, j.comp_period,
                      j.comp_currency, j.hours_per_week_min, j.hours_per_week_max, j.duration_months,
                      j.curated_at, j.community_topic_hint, j.last_verified_at, j.source_synced_at, j.closed_at,
                      j.closed_reason, j.content_updated_at,
                      r.slug::text as "role_slug!", r.title as role_title,
                      l.slug::text as "location_slug?", l.display_name as "location_name?", l.city as "city?",
                      l.state_region as "state_region?", l.country_code as "location_country?",
                      (select coalesce(jsonb_agg(jsonb_build_array(i.slug, i.name) order by ji.sort_order, i.name), '[]')
                         from job_industries ji join industries i on i.id = ji.industry_id
                        where ji.job_id = j.id) as "industries!: Json<Vec<(String, String)>>",
                      exists (select from job_industries ji where ji.job_id = j.id and ji.is_derived) as "industries_are_derived!",
                      array(select body from job_responsibilities x where x.job_id = j.id order by sort_order, id) as "responsibilities!",
                      array(select body from job_requirements x where x.job_id = j.id order by sort_order, id) as "requirements!""#
                + $from,
            $argument
        )
    };
}

/// The published posting at a slug, with all its children in one round trip; a closed one too.
pub async fn find_published(pool: &PgPool, slug: &str) -> sqlx::Result<Option<JobRow>> {
    postings!(
        " from jobs j
          join roles r on r.id = j.role_id
          left join locations l on l.id = j.primary_location_id
         where j.slug = $1 and j.status = 'PUBLISHED'",
        slug
    )
    .fetch_optional(pool)
    .await
}

/// These postings with all their children, in this order; those that are not open are left out.
pub async fn public(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<JobRow>> {
    postings!(
        " from unnest($1::uuid[]) with ordinality as wanted(id, place)
          join jobs j on j.id = wanted.id
          join roles r on r.id = j.role_id
          left join locations l on l.id = j.primary_location_id
         where j.is_public
         order by wanted.place",
        ids
    )
    .fetch_all(pool)
    .await
}

/// The ids of open postings after one, in the order in which they came in.
pub async fn public_after(pool: &PgPool, id: Uuid, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        "select j.id from jobs j where j.is_public and j.id > $1 order by j.id limit $2",
        id,
        limit
    )
    .fetch_all(pool)
    .await
}

/// What all open postings together are at this moment: their newest change, and a number that any change of any of them
/// makes another.
pub async fn state_of_all(pool: &PgPool) -> sqlx::Result<(Option<DateTime<Utc>>, i64)> {
    let row = sqlx::query!(
        r#"select max(j.content_updated_at) as changed,
                  coalesce(bit_xor(uuid_hash_extended(j.id, (extract(epoch from j.content_updated_at) * 1000000)::bigint)), 0) as "mark!"
             from jobs j where j.is_public"#
    )
    .fetch_one(pool)
    .await?;
    Ok((row.changed, row.mark))
}

/// The slug that a renamed, published posting has now.
pub async fn renamed(pool: &PgPool, slug: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select j.slug::text as "slug!"
             from slug_redirects s join jobs j on j.id = s.target_id
            where s.entity_type = 'job' and s.old_slug = $1 and j.status = 'PUBLISHED'"#,
        slug
    )
    .fetch_optional(pool)
    .await
}

/// The files of the sitemap that name postings: their number, and the last change of any posting in them.
pub async fn sitemap_files(pool: &PgPool) -> sqlx::Result<Vec<(i32, DateTime<Utc>)>> {
    sqlx::query!(
        r#"select sitemap_bucket(j.id) as "bucket!", max(j.content_updated_at) as "changed!" from jobs j
            where j.is_public group by 1 order by 1"#
    )
    .map(|row| (row.bucket, row.changed))
    .fetch_all(pool)
    .await
}

/// The postings that one of those files names, by their slugs, with their last change.
pub async fn sitemap_file(pool: &PgPool, bucket: i32) -> sqlx::Result<Vec<(String, DateTime<Utc>)>> {
    sqlx::query!(
        r#"select j.slug::text as "slug!", j.content_updated_at as "changed!" from jobs j
            where j.is_public and sitemap_bucket(j.id) = $1 order by 1"#,
        bucket
    )
    .map(|row| (row.slug, row.changed))
    .fetch_all(pool)
    .await
}

/// Counts a visitor who went on to apply, unless the same one was counted for this posting and day.
pub async fn count_visitor(
    pool: &PgPool,
    id: Uuid,
    job: Uuid,
    visitor: &[u8],
    day: NaiveDate,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with new as (
           insert into apply_clicks (id, job_id, visitor_hash, day) values ($1, $2, $3, $4)
               on conflict on constraint apply_clicks_once_a_day do nothing
           returning job_id, day)
         insert into apply_counts (job_id, day, visitors) select job_id, day, 1 from new
             on conflict on constraint apply_counts_pkey do update set visitors = apply_counts.visitors + 1",
        id,
        job,
        visitor,
        day
    )
    .execute(pool)
    .await?;
    Ok(())
}
