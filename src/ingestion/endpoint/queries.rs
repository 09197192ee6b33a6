//! The SQL of requests: their run of the day, how rows stand that were just written, whether the taxonomies changed.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::ingestion::Entity;
use crate::values::PublishStatus;

/// The run that gathers a source's requests of one day.
#[derive(Debug)]
pub struct HttpRun {
    /// Its id.
    pub id: Uuid,
    /// The last of the positions that were just given out.
    pub last_position: i32,
    /// What it has counted so far.
    pub metrics: Option<Value>,
}

/// Takes the next `count` positions of today's run (UTC) of a source, which is begun when there is none. The caller
/// holds the entity's lock.
pub async fn continue_http_run(
    executor: impl PgExecutor<'_>,
    source: &str,
    entity: Entity,
    count: i32,
    now: DateTime<Utc>,
) -> sqlx::Result<HttpRun> {
    sqlx::query_as!(
        HttpRun,
        "insert into ingestion_runs (id, source, entity_type, status, origin, started_at, finished_at, http_day, last_position)
         values ($1, $2, $3, 'SUCCEEDED', 'http', $4, $4, $5, $6)
         on conflict on constraint ingestion_runs_http_day do update
            set last_position = ingestion_runs.last_position + excluded.last_position,
                finished_at = excluded.finished_at
         returning id, last_position, metrics",
        Uuid::now_v7(),
        source,
        entity.as_str(),
        now,
        now.date_naive(),
        count
    )
    .fetch_one(executor)
    .await
}

/// Keeps what a run has counted so far.
pub async fn keep_metrics(executor: impl PgExecutor<'_>, id: Uuid, metrics: &Value) -> sqlx::Result<()> {
    sqlx::query!("update ingestion_runs set metrics = $2 where id = $1", id, metrics)
        .execute(executor)
        .await?;
    Ok(())
}

/// A canonical row as its source may know it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its id.
    pub id: Uuid,
    /// Its address.
    pub slug: String,
    /// Whether it is online.
    pub status: PublishStatus,
}

/// How canonical rows stand; those that were removed are left out.
pub async fn standings(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    ids: &[Uuid],
) -> sqlx::Result<HashMap<Uuid, Standing>> {
    let rows = match entity {
        Entity::Executive => {
            sqlx::query_as!(
                Standing,
                r#"select id, slug::text as "slug!", status as "status: PublishStatus"
                     from executives where id = any($1) and removed_at is null"#,
                ids
            )
            .fetch_all(executor)
            .await?
        }
        Entity::Job => {
            sqlx::query_as!(
                Standing,
                r#"select id, slug::text as "slug!", status as "status: PublishStatus" from jobs where id = any($1)"#,
                ids
            )
            .fetch_all(executor)
            .await?
        }
    };
    Ok(rows.into_iter().map(|standing| (standing.id, standing)).collect())
}

/// What tells whether the taxonomies are as they were: counts and times of change.
pub async fn taxonomy_stamp(executor: impl PgExecutor<'_>) -> sqlx::Result<String> {
    sqlx::query_scalar!(
        r#"select concat_ws(' ',
             (select (count(*) filter (where is_active), max(updated_at)) from roles),
             (select (count(*) filter (where is_active), max(updated_at)) from industries),
             (select (count(*) filter (where is_active), max(updated_at)) from specialties),
             (select (count(*) filter (where is_active), max(updated_at)) from locations),
             (select (count(*), max(mapped_at)) from taxonomy_aliases where target_id is not null)) as "stamp!""#
    )
    .fetch_one(executor)
    .await
}
