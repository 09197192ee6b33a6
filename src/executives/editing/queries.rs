//! The SQL of edits.

use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// Writes columns, locks fields and notes where they came from. What people had not been asked for an import may still
/// suggest; what it suggested for these fields before is settled.
pub async fn update(
    connection: &mut PgConnection,
    id: Uuid,
    columns: &Value,
    fields: &[String],
    sources: &Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update executives e set
           first_name = n.first_name, last_name = n.last_name, full_name = n.full_name, headline = n.headline, bio = n.bio,
           role_id = n.role_id, location_id = n.location_id, availability = n.availability,
           available_from = n.available_from, last_confirmed_at = n.last_confirmed_at,
           remote_available = n.remote_available, languages = n.languages, linkedin_url = n.linkedin_url,
           linkedin_key = n.linkedin_key, website_url = n.website_url, rate_currency = n.rate_currency,
           hourly_min = n.hourly_min, hourly_max = n.hourly_max, daily_min = n.daily_min, daily_max = n.daily_max,
           monthly_min = n.monthly_min, monthly_max = n.monthly_max, hours_per_week_min = n.hours_per_week_min,
           hours_per_week_max = n.hours_per_week_max,
           locked_fields = array(select distinct unnest(e.locked_fields || $3)), field_sources = e.field_sources || $4
         from (select (jsonb_populate_record(x, $2)).* from executives x where x.id = $1) n
         where e.id = n.id",
        id,
        columns,
        fields,
        sources
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from suggestions where entity_type = 'executive' and target_id = $1 and field = any($2) and decided_at is null",
        id,
        fields
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a profile's industries anew.
pub async fn replace_industries(
    connection: &mut PgConnection,
    id: Uuid,
    industries: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!("delete from executive_industries where executive_id = $1", id)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into executive_industries (executive_id, industry_id, sort_order)
         select $1, industry, place::int from unnest($2::uuid[]) with ordinality as n(industry, place)",
        id,
        industries
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Writes a profile's specialties anew.
pub async fn replace_specialties(
    connection: &mut PgConnection,
    id: Uuid,
    specialties: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!("delete from executive_specialties where executive_id = $1", id)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into executive_specialties (executive_id, specialty_id, sort_order)
         select $1, specialty, place::int from unnest($2::uuid[]) with ordinality as n(specialty, place)",
        id,
        specialties
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What these profiles are found by, the most telling texts first.
pub async fn searched_texts(
    executor: impl PgExecutor<'_>,
    ids: &[Uuid],
) -> sqlx::Result<Vec<(Uuid, Vec<String>)>> {
    let rows = sqlx::query!(
        r#"select e.id as "id!",
                  array_remove(array[e.full_name, e.headline, r.title || ' ' || r.slug, l.display_name]
                    || array(select i.name from executive_industries x join industries i on i.id = x.industry_id
                              where x.executive_id = e.id order by x.sort_order)
                    || array(select s.name from executive_specialties x join specialties s on s.id = x.specialty_id
                              where x.executive_id = e.id order by x.sort_order)
                    || array(select x.role_title || ' ' || x.company_name from executive_experience x
                              where x.executive_id = e.id order by x.sort_order)
                    || array[e.bio], null) as "texts!"
             from executives e left join roles r on r.id = e.role_id left join locations l on l.id = e.location_id
            where e.id = any($1)"#,
        ids
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.texts)).collect())
}

/// Keeps what profiles are found by.
pub async fn keep_search_documents(
    executor: impl PgExecutor<'_>,
    documents: &[(Uuid, String)],
) -> sqlx::Result<()> {
    let (ids, texts): (Vec<Uuid>, Vec<String>) = documents.iter().cloned().unzip();
    sqlx::query!(
        "update executives e set search_document = n.document
           from unnest($1::uuid[], $2::text[]) as n(id, document)
          where e.id = n.id and e.search_document <> n.document",
        &ids,
        &texts
    )
    .execute(executor)
    .await?;
    Ok(())
}
