//! The SQL of the directory. Everything here that the public sees asks `is_public`.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::cards::CardRow;
use super::entries::{CaseStudyRow, CertificationRow, CheckRow, EducationRow, ExperienceRow, ReviewRow};
use super::view::Card;
use super::{Availability, ClaimStatus, EngagementType, Travel};
use crate::database::in_order_of;
use crate::taxonomy::Catalog;
use crate::values::{Currency, Period, Price};

/// How long what somebody said of their availability can be relied on.
const AVAILABILITY_HOLDS: Duration = Duration::days(75);

/// From when on a confirmation can be relied on at `now`: whole days count, as they do where it is shown.
pub fn fresh_since(now: DateTime<Utc>) -> DateTime<Utc> {
    (now - AVAILABILITY_HOLDS).date_naive().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// The cards of these profiles, in this order; those that are not public are left out.
pub async fn cards(
    connection: &mut PgConnection,
    catalog: &Catalog,
    ids: &[Uuid],
    today: NaiveDate,
) -> sqlx::Result<Vec<Card>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select c.executive_id as id, c.is_minimal as "is_minimal!", c.card as "card: Json<CardRow>"
             from executive_cards c where c.executive_id = any($1) and c.is_public"#,
        ids
    )
    .fetch_all(&mut *connection)
    .await?;
    let filed: Vec<Uuid> = rows.iter().flat_map(|row| row.card.filed_under()).collect();
    let catalog = catalog.knowing(&mut *connection, &filed).await?;
    let cards = rows.into_iter().filter_map(|row| {
        let card = row.card.0.into_card(row.id, &catalog, today)?;
        Some(if row.is_minimal { card.minimal(today) } else { card })
    });
    Ok(in_order_of(ids, cards.collect(), |card| card.id))
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

/// A profile as the database has it. What a public one has, and one in review may lack, is empty there.
#[derive(Debug)]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct ProfileRow {
    pub is_minimal: bool,
    pub id: Uuid,
    pub slug: String,
    pub first_name: String,
    pub last_name: String,
    pub full_name: String,
    pub photo: Option<String>,
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
    pub industries: Vec<(String, String)>,
    pub specialties: Vec<(String, String)>,
    /// Child rows, each list in its order.
    pub experience: Vec<ExperienceRow>,
    pub education: Vec<EducationRow>,
    pub certifications: Vec<CertificationRow>,
    pub case_studies: Vec<CaseStudyRow>,
    pub reviews: Vec<ReviewRow>,
    pub checks: Vec<CheckRow>,
}

