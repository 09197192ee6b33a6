//! The SQL of erasing rows as they came.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::Entity;

/// A run whose rows are due.
#[derive(Debug)]
pub struct DueRun {
    pub id: Uuid,
    pub entity_type: String,
}

/// Runs that began before a moment and whose rows still stand as they came, the oldest first. A run that read rows of another
/// again began when that one did.
pub async fn due_runs(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<Vec<DueRun>> {
    sqlx::query_as!(
        DueRun,
        "select r.id, r.entity_type from ingestion_runs r
          where r.payloads_erased_at is null and not is_run_held(r.number)
            and (r.started_at < $1
                 or exists (select from ingestion_runs o where o.id = r.replays and o.started_at < $1))
          order by r.started_at, r.id",
        before
    )
    .fetch_all(executor)
    .await
}

/// How many rows of these runs still stand as they came.
pub async fn count(executor: impl PgExecutor<'_>, runs: &[Uuid]) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from ingestion_records where run_id = any($1) and raw_payload is not null"#,
        runs
    )
    .fetch_one(executor)
    .await
}

/// A row of a run.
#[derive(Debug)]
pub struct Record {
    pub id: Uuid,
    pub position: i32,
    pub target_id: Option<Uuid>,
}

/// The next rows of a run behind a position, in order.
pub async fn batch(
    executor: impl PgExecutor<'_>,
    run: Uuid,
    after: i32,
    limit: i64,
) -> sqlx::Result<Vec<Record>> {
    sqlx::query_as!(
        Record,
        "select id, position, target_id from ingestion_records
          where run_id = $1 and position > $2 order by position limit $3",
        run,
        after,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Erases rows as they came. Gives how many there were.
pub async fn erase(executor: impl PgExecutor<'_>, records: &[Uuid]) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update ingestion_records set raw_payload = null where id = any($1) and raw_payload is not null",
        records
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}

/// Erases the same where profiles and postings keep it, unless a later delivery said it again.
pub async fn erase_of_targets(
    connection: &mut PgConnection,
    entity: Entity,
    targets: &[Uuid],
) -> sqlx::Result<()> {
    match entity {
        Entity::Executive => {
            sqlx::query!(
                "update executives e set raw_payload = null
                  where e.id = any($1) and e.raw_payload is not null
                    and not exists (select from ingestion_records r where r.target_id = e.id and r.raw_payload is not null)",
                targets
            )
            .execute(connection)
            .await?;
        }
        Entity::Job => {
            sqlx::query!(
                "update jobs j set raw_payload = null
                  where j.id = any($1) and j.raw_payload is not null
                    and not exists (select from ingestion_records r where r.target_id = j.id and r.raw_payload is not null)",
                targets
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

/// The rows of a run are erased.
pub async fn done(executor: impl PgExecutor<'_>, run: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!("update ingestion_runs set payloads_erased_at = $2 where id = $1", run, now)
        .execute(executor)
        .await?;
    Ok(())
}
