//! Profiles into `executives` and its child tables.

use std::borrow::Cow;
use std::iter;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::executive::ExecutiveRecord;
use super::super::fold::Target;
use super::super::queries::hex_bytea;
use super::super::record::Batch;
use super::executive_lists as lists;
use crate::executives::editing::documents::stage_words;
use crate::executives::{Availability, EngagementType, Travel, editing};
use crate::taxonomy::{TaxonomyKind, search_document};
use crate::values::{Currency, language_name};

/// Writes a batch; see [`super::super::record::Record::write`].
pub async fn write(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    insert(connection, batch).await?;
    update(connection, batch).await?;
    lists::industries(connection, batch).await?;
    lists::specialties(connection, batch).await?;
    lists::experience(connection, batch).await?;
    lists::education(connection, batch).await?;
    lists::certifications(connection, batch).await?;
    lists::reviews(connection, batch).await?;
    lists::case_studies(connection, batch).await?;
    // What a record says of them is not what they say.
    let locked: Vec<Uuid> =
        batch.changed.iter().filter(|target| target.has_locks()).map(|target| target.id).collect();
    if locked.is_empty() { Ok(()) } else { editing::refresh_search_documents(connection, &locked).await }
}

async fn insert(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    if batch.new.is_empty() {
        return Ok(());
    }
    let rows = batch.inserts(|record, target| Columns::of(record, target, batch));
    sqlx::query!(
        "insert into executives (
           id, slug, first_name, last_name, full_name, headline, bio, photo_url, role_id, location_id, years_experience,
           availability, available_from, remote_available, travel_willingness, minimum_engagement, engagement_types,
           stage_focus, languages, timezone, linkedin_url, linkedin_key, website_url, booking_url, contact_email,
           rate_currency, hourly_min, hourly_max, daily_min, daily_max, monthly_min, monthly_max,
           hours_per_week_min, hours_per_week_max, highlight_outcome, last_confirmed_at,
           source_system, source_record_id, source_synced_at, raw_payload, content_hash, search_document)
         select
           id, slug, first_name, last_name, full_name, headline, long.bio, photo_url, role_id, location_id, years_experience,
           availability, available_from, remote_available, travel_willingness, minimum_engagement, engagement_types,
           stage_focus, languages, timezone, linkedin_url, linkedin_key, website_url, booking_url, contact_email,
           rate_currency, hourly_min, hourly_max, daily_min, daily_max, monthly_min, monthly_max,
           hours_per_week_min, hours_per_week_max, highlight_outcome,
           last_confirmed_at,
           source_system, source_record_id, source_synced_at, long.raw_payload, content_hash, long.search_document
         from jsonb_populate_recordset(null::executives, $1) with ordinality
         join unnest($2::jsonb[], $3::text[], $4::text[]) with ordinality
              as long(raw_payload, bio, search_document, ordinality) using (ordinality)",
        rows as _,
        batch.column(|target| Json(batch.delivered[target.row].raw)) as _,
        batch.column(|target| target.record.bio.as_deref()) as _,
        &batch.column(|target| search_text(&target.record, batch))
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The columns come settled: see [`Target::settle`].
async fn update(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    if batch.changed.is_empty() {
        return Ok(());
    }
    let (rows, suggestions) = batch.updates(|record, target| Whole::of(record, target, batch));
    sqlx::query!(
        "update executives e set
           first_name = n.first_name, last_name = n.last_name, full_name = n.full_name,
           headline = n.headline, bio = n.bio, photo_url = n.photo_url, role_id = n.role_id, location_id = n.location_id,
           years_experience = n.years_experience, availability = n.availability, available_from = n.available_from,
           remote_available = n.remote_available, travel_willingness = n.travel_willingness,
           minimum_engagement = n.minimum_engagement, engagement_types = n.engagement_types,
           stage_focus = n.stage_focus, languages = n.languages, timezone = n.timezone,
           linkedin_url = n.linkedin_url, linkedin_key = n.linkedin_key, website_url = n.website_url,
           booking_url = n.booking_url, contact_email = n.contact_email,
           rate_currency = n.rate_currency, hourly_min = n.hourly_min, hourly_max = n.hourly_max,
           daily_min = n.daily_min, daily_max = n.daily_max,
           monthly_min = n.monthly_min, monthly_max = n.monthly_max,
           hours_per_week_min = n.hours_per_week_min, hours_per_week_max = n.hours_per_week_max,
           highlight_outcome = n.highlight_outcome, last_confirmed_at = n.last_confirmed_at,
           -- An id tells rows of one source apart; another source's would collide with that source's own.
           source_record_id = case when e.source_system = n.source_system
             then coalesce(e.source_record_id, n.source_record_id) else e.source_record_id end,
           -- What is read again came before.
           source_synced_at = greatest(e.source_synced_at, n.source_synced_at),
           raw_payload = n.raw_payload, content_hash = n.content_hash, search_document = n.search_document
         from jsonb_populate_recordset(null::executives, $1) n where e.id = n.id",
        rows as _
    )
    .execute(&mut *connection)
    .await?;
    suggestions.keep(connection).await
}

/// The columns of `executives` that an import writes, less what is long.
#[derive(Serialize)]
struct Columns<'r> {
    id: Uuid,
    first_name: &'r str,
    last_name: &'r str,
    full_name: &'r str,
    headline: Option<Cow<'r, str>>,
    photo_url: Option<&'r str>,
    role_id: Option<Uuid>,
    location_id: Option<Uuid>,
    years_experience: Option<i32>,
    availability: Option<Availability>,
    available_from: Option<NaiveDate>,
    remote_available: Option<bool>,
    travel_willingness: Option<Travel>,
    minimum_engagement: Option<&'r str>,
    engagement_types: &'r [EngagementType],
    stage_focus: &'r [String],
    languages: &'r [String],
    timezone: Option<&'r str>,
    linkedin_url: Option<&'r str>,
    linkedin_key: Option<&'r str>,
    website_url: Option<&'r str>,
    booking_url: Option<&'r str>,
    contact_email: Option<&'r str>,
    rate_currency: Option<Currency>,
    hourly_min: Option<i32>,
    hourly_max: Option<i32>,
    daily_min: Option<i32>,
    daily_max: Option<i32>,
    monthly_min: Option<i32>,
    monthly_max: Option<i32>,
    hours_per_week_min: Option<i32>,
    hours_per_week_max: Option<i32>,
    highlight_outcome: Option<&'r str>,
    last_confirmed_at: Option<DateTime<Utc>>,
    source_system: &'r str,
    source_record_id: Option<&'r str>,
    source_synced_at: DateTime<Utc>,
    content_hash: String,
}