/// Profiles with all their children, from wherever the rest of the statement says, under the names of a catalog.
macro_rules! profiles {
    ($connection:expr, $catalog:expr, $from:tt, $argument:expr) => {{
        let rows = sqlx::query!(
            r#"select e.is_minimal as "is_minimal!", e.id, e.slug::text as "slug!", e.first_name, e.last_name, e.full_name, e.photo, coalesce(e.headline, '') as "headline!", e.bio,
                      e.years_experience, e.availability, e.available_from, e.remote_available, e.travel_willingness,
                      e.minimum_engagement, e.engagement_types as "engagement_types: Vec<EngagementType>", e.stage_focus,
                      e.languages, e.timezone, e.linkedin_url, e.website_url, e.booking_url, e.rate_currency,
                      e.hourly_min, e.hourly_max, e.daily_min, e.daily_max, e.monthly_min, e.monthly_max,
                      e.hours_per_week_min, e.hours_per_week_max, e.claim_status, e.featured, e.highlight_outcome,
                      e.review_count_cached, e.avg_rating_cached::float4 as avg_rating, e.last_confirmed_at,
                      e.source_system, e.source_synced_at, coalesce(e.published_at, e.created_at) as "published_at!",
                      e.content_updated_at, e.role_id, e.location_id,
                      array(select ei.industry_id from executive_industries ei
                             where ei.executive_id = e.id order by ei.sort_order, ei.industry_id) as "industry_ids!",
                      array(select es.specialty_id from executive_specialties es
                             where es.executive_id = e.id order by es.sort_order, es.specialty_id) as "specialty_ids!",
                      array(select row(x.role_title, x.company_name, x.start_date, x.end_date, x.start_precision, x.end_precision,
                                       x.is_current, x.description)
                              from executive_experience x
                             where x.executive_id = e.id order by x.sort_order, x.id) as "experience!: Vec<ExperienceRow>",
                      array(select row(x.institution, x.degree, x.field, x.year_end)
                              from executive_education x
                             where x.executive_id = e.id order by x.sort_order, x.id) as "education!: Vec<EducationRow>",
                      array(select row(x.name, x.full_name, x.year_obtained)
                              from executive_certifications x
                             where x.executive_id = e.id order by x.sort_order, x.id) as "certifications!: Vec<CertificationRow>",
                      array(select row(x.title, x.situation, x.action, x.outcome, x.metric)
                              from executive_case_studies x
                             where x.executive_id = e.id order by x.sort_order, x.id) as "case_studies!: Vec<CaseStudyRow>",
                      array(select row(x.author_name, x.author_title, x.author_company, x.engagement, x.rating::float4, x.content,
                                       x.verified, x.is_invited, x.published_at, x.reply, x.replied_at, x.reply_waits)
                              from executive_reviews x
                             where x.executive_id = e.id and x.published_at is not null order by x.published_at desc, x.id) as "reviews!: Vec<ReviewRow>",
                      array(select row(x.check_type::text, x.status::text, x.detail, x.checked_at, x.valid_until)
                              from executive_verifications x
                             where x.executive_id = e.id order by x.check_type) as "checks!: Vec<CheckRow>""#
                + $from,
            $argument
        )
        .fetch_all(&mut *$connection)
        .await?;
        let filed: Vec<Uuid> = (rows.iter())
            .flat_map(|row| {
                let under = row.industry_ids.iter().chain(&row.specialty_ids);
                [row.role_id, row.location_id].into_iter().flatten().chain(under.copied())
            })
            .collect();
        let catalog = $catalog.knowing(&mut *$connection, &filed).await?;
        let rows = rows.into_iter().filter_map(|row| {
            // What waits in review may lack either.
            let role = row.role_id.map(|id| catalog.term(id)).map_or(Some(None), |role| role.map(Some))?;
            let place = row.location_id.map(|id| catalog.place(id)).map_or(Some(None), |place| place.map(Some))?;
            Some(ProfileRow {
                is_minimal: row.is_minimal,
                id: row.id,
                slug: row.slug,
                first_name: row.first_name,
                last_name: row.last_name,
                full_name: row.full_name,
                photo: row.photo,
                headline: row.headline,
                bio: row.bio,
                years_experience: row.years_experience,
                availability: row.availability,
                available_from: row.available_from,
                remote_available: row.remote_available,
                travel_willingness: row.travel_willingness,
                minimum_engagement: row.minimum_engagement,
                engagement_types: row.engagement_types,
                stage_focus: row.stage_focus,
                languages: row.languages,
                timezone: row.timezone,
                linkedin_url: row.linkedin_url,
                website_url: row.website_url,
                booking_url: row.booking_url,
                rate_currency: row.rate_currency,
                hourly_min: row.hourly_min,
                hourly_max: row.hourly_max,
                daily_min: row.daily_min,
                daily_max: row.daily_max,
                monthly_min: row.monthly_min,
                monthly_max: row.monthly_max,
                hours_per_week_min: row.hours_per_week_min,
                hours_per_week_max: row.hours_per_week_max,
                claim_status: row.claim_status,
                featured: row.featured,
                highlight_outcome: row.highlight_outcome,
                review_count_cached: row.review_count_cached,
                avg_rating: row.avg_rating,
                last_confirmed_at: row.last_confirmed_at,
                source_system: row.source_system,
                source_synced_at: row.source_synced_at,
                published_at: row.published_at,
                content_updated_at: row.content_updated_at,
                role_slug: role.map(|role| role.slug.clone()).unwrap_or_default(),
                role_title: role.map(|role| role.name.clone()).unwrap_or_default(),
                role_full_title: role.and_then(|role| role.full_name.clone()).unwrap_or_default(),
                location_slug: place.map(|place| place.slug.clone()).unwrap_or_default(),
                location_name: place.map(|place| place.display_name.clone()).unwrap_or_default(),
                city: place.map(|place| place.city.clone()).unwrap_or_default(),
                state_region: place.and_then(|place| place.state_region.clone()),
                country_code: place.map(|place| place.country_code.clone()).unwrap_or_default(),
                industries: catalog.named(&row.industry_ids),
                specialties: catalog.named(&row.specialty_ids),
                experience: row.experience,
                education: row.education,
                certifications: row.certifications,
                case_studies: row.case_studies,
                reviews: row.reviews,
                checks: row.checks,
            })
        });
        Ok(rows.collect::<Vec<ProfileRow>>())
    }};
}

