//! Profiles into `executives` and its child tables.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::super::executive::ExecutiveRecord;
use super::super::fold::Target;
use super::super::normalise::date::PartialDate;
use super::super::normalise::timeline::Review;
use super::super::queries::hex_bytea;
use super::super::record::Batch;
use super::{ListChanges, object};
use crate::taxonomy::{TaxonomyKind, search_document};

/// Writes a batch; see [`super::super::record::Record::write`].
pub async fn write(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    insert(connection, batch).await?;
    update(connection, batch).await?;
    industries(connection, batch).await?;
    specialties(connection, batch).await?;
    experience(connection, batch).await?;
    education(connection, batch).await?;
    certifications(connection, batch).await?;
    reviews(connection, batch).await?;
    case_studies(connection, batch).await
}

async fn insert(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    if batch.new.is_empty() {
        return Ok(());
    }
    let rows = batch.inserts(|record, target| columns(record, target, batch));
    sqlx::query!(
        "insert into executives (
           id, slug, first_name, last_name, full_name, headline, bio, photo_url, role_id, location_id, years_experience,
           availability, available_from, remote_available, travel_willingness, minimum_engagement, engagement_types,
           stage_focus, languages, timezone, linkedin_url, linkedin_key, website_url, booking_url, contact_email,
           rate_currency, hourly_min, hourly_max, daily_min, daily_max, monthly_min, monthly_max,
           hours_per_week_min, hours_per_week_max, highlight_outcome, last_confirmed_at,
           source_system, source_record_id, source_synced_at, raw_payload, content_hash, search_document)
         select
           id, slug, first_name, last_name, full_name, headline, bio, photo_url, role_id, location_id, years_experience,
           availability, available_from, remote_available, travel_willingness, minimum_engagement, engagement_types,
           stage_focus, languages, timezone, linkedin_url, linkedin_key, website_url, booking_url, contact_email,
           rate_currency, hourly_min, hourly_max, daily_min, daily_max, monthly_min, monthly_max,
           hours_per_week_min, hours_per_week_max, highlight_outcome,
           last_confirmed_at,
           source_system, source_record_id, source_synced_at, raw_payload, content_hash, search_document
         from jsonb_populate_recordset(null::executives, $1)",
        rows as _
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
    let (rows, suggestions) = batch.updates(|record, target| columns(record, target, batch));
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
           source_synced_at = n.source_synced_at, raw_payload = n.raw_payload, content_hash = n.content_hash,
           search_document = n.search_document
         from jsonb_populate_recordset(null::executives, $1) n where e.id = n.id",
        rows as _
    )
    .execute(&mut *connection)
    .await?;
    suggestions.keep(connection).await
}

/// The columns of `executives` that an import writes.
fn columns(
    record: &ExecutiveRecord,
    target: &Target<ExecutiveRecord>,
    batch: &Batch<'_, ExecutiveRecord>,
) -> Map<String, Value> {
    let id = |kind, slug: &Option<String>| slug.as_deref().and_then(|slug| batch.catalog.id(kind, slug));
    object(json!({
        "id": target.id,
        "first_name": record.first_name, "last_name": record.last_name, "full_name": record.full_name,
        "headline": record.headline.clone().or_else(|| headline(record, batch)),
        "bio": record.bio, "photo_url": record.photo_url,
        "role_id": id(TaxonomyKind::Role, &record.role), "location_id": id(TaxonomyKind::Location, &record.location),
        "years_experience": record.years_experience,
        "availability": record.availability, "available_from": record.available_from,
        "remote_available": record.remote_available, "travel_willingness": record.travel_willingness,
        "minimum_engagement": record.minimum_engagement, "engagement_types": record.engagement_types,
        "stage_focus": record.stage_focus, "languages": record.languages, "timezone": record.timezone,
        "linkedin_url": record.linkedin_url, "linkedin_key": record.linkedin_key,
        "website_url": record.website_url, "booking_url": record.booking_url, "contact_email": record.contact_email,
        "rate_currency": record.rates.currency,
        "hourly_min": record.rates.hourly.0, "hourly_max": record.rates.hourly.1,
        "daily_min": record.rates.daily.0, "daily_max": record.rates.daily.1,
        "monthly_min": record.rates.monthly.0, "monthly_max": record.rates.monthly.1,
        "hours_per_week_min": record.hours_per_week.map(|hours| hours.0),
        "hours_per_week_max": record.hours_per_week.map(|hours| hours.1),
        "highlight_outcome": record.highlight_outcome, "last_confirmed_at": record.last_confirmed_at,
        "source_system": batch.source, "source_record_id": batch.source_record_id(target), "source_synced_at": batch.now,
        "raw_payload": batch.delivered[target.row].raw, "content_hash": hex_bytea(&target.hash),
        "search_document": search_text(record, batch),
    }))
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
    search_document(
        [record.full_name.as_str(), record.headline.as_deref().unwrap_or_default()]
            .into_iter()
            .chain(terms.iter().map(String::as_str))
            .chain(companies)
            .chain(record.bio.as_deref()),
    )
}

