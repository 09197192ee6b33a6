//! The SQL of merges.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::Entity;
use super::Side;
use crate::audit::Actor;
use crate::values::PublishStatus;

/// The row at a slug.
pub async fn side(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    slug: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Side>> {
    match entity {
        Entity::Executive => {
            sqlx::query_as!(
                Side,
                r#"select e.id, e.slug::text as "slug!", e.full_name as name, e.source_system as source,
                          e.status as "status: PublishStatus", e.is_public as "is_public!",
                          e.removed_at is not null as "is_removed!",
                          exists (select from merges m where m.lost_id = e.id and m.unmerged_at is null) as "is_merged!",
                          array_remove(array[
                            case when exists (select from profile_ownerships o
                                               where o.executive_id = e.id and o.status = 'ACTIVE') then 'owner' end,
                            case when exists (select from profile_claim_requests c
                                               where c.executive_id = e.id and c.status in ('RECEIVED', 'IN_REVIEW')) then 'claim' end,
                            case when exists (select from correction_requests c
                                               where c.executive_id = e.id and c.status = 'RECEIVED') then 'correction' end,
                            case when exists (select from profile_edits p
                                               where p.executive_id = e.id and p.status = 'PENDING') then 'edit' end,
                            case when exists (select from removal_requests r
                                               where r.executive_id = e.id and r.status = 'RECEIVED') then 'removal' end,
                            case when exists (select from executive_reviews r
                                               where r.executive_id = e.id and r.is_invited)
                                   or exists (select from review_invites i
                                               where i.executive_id = e.id and i.status = 'WRITTEN') then 'review' end,
                            case when exists (select from review_invites i
                                               where i.executive_id = e.id and i.status = 'INVITED'
                                                 and i.expires_at > $2) then 'invitation' end], null) as "holds!",
                          e.locked_fields as locked,
                          (select count(*) from source_rows s where s.target_id = e.id) as "source_rows!", e.created_at
                     from executives e where e.slug = $1"#,
                slug,
                now
            )
            .fetch_optional(executor)
            .await
        }
        Entity::Job => {
            sqlx::query_as!(
                Side,
                r#"select j.id, j.slug::text as "slug!", j.title as name, j.source_system as source,
                          j.status as "status: PublishStatus", j.is_public as "is_public!", false as "is_removed!",
                          exists (select from merges m where m.lost_id = j.id and m.unmerged_at is null) as "is_merged!",
                          '{}'::text[] as "holds!", j.locked_fields as locked,
                          (select count(*) from source_rows s where s.target_id = j.id) as "source_rows!", j.created_at
                     from jobs j where j.slug = $1"#,
                slug
            )
            .fetch_optional(executor)
            .await
        }
    }
}

/// Puts a row aside for another one, which its addresses lead to from then on. Gives the merge's number.
pub async fn set_aside(
    connection: &mut PgConnection,
    entity: Entity,
    [kept, lost]: [Uuid; 2],
    said: Value,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    let number = match entity {
        Entity::Executive => {
            sqlx::query_scalar!(
                "insert into merges (id, entity_type, kept_id, lost_id, slug, status, source_record_id, address, redirects,
                                     source_rows, record, merged_at, merged_by)
                 select $1, 'executive', $2, e.id, e.slug, e.status, e.source_record_id, e.linkedin_key,
                        array(select r.old_slug::text from slug_redirects r
                               where r.entity_type = 'executive' and r.target_id = e.id),
                        '{}', $4, $5, $6
                   from executives e where e.id = $3 returning number",
                Uuid::now_v7(),
                kept,
                lost,
                said,
                now,
                actor.role.as_ref()
            )
            .fetch_one(&mut *connection)
            .await?
        }
        Entity::Job => {
            sqlx::query_scalar!(
                "insert into merges (id, entity_type, kept_id, lost_id, slug, status, source_record_id, address, redirects,
                                     source_rows, record, merged_at, merged_by)
                 select $1, 'job', $2, j.id, j.slug, j.status, j.source_record_id, j.apply_key,
                        array(select r.old_slug::text from slug_redirects r
                               where r.entity_type = 'job' and r.target_id = j.id),
                        '{}', $4, $5, $6
                   from jobs j where j.id = $3 returning number",
                Uuid::now_v7(),
                kept,
                lost,
                said,
                now,
                actor.role.as_ref()
            )
            .fetch_one(&mut *connection)
            .await?
        }
    };
    match entity {
        Entity::Executive => {
            sqlx::query!(
                "update executives set status = 'ARCHIVED', slug = 'merged-' || id, linkedin_key = null, source_record_id = null
                  where id = $1",
                lost
            )
            .execute(&mut *connection)
            .await?;
        }
        Entity::Job => {
            sqlx::query!(
                "update jobs set status = 'ARCHIVED', slug = 'merged-' || id, apply_key = null, source_record_id = null
                  where id = $1",
                lost
            )
            .execute(&mut *connection)
            .await?;
        }
    }
    sqlx::query!(
        "update slug_redirects set target_id = $2 where entity_type = $3 and target_id = $1",
        lost,
        kept,
        entity.as_str()
    )
    .execute(connection)
    .await?;
    Ok(number)
}

