//! The SQL of edits of postings.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::jobs::{EmploymentType, RemoteType};
use crate::values::PublishStatus;

/// What a posting says, public or not.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns are described in migrations/0005_jobs.sql")]
pub struct Standing {
    pub id: Uuid,
    pub slug: String,
    pub status: PublishStatus,
    pub title: String,
    pub company_name: Option<String>,
    pub company_url: Option<String>,
    pub location_summary: Option<String>,
    pub place: Option<String>,
    pub country_code: Option<String>,
    pub role: Option<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub apply_url: Option<String>,
    pub posted_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub employment_type: Option<EmploymentType>,
    pub remote_type: Option<RemoteType>,
    pub compensation_summary: Option<String>,
    pub comp_min_amount: Option<i32>,
    pub comp_max_amount: Option<i32>,
    pub comp_period: Option<String>,
    pub comp_currency: Option<String>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub duration_months: Option<i32>,
    pub industries: Vec<String>,
    pub responsibilities: Vec<String>,
    pub requirements: Vec<String>,
}

/// The posting at a slug, public or not.
pub async fn find(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"select j.id, j.slug::text as "slug!", j.status as "status: PublishStatus", j.title, j.company_name,
                  j.company_url, j.location_summary, l.display_name as "place?", j.country_code,
                  r.full_title as "role?", j.summary, j.description, j.apply_url, j.posted_at, j.expires_at,
                  j.employment_type, j.remote_type, j.compensation_summary, j.comp_min_amount, j.comp_max_amount,
                  j.comp_period, j.comp_currency, j.hours_per_week_min, j.hours_per_week_max, j.duration_months,
                  array(select i.name from job_industries x join industries i on i.id = x.industry_id
                         where x.job_id = j.id order by x.sort_order, i.name) as "industries!",
                  array(select x.body from job_responsibilities x where x.job_id = j.id
                         order by x.sort_order, x.id) as "responsibilities!",
                  array(select x.body from job_requirements x where x.job_id = j.id
                         order by x.sort_order, x.id) as "requirements!"
             from jobs j left join roles r on r.id = j.role_id left join locations l on l.id = j.primary_location_id
            where j.slug = $1"#,
        slug
    )
    .fetch_optional(executor)
    .await
}

