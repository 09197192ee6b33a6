//! The SQL of terms.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::Called;
use crate::taxonomy::TaxonomyKind;

/// A term with what is filed under it. Nothing is counted further than to a thousand.
#[derive(Clone, Debug)]
pub struct TermRow {
    /// Its id.
    pub id: Uuid,
    /// Its slug.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// In full, for roles; for places the town alone.
    pub full_name: Option<String>,
    /// A role's function, a place's country.
    pub grouping: Option<String>,
    /// Whether it is in use.
    pub is_active: bool,
    /// Public profiles.
    pub executives: i64,
    /// Public postings.
    pub jobs: i64,
    /// Other names that lead to it.
    pub aliases: i64,
}

macro_rules! terms {
    ($rest:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            TermRow,
            r#"select t.id as "id!", t.slug as "slug!", t.name as "name!", t.full_name, t.grouping, t.is_active as "is_active!",
                      case t.kind
                        when 'role' then (select count(*) from (
                          select from executives e where e.role_id = t.id and e.is_public limit 1001) x)
                        when 'location' then (select count(*) from (
                          select from executives e where e.location_id = t.id and e.is_public limit 1001) x)
                        when 'industry' then (select count(*) from (
                          select from executive_industries x join executives e on e.id = x.executive_id
                           where x.industry_id = t.id and e.is_public limit 1001) x)
                        else (select count(*) from (
                          select from executive_specialties x join executives e on e.id = x.executive_id
                           where x.specialty_id = t.id and e.is_public limit 1001) x) end as "executives!",
                      case t.kind
                        when 'role' then (select count(*) from (
                          select from jobs j where j.role_id = t.id and j.is_public limit 1001) x)
                        when 'location' then (select count(*) from (
                          select from jobs j where j.primary_location_id = t.id and j.is_public limit 1001) x)
                        when 'industry' then (select count(*) from (
                          select from job_industries x join jobs j on j.id = x.job_id
                           where x.industry_id = t.id and j.is_public limit 1001) x)
                        else 0 end as "jobs!",
                      (select count(*) from taxonomy_aliases a where a.target_id = t.id) as "aliases!"
                 from "# + $rest,
            $($argument),*
        )
    };
}

/// Terms of a kind in their order, from a place on; those that hold a text, where one is given (as `like` has it).
pub async fn list(
    executor: impl PgExecutor<'_>,
    kind: TaxonomyKind,
    like: Option<&str>,
    is_active: bool,
    offset: i64,
    limit: i64,
) -> sqlx::Result<Vec<TermRow>> {
    terms!(
        "(select * from terms
           where kind = $1 and is_active = $3 and ($2::text is null or name ilike $2 or full_name ilike $2 or slug ilike $2)
           order by rank, name, slug offset $4 limit $5) t
         order by t.rank, t.name, t.slug",
        kind.param(),
        like,
        is_active,
        offset,
        limit
    )
    .fetch_all(executor)
    .await
}

/// The term of a slug.
pub async fn find(
    executor: impl PgExecutor<'_>,
    kind: TaxonomyKind,
    slug: &str,
) -> sqlx::Result<Option<TermRow>> {
    terms!("terms t where t.kind = $1 and t.slug = $2", kind.param(), slug).fetch_optional(executor).await
}

/// Another name of a term.
#[derive(Clone, Debug)]
pub struct AliasRow {
    /// As it is written.
    pub alias: String,
    /// How many new or changed rows had it.
    pub seen_count: i32,
}

/// The other names of a term, commonest first.
pub async fn aliases(executor: impl PgExecutor<'_>, id: Uuid, limit: i64) -> sqlx::Result<Vec<AliasRow>> {
    sqlx::query_as!(
        AliasRow,
        "select alias, seen_count from taxonomy_aliases where target_id = $1 order by seen_count desc, alias limit $2",
        id,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Calls a term otherwise; its old slug is remembered by a trigger.
pub async fn rename(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    id: Uuid,
    called: &Called,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    match kind {
        TaxonomyKind::Role => {
            sqlx::query!(
                "update roles set slug = $2, title = $3, full_title = coalesce($4, full_title), edited_at = $5 where id = $1",
                id,
                called.slug,
                called.name,
                called.full_name,
                now
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Industry => {
            sqlx::query!(
                "update industries set slug = $2, name = $3, edited_at = $4 where id = $1",
                id,
                called.slug,
                called.name,
                now
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Specialty => {
            sqlx::query!(
                "update specialties set slug = $2, name = $3, edited_at = $4 where id = $1",
                id,
                called.slug,
                called.name,
                now
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Location => {
            sqlx::query!(
                "update locations set slug = $2, display_name = $3, city = coalesce($4, city), edited_at = $5 where id = $1",
                id,
                called.slug,
                called.name,
                called.full_name,
                now
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// Takes a term out of use, or into use again.
pub async fn put_in_use(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    id: Uuid,
    is_active: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    match kind {
        TaxonomyKind::Role => {
            sqlx::query!("update roles set is_active = $2, edited_at = $3 where id = $1", id, is_active, now)
                .execute(connection)
                .await?;
        }
        TaxonomyKind::Industry => {
            sqlx::query!(
                "update industries set is_active = $2, edited_at = $3 where id = $1",
                id,
                is_active,
                now
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Specialty => {
            sqlx::query!(
                "update specialties set is_active = $2, edited_at = $3 where id = $1",
                id,
                is_active,
                now
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Location => {
            sqlx::query!(
                "update locations set is_active = $2, edited_at = $3 where id = $1",
                id,
                is_active,
                now
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// A new role, last of all.
pub async fn add_role(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    called: &Called,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into roles (id, slug, title, full_title, description, function, sort_order, edited_at)
         select $1, $2, $3, coalesce($4, $3), '', coalesce($5, 'Other'), coalesce(max(sort_order), 0) + 1, $6 from roles",
        id,
        called.slug,
        called.name,
        called.full_name,
        called.function,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A new industry.
pub async fn add_industry(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    called: &Called,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into industries (id, slug, name, description, edited_at) values ($1, $2, $3, '', $4)",
        id,
        called.slug,
        called.name,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A new specialty.
pub async fn add_specialty(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    called: &Called,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into specialties (id, slug, name, edited_at) values ($1, $2, $3, $4)",
        id,
        called.slug,
        called.name,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A new place in a country (code and name).
pub async fn add_location(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    called: &Called,
    (code, country): (&str, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into locations (id, slug, city, display_name, country_code, country_name, edited_at)
         values ($1, $2, coalesce($3, $4), $4, $5, $6, $7)",
        id,
        called.slug,
        called.full_name,
        called.name,
        code,
        country,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}