/// Gives one row's source rows, with what they stated, to another. Gives those that went.
pub async fn move_rows(connection: &mut PgConnection, from: Uuid, to: Uuid) -> sqlx::Result<Vec<Uuid>> {
    let rows = sqlx::query_scalar!(
        "update source_rows set target_id = $2 where target_id = $1 returning id",
        from,
        to
    )
    .fetch_all(&mut *connection)
    .await?;
    move_records(connection, from, to, &rows).await?;
    Ok(rows)
}

/// Gives these source rows back, as far as they are still there.
pub async fn move_rows_back(
    connection: &mut PgConnection,
    from: Uuid,
    to: Uuid,
    rows: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update source_rows set target_id = $2 where target_id = $1 and id = any($3)",
        from,
        to,
        rows
    )
    .execute(&mut *connection)
    .await?;
    move_records(connection, from, to, rows).await
}

async fn move_records(
    connection: &mut PgConnection,
    from: Uuid,
    to: Uuid,
    rows: &[Uuid],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update ingestion_records set target_id = $2 where target_id = $1 and source_row_id = any($3)",
        from,
        to,
        rows
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes which source rows went.
pub async fn note_rows(executor: impl PgExecutor<'_>, number: i64, rows: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("update merges set source_rows = $2 where number = $1", number, rows)
        .execute(executor)
        .await?;
    Ok(())
}

/// What was proposed of the pair is decided; of the one that goes nothing more is proposed.
pub async fn settle_proposals(
    connection: &mut PgConnection,
    entity: Entity,
    [kept, lost]: [Uuid; 2],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from likeness_keys where target_id = $1 and entity_type = $2",
        lost,
        entity.as_str()
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update duplicate_proposals set state = 'MERGED', decided_at = $3, decided_by = $4, kept_id = $1
          where first_id = least($1::uuid, $2::uuid) and second_id = greatest($1::uuid, $2::uuid)",
        kept,
        lost,
        now,
        actor.role.as_ref()
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from duplicate_proposals where state = 'PROPOSED' and (first_id = $1 or second_id = $1)",
        lost
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What kind of rows a merge is of.
pub async fn entity_of(executor: impl PgExecutor<'_>, number: i64) -> sqlx::Result<Option<Entity>> {
    let found = sqlx::query_scalar!("select entity_type from merges where number = $1", number)
        .fetch_optional(executor)
        .await?;
    Ok(found.and_then(|entity| Entity::ALL.iter().copied().find(|known| known.as_str() == entity)))
}

/// What is needed to take a merge back.
#[derive(Debug)]
pub struct Standing {
    pub kept_id: Uuid,
    pub lost_id: Uuid,
    pub slug: String,
    pub status: PublishStatus,
    pub source_record_id: Option<String>,
    pub address: Option<String>,
    pub redirects: Vec<String>,
    pub source_rows: Vec<Uuid>,
    pub record: Option<Value>,
}

/// Takes a merge that stands back.
pub async fn take_back(
    executor: impl PgExecutor<'_>,
    number: i64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Standing>> {
    sqlx::query_as!(
        Standing,
        r#"update merges set unmerged_at = $2, unmerged_by = $3 where number = $1 and unmerged_at is null
           returning kept_id, lost_id, slug::text as "slug!", status as "status: PublishStatus", source_record_id,
                     address, redirects, source_rows, record"#,
        number,
        now,
        actor.role.as_ref()
    )
    .fetch_optional(executor)
    .await
}

/// Whether a row was merged into another one.
pub async fn is_set_aside(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from merges where lost_id = $1 and unmerged_at is null) as "is!""#,
        id
    )
    .fetch_one(executor)
    .await
}

/// Where a row first came from.
pub async fn source_of(executor: impl PgExecutor<'_>, entity: Entity, id: Uuid) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select source_system as "source!" from executives where $1 = 'executive' and id = $2
           union all select source_system from jobs where $1 = 'job' and id = $2"#,
        entity.as_str(),
        id
    )
    .fetch_one(executor)
    .await
}

