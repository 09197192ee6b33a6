//! The SQL of the directory. Everything here that the public sees asks `is_public`.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::view::{AvailabilityLine, Avatar, Card, Rating};
use super::{Availability, CheckType, ClaimStatus, EngagementType, Travel};
use crate::values::{Currency, Hours, Period, Price};
use crate::web::links::Named;

/// How long what somebody said of their availability can be relied on.
const AVAILABILITY_HOLDS: Duration = Duration::days(75);

/// From when on a confirmation can be relied on at `now`: whole days count, as they do where it is shown.
pub fn fresh_since(now: DateTime<Utc>) -> DateTime<Utc> {
    (now - AVAILABILITY_HOLDS).date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The cards of these profiles, in this order; those that are not public are left out.
pub async fn cards(pool: &PgPool, ids: &[Uuid], today: NaiveDate) -> sqlx::Result<Vec<Card>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select e.id, e.slug::text as "slug!", e.full_name, e.headline as "headline!", e.remote_available,
                  e.years_experience, e.availability, e.available_from, e.last_confirmed_at, e.rate_currency,
                  e.hourly_min, e.hourly_max, e.daily_min, e.daily_max, e.monthly_min, e.monthly_max,
                  e.hours_per_week_min, e.hours_per_week_max, e.claim_status, e.featured, e.highlight_outcome,
                  e.review_count_cached, e.avg_rating_cached::float4 as avg_rating,
                  r.slug::text as "role_slug!", r.title as role_title,
                  l.slug::text as "location_slug!", l.display_name as location_name,
                  coalesce(having_industries.slugs, '{}') as "industry_slugs!",
                  coalesce(having_industries.names, '{}') as "industry_names!",
                  coalesce(having_checks.types, '{}') as "checked!: Vec<CheckType>"
             from unnest($1::uuid[]) with ordinality as wanted(id, place)
             join executives e on e.id = wanted.id
             join roles r on r.id = e.role_id
             join locations l on l.id = e.location_id
             left join (
                  select ei.executive_id, array_agg(i.slug::text order by ei.sort_order, i.name) as slugs,
                         array_agg(i.name order by ei.sort_order, i.name) as names
                    from executive_industries ei join industries i on i.id = ei.industry_id
                   where ei.executive_id = any($1) group by ei.executive_id) having_industries on having_industries.executive_id = e.id
             left join (
                  select v.executive_id, array_agg(v.check_type order by v.check_type) as types
                    from executive_verifications v
                   where v.executive_id = any($1) and v.status = 'VERIFIED' and (v.valid_until is null or (v.valid_until at time zone 'UTC')::date >= $2)
                   group by v.executive_id) having_checks on having_checks.executive_id = e.id
            where e.is_public
            order by wanted.place"#,
        ids,
        today
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let rates = Rates {
                currency: row.rate_currency,
                hourly: (row.hourly_min, row.hourly_max),
                daily: (row.daily_min, row.daily_max),
                monthly: (row.monthly_min, row.monthly_max),
            };
            Card {
                id: row.id,
                avatar: Avatar::of(&row.full_name, row.id.as_bytes()),
                slug: row.slug,
                name: row.full_name,
                headline: row.headline,
                role: Named::new(row.role_slug, row.role_title),
                location: Some(Named::new(row.location_slug, row.location_name)),
                remote: row.remote_available.unwrap_or_default(),
                industries: named(row.industry_slugs.into_iter().zip(row.industry_names)),
                years: row.years_experience,
                price: rates.prices().into_iter().next(),
                hours: Hours::new(row.hours_per_week_min, row.hours_per_week_max),
                availability: AvailabilityLine::of(
                    row.availability,
                    row.available_from,
                    row.last_confirmed_at.map(|at| at.date_naive()),
                    today,
                ),
                claim: row.claim_status,
                checked: row.checked,
                rating: rating(row.avg_rating, row.review_count_cached),
                highlight: row.highlight_outcome,
                featured: row.featured,
                why: None,
            }
        })
        .collect())
}

/// What a person asks, by unit.
#[derive(Debug)]
pub struct Rates {
    /// ISO 4217.
    pub currency: Option<String>,
    /// By the hour.
    pub hourly: (Option<i32>, Option<i32>),
    /// By the day.
    pub daily: (Option<i32>, Option<i32>),
    /// By the month.
    pub monthly: (Option<i32>, Option<i32>),
}

impl Rates {
    /// The prices that are known: by the month, by the day, by the hour.
    pub fn prices(&self) -> Vec<Price> {
        let Some(currency) = self.currency.as_deref().and_then(Currency::from_code) else {
            return Vec::new();
        };
        [(self.monthly, Period::Month), (self.daily, Period::Day), (self.hourly, Period::Hour)]
            .into_iter()
            .filter_map(|((min, max), period)| Price::new(min, max, period, currency))
            .collect()
    }
}

