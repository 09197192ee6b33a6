//! Postings into `jobs` and its child tables.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::fold::Target;
use super::super::job::JobRecord;
use super::super::normalise::derived_industry;
use super::super::queries::hex_bytea;
use super::super::record::{Batch, Record};
use crate::jobs::{EmploymentType, RemoteType};
use crate::taxonomy::{TaxonomyKind, search_document};
use crate::values::{Currency, Period};

/// Writes a batch; see [`Record::write`].
pub async fn write(connection: &mut PgConnection, batch: &Batch<'_, JobRecord>) -> sqlx::Result<()> {
    let derived = Derived::read(batch);
    insert(connection, batch, &derived).await?;
    update(connection, batch, &derived).await?;
    industries(connection, batch, &derived).await?;
    responsibilities(connection, batch).await?;
    requirements(connection, batch).await
}

/// Industries read from the text, for records that name none: by the record's place, which it keeps while it is written.
struct Derived(HashMap<usize, Vec<String>>);

impl Derived {
    /// Reads all texts of a batch.
    fn read(batch: &Batch<'_, JobRecord>) -> Self {
        let changed = batch.changed.iter().copied();
        let unnamed: Vec<&JobRecord> = (batch.new.iter().map(|(target, _)| *target).chain(changed))
            .flat_map(|target| target.before.iter().chain([&target.record]))
            .filter(|record| record.industries.is_empty())
            .collect();
        let read = |record: &JobRecord| {
            let found = derived_industry::derived(record.told(), &batch.catalog.vocabulary).value?;
            let slugs = found.into_iter().map(|evidence| evidence.slug).collect();
            Some((std::ptr::from_ref(record).addr(), slugs))
        };
        Self(unnamed.into_par_iter().filter_map(read).collect())
    }

    fn of(&self, record: &JobRecord) -> &[String] {
        self.0.get(&std::ptr::from_ref(record).addr()).map_or(&[], Vec::as_slice)
    }
}

