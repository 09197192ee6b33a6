//! The SQL of edits.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Edit, Editor, List};

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
           first_name = n.first_name, last_name = n.last_name, full_name = n.full_name, photo = n.photo, headline = n.headline, bio = n.bio,
           role_id = n.role_id, location_id = n.location_id, availability = n.availability,
           available_from = n.available_from, last_confirmed_at = n.last_confirmed_at,
           remote_available = n.remote_available, languages = n.languages, linkedin_url = n.linkedin_url,
           linkedin_key = n.linkedin_key, website_url = n.website_url, rate_currency = n.rate_currency,
           hourly_min = n.hourly_min, hourly_max = n.hourly_max, daily_min = n.daily_min, daily_max = n.daily_max,
           monthly_min = n.monthly_min, monthly_max = n.monthly_max, hours_per_week_min = n.hours_per_week_min,
           hours_per_week_max = n.hours_per_week_max, years_experience = n.years_experience,
           travel_willingness = n.travel_willingness, minimum_engagement = n.minimum_engagement,
           engagement_types = n.engagement_types, stage_focus = n.stage_focus, timezone = n.timezone,
           booking_url = n.booking_url, highlight_outcome = n.highlight_outcome,
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

/// Writes a list's entries anew.
pub async fn replace_entries(
    connection: &mut PgConnection,
    id: Uuid,
    list: List,
    rows: &Value,
) -> sqlx::Result<()> {
    match list {
        List::Experience => {
            sqlx::query!("delete from executive_experience where executive_id = $1", id)
                .execute(&mut *connection)
                .await?;
            sqlx::query!(
                "insert into executive_experience (id, executive_id, company_name, role_title, description, start_date,
                                                   end_date, start_precision, end_precision, is_current, sort_order)
                 select id, $1, company_name, role_title, description, start_date, end_date, start_precision,
                        end_precision, coalesce(is_current, false), sort_order
                   from jsonb_populate_recordset(null::executive_experience, $2)",
                id,
                rows
            )
            .execute(connection)
            .await?;
        }
        List::Education => {
            sqlx::query!("delete from executive_education where executive_id = $1", id)
                .execute(&mut *connection)
                .await?;
            sqlx::query!(
                "insert into executive_education (id, executive_id, institution, degree, field, year_end, sort_order)
                 select id, $1, institution, degree, field, year_end, sort_order
                   from jsonb_populate_recordset(null::executive_education, $2)",
                id,
                rows
            )
            .execute(connection)
            .await?;
        }
        List::Certifications => {
            sqlx::query!("delete from executive_certifications where executive_id = $1", id)
                .execute(&mut *connection)
                .await?;
            sqlx::query!(
                "insert into executive_certifications (id, executive_id, name, full_name, year_obtained, sort_order)
                 select id, $1, name, full_name, year_obtained, sort_order
                   from jsonb_populate_recordset(null::executive_certifications, $2)",
                id,
                rows
            )
            .execute(connection)
            .await?;
        }
        List::CaseStudies => {
            sqlx::query!("delete from executive_case_studies where executive_id = $1", id)
                .execute(&mut *connection)
                .await?;
            sqlx::query!(
                "insert into executive_case_studies (id, executive_id, title, situation, action, outcome, metric, sort_order)
                 select id, $1, title, situation, action, outcome, metric, sort_order
                   from jsonb_populate_recordset(null::executive_case_studies, $2)",
                id,
                rows
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// What fields of a profile say: columns as they are, lists as their rows.
pub async fn standing(executor: impl PgExecutor<'_>, id: Uuid, fields: &[String]) -> sqlx::Result<Value> {
    sqlx::query_scalar!(
        r#"select coalesce(jsonb_object_agg(said.key, said.value), '{}') as "said!"
             from executives e, lateral jsonb_each(to_jsonb(e) || jsonb_build_object(
                    'industries', (select jsonb_agg(x.industry_id order by x.sort_order)
                                     from executive_industries x where x.executive_id = e.id),
                    'specialties', (select jsonb_agg(x.specialty_id order by x.sort_order)
                                      from executive_specialties x where x.executive_id = e.id),
                    'experience', (select jsonb_agg(to_jsonb(x) order by x.sort_order)
                                     from executive_experience x where x.executive_id = e.id),
                    'education', (select jsonb_agg(to_jsonb(x) order by x.sort_order)
                                    from executive_education x where x.executive_id = e.id),
                    'certifications', (select jsonb_agg(to_jsonb(x) order by x.sort_order)
                                         from executive_certifications x where x.executive_id = e.id),
                    'case_studies', (select jsonb_agg(to_jsonb(x) order by x.sort_order)
                                       from executive_case_studies x where x.executive_id = e.id))) as said
            where e.id = $1 and said.key = any($2)"#,
        id,
        fields
    )
    .fetch_one(executor)
    .await
}

/// Notes an edit, with what stood there before. Gives the note's id.
pub async fn note(
    executor: impl PgExecutor<'_>,
    executive: Uuid,
    fields: &[String],
    (before, after): (&Value, &Edit),
    editor: Editor<'_>,
    status: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into profile_edits (id, executive_id, user_id, source, fields, before, after, status, created_at, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id,
        executive,
        editor.actor.user,
        editor.source,
        fields,
        before,
        Json(after) as _,
        status,
        now,
        editor.reason
    )
    .execute(executor)
    .await?;
    Ok(id)
}

/// Holds a profile until the transaction ends: nobody else edits it meanwhile. Whether there is one.
pub async fn lock_profile(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<bool> {
    let found = sqlx::query!(
        "select 1 as one from executives where slug = $1 and removed_at is null for no key update",
        slug
    )
    .fetch_optional(executor)
    .await?;
    Ok(found.is_some())
}

/// Whether a profile stands at a slug.
pub async fn is_taken(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from executives where slug = $1) as "is!""#, slug)
        .fetch_one(executor)
        .await
}

/// Gives a profile another slug. Its old one is remembered by a trigger.
pub async fn rename(executor: impl PgExecutor<'_>, id: Uuid, slug: &str) -> sqlx::Result<()> {
    sqlx::query!("update executives set slug = $2 where id = $1", id, slug).execute(executor).await?;
    Ok(())
}

/// What a profile is found by.
pub struct Searched {
    /// Whose it is.
    pub id: Uuid,
    /// The most telling texts first.
    pub texts: Vec<String>,
    /// The stages of companies they work with, in their words.
    pub stages: Vec<String>,
    /// The languages they work in, as ISO 639-1.
    pub languages: Vec<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
}

/// What these profiles are found by.
pub async fn searched(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Searched>> {
    sqlx::query_as!(
        Searched,
        r#"select e.id as "id!",
                  array_remove(array[e.full_name, e.headline, r.title || ' ' || r.slug, l.display_name]
                    || array(select i.name from executive_industries x join industries i on i.id = x.industry_id
                              where x.executive_id = e.id order by x.sort_order)
                    || array(select s.name from executive_specialties x join specialties s on s.id = x.specialty_id
                              where x.executive_id = e.id order by x.sort_order)
                    || array(select x.role_title || ' ' || x.company_name from executive_experience x
                              where x.executive_id = e.id order by x.sort_order)
                    || array(select concat_ws(' ', x.name, x.full_name) from executive_certifications x
                              where x.executive_id = e.id order by x.sort_order)
                    || array(select concat_ws(' ', x.degree, x.field, x.institution) from executive_education x
                              where x.executive_id = e.id order by x.sort_order), null) as "texts!",
                  e.stage_focus as "stages!", e.languages as "languages!", e.bio
             from executives e left join roles r on r.id = e.role_id left join locations l on l.id = e.location_id
            where e.id = any($1)"#,
        ids
    )
    .fetch_all(executor)
    .await
}

/// After which profile those stand whose documents are of an earlier form; nothing where none is.
pub async fn renewed_up_to(executor: impl PgExecutor<'_>, form: i32) -> sqlx::Result<Option<Uuid>> {
    let stand = sqlx::query!("select form, up_to from search_document_form").fetch_one(executor).await?;
    Ok(if stand.form < form { Some(Uuid::nil()) } else { stand.up_to })
}

/// All are of this form up to a profile, or all there are.
pub async fn keep_renewed_up_to(
    executor: impl PgExecutor<'_>,
    form: i32,
    up_to: Option<Uuid>,
) -> sqlx::Result<()> {
    sqlx::query!("update search_document_form set form = $1, up_to = $2", form, up_to)
        .execute(executor)
        .await?;
    Ok(())
}

/// The next profiles by their id.
pub async fn next_ids(executor: impl PgExecutor<'_>, after: Uuid, limit: i64) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select id from executives where id > $1 order by id limit $2", after, limit)
        .fetch_all(executor)
        .await
}

/// Holds those of these profiles that nobody else holds. Which.
pub async fn hold_free(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!("select id from executives where id = any($1) for no key update skip locked", ids)
        .fetch_all(executor)
        .await
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