/// The public profile at a slug.
pub async fn find_public(
    connection: &mut PgConnection,
    catalog: &Catalog,
    slug: &str,
) -> sqlx::Result<Option<ProfileRow>> {
    let found: sqlx::Result<_> =
        profiles!(connection, catalog, " from executives e where e.slug = $1 and e.is_public", slug);
    Ok(found?.pop().map(ProfileRow::into_shown))
}

/// The public profiles at these slugs, in this order, with all their children in one round trip.
pub async fn find_all_public(
    pool: &PgPool,
    catalog: &Catalog,
    slugs: &[&str],
) -> sqlx::Result<Vec<ProfileRow>> {
    let mut connection = pool.acquire().await?;
    let found: sqlx::Result<Vec<ProfileRow>> = profiles!(
        connection,
        catalog,
        " from executives e where e.slug = any($1) and e.is_public order by array_position($1, e.slug)",
        slugs as &[&str]
    );
    Ok(found?.into_iter().map(ProfileRow::into_shown).collect())
}

/// These profiles with all their children, in this order; those that are not public are left out.
pub async fn public(pool: &PgPool, catalog: &Catalog, ids: &[Uuid]) -> sqlx::Result<Vec<ProfileRow>> {
    let mut connection = pool.acquire().await?;
    let found: sqlx::Result<_> =
        profiles!(connection, catalog, " from executives e where e.id = any($1) and e.is_public", ids);
    Ok(in_order_of(ids, found?, |row| row.id).into_iter().map(ProfileRow::into_shown).collect())
}

/// The profile at a slug as it is shown once it is public, for its person alone.
pub async fn find_shown(
    connection: &mut PgConnection,
    catalog: &Catalog,
    slug: &str,
) -> sqlx::Result<Option<ProfileRow>> {
    Ok(find_kept(connection, catalog, slug).await?.map(ProfileRow::into_shown))
}

/// The profile at a slug, public or not, for those who edit it; one that was taken down is none. What it can't do without to
/// be public may be empty.
pub async fn find_kept(
    connection: &mut PgConnection,
    catalog: &Catalog,
    slug: &str,
) -> sqlx::Result<Option<ProfileRow>> {
    let found: sqlx::Result<_> =
        profiles!(connection, catalog, " from executives e where e.slug = $1 and e.removed_at is null", slug);
    Ok(found?.pop())
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
pub async fn find_elsewhere(connection: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Elsewhere>> {
    let row = sqlx::query!(
        r#"select e.slug::text as "slug!", e.is_public as "is_public!", e.removed_at is not null as "is_removed!"
             from executives e
            where e.slug = $1
               or e.id = (select target_id from slug_redirects where entity_type = 'executive' and old_slug = $1)
            limit 1"#,
        slug
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.and_then(|row| match (row.is_public, row.is_removed) {
        (_, true) => Some(Elsewhere::Removed),
        (true, false) => Some(Elsewhere::Renamed(row.slug)),
        (false, false) => None,
    }))
}

/// The files of the sitemap, of so many, that name profiles: their number, and the last change of any profile in them.
pub async fn sitemap_files(pool: &PgPool, files: i32) -> sqlx::Result<Vec<(i32, DateTime<Utc>)>> {
    // Most have a biography, which makes them indexable; `is_indexable` asks the others for a career. Of each file the first
    // entry of an index is read, however many there are.
    sqlx::query!(
        r#"select bucket as "bucket!", greatest(with_bio.changed, without_bio.changed) as "changed!"
             from generate_series(0, $1 - 1) as bucket
             left join lateral (
               select e.content_updated_at as changed from executives e
                where e.is_public and e.bio is not null and not e.is_minimal and sitemap_bucket(e.id) = bucket
                order by e.content_updated_at desc limit 1) with_bio on true
             left join lateral (
               select e.content_updated_at as changed from executives e
                where e.is_public and e.bio is null and not e.is_minimal and sitemap_bucket(e.id) = bucket
                  and exists (select from executive_experience x where x.executive_id = e.id)
                order by e.content_updated_at desc limit 1) without_bio on true
            where with_bio.changed is not null or without_bio.changed is not null
            order by bucket"#,
        files
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
            where e.is_public and e.bio is not null and not e.is_minimal and sitemap_bucket(e.id) = $1
           union all
           select e.slug::text, e.content_updated_at from executives e
            where e.is_public and e.bio is null and not e.is_minimal and sitemap_bucket(e.id) = $1
              and exists (select from executive_experience x where x.executive_id = e.id)
            order by 1"#,
        bucket
    )
    .map(|row| (row.slug, row.changed))
    .fetch_all(pool)
    .await
}