fn named(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<Named> {
    pairs.into_iter().map(|(slug, name)| Named::new(slug, name)).collect()
}

fn rating(average: Option<f32>, count: i32) -> Option<Rating> {
    let count = u32::try_from(count).ok().filter(|count| *count > 0)?;
    Some(Rating { average: average?, count })
}

/// A profile as the database has it. What a public one has, and one in review may lack, is empty there.
#[derive(Debug)]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct ProfileRow {
    pub id: Uuid,
    pub slug: String,
    pub first_name: String,
    pub last_name: String,
    pub full_name: String,
    pub headline: String,
    pub bio: Option<String>,
    pub years_experience: Option<i32>,
    pub availability: Option<Availability>,
    pub available_from: Option<NaiveDate>,
    pub remote_available: Option<bool>,
    pub travel_willingness: Option<Travel>,
    pub minimum_engagement: Option<String>,
    pub engagement_types: Vec<EngagementType>,
    pub stage_focus: Vec<String>,
    pub languages: Vec<String>,
    pub timezone: Option<String>,
    pub linkedin_url: Option<String>,
    pub website_url: Option<String>,
    pub booking_url: Option<String>,
    pub rate_currency: Option<String>,
    pub hourly_min: Option<i32>,
    pub hourly_max: Option<i32>,
    pub daily_min: Option<i32>,
    pub daily_max: Option<i32>,
    pub monthly_min: Option<i32>,
    pub monthly_max: Option<i32>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub claim_status: ClaimStatus,
    pub featured: bool,
    pub highlight_outcome: Option<String>,
    pub review_count_cached: i32,
    pub avg_rating: Option<f32>,
    pub last_confirmed_at: Option<DateTime<Utc>>,
    pub source_system: String,
    pub source_synced_at: Option<DateTime<Utc>>,
    pub published_at: DateTime<Utc>,
    pub content_updated_at: DateTime<Utc>,
    pub role_slug: String,
    pub role_title: String,
    pub role_full_title: String,
    pub location_slug: String,
    pub location_name: String,
    pub city: String,
    pub state_region: Option<String>,
    pub country_code: String,
    pub industries: Json<Vec<(String, String)>>,
    pub specialties: Json<Vec<(String, String)>>,
    /// Child rows as JSON objects of their columns, each list in its order.
    pub experience: Value,
    pub education: Value,
    pub certifications: Value,
    pub case_studies: Value,
    pub reviews: Value,
    pub checks: Value,
}

/// Profiles with all their children, from wherever the rest of the statement says.
macro_rules! profiles {
    ($from:tt, $argument:expr) => {
        sqlx::query_as!(
            ProfileRow,
            r#"select e.id, e.slug::text as "slug!", e.first_name, e.last_name, e.full_name, coalesce(e.headline, '') as "headline!", e.bio,
                      e.years_experience, e.availability, e.available_from, e.remote_available, e.travel_willingness,
                      e.minimum_engagement, e.engagement_types as "engagement_types: Vec<EngagementType>", e.stage_focus,
                      e.languages, e.timezone, e.linkedin_url, e.website_url, e.booking_url, e.rate_currency,
                      e.hourly_min, e.hourly_max, e.daily_min, e.daily_max, e.monthly_min, e.monthly_max,
                      e.hours_per_week_min, e.hours_per_week_max, e.claim_status, e.featured, e.highlight_outcome,
                      e.review_count_cached, e.avg_rating_cached::float4 as avg_rating, e.last_confirmed_at,
                      e.source_system, e.source_synced_at, coalesce(e.published_at, e.created_at) as "published_at!", e.content_updated_at,
                      coalesce(r.slug::text, '') as "role_slug!", coalesce(r.title, '') as "role_title!",
                      coalesce(r.full_title, '') as "role_full_title!",
                      coalesce(l.slug::text, '') as "location_slug!", coalesce(l.display_name, '') as "location_name!",
                      coalesce(l.city, '') as "city!", l.state_region as "state_region?",
                      coalesce(l.country_code, '') as "country_code!",
                      (select coalesce(jsonb_agg(jsonb_build_array(i.slug, i.name) order by ei.sort_order, i.name), '[]')
                         from executive_industries ei join industries i on i.id = ei.industry_id
                        where ei.executive_id = e.id) as "industries!: Json<Vec<(String, String)>>",
                      (select coalesce(jsonb_agg(jsonb_build_array(s.slug, s.name) order by es.sort_order, s.name), '[]')
                         from executive_specialties es join specialties s on s.id = es.specialty_id
                        where es.executive_id = e.id) as "specialties!: Json<Vec<(String, String)>>",
                      (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order, x.id), '[]')
                         from executive_experience x where x.executive_id = e.id) as "experience!",
                      (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order, x.id), '[]')
                         from executive_education x where x.executive_id = e.id) as "education!",
                      (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order, x.id), '[]')
                         from executive_certifications x where x.executive_id = e.id) as "certifications!",
                      (select coalesce(jsonb_agg(to_jsonb(x) order by x.sort_order, x.id), '[]')
                         from executive_case_studies x where x.executive_id = e.id) as "case_studies!",
                      (select coalesce(jsonb_agg(to_jsonb(x) order by x.published_at desc, x.id), '[]')
                         from executive_reviews x
                        where x.executive_id = e.id and x.published_at is not null) as "reviews!",
                      (select coalesce(jsonb_agg(to_jsonb(x) order by x.check_type), '[]')
                         from executive_verifications x where x.executive_id = e.id) as "checks!""#
                + $from,
            $argument
        )
    };
}