/// Gives a row back what it gave up, as far as nobody else has it by now.
pub async fn bring_back(connection: &mut PgConnection, entity: Entity, merge: &Standing) -> sqlx::Result<()> {
    match entity {
        Entity::Executive => {
            sqlx::query!(
                "update executives e set status = $2,
                   slug = case when exists (select from executives x where x.slug = $3)
                               then $3 || '-' || right(e.id::text, 12) else $3 end,
                   source_record_id = case when exists (
                     select from executives x where x.source_system = e.source_system and x.source_record_id = $4)
                     then null else $4 end,
                   linkedin_key = case when exists (select from executives x where x.linkedin_key = $5) then null else $5 end
                  where e.id = $1",
                merge.lost_id,
                merge.status as PublishStatus,
                merge.slug,
                merge.source_record_id,
                merge.address
            )
            .execute(&mut *connection)
            .await?;
        }
        Entity::Job => {
            sqlx::query!(
                "update jobs j set status = $2,
                   slug = case when exists (select from jobs x where x.slug = $3)
                               then $3 || '-' || right(j.id::text, 12) else $3 end,
                   source_record_id = case when exists (
                     select from jobs x where x.source_system = j.source_system and x.source_record_id = $4)
                     then null else $4 end,
                   apply_key = case when exists (select from jobs x where x.apply_key = $5) then null else $5 end
                  where j.id = $1",
                merge.lost_id,
                merge.status as PublishStatus,
                merge.slug,
                merge.source_record_id,
                merge.address
            )
            .execute(&mut *connection)
            .await?;
        }
    }
    // Nobody ever saw the slug that it had while it was put aside.
    sqlx::query!(
        "delete from slug_redirects where entity_type = $1 and old_slug = 'merged-' || $2::uuid",
        entity.as_str(),
        merge.lost_id
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "update slug_redirects set target_id = $2
          where entity_type = $1 and target_id = $3 and old_slug = any($4)",
        entity.as_str(),
        merge.lost_id,
        merge.kept_id,
        &merge.redirects
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The pair is two things: nobody proposes it again.
pub async fn dismiss(
    executor: impl PgExecutor<'_>,
    [kept, lost]: [Uuid; 2],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update duplicate_proposals set state = 'DISMISSED', decided_at = $3, decided_by = $4, kept_id = null
          where first_id = least($1::uuid, $2::uuid) and second_id = greatest($1::uuid, $2::uuid)",
        kept,
        lost,
        now,
        actor.role.as_ref()
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A merge, as people look back at it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// Its number.
    pub number: i64,
    /// Of what.
    pub entity: Entity,
    /// The slug of the one that stayed.
    pub kept: String,
    /// What it is called.
    pub name: String,
    /// The slug that the other one had.
    pub lost: String,
    /// When.
    pub merged_at: DateTime<Utc>,
    /// Whether it was taken back.
    pub is_unmerged: bool,
}

/// Merges, the newest first.
pub async fn newest(executor: impl PgExecutor<'_>, limit: i64) -> sqlx::Result<Vec<Merged>> {
    merged(executor, None, limit).await
}

/// One merge.
pub async fn find(executor: impl PgExecutor<'_>, number: i64) -> sqlx::Result<Option<Merged>> {
    Ok(merged(executor, Some(number), 1).await?.pop())
}

async fn merged(executor: impl PgExecutor<'_>, number: Option<i64>, limit: i64) -> sqlx::Result<Vec<Merged>> {
    let rows = sqlx::query!(
        r#"select m.number, m.entity_type, coalesce(e.slug, j.slug)::text as "kept!", coalesce(e.full_name, j.title) as "name!",
                  m.slug::text as "lost!", m.merged_at, m.unmerged_at is not null as "is_unmerged!"
             from (select * from merges x where $1::bigint is null or x.number = $1
                    order by x.merged_at desc, x.id limit $2) m
             left join executives e on m.entity_type = 'executive' and e.id = m.kept_id
             left join jobs j on m.entity_type = 'job' and j.id = m.kept_id
            where coalesce(e.id, j.id) is not null
            order by m.merged_at desc, m.id"#,
        number,
        limit
    )
    .fetch_all(executor)
    .await?;
    let merged = rows.into_iter().map(|row| Merged {
        number: row.number,
        entity: if row.entity_type == Entity::Job.as_str() { Entity::Job } else { Entity::Executive },
        kept: row.kept,
        name: row.name,
        lost: row.lost,
        merged_at: row.merged_at,
        is_unmerged: row.is_unmerged,
    });
    Ok(merged.collect())
}
