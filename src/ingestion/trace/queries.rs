//! The SQL of tracing fields to rows.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::super::Entity;
use super::Suggestion;

/// One statement about a canonical row.
#[derive(Debug)]
pub struct Said {
    pub source_row_id: Uuid,
    pub normalized: Value,
    pub source: String,
    pub run: i64,
    pub position: i32,
    pub at: DateTime<Utc>,
}

/// What stands at an address, published or not.
pub async fn find(executor: impl PgExecutor<'_>, slug: &str) -> sqlx::Result<Option<(Entity, Uuid)>> {
    let found = sqlx::query!(
        r#"select 'executive' as "entity!", id as "id!" from executives where slug = $1
           union all select 'job', id from jobs where slug = $1 limit 1"#,
        slug
    )
    .fetch_optional(executor)
    .await?;
    Ok(found.map(|found| {
        let entity = if found.entity == Entity::Job.as_str() { Entity::Job } else { Entity::Executive };
        (entity, found.id)
    }))
}

/// The slug of the row that stood at another one before, published or not.
pub async fn renamed(
    executor: impl PgExecutor<'_>,
    entity: Entity,
    slug: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select coalesce(e.slug, j.slug)::text as "slug!"
             from slug_redirects s
             left join executives e on e.id = s.target_id and s.entity_type = 'executive'
             left join jobs j on j.id = s.target_id and s.entity_type = 'job'
            where s.entity_type = $1 and s.old_slug = $2 and coalesce(e.id, j.id) is not null"#,
        entity.as_str(),
        slug as _
    )
    .fetch_optional(executor)
    .await
}

/// The statements about a canonical row that count, by source row in the order of the fold, then as they were made.
pub async fn said(executor: impl PgExecutor<'_>, target: Uuid) -> sqlx::Result<Vec<Said>> {
    sqlx::query_as!(
        Said,
        r#"select s.id as source_row_id, r.normalized_payload as "normalized!", n.source, n.number as run, r.position,
                  r.created_at as at
             from source_rows s
             join ingestion_records r on r.source_row_id = s.id and r.content_hash is not null and r.undone_at is null
             join ingestion_runs n on n.id = r.run_id
            where s.target_id = $1
            order by s.first_seen_at, s.id, r.sequence"#,
        target
    )
    .fetch_all(executor)
    .await
}

/// What imports suggest and nobody has decided.
pub async fn suggestions(executor: impl PgExecutor<'_>, target: Uuid) -> sqlx::Result<Vec<Suggestion>> {
    sqlx::query_as!(
        Suggestion,
        "select s.field, s.value, n.source, n.number as run
           from suggestions s
           join ingestion_records r on r.id = s.record_id
           join ingestion_runs n on n.id = r.run_id
          where s.target_id = $1 and s.decided_at is null
          order by s.field",
        target
    )
    .fetch_all(executor)
    .await
}
