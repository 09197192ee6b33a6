//! The SQL of the audit log.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Actor, Entry};

/// Adds a line.
pub async fn write(
    executor: impl PgExecutor<'_>,
    actor: &Actor,
    entry: &Entry,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_log (id, at, actor_id, actor_role, client_address, request_id, action, entity_type, entity_id,
                                before, after)
         values ($1, $2, $3, $4, $5::text::inet, $6, $7, $8, $9, $10, $11)",
        Uuid::now_v7(),
        now,
        actor.user,
        actor.role.as_ref(),
        actor.origin(),
        actor.request_id,
        entry.action,
        entry.entity_type,
        entry.entity_id,
        entry.before,
        entry.after
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Adds several lines of one actor.
pub async fn write_all(
    executor: impl PgExecutor<'_>,
    actor: &Actor,
    entries: &[Entry],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = entries.iter().map(|_| Uuid::now_v7()).collect();
    let actions: Vec<String> = entries.iter().map(|entry| entry.action.to_owned()).collect();
    let types: Vec<String> = entries.iter().map(|entry| entry.entity_type.to_owned()).collect();
    let rows: Vec<Option<Uuid>> = entries.iter().map(|entry| entry.entity_id).collect();
    let before: Vec<Option<Value>> = entries.iter().map(|entry| entry.before.clone()).collect();
    let after: Vec<Option<Value>> = entries.iter().map(|entry| entry.after.clone()).collect();
    sqlx::query!(
        "insert into audit_log (id, at, actor_id, actor_role, client_address, request_id, action, entity_type, entity_id,
                                before, after)
         select id, $2, $3, $4, $5::text::inet, $6, action, entity_type, entity_id, before, after
           from unnest($1::uuid[], $7::text[], $8::text[], $9::uuid[], $10::jsonb[], $11::jsonb[])
                as line(id, action, entity_type, entity_id, before, after)",
        &ids,
        now,
        actor.user,
        actor.role.as_ref(),
        actor.origin(),
        actor.request_id,
        &actions,
        &types,
        &rows as &[Option<Uuid>],
        &before as &[Option<Value>],
        &after as &[Option<Value>]
    )
    .execute(executor)
    .await?;
    Ok(())
}