/// Holds a posting until the transaction ends: nobody else edits it meanwhile. Whether there is one.
pub async fn lock(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<bool> {
    let found = sqlx::query!("select 1 as one from jobs where slug = $1 for no key update", slug)
        .fetch_optional(executor)
        .await?;
    Ok(found.is_some())
}

/// What fields of a posting say: columns as they are, lists as their entries.
pub async fn said(executor: impl PgExecutor<'_>, id: Uuid, fields: &[String]) -> sqlx::Result<Value> {
    sqlx::query_scalar!(
        r#"select coalesce(jsonb_object_agg(said.key, said.value), '{}') as "said!"
             from jobs j, lateral jsonb_each(to_jsonb(j) || jsonb_build_object(
                    'industries', (select jsonb_agg(x.industry_id order by x.sort_order)
                                     from job_industries x where x.job_id = j.id),
                    'responsibilities', (select jsonb_agg(x.body order by x.sort_order)
                                           from job_responsibilities x where x.job_id = j.id),
                    'requirements', (select jsonb_agg(x.body order by x.sort_order)
                                       from job_requirements x where x.job_id = j.id))) as said
            where j.id = $1 and said.key = any($2)"#,
        id,
        fields
    )
    .fetch_one(executor)
    .await
}

/// Writes columns, locks fields and notes where they came from; what imports suggested for them before is settled.
pub async fn update(
    connection: &mut PgConnection,
    id: Uuid,
    columns: &Value,
    fields: &[String],
    sources: &Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update jobs j set
           title = n.title, company_name = n.company_name, company_url = n.company_url,
           location_summary = n.location_summary, primary_location_id = n.primary_location_id,
           country_code = n.country_code, remote_countries = n.remote_countries, role_id = n.role_id,
           summary = n.summary, description = n.description, apply_url = n.apply_url, apply_key = n.apply_key,
           posted_at = n.posted_at, expires_at = n.expires_at, employment_type = n.employment_type,
           remote_type = n.remote_type, compensation_summary = n.compensation_summary,
           comp_min_amount = n.comp_min_amount, comp_max_amount = n.comp_max_amount, comp_period = n.comp_period,
           comp_currency = n.comp_currency, hours_per_week_min = n.hours_per_week_min,
           hours_per_week_max = n.hours_per_week_max, duration_months = n.duration_months,
           locked_fields = array(select distinct unnest(j.locked_fields || $3)), field_sources = j.field_sources || $4
         from (select (jsonb_populate_record(x, $2)).* from jobs x where x.id = $1) n
         where j.id = n.id",
        id,
        columns,
        fields,
        sources
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from suggestions where entity_type = 'job' and target_id = $1 and field = any($2) and decided_at is null",
        id,
        fields
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a posting's industries anew.
pub async fn replace_industries(
    connection: &mut PgConnection,
    id: Uuid,
    industries: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!("delete from job_industries where job_id = $1", id).execute(&mut *connection).await?;
    sqlx::query!(
        "insert into job_industries (job_id, industry_id, sort_order)
         select $1, industry, place::int from unnest($2::uuid[]) with ordinality as n(industry, place)",
        id,
        industries
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what there is to do anew.
pub async fn replace_responsibilities(
    connection: &mut PgConnection,
    id: Uuid,
    lines: &[String],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = lines.iter().map(|_| Uuid::now_v7()).collect();
    sqlx::query!("delete from job_responsibilities where job_id = $1", id).execute(&mut *connection).await?;
    sqlx::query!(
        "insert into job_responsibilities (id, job_id, body, sort_order)
         select id, $1, body, place::int - 1 from unnest($2::uuid[], $3::text[]) with ordinality as n(id, body, place)",
        id,
        &ids,
        lines
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes what one has to bring anew.
pub async fn replace_requirements(
    connection: &mut PgConnection,
    id: Uuid,
    lines: &[String],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = lines.iter().map(|_| Uuid::now_v7()).collect();
    sqlx::query!("delete from job_requirements where job_id = $1", id).execute(&mut *connection).await?;
    sqlx::query!(
        "insert into job_requirements (id, job_id, body, sort_order)
         select id, $1, body, place::int - 1 from unnest($2::uuid[], $3::text[]) with ordinality as n(id, body, place)",
        id,
        &ids,
        lines
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An address that was changed.
#[derive(Clone, Debug)]
pub struct Renamed {
    /// The slug of before.
    pub before: String,
    /// The slug of now.
    pub after: String,
}

/// Gives a posting another slug, unless another posting has it. Its old one is remembered by a trigger.
pub async fn rename(executor: impl PgExecutor<'_>, id: Uuid, slug: &str) -> sqlx::Result<Option<Renamed>> {
    sqlx::query_as!(
        Renamed,
        r#"update jobs j set slug = $2 from jobs was
            where j.id = $1 and was.id = j.id and not exists (select from jobs x where x.slug = $2)
           returning was.slug::text as "before!", j.slug::text as "after!""#,
        id,
        slug
    )
    .fetch_optional(executor)
    .await
}

/// What postings are found by, text for text.
pub async fn searched_texts(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, Vec<String>)>> {
    let rows = sqlx::query!(
        r#"select j.id as "id!",
                  array_remove(array[j.title, j.company_name, j.location_summary, r.title || ' ' || r.slug]
                    || array(select i.name from job_industries x join industries i on i.id = x.industry_id
                              where x.job_id = j.id order by x.sort_order)
                    || array[j.summary, j.description]
                    || array(select x.body from job_responsibilities x where x.job_id = j.id order by x.sort_order)
                    || array(select x.body from job_requirements x where x.job_id = j.id order by x.sort_order),
                    null) as "texts!"
             from jobs j left join roles r on r.id = j.role_id
            where j.id = any($1)"#,
        ids
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.texts)).collect())
}

/// Keeps what postings are found by.
pub async fn keep_search_documents(
    executor: impl PgExecutor<'_>,
    documents: &[(Uuid, String)],
) -> sqlx::Result<()> {
    let (ids, texts): (Vec<Uuid>, Vec<String>) = documents.iter().cloned().unzip();
    sqlx::query!(
        "update jobs j set search_document = n.document
           from unnest($1::uuid[], $2::text[]) as n(id, document)
          where j.id = n.id and j.search_document <> n.document",
        &ids,
        &texts
    )
    .execute(executor)
    .await?;
    Ok(())
}