impl<'r> Columns<'r> {
    fn of(
        record: &'r ExecutiveRecord,
        target: &Target<ExecutiveRecord>,
        batch: &'r Batch<'_, ExecutiveRecord>,
    ) -> Self {
        let id =
            |kind, slug: &Option<String>| slug.as_deref().and_then(|slug| batch.catalog.filed(kind, slug));
        let headline = record.headline.as_deref().map(Cow::Borrowed);
        Self {
            id: target.id,
            first_name: &record.first_name,
            last_name: &record.last_name,
            full_name: &record.full_name,
            headline: headline.or_else(|| self::headline(record, batch).map(Cow::Owned)),
            photo_url: record.photo_url.as_deref(),
            role_id: id(TaxonomyKind::Role, &record.role),
            location_id: id(TaxonomyKind::Location, &record.location),
            years_experience: record.years_experience,
            availability: record.availability,
            available_from: record.available_from,
            remote_available: record.remote_available,
            travel_willingness: record.travel_willingness,
            minimum_engagement: record.minimum_engagement.as_deref(),
            engagement_types: &record.engagement_types,
            stage_focus: &record.stage_focus,
            languages: &record.languages,
            timezone: record.timezone.as_deref(),
            linkedin_url: record.linkedin_url.as_deref(),
            linkedin_key: record.linkedin_key.as_deref(),
            website_url: record.website_url.as_deref(),
            booking_url: record.booking_url.as_deref(),
            contact_email: record.contact_email.as_deref(),
            rate_currency: record.rates.currency,
            hourly_min: record.rates.hourly.0,
            hourly_max: record.rates.hourly.1,
            daily_min: record.rates.daily.0,
            daily_max: record.rates.daily.1,
            monthly_min: record.rates.monthly.0,
            monthly_max: record.rates.monthly.1,
            hours_per_week_min: record.hours_per_week.map(|hours| hours.0),
            hours_per_week_max: record.hours_per_week.map(|hours| hours.1),
            highlight_outcome: record.highlight_outcome.as_deref(),
            last_confirmed_at: record.last_confirmed_at,
            source_system: batch.source,
            source_record_id: batch.source_record_id(target),
            source_synced_at: batch.delivered[target.row].at,
            content_hash: hex_bytea(&target.hash),
        }
    }
}

