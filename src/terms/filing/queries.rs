//! The SQL of what is filed under terms.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::TermRow;
use crate::taxonomy::TaxonomyKind;
use crate::taxonomy::vocabulary::fold;

/// The profiles that are filed under a term.
pub async fn executives(
    executor: impl PgExecutor<'_>,
    kind: TaxonomyKind,
    term: Uuid,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"select id as "id!" from executives where $1 = 'role' and role_id = $2
           union all select id from executives where $1 = 'location' and location_id = $2
           union all select executive_id from executive_industries where $1 = 'industry' and industry_id = $2
           union all select executive_id from executive_specialties where $1 = 'specialty' and specialty_id = $2
           order by 1"#,
        kind.param(),
        term
    )
    .fetch_all(executor)
    .await
}

/// The postings that are.
pub async fn jobs(executor: impl PgExecutor<'_>, kind: TaxonomyKind, term: Uuid) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"select id as "id!" from jobs where $1 = 'role' and role_id = $2
           union all select id from jobs where $1 = 'location' and primary_location_id = $2
           union all select job_id from job_industries where $1 = 'industry' and industry_id = $2
           order by 1"#,
        kind.param(),
        term
    )
    .fetch_all(executor)
    .await
}

/// Files these profiles under another term. What is filed under both keeps the better place of the two.
pub async fn move_executives(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    from: Uuid,
    into: Uuid,
    ids: &[Uuid],
) -> sqlx::Result<()> {
    match kind {
        TaxonomyKind::Role => {
            sqlx::query!(
                "update executives set role_id = $2 where id = any($3) and role_id = $1",
                from,
                into,
                ids
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Location => {
            sqlx::query!(
                "update executives set location_id = $2 where id = any($3) and location_id = $1",
                from,
                into,
                ids
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Industry => {
            sqlx::query!(
                "with gone as (
                   delete from executive_industries where executive_id = any($3) and industry_id = $1
                   returning executive_id, sort_order)
                 insert into executive_industries (executive_id, industry_id, sort_order)
                 select executive_id, $2, sort_order from gone
                 on conflict on constraint executive_industries_key do update
                    set sort_order = least(executive_industries.sort_order, excluded.sort_order)",
                from,
                into,
                ids
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Specialty => {
            sqlx::query!(
                "with gone as (
                   delete from executive_specialties where executive_id = any($3) and specialty_id = $1
                   returning executive_id, sort_order)
                 insert into executive_specialties (executive_id, specialty_id, sort_order)
                 select executive_id, $2, sort_order from gone
                 on conflict on constraint executive_specialties_key do update
                    set sort_order = least(executive_specialties.sort_order, excluded.sort_order)",
                from,
                into,
                ids
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// As [`move_executives`], for postings.
pub async fn move_jobs(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    from: Uuid,
    into: Uuid,
    ids: &[Uuid],
) -> sqlx::Result<()> {
    match kind {
        TaxonomyKind::Role => {
            sqlx::query!("update jobs set role_id = $2 where id = any($3) and role_id = $1", from, into, ids)
                .execute(connection)
                .await?;
        }
        TaxonomyKind::Location => {
            sqlx::query!(
                "update jobs set primary_location_id = $2 where id = any($3) and primary_location_id = $1",
                from,
                into,
                ids
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Industry => {
            sqlx::query!(
                "with gone as (
                   delete from job_industries where job_id = any($3) and industry_id = $1
                   returning job_id, sort_order, is_derived)
                 insert into job_industries (job_id, industry_id, sort_order, is_derived)
                 select job_id, $2, sort_order, is_derived from gone
                 on conflict on constraint job_industries_key do update
                    set sort_order = least(job_industries.sort_order, excluded.sort_order)",
                from,
                into,
                ids
            )
            .execute(connection)
            .await?;
        }
        TaxonomyKind::Specialty => {}
    }
    Ok(())
}

/// No import of anything until the transaction ends.
pub async fn lock_imports(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtext('ingestion'), hashtext(entity))
           from unnest(array['executive', 'job']) with ordinality as locks(entity, place) order by place"
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a term's names and addresses to another one, and takes the term away. Gives how many names went.
pub async fn take_in(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    from: &TermRow,
    into: &TermRow,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let moved = sqlx::query!(
        "update taxonomy_aliases set target_id = $2, mapped_at = $3 where target_id = $1",
        from.id,
        into.id,
        now
    )
    .execute(&mut *connection)
    .await?;
    // Whatever it was called means the other one from now on.
    let names: Vec<String> =
        [Some(&from.name), from.full_name.as_ref().filter(|_| kind == TaxonomyKind::Role)]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
    for name in &names {
        sqlx::query!(
            "insert into taxonomy_aliases (id, kind, alias, alias_key, target_id, mapped_at)
             values ($1, $2, $3, $4, $5, $6)
             on conflict on constraint taxonomy_aliases_kind_alias_key do update
                set target_id = excluded.target_id, mapped_at = excluded.mapped_at, ignored_at = null",
            Uuid::now_v7(),
            kind.param(),
            name.trim(),
            fold(name),
            into.id,
            now
        )
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query!(
        "update slug_redirects set target_id = $2 where entity_type = $3 and target_id = $1",
        from.id,
        into.id,
        kind.param()
    )
    .execute(&mut *connection)
    .await?;
    match kind {
        TaxonomyKind::Role => {
            sqlx::query!(
                "insert into specialty_roles (specialty_id, role_id, is_primary)
                 select specialty_id, $2, false from specialty_roles where role_id = $1
                 on conflict on constraint specialty_roles_pkey do nothing",
                from.id,
                into.id
            )
            .execute(&mut *connection)
            .await?;
            sqlx::query!("delete from roles where id = $1", from.id).execute(&mut *connection).await?;
        }
        TaxonomyKind::Industry => {
            sqlx::query!("delete from industries where id = $1", from.id).execute(&mut *connection).await?;
        }
        TaxonomyKind::Specialty => {
            sqlx::query!(
                "insert into specialty_roles (specialty_id, role_id, is_primary)
                 select $2, role_id, false from specialty_roles where specialty_id = $1
                 on conflict on constraint specialty_roles_pkey do nothing",
                from.id,
                into.id
            )
            .execute(&mut *connection)
            .await?;
            sqlx::query!("delete from specialties where id = $1", from.id).execute(&mut *connection).await?;
        }
        TaxonomyKind::Location => {
            sqlx::query!("delete from locations where id = $1", from.id).execute(&mut *connection).await?;
        }
    }
    sqlx::query!(
        "insert into slug_redirects (entity_type, old_slug, target_id) values ($1, $2, $3)
         on conflict on constraint slug_redirects_pkey do update set target_id = excluded.target_id",
        kind.param(),
        from.slug,
        into.id
    )
    .execute(connection)
    .await?;
    Ok(moved.rows_affected())
}
