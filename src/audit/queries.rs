//! The SQL of the audit log.

use chrono::{DateTime, Utc};
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
        actor.role,
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