/// The public profile at a slug.
pub async fn find_public(pool: &PgPool, slug: &str) -> sqlx::Result<Option<ProfileRow>> {
    Ok(find_all_public(pool, &[slug]).await?.pop())
}

/// The public profiles at these slugs, in this order, with all their children in one round trip.
pub async fn find_all_public(pool: &PgPool, slugs: &[&str]) -> sqlx::Result<Vec<ProfileRow>> {
    profiles!(
        " from executives e
          join roles r on r.id = e.role_id
          join locations l on l.id = e.location_id
         where e.slug = any($1) and e.is_public
         order by array_position($1, e.slug)",
        slugs as &[&str]
    )
    .fetch_all(pool)
    .await
}

/// These profiles with all their children, in this order; those that are not public are left out.
pub async fn public(pool: &PgPool, ids: &[Uuid]) -> sqlx::Result<Vec<ProfileRow>> {
    profiles!(
        " from unnest($1::uuid[]) with ordinality as wanted(id, place)
          join executives e on e.id = wanted.id
          join roles r on r.id = e.role_id
          join locations l on l.id = e.location_id
         where e.is_public
         order by wanted.place",
        ids
    )
    .fetch_all(pool)
    .await
}

/// The profile at a slug, public or not, for whoever edits it; one that was taken down is none.
pub async fn find_to_edit(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<Option<ProfileRow>> {
    profiles!(
        " from executives e
          left join roles r on r.id = e.role_id
          left join locations l on l.id = e.location_id
         where e.slug = $1 and e.removed_at is null",
        slug
    )
    .fetch_optional(executor)
    .await
}

/// What a slug that names no public profile stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// A profile that has another slug now.
    Renamed(String),
    /// A profile that was taken down.
    Removed,
}

/// What became of the profile that this slug names, or once named.
pub async fn find_elsewhere(pool: &PgPool, slug: &str) -> sqlx::Result<Option<Elsewhere>> {
    let row = sqlx::query!(
        r#"select e.slug::text as "slug!", e.is_public as "is_public!", e.removed_at is not null as "is_removed!"
             from executives e
            where e.slug = $1
               or e.id = (select target_id from slug_redirects where entity_type = 'executive' and old_slug = $1)
            limit 1"#,
        slug
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|row| match (row.is_public, row.is_removed) {
        (_, true) => Some(Elsewhere::Removed),
        (true, false) => Some(Elsewhere::Renamed(row.slug)),
        (false, false) => None,
    }))
}

/// The files of the sitemap that name profiles: their number, and the last change of any profile in them.
pub async fn sitemap_files(pool: &PgPool) -> sqlx::Result<Vec<(i32, DateTime<Utc>)>> {
    // Most have a biography, which makes them indexable: those are found in an index alone. `is_indexable` asks the others for
    // a career, one by one; here all are asked together.
    sqlx::query!(
        r#"select named.bucket as "bucket!", max(named.content_updated_at) as "changed!"
             from (select sitemap_bucket(e.id) as bucket, e.content_updated_at from executives e
                    where e.is_public and e.bio is not null
                   union all
                   select sitemap_bucket(e.id), e.content_updated_at from executives e
                    where e.is_public and e.bio is null and exists (select from executive_experience x where x.executive_id = e.id)) named
            group by named.bucket order by named.bucket"#
    )
    .map(|row| (row.bucket, row.changed))
    .fetch_all(pool)
    .await
}

/// The profiles that one of those files names, by their slugs, with their last change: public ones with a biography or a
/// career.
pub async fn sitemap_file(pool: &PgPool, bucket: i32) -> sqlx::Result<Vec<(String, DateTime<Utc>)>> {
    sqlx::query!(
        r#"select e.slug::text as "slug!", e.content_updated_at as "changed!" from executives e
            where e.is_public and e.bio is not null and sitemap_bucket(e.id) = $1
           union all
           select e.slug::text, e.content_updated_at from executives e
            where e.is_public and e.bio is null and exists (select from executive_experience x where x.executive_id = e.id) and sitemap_bucket(e.id) = $1
            order by 1"#,
        bucket
    )
    .map(|row| (row.slug, row.changed))
    .fetch_all(pool)
    .await
}
