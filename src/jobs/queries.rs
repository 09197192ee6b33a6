//! The SQL of the board. Everything here that the public sees asks `is_public`.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::cards::CardRow;
use super::view::Card;
use super::{ClosedReason, EmploymentType, RemoteType};
use crate::database::in_order_of;
use crate::taxonomy::Catalog;
use crate::values::{Currency, Period, Price};

/// The cards of these postings, in this order; those that are not public are left out.
pub async fn cards(
    connection: &mut PgConnection,
    catalog: &Catalog,
    ids: &[Uuid],
) -> sqlx::Result<Vec<Card>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select c.job_id as id, c.card as "card: Json<CardRow>"
             from job_cards c where c.job_id = any($1) and c.is_public"#,
        ids
    )
    .fetch_all(&mut *connection)
    .await?;
    let filed: Vec<Uuid> = rows.iter().flat_map(|row| row.card.filed_under()).collect();
    let catalog = catalog.knowing(&mut *connection, &filed).await?;
    let cards = rows.into_iter().filter_map(|row| row.card.0.into_card(row.id, &catalog));
    Ok(in_order_of(ids, cards.collect(), |card| card.id))
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
    pub industries: Vec<(String, String)>,
    pub industries_are_derived: bool,
    pub responsibilities: Vec<String>,
    pub requirements: Vec<String>,
}

/// Postings with all their children, from wherever the rest of the statement says, under the names of a catalog.
macro_rules! postings {
    ($connection:expr, $catalog:expr, $from:tt, $argument:expr) => {{
        let rows = sqlx::query!(
            r#"select j.id, j.slug::text as "slug!", j.is_open as "is_open!", j.open_until as "open_until!", j.title,
                      j.company_name as "company_name!", j.company_url, j.location_summary as "location_summary!", j.summary as "summary!",
                      j.description as "description!", j.apply_url as "apply_url!", j.posted_at as "posted_at!",
                      j.expires_at, j.employment_type as "employment_type!", j.remote_type, j.remote_countries,
                      j.country_code, j.compensation_summary, j.comp_min_amount, j.comp_max_amount, j.comp_period,
                      j.comp_currency, j.hours_per_week_min, j.hours_per_week_max, j.duration_months,
                      j.curated_at, j.community_topic_hint, j.last_verified_at, j.source_synced_at, j.closed_at,
                      j.closed_reason, j.content_updated_at,
                      j.role_id as "role_id!", j.primary_location_id as place_id,
                      array(select ji.industry_id from job_industries ji
                             where ji.job_id = j.id order by ji.sort_order, ji.industry_id) as "industry_ids!",
                      exists (select from job_industries ji where ji.job_id = j.id and ji.is_derived) as "industries_are_derived!",
                      array(select body from job_responsibilities x where x.job_id = j.id order by sort_order, id) as "responsibilities!",
                      array(select body from job_requirements x where x.job_id = j.id order by sort_order, id) as "requirements!""#
                + $from,
            $argument
        )
        .fetch_all(&mut *$connection)
        .await?;
        let filed: Vec<Uuid> = (rows.iter())
            .flat_map(|row| {
                std::iter::once(row.role_id).chain(row.place_id).chain(row.industry_ids.iter().copied())
            })
            .collect();
        let catalog = $catalog.knowing(&mut *$connection, &filed).await?;
        let rows = rows.into_iter().filter_map(|row| {
            let role = catalog.term(row.role_id)?;
            let place = row.place_id.and_then(|id| catalog.place(id));
            Some(JobRow {
                id: row.id,
                slug: row.slug,
                is_open: row.is_open,
                open_until: row.open_until,
                title: row.title,
                company_name: row.company_name,
                company_url: row.company_url,
                location_summary: row.location_summary,
                summary: row.summary,
                description: row.description,
                apply_url: row.apply_url,
                posted_at: row.posted_at,
                expires_at: row.expires_at,
                employment_type: row.employment_type,
                remote_type: row.remote_type,
                remote_countries: row.remote_countries,
                country_code: row.country_code,
                compensation_summary: row.compensation_summary,
                comp_min_amount: row.comp_min_amount,
                comp_max_amount: row.comp_max_amount,
                comp_period: row.comp_period,
                comp_currency: row.comp_currency,
                hours_per_week_min: row.hours_per_week_min,
                hours_per_week_max: row.hours_per_week_max,
                duration_months: row.duration_months,
                curated_at: row.curated_at,
                community_topic_hint: row.community_topic_hint,
                last_verified_at: row.last_verified_at,
                source_synced_at: row.source_synced_at,
                closed_at: row.closed_at,
                closed_reason: row.closed_reason,
                content_updated_at: row.content_updated_at,
                role_slug: role.slug.clone(),
                role_title: role.name.clone(),
                location_slug: place.map(|place| place.slug.clone()),
                location_name: place.map(|place| place.display_name.clone()),
                city: place.map(|place| place.city.clone()),
                state_region: place.and_then(|place| place.state_region.clone()),
                location_country: place.map(|place| place.country_code.clone()),
                industries: catalog.named(&row.industry_ids),
                industries_are_derived: row.industries_are_derived,
                responsibilities: row.responsibilities,
                requirements: row.requirements,
            })
        });
        Ok(rows.collect::<Vec<JobRow>>())
    }};
}

/// The published posting at a slug, with all its children in one round trip; a closed one too.
pub async fn find_published(
    connection: &mut PgConnection,
    catalog: &Catalog,
    slug: &str,
) -> sqlx::Result<Option<JobRow>> {
    let found: sqlx::Result<_> =
        postings!(connection, catalog, " from jobs j where j.slug = $1 and j.status = 'PUBLISHED'", slug);
    Ok(found?.pop())
}

/// These postings with all their children, in this order; those that are not open are left out.
pub async fn public(pool: &PgPool, catalog: &Catalog, ids: &[Uuid]) -> sqlx::Result<Vec<JobRow>> {
    let mut connection = pool.acquire().await?;
    let found: sqlx::Result<_> =
        postings!(connection, catalog, " from jobs j where j.id = any($1) and j.is_public", ids);
    Ok(in_order_of(ids, found?, |row| row.id))
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
pub async fn renamed(connection: &mut PgConnection, slug: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select j.slug::text as "slug!"
             from slug_redirects s join jobs j on j.id = s.target_id
            where s.entity_type = 'job' and s.old_slug = $1 and j.status = 'PUBLISHED'"#,
        slug
    )
    .fetch_optional(connection)
    .await
}

/// The files of the sitemap, of so many, that name postings: their number, and the last change of any posting in them.
pub async fn sitemap_files(pool: &PgPool, files: i32) -> sqlx::Result<Vec<(i32, DateTime<Utc>)>> {
    sqlx::query!(
        r#"select bucket as "bucket!", latest.changed as "changed!"
             from generate_series(0, $1 - 1) as bucket
             cross join lateral (
               select j.content_updated_at as changed from jobs j
                where j.is_public and sitemap_bucket(j.id) = bucket
                order by j.content_updated_at desc limit 1) latest
            order by bucket"#,
        files
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