async fn insert(
    connection: &mut PgConnection,
    batch: &Batch<'_, JobRecord>,
    derived: &Derived,
) -> sqlx::Result<()> {
    if batch.new.is_empty() {
        return Ok(());
    }
    let rows = batch.inserts(|record, target| Columns::of(record, target, batch));
    sqlx::query!(
        "insert into jobs (
           id, slug, title, company_name, company_url, company_logo_url, location_summary, primary_location_id, role_id,
           summary, description, apply_url, apply_key, posted_at, expires_at, employment_type, remote_type,
           remote_countries, country_code, compensation_summary, comp_min_amount, comp_max_amount, comp_period,
           comp_currency, hours_per_week_min, hours_per_week_max, duration_months, community_topic_hint,
           source_system, source_record_id, source_synced_at, raw_payload, content_hash, search_document)
         select
           id, slug, title, company_name, company_url, company_logo_url, location_summary, primary_location_id, role_id,
           summary, long.description, apply_url, apply_key, posted_at, expires_at, employment_type, remote_type,
           remote_countries, country_code, compensation_summary, comp_min_amount, comp_max_amount, comp_period,
           comp_currency, hours_per_week_min, hours_per_week_max, duration_months, community_topic_hint,
           source_system, source_record_id, source_synced_at, long.raw_payload, content_hash, long.search_document
         from jsonb_populate_recordset(null::jobs, $1) with ordinality
         join unnest($2::jsonb[], $3::text[], $4::text[]) with ordinality
              as long(raw_payload, description, search_document, ordinality) using (ordinality)",
        rows as _,
        batch.column(|target| Json(batch.delivered[target.row].raw)) as _,
        batch.column(|target| target.record.description.as_deref()) as _,
        &batch.column(|target| search_text(&target.record, batch, derived))
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The columns come settled: see [`Target::settle`].
async fn update(
    connection: &mut PgConnection,
    batch: &Batch<'_, JobRecord>,
    derived: &Derived,
) -> sqlx::Result<()> {
    if batch.changed.is_empty() {
        return Ok(());
    }
    let (rows, suggestions) = batch.updates(|record, target| Whole::of(record, target, batch, derived));
    sqlx::query!(
        "update jobs j set
           title = n.title, company_name = n.company_name, company_url = n.company_url,
           company_logo_url = n.company_logo_url, location_summary = n.location_summary,
           primary_location_id = n.primary_location_id, role_id = n.role_id, summary = n.summary,
           description = n.description, apply_url = n.apply_url, apply_key = n.apply_key, posted_at = n.posted_at,
           expires_at = n.expires_at, employment_type = n.employment_type, remote_type = n.remote_type,
           remote_countries = n.remote_countries, country_code = n.country_code,
           compensation_summary = n.compensation_summary, comp_min_amount = n.comp_min_amount,
           comp_max_amount = n.comp_max_amount, comp_period = n.comp_period, comp_currency = n.comp_currency,
           hours_per_week_min = n.hours_per_week_min, hours_per_week_max = n.hours_per_week_max,
           duration_months = n.duration_months, community_topic_hint = n.community_topic_hint,
           -- An id tells rows of one source apart; another source's would collide with that source's own.
           source_record_id = case when j.source_system = n.source_system
             then coalesce(j.source_record_id, n.source_record_id) else j.source_record_id end,
           -- What is read again came before.
           source_synced_at = greatest(j.source_synced_at, n.source_synced_at),
           raw_payload = n.raw_payload, content_hash = n.content_hash, search_document = n.search_document
         from jsonb_populate_recordset(null::jobs, $1) n where j.id = n.id",
        rows as _
    )
    .execute(&mut *connection)
    .await?;
    suggestions.keep(connection).await
}

/// The columns of `jobs` that an import writes, less what is long.
#[derive(Serialize)]
struct Columns<'r> {
    id: Uuid,
    title: &'r str,
    company_name: Option<&'r str>,
    company_url: Option<&'r str>,
    company_logo_url: Option<&'r str>,
    location_summary: Option<&'r str>,
    primary_location_id: Option<Uuid>,
    role_id: Option<Uuid>,
    summary: Option<&'r str>,
    apply_url: Option<&'r str>,
    apply_key: Option<String>,
    posted_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    employment_type: Option<EmploymentType>,
    remote_type: Option<RemoteType>,
    remote_countries: &'r [String],
    country_code: Option<&'r str>,
    compensation_summary: Option<&'r str>,
    comp_min_amount: Option<i32>,
    comp_max_amount: Option<i32>,
    comp_period: Option<&'static str>,
    comp_currency: Option<Currency>,
    hours_per_week_min: Option<i32>,
    hours_per_week_max: Option<i32>,
    duration_months: Option<i32>,
    community_topic_hint: Option<&'r str>,
    source_system: &'r str,
    source_record_id: Option<&'r str>,
    source_synced_at: DateTime<Utc>,
    content_hash: String,
}

