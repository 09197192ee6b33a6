//! The SQL of taking a run back.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::{Action, Entity, Status};
use super::Done;
use crate::audit::{self, Actor, Entry};

/// A statement that is taken back.
#[derive(Debug)]
pub struct TakenBack {
    pub position: i32,
    pub source_record_id: Option<String>,
    pub source_row_id: Option<Uuid>,
    pub target_id: Option<Uuid>,
}

/// A statement that still counts.
#[derive(Debug)]
pub struct Statement {
    pub id: Uuid,
    pub source_row_id: Uuid,
    pub normalized: Value,
    pub content_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

/// Whether a run stated anything.
pub async fn has_statements(executor: impl PgExecutor<'_>, run: Uuid) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from ingestion_records
                           where run_id = $1 and content_hash is not null) as "exists!""#,
        run
    )
    .fetch_one(executor)
    .await
}

/// No more requests join this run.
pub async fn close_day(executor: impl PgExecutor<'_>, run: Uuid) -> sqlx::Result<()> {
    sqlx::query!("update ingestion_runs set http_day = null where id = $1 and http_day is not null", run)
        .execute(executor)
        .await?;
    Ok(())
}

/// Lets the next statements of a run no longer count.
pub async fn take_back(
    executor: impl PgExecutor<'_>,
    run: Uuid,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<TakenBack>> {
    sqlx::query_as!(
        TakenBack,
        "with next as (
           select id from ingestion_records
            where run_id = $1 and content_hash is not null and undone_at is null
            order by position limit $3)
         update ingestion_records r set undone_at = $2 from next where r.id = next.id
         returning r.position, r.source_record_id, r.source_row_id, r.target_id",
        run,
        now,
        limit
    )
    .fetch_all(executor)
    .await
}

/// The statements of source rows that still count, in their order.
pub async fn standing_statements(
    executor: impl PgExecutor<'_>,
    source_rows: &[Uuid],
) -> sqlx::Result<Vec<Statement>> {
    sqlx::query_as!(
        Statement,
        r#"select id, source_row_id as "source_row_id!", normalized_payload as "normalized!",
                  content_hash as "content_hash!", created_at
             from ingestion_records
            where source_row_id = any($1) and content_hash is not null and undone_at is null
            order by sequence"#,
        source_rows
    )
    .fetch_all(executor)
    .await
}

/// Forgets source rows.
pub async fn delete_source_rows(executor: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<()> {
    sqlx::query!("delete from source_rows where id = any($1)", ids).execute(executor).await?;
    Ok(())
}

/// Puts down what source rows say now.
pub async fn rewrite_source_rows(executor: impl PgExecutor<'_>, rows: Vec<Value>) -> sqlx::Result<()> {
    sqlx::query!(
        "update source_rows s
            set normalized = n.normalized, content_hash = n.content_hash, statement_id = n.statement_id,
                first_seen_at = n.first_seen_at, delivered_hash = null, delivered_in = null
           from jsonb_populate_recordset(null::source_rows, $1) n where s.id = n.id",
        Json(rows) as _
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Deletes canonical rows that nobody has made their own. Gives those that went.
pub async fn delete_targets(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    ids: &[Uuid],
) -> sqlx::Result<Vec<Uuid>> {
    match entity {
        Entity::Executive => {
            sqlx::query_scalar!(
                "delete from executives e
                  where e.id = any($1) and e.claim_status = 'UNCLAIMED' and e.removed_at is null
                    and cardinality(e.locked_fields) = 0
                    and not exists (select from merges m where m.kept_id = e.id and m.unmerged_at is null)
                    and not exists (select from profile_ownerships o where o.executive_id = e.id)
                    and not exists (select from profile_claim_requests c where c.executive_id = e.id)
                    and not exists (select from contact_requests c where c.executive_id = e.id)
                    and not exists (select from executive_verifications v where v.executive_id = e.id)
                    and not exists (select from executive_reviews r
                                     where r.executive_id = e.id and (r.verified or r.reply is not null))
                 returning e.id",
                ids
            )
            .fetch_all(executor)
            .await
        }
        Entity::Job => {
            sqlx::query_scalar!(
                "delete from jobs j where j.id = any($1) and cardinality(j.locked_fields) = 0
                    and not exists (select from merges m where m.kept_id = j.id and m.unmerged_at is null)
                 returning j.id",
                ids
            )
            .fetch_all(executor)
            .await
        }
    }
}

/// Keeps what became of each statement.
pub async fn keep_records(
    executor: impl PgExecutor<'_>,
    run: Uuid,
    entity: Entity,
    done: &[Done],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let records: Vec<Value> = (done.iter())
        .map(|done| {
            let status = if done.action == Action::Skip { Status::Skipped } else { Status::Succeeded };
            json!({
                "id": Uuid::now_v7(), "run_id": run, "entity_type": entity.as_str(), "position": done.position,
                "source_record_id": done.source_record_id, "source_row_id": done.source_row_id, "target_id": done.target,
                "action": done.action.as_str(), "status": status.as_str(), "error_message": done.message,
                "changes": (!done.changes.is_empty()).then_some(&done.changes), "created_at": now,
            })
        })
        .collect();
    sqlx::query!(
        "insert into ingestion_records (id, run_id, entity_type, position, source_record_id, source_row_id, target_id,
                                        action, status, error_message, changes, created_at)
         select id, run_id, entity_type, position, source_record_id, source_row_id, target_id,
                action, status, error_message, changes, created_at
           from jsonb_populate_recordset(null::ingestion_records, $1)",
        Json(records) as _
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// The run was taken back whole.
pub async fn mark_undone(
    connection: &mut PgConnection,
    run: Uuid,
    undo: Uuid,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!("update ingestion_runs set undone_at = $2 where id = $1", run, now)
        .execute(&mut *connection)
        .await?;
    // What it lacked, it does not say any more.
    sqlx::query!("update source_rows set missing_in = null where missing_in = $1", run)
        .execute(&mut *connection)
        .await?;
    let entry = Entry::new("undo", "ingestion_run", run).after(json!({"by_run": undo}));
    audit::write(connection, actor, &entry, now).await
}
