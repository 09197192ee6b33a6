//! The SQL of reading rows again.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

/// A row as it came.
#[derive(Debug)]
pub struct Kept {
    pub position: i32,
    pub raw: Value,
    pub source_row_id: Option<Uuid>,
    /// When the source delivered it: reading it again is no delivery.
    pub came_at: DateTime<Utc>,
}

/// How many rows of a run can be read again.
#[derive(Debug)]
pub struct Counts {
    /// Those that can.
    pub again: i64,
    /// Those of which a later delivery said something else.
    pub superseded: i64,
}

/// Counts the rows of a run; what its records hold of one source row counts once.
pub async fn counts(executor: impl PgExecutor<'_>, run: Uuid) -> sqlx::Result<Counts> {
    sqlx::query_as!(
        Counts,
        r#"with rows as (
             select distinct on (coalesce(r.source_row_id, r.id)) r.id, r.sequence, said.sequence as said
               from ingestion_records r
               left join source_rows s on s.id = r.source_row_id
               left join ingestion_records said on said.id = s.statement_id
              where r.run_id = $1 and jsonb_typeof(r.raw_payload) = 'object'
              order by coalesce(r.source_row_id, r.id), r.sequence desc)
           select count(*) filter (where said is null or said <= sequence) as "again!",
                  count(*) filter (where said > sequence) as "superseded!"
             from rows"#,
        run
    )
    .fetch_one(executor)
    .await
}

/// Rows of a run behind a position, in order: of each source row the last that the run has, if nothing later was said.
pub async fn rows(
    executor: impl PgExecutor<'_>,
    run: Uuid,
    after: i32,
    limit: i64,
) -> sqlx::Result<Vec<Kept>> {
    sqlx::query_as!(
        Kept,
        r#"select r.position, r.raw_payload as "raw!", s.id as "source_row_id?", least(r.created_at, s.last_seen_at) as "came_at!"
             from ingestion_records r
             left join source_rows s on s.id = r.source_row_id
             left join ingestion_records said on said.id = s.statement_id
            where r.run_id = $1 and r.position > $2 and jsonb_typeof(r.raw_payload) = 'object'
              and (said.sequence is null or said.sequence <= r.sequence)
              and not exists (select from ingestion_records later
                               where later.run_id = r.run_id and later.source_row_id = r.source_row_id
                                 and later.position > r.position)
            order by r.position
            limit $3"#,
        run,
        after,
        limit
    )
    .fetch_all(executor)
    .await
}

/// Which sources have rows whose last statement named this unknown term: source and entity.
pub async fn sources_naming(
    executor: impl PgExecutor<'_>,
    term: &str,
) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "select distinct s.source_system, s.entity_type
           from ingestion_records r join source_rows s on s.statement_id = r.id
          where r.unknown_terms @> array[$1::text] and cardinality(r.unknown_terms) > 0
            and jsonb_typeof(r.raw_payload) = 'object'
          order by 1, 2",
        term
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.source_system, row.entity_type)).collect())
}

/// The rows whose last statement named this unknown term, in the order in which they came.
pub async fn rows_naming(
    executor: impl PgExecutor<'_>,
    term: &str,
    source: &str,
    entity_type: &str,
) -> sqlx::Result<Vec<Kept>> {
    sqlx::query_as!(
        Kept,
        r#"select r.position, r.raw_payload as "raw!", s.id as "source_row_id?", least(r.created_at, s.last_seen_at) as "came_at!"
             from ingestion_records r join source_rows s on s.statement_id = r.id
            where r.unknown_terms @> array[$1::text] and cardinality(r.unknown_terms) > 0
              and s.source_system = $2 and s.entity_type = $3 and jsonb_typeof(r.raw_payload) = 'object'
            order by r.sequence"#,
        term,
        source,
        entity_type
    )
    .fetch_all(executor)
    .await
}
