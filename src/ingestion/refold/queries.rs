//! The SQL of folding canonical rows anew.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::Entity;
use crate::audit::{self, Actor, Entry};

/// The statement that spoke last of a canonical row.
#[derive(Debug)]
pub struct LastStatement {
    pub id: Uuid,
    pub raw: Option<Value>,
    pub source_record_id: Option<String>,
}

/// The statements that spoke last of canonical rows.
pub async fn last_statements(
    executor: impl PgExecutor<'_>,
    targets: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, LastStatement>> {
    let rows = sqlx::query!(
        "select distinct on (s.target_id) s.target_id, r.id, r.raw_payload, r.source_record_id
           from source_rows s join ingestion_records r on r.id = s.statement_id
          where s.target_id = any($1)
          order by s.target_id, r.sequence desc",
        targets
    )
    .fetch_all(executor)
    .await?;
    let last = rows.into_iter().map(|row| {
        let last = LastStatement { id: row.id, raw: row.raw_payload, source_record_id: row.source_record_id };
        (row.target_id, last)
    });
    Ok(last.collect())
}

/// Takes published rows back into review while they are written. Gives those.
pub async fn take_offline(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    ids: &[Uuid],
) -> sqlx::Result<Vec<Uuid>> {
    match entity {
        Entity::Executive => {
            sqlx::query_scalar!(
                "update executives set status = 'REVIEW' where id = any($1) and status = 'PUBLISHED' returning id",
                ids
            )
            .fetch_all(executor)
            .await
        }
        Entity::Job => {
            sqlx::query_scalar!(
                "update jobs set status = 'REVIEW' where id = any($1) and status = 'PUBLISHED' returning id",
                ids
            )
            .fetch_all(executor)
            .await
        }
    }
}

/// Publishes again those that lack nothing; that others stay in review stands in the audit log.
pub async fn put_online(
    connection: &mut PgConnection,
    entity: Entity,
    ids: &[Uuid],
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let back = match entity {
        Entity::Executive => {
            sqlx::query_scalar!(
                "update executives e set status = 'PUBLISHED'
                  where e.id = any($1) and cardinality(e.missing_fields) = 0 returning e.id",
                ids
            )
            .fetch_all(&mut *connection)
            .await?
        }
        Entity::Job => {
            sqlx::query_scalar!(
                "update jobs j set status = 'PUBLISHED'
                  where j.id = any($1) and cardinality(j.missing_fields) = 0 returning j.id",
                ids
            )
            .fetch_all(&mut *connection)
            .await?
        }
    };
    let withdrawn: Vec<Uuid> = ids.iter().copied().filter(|id| !back.contains(id)).collect();
    if withdrawn.is_empty() {
        return Ok(());
    }
    let entry = |id: &Uuid| {
        Entry::new("unpublish", entity.as_str(), *id)
            .before(json!({"status": "PUBLISHED"}))
            .after(json!({"status": "REVIEW"}))
    };
    let entries: Vec<Entry> = withdrawn.iter().map(entry).collect();
    audit::write_all(connection, actor, &entries, now).await
}

/// A canonical row has the id that its own source still gives it, or none: else the next row of that id would collide.
/// And it was last delivered when one of its rows last came: taking something back confirms nothing.
pub async fn restore_bookkeeping(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    ids: &[Uuid],
) -> sqlx::Result<()> {
    match entity {
        Entity::Executive => {
            sqlx::query!(
                "update executives e set source_record_id = (
                   select s.normalized ->> 'source_record_id' from source_rows s
                    where s.target_id = e.id and s.source_system = e.source_system
                      and s.normalized ->> 'source_record_id' is not null
                    order by s.first_seen_at, s.id limit 1),
                   source_synced_at = (select max(s.last_seen_at) from source_rows s where s.target_id = e.id)
                  where e.id = any($1)",
                ids
            )
            .execute(executor)
            .await?;
        }
        Entity::Job => {
            sqlx::query!(
                "update jobs j set source_record_id = (
                   select s.normalized ->> 'source_record_id' from source_rows s
                    where s.target_id = j.id and s.source_system = j.source_system
                      and s.normalized ->> 'source_record_id' is not null
                    order by s.first_seen_at, s.id limit 1),
                   source_synced_at = (select max(s.last_seen_at) from source_rows s where s.target_id = j.id)
                  where j.id = any($1)",
                ids
            )
            .execute(executor)
            .await?;
        }
    }
    Ok(())
}