async fn industries(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    let list = tags(batch, "industries", TaxonomyKind::Industry, |record| &record.industries);
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_industries where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    let rows = Json(list.entries);
    sqlx::query!(
        "insert into executive_industries (executive_id, industry_id, sort_order)
         select executive_id, tag_id, sort_order
           from jsonb_to_recordset($1) as tags(executive_id uuid, tag_id uuid, sort_order int)",
        rows as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn specialties(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    let list = tags(batch, "specialties", TaxonomyKind::Specialty, |record| &record.specialties);
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_specialties where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    let rows = Json(list.entries);
    sqlx::query!(
        "insert into executive_specialties (executive_id, specialty_id, sort_order)
         select executive_id, tag_id, sort_order
           from jsonb_to_recordset($1) as tags(executive_id uuid, tag_id uuid, sort_order int)",
        rows as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn tags(
    batch: &Batch<'_, ExecutiveRecord>,
    field: &str,
    kind: TaxonomyKind,
    slugs: impl Fn(&ExecutiveRecord) -> &Vec<String>,
) -> ListChanges {
    batch.list(field, "executive_id", |record| {
        slugs(record)
            .iter()
            .filter_map(|slug| Some(json!({"tag_id": batch.catalog.id(kind, slug)?})))
            .collect()
    })
}

async fn experience(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    let list = batch.list("experience", "executive_id", |record| {
        let entry = |entry: &super::super::normalise::timeline::Experience| {
            let (start, end) = (entry.start_date, entry.end_date);
            // A timeline whose ends cross is kept without its end.
            let end = end.filter(|end| start.is_none_or(|start| start.date <= end.date));
            json!({"company_name": entry.company_name, "role_title": entry.role_title,
                   "description": entry.description, "is_current": entry.is_current,
                   "start_date": start.map(|start| start.date), "start_precision": start.map(precision),
                   "end_date": end.map(|end| end.date), "end_precision": end.map(precision),
                   "source_record_id": entry.source_record_id})
        };
        record.experience.iter().map(entry).collect()
    });
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_experience where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    let rows = Json(list.entries);
    sqlx::query!(
        "insert into executive_experience (id, executive_id, company_name, role_title, description, start_date, end_date,
                                           start_precision, end_precision, is_current, sort_order, source_record_id)
         select id, executive_id, company_name, role_title, description, start_date, end_date,
                start_precision, end_precision, is_current, sort_order, source_record_id
           from jsonb_populate_recordset(null::executive_experience, $1)",
        rows as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn precision(date: PartialDate) -> Value {
    json!(date.precision)
}

async fn education(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    let list = batch.list("education", "executive_id", |record| {
        record.education.iter().map(|entry| json!(entry)).collect()
    });
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_education where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    let rows = Json(list.entries);
    sqlx::query!(
        "insert into executive_education (id, executive_id, institution, degree, field, year_end, sort_order)
         select id, executive_id, institution, degree, field, year_end, sort_order
           from jsonb_populate_recordset(null::executive_education, $1)",
        rows as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn certifications(
    connection: &mut PgConnection,
    batch: &Batch<'_, ExecutiveRecord>,
) -> sqlx::Result<()> {
    let list = batch.list("certifications", "executive_id", |record| {
        record.certifications.iter().map(|entry| json!(entry)).collect()
    });
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_certifications where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    let rows = Json(list.entries);
    sqlx::query!(
        "insert into executive_certifications (id, executive_id, name, full_name, year_obtained, sort_order)
         select id, executive_id, name, full_name, year_obtained, sort_order
           from jsonb_populate_recordset(null::executive_certifications, $1)",
        rows as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An import sets neither `verified` nor `published_at`: those are decisions. A review goes only when the run that brought
/// it is taken back, and nobody checked or answered it.
async fn reviews(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    let list = batch.list("reviews", "executive_id", review_entries);
    list.suggestions.keep(&mut *connection).await?;
    if !list.rewritten.is_empty() {
        let keys: Vec<&str> =
            list.entries.iter().filter_map(|entry| entry["source_record_id"].as_str()).collect();
        let earlier: Vec<String> = (batch.changed.iter())
            .filter_map(|target| target.before.as_ref())
            .flat_map(review_entries)
            .filter_map(|entry| entry["source_record_id"].as_str().map(str::to_owned))
            .filter(|key| !keys.contains(&key.as_str()))
            .collect();
        if !earlier.is_empty() {
            sqlx::query!(
                "delete from executive_reviews
                  where executive_id = any($1) and source_record_id = any($2) and not verified and reply is null",
                &list.rewritten,
                &earlier
            )
            .execute(&mut *connection)
            .await?;
        }
    }
    if list.entries.is_empty() {
        return Ok(());
    }
    let rows = Json(list.entries);
    sqlx::query!(
        "insert into executive_reviews (id, executive_id, author_name, author_title, author_company, rating, content,
                                        sort_order, source_record_id)
         select id, executive_id, author_name, author_title, author_company, rating, content, sort_order,
                source_record_id
           from jsonb_populate_recordset(null::executive_reviews, $1)
         on conflict on constraint executive_reviews_source_record do update
            set author_name = excluded.author_name, author_title = excluded.author_title,
                author_company = excluded.author_company, rating = excluded.rating, content = excluded.content
          where (executive_reviews.author_name, executive_reviews.author_title, executive_reviews.author_company,
                 executive_reviews.rating, executive_reviews.content) is distinct from
                (excluded.author_name, excluded.author_title, excluded.author_company, excluded.rating, excluded.content)",
        rows as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reviews that say how many stars, each once.
fn review_entries(record: &ExecutiveRecord) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    let rated = record.reviews.iter().filter_map(|review| Some((review, review.rating?)));
    rated
        .map(|(review, rating)| (review, rating, review_key(review)))
        .filter(|(_, _, key)| seen.insert(key.clone()))
        .map(|(review, rating, key)| {
            json!({"author_name": review.author_name, "author_title": review.author_title,
                   "author_company": review.author_company, "rating": rating, "content": review.content,
                   "source_record_id": key})
        })
        .collect()
}

/// The source's id of a review, else a digest of who wrote what.
fn review_key(review: &Review) -> String {
    review.source_record_id.clone().unwrap_or_else(|| {
        let digest = Sha256::digest(format!("{}\n{}", review.author_name, review.content));
        format!("like:{}", &hex_bytea(&digest)[2..34])
    })
}

async fn case_studies(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    let list = batch.list("case_studies", "executive_id", |record| {
        record.case_studies.iter().map(|entry| json!(entry)).collect()
    });
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_case_studies where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    let rows = Json(list.entries);
    sqlx::query!(
        "insert into executive_case_studies (id, executive_id, title, situation, action, outcome, metric, sort_order,
                                             source_record_id)
         select id, executive_id, title, situation, action, outcome, metric, sort_order, source_record_id
           from jsonb_populate_recordset(null::executive_case_studies, $1)",
        rows as _
    )
    .execute(connection)
    .await?;
    Ok(())
}