impl<'r> Columns<'r> {
    fn of(record: &'r JobRecord, target: &Target<JobRecord>, batch: &'r Batch<'_, JobRecord>) -> Self {
        let id =
            |kind, slug: &Option<String>| slug.as_deref().and_then(|slug| batch.catalog.filed(kind, slug));
        Self {
            id: target.id,
            title: &record.title,
            company_name: record.company_name.as_deref(),
            company_url: record.company_url.as_deref(),
            company_logo_url: record.company_logo_url.as_deref(),
            location_summary: record.location_summary.as_deref(),
            primary_location_id: id(TaxonomyKind::Location, &record.location),
            role_id: id(TaxonomyKind::Role, &record.role),
            summary: record.summary.as_deref(),
            apply_url: record.apply_url.as_deref(),
            apply_key: record.canonical_address(),
            posted_at: record.posted_at,
            expires_at: record.expires_at,
            employment_type: record.employment_type,
            remote_type: record.remote_type,
            remote_countries: &record.remote_countries,
            country_code: record.country_code.as_deref(),
            compensation_summary: record.compensation_summary.as_deref(),
            comp_min_amount: record.comp_min,
            comp_max_amount: record.comp_max,
            comp_period: record.comp_period.map(Period::as_str),
            comp_currency: record.comp_currency,
            hours_per_week_min: record.hours_per_week.map(|hours| hours.0),
            hours_per_week_max: record.hours_per_week.map(|hours| hours.1),
            duration_months: record.duration_months,
            community_topic_hint: record.community_topic_hint.as_deref(),
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
    description: Option<&'r str>,
    search_document: String,
}

impl<'r> Whole<'r> {
    fn of(
        record: &'r JobRecord,
        target: &Target<JobRecord>,
        batch: &'r Batch<'_, JobRecord>,
        derived: &Derived,
    ) -> Self {
        Self {
            columns: Columns::of(record, target, batch),
            raw_payload: batch.delivered[target.row].raw,
            description: record.description.as_deref(),
            search_document: search_text(record, batch, derived),
        }
    }
}

fn search_text(record: &JobRecord, batch: &Batch<'_, JobRecord>, derived: &Derived) -> String {
    let name = |kind, slug: &'_ str| batch.catalog.name(kind, slug).unwrap_or_default().to_owned();
    let role = record.role.iter().map(|slug| format!("{} {slug}", name(TaxonomyKind::Role, slug)));
    let industries = record.industries.iter().chain(derived.of(record));
    let industries = industries.map(|slug| name(TaxonomyKind::Industry, slug));
    let terms: Vec<String> = role.chain(industries).collect();
    let texts =
        [Some(record.title.as_str()), record.company_name.as_deref(), record.location_summary.as_deref()];
    search_document(
        texts
            .into_iter()
            .flatten()
            .chain(terms.iter().map(String::as_str))
            .chain(record.summary.as_deref())
            .chain(record.description.as_deref())
            .chain(record.responsibilities.iter().chain(&record.requirements).map(String::as_str)),
    )
}

/// An industry, and whether it was read from the text.
#[derive(PartialEq, Serialize)]
struct Tag {
    industry_id: Uuid,
    is_derived: bool,
}

/// What sources name, else what the text says. Either takes the place of what stood there before.
async fn industries(
    connection: &mut PgConnection,
    batch: &Batch<'_, JobRecord>,
    derived: &Derived,
) -> sqlx::Result<()> {
    let list = batch.list("industries", |record| {
        let named = record.industries.iter().map(|slug| (slug, false));
        let read = derived.of(record).iter().map(|slug| (slug, true));
        let tag = |(slug, is_derived): (&String, bool)| {
            Some(Tag { industry_id: batch.catalog.filed(TaxonomyKind::Industry, slug)?, is_derived })
        };
        // Two slugs may name one row by now.
        let mut seen = HashSet::new();
        named.chain(read).filter_map(tag).filter(|tag| seen.insert(tag.industry_id)).collect()
    });
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from job_industries where job_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into job_industries (job_id, industry_id, sort_order, is_derived)
         select * from unnest($1::uuid[], $2::uuid[], $3::int[], $4::bool[])",
        &list.targets(),
        &list.column(|tag| tag.industry_id),
        &list.places(),
        &list.column(|tag| tag.is_derived)
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A responsibility or a requirement.
#[derive(PartialEq, Serialize)]
struct Line<'r> {
    body: &'r str,
}

async fn responsibilities(connection: &mut PgConnection, batch: &Batch<'_, JobRecord>) -> sqlx::Result<()> {
    let list = batch.list("responsibilities", |record| {
        record.responsibilities.iter().map(|body| Line { body }).collect()
    });
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from job_responsibilities where job_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into job_responsibilities (id, job_id, body, sort_order)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[])",
        &list.ids(),
        &list.targets(),
        list.column(|line| line.body) as _,
        &list.places()
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn requirements(connection: &mut PgConnection, batch: &Batch<'_, JobRecord>) -> sqlx::Result<()> {
    let list =
        batch.list("requirements", |record| record.requirements.iter().map(|body| Line { body }).collect());
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from job_requirements where job_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into job_requirements (id, job_id, body, sort_order)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[])",
        &list.ids(),
        &list.targets(),
        list.column(|line| line.body) as _,
        &list.places()
    )
    .execute(connection)
    .await?;
    Ok(())
}
