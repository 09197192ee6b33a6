//! What profiles list, into the child tables of `executives`.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::executive::ExecutiveRecord;
use super::super::normalise::timeline::{Experience, Review};
use super::super::queries::hex_bytea;
use super::super::record::Batch;
use super::ListChanges;
use crate::taxonomy::TaxonomyKind;

pub async fn industries(
    connection: &mut PgConnection,
    batch: &Batch<'_, ExecutiveRecord>,
) -> sqlx::Result<()> {
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
    sqlx::query!(
        "insert into executive_industries (executive_id, industry_id, sort_order)
         select * from unnest($1::uuid[], $2::uuid[], $3::int[])",
        &list.targets(),
        &list.column(|tag| tag.tag_id),
        &list.places()
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn specialties(
    connection: &mut PgConnection,
    batch: &Batch<'_, ExecutiveRecord>,
) -> sqlx::Result<()> {
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
    sqlx::query!(
        "insert into executive_specialties (executive_id, specialty_id, sort_order)
         select * from unnest($1::uuid[], $2::uuid[], $3::int[])",
        &list.targets(),
        &list.column(|tag| tag.tag_id),
        &list.places()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An industry or a specialty.
#[derive(PartialEq, Serialize)]
struct Tag {
    tag_id: Uuid,
}

fn tags<'b>(
    batch: &'b Batch<'_, ExecutiveRecord>,
    field: &str,
    kind: TaxonomyKind,
    slugs: impl Fn(&'b ExecutiveRecord) -> &'b Vec<String>,
) -> ListChanges<Tag> {
    // Two slugs may name one row by now.
    let unique = |record: &'b ExecutiveRecord| {
        let mut seen = HashSet::new();
        let ids = slugs(record).iter().filter_map(|slug| batch.catalog.filed(kind, slug));
        ids.filter(|id| seen.insert(*id)).map(|tag_id| Tag { tag_id }).collect()
    };
    batch.list(field, unique)
}

/// A station of a career, as its table has it.
#[derive(PartialEq, Serialize)]
struct Station<'r> {
    company_name: &'r str,
    role_title: &'r str,
    description: Option<&'r str>,
    is_current: bool,
    start_date: Option<NaiveDate>,
    start_precision: Option<&'static str>,
    end_date: Option<NaiveDate>,
    end_precision: Option<&'static str>,
    source_record_id: Option<&'r str>,
}

impl<'r> Station<'r> {
    fn of(entry: &'r Experience) -> Self {
        let start = entry.start_date;
        // A timeline whose ends cross is kept without its end.
        let end = entry.end_date.filter(|end| start.is_none_or(|start| start.date <= end.date));
        Self {
            company_name: &entry.company_name,
            role_title: &entry.role_title,
            description: entry.description.as_deref(),
            is_current: entry.is_current,
            start_date: start.map(|start| start.date),
            start_precision: start.map(|start| start.precision.as_str()),
            end_date: end.map(|end| end.date),
            end_precision: end.map(|end| end.precision.as_str()),
            source_record_id: entry.source_record_id.as_deref(),
        }
    }
}

pub async fn experience(
    connection: &mut PgConnection,
    batch: &Batch<'_, ExecutiveRecord>,
) -> sqlx::Result<()> {
    let list = batch.list("experience", |record| record.experience.iter().map(Station::of).collect());
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_experience where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into executive_experience (id, executive_id, company_name, role_title, description, start_date, end_date,
                                           start_precision, end_precision, is_current, sort_order, source_record_id)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::date[], $7::date[],
                              $8::text[], $9::text[], $10::bool[], $11::int[], $12::text[])",
        &list.ids(),
        &list.targets(),
        list.column(|station| station.company_name) as _,
        list.column(|station| station.role_title) as _,
        list.column(|station| station.description) as _,
        list.column(|station| station.start_date) as _,
        list.column(|station| station.end_date) as _,
        list.column(|station| station.start_precision) as _,
        list.column(|station| station.end_precision) as _,
        &list.column(|station| station.is_current),
        &list.places(),
        list.column(|station| station.source_record_id) as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn education(
    connection: &mut PgConnection,
    batch: &Batch<'_, ExecutiveRecord>,
) -> sqlx::Result<()> {
    let list = batch.list("education", |record| record.education.iter().collect());
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_education where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into executive_education (id, executive_id, institution, degree, field, year_end, sort_order)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[])",
        &list.ids(),
        &list.targets(),
        list.column(|entry| &entry.institution) as _,
        list.column(|entry| entry.degree.as_deref()) as _,
        list.column(|entry| entry.field.as_deref()) as _,
        list.column(|entry| entry.year_end) as _,
        &list.places()
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn certifications(
    connection: &mut PgConnection,
    batch: &Batch<'_, ExecutiveRecord>,
) -> sqlx::Result<()> {
    let list = batch.list("certifications", |record| record.certifications.iter().collect());
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_certifications where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into executive_certifications (id, executive_id, name, full_name, year_obtained, sort_order)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::int[])",
        &list.ids(),
        &list.targets(),
        list.column(|entry| &entry.name) as _,
        list.column(|entry| entry.full_name.as_deref()) as _,
        list.column(|entry| entry.year_obtained) as _,
        &list.places()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An import sets neither `verified` nor `published_at`: those are decisions. A review goes only when the run that brought
/// it is taken back, and nobody checked, answered or took it off.
pub async fn reviews(connection: &mut PgConnection, batch: &Batch<'_, ExecutiveRecord>) -> sqlx::Result<()> {
    let list = batch.list("reviews", review_entries);
    list.suggestions.keep(&mut *connection).await?;
    if !list.rewritten.is_empty() {
        let keys = list.column(|review| review.source_record_id.as_str());
        let earlier: Vec<String> = (batch.changed.iter())
            .filter_map(|target| target.before.as_ref())
            .flat_map(review_entries)
            .map(|review| review.source_record_id)
            .filter(|key| !keys.contains(&key.as_str()))
            .collect();
        if !earlier.is_empty() {
            sqlx::query!(
                "delete from executive_reviews
                  where executive_id = any($1) and source_record_id = any($2) and not verified and reply is null
                    and taken_off_at is null",
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
    sqlx::query!(
        "insert into executive_reviews (id, executive_id, author_name, author_title, author_company, rating, content,
                                        sort_order, source_record_id)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::text[],
                              $8::int[], $9::text[])
         on conflict on constraint executive_reviews_source_record do update
            set author_name = excluded.author_name, author_title = excluded.author_title,
                author_company = excluded.author_company, rating = excluded.rating, content = excluded.content
          where (executive_reviews.author_name, executive_reviews.author_title, executive_reviews.author_company,
                 executive_reviews.rating, executive_reviews.content) is distinct from
                (excluded.author_name, excluded.author_title, excluded.author_company, excluded.rating, excluded.content)",
        &list.ids(),
        &list.targets(),
        list.column(|review| review.author_name) as _,
        list.column(|review| review.author_title) as _,
        list.column(|review| review.author_company) as _,
        &list.column(|review| review.rating),
        list.column(|review| review.content) as _,
        &list.places(),
        list.column(|review| review.source_record_id.as_str()) as _
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A review that says how many stars.
#[derive(PartialEq, Serialize)]
struct Rated<'r> {
    author_name: &'r str,
    author_title: Option<&'r str>,
    author_company: Option<&'r str>,
    rating: f64,
    content: &'r str,
    source_record_id: String,
}

/// Reviews that say how many stars, each once.
fn review_entries(record: &ExecutiveRecord) -> Vec<Rated<'_>> {
    let mut seen = HashSet::new();
    let rated = record.reviews.iter().filter_map(|review| Some((review, review.rating?)));
    rated
        .map(|(review, rating)| Rated {
            author_name: &review.author_name,
            author_title: review.author_title.as_deref(),
            author_company: review.author_company.as_deref(),
            rating,
            content: &review.content,
            source_record_id: review_key(review),
        })
        .filter(|review| seen.insert(review.source_record_id.clone()))
        .collect()
}

/// The source's id of a review, else a digest of who wrote what.
fn review_key(review: &Review) -> String {
    review.source_record_id.clone().unwrap_or_else(|| {
        let digest = Sha256::digest(format!("{}\n{}", review.author_name, review.content));
        format!("like:{}", &hex_bytea(&digest)[2..34])
    })
}

pub async fn case_studies(
    connection: &mut PgConnection,
    batch: &Batch<'_, ExecutiveRecord>,
) -> sqlx::Result<()> {
    let list = batch.list("case_studies", |record| record.case_studies.iter().collect());
    if !list.rewritten.is_empty() {
        sqlx::query!("delete from executive_case_studies where executive_id = any($1)", &list.rewritten)
            .execute(&mut *connection)
            .await?;
    }
    list.suggestions.keep(&mut *connection).await?;
    if list.entries.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into executive_case_studies (id, executive_id, title, situation, action, outcome, metric, sort_order,
                                             source_record_id)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                              $8::int[], $9::text[])",
        &list.ids(),
        &list.targets(),
        list.column(|entry| &entry.title) as _,
        list.column(|entry| entry.situation.as_deref()) as _,
        list.column(|entry| entry.action.as_deref()) as _,
        list.column(|entry| entry.outcome.as_deref()) as _,
        list.column(|entry| entry.metric.as_deref()) as _,
        &list.places(),
        list.column(|entry| entry.source_record_id.as_deref()) as _
    )
    .execute(connection)
    .await?;
    Ok(())
}
