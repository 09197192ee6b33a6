//! The SQL of the audit log.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Line, Origin};

/// Adds a line.
pub async fn write(executor: impl PgExecutor<'_>, line: &Line<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audit_log (id, at, actor_role, client_address, request_id, action, entity_type, entity_id, before, after)
         values ($1, $2, $3, $4::text::inet, $5, $6, $7, $8, $9, $10)",
        Uuid::now_v7(),
        now,
        line.actor,
        line.origin.as_ref().map(Origin::network),
        line.origin.as_ref().map(|origin| origin.request_id.as_str()),
        line.action,
        line.entity,
        line.id,
        line.before,
        line.after
    )
    .execute(executor)
    .await?;
    Ok(())
}