/// Those with the long ones, which new rows bring as texts: PostgreSQL needn't take them out of JSON.
#[derive(Serialize)]
struct Whole<'r> {
    #[serde(flatten)]
    columns: Columns<'r>,
    raw_payload: &'r RawValue,
    bio: Option<&'r str>,
    search_document: String,
}

impl<'r> Whole<'r> {
    fn of(
        record: &'r ExecutiveRecord,
        target: &Target<ExecutiveRecord>,
        batch: &'r Batch<'_, ExecutiveRecord>,
    ) -> Self {
        Self {
            columns: Columns::of(record, target, batch),
            raw_payload: batch.delivered[target.row].raw,
            bio: record.bio.as_deref(),
            search_document: search_text(record, batch),
        }
    }
}

/// Where a source gives none: what the role is and where, no more.
fn headline(record: &ExecutiveRecord, batch: &Batch<'_, ExecutiveRecord>) -> Option<String> {
    let title = batch.catalog.name(TaxonomyKind::Role, record.role.as_deref()?)?;
    Some(match record.location.as_deref().and_then(|slug| batch.catalog.name(TaxonomyKind::Location, slug)) {
        Some(place) => format!("Fractional {title} in {place}"),
        None => format!("Fractional {title}"),
    })
}

fn search_text(record: &ExecutiveRecord, batch: &Batch<'_, ExecutiveRecord>) -> String {
    let name = |kind, slug: &'_ str| batch.catalog.name(kind, slug).unwrap_or_default().to_owned();
    let role = record.role.iter().map(|slug| format!("{} {slug}", name(TaxonomyKind::Role, slug)));
    let place = record.location.iter().map(|slug| name(TaxonomyKind::Location, slug));
    let industries = record.industries.iter().map(|slug| name(TaxonomyKind::Industry, slug));
    let specialties = record.specialties.iter().map(|slug| name(TaxonomyKind::Specialty, slug));
    let terms: Vec<String> = role.chain(place).chain(industries).chain(specialties).collect();
    let companies =
        record.experience.iter().flat_map(|entry| [entry.role_title.as_str(), &entry.company_name]);
    let certifications = (record.certifications.iter())
        .flat_map(|one| iter::once(one.name.as_str()).chain(one.full_name.as_deref()));
    let education = (record.education.iter()).flat_map(|one| {
        one.degree.as_deref().into_iter().chain(one.field.as_deref()).chain([one.institution.as_str()])
    });
    let languages = record.languages.iter().filter_map(|code| language_name(code));
    search_document(
        [record.full_name.as_str(), record.headline.as_deref().unwrap_or_default()]
            .into_iter()
            .chain(terms.iter().map(String::as_str))
            .chain(companies)
            .chain(certifications)
            .chain(education)
            .chain(stage_words(&record.stage_focus))
            .chain(languages)
            .chain(record.bio.as_deref()),
    )
}
