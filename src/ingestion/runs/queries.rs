//! The SQL of looking back at runs.
//!
//! The lock that [`start`] takes is the one that `is_run_held` of the migrations asks for.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::super::changes::Change;
use super::super::{Action, Entity, Status};
use super::{FailedRow, RunRow};

/// What a run is to be.
#[derive(Debug)]
pub struct Begin<'a> {
    /// Where its rows come from.
    pub source: &'a str,
    /// What they are about.
    pub entity: Entity,
    /// The file's name, or how else they come.
    pub origin: &'a str,
    /// Whether they are all that the source has.
    pub is_full: bool,
    /// The run whose rows are read again.
    pub replays: Option<Uuid>,
    /// The run that is taken back.
    pub undoes: Option<Uuid>,
    /// Whether it leaves nothing.
    pub dry_run: bool,
}

/// Begins a run and holds its lock with this connection: until it closes, or in a dry run until the transaction ends.
/// Nobody sees the run without its lock. Gives its id and its number.
pub async fn start(
    connection: &mut PgConnection,
    begin: &Begin<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<(Uuid, i64)> {
    let id = Uuid::now_v7();
    let run = sqlx::query!(
        r#"with run as (
             insert into ingestion_runs (id, source, entity_type, status, origin, started_at, is_full, replays, undoes)
             values ($1, $2, $3, 'PENDING', $4, $5, $7, $8, $9)
             returning number)
           select number as "number!",
                  case when $6
                       then pg_try_advisory_xact_lock(hashtext('quarterdeck run'), (number % 2147483647)::int)
                       else pg_try_advisory_lock(hashtext('quarterdeck run'), (number % 2147483647)::int)
                  end as is_held
             from run"#,
        id,
        begin.source,
        begin.entity.as_str(),
        begin.origin,
        now,
        begin.dry_run,
        begin.is_full,
        begin.replays,
        begin.undoes
    )
    .fetch_one(connection)
    .await?;
    Ok((id, run.number))
}

/// Ends the runs of a source that nobody carries out any more. Gives their numbers.
pub async fn end_broken_off(
    executor: impl PgExecutor<'_>,
    source: &str,
    entity: Entity,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar!(
        r#"update ingestion_runs
              set status = 'FAILED', finished_at = $3, metrics = coalesce(metrics, '{}') || '{"error": "broken off"}'
            where source = $1 and entity_type = $2 and status = 'PENDING' and not is_run_held(number)
           returning number"#,
        source,
        entity.as_str(),
        now
    )
    .fetch_all(executor)
    .await
}

/// Which runs are asked for: all where nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Which {
    /// The one of a number.
    pub number: Option<i64>,
    /// The one of an id.
    pub id: Option<Uuid>,
    /// Those with a lower number.
    pub before: Option<i64>,
}

/// The newest runs of those that are asked for.
pub async fn runs(executor: impl PgExecutor<'_>, which: Which, limit: i64) -> sqlx::Result<Vec<RunRow>> {
    sqlx::query_as!(
        RunRow,
        r#"select r.id, r.number, r.source, r.entity_type, r.status as "status: Status", r.origin, r.started_at,
                  r.finished_at, r.metrics, r.columns, r.undone_at, r.payloads_erased_at,
                  (select number from ingestion_runs u where u.id = r.undoes) as undoes,
                  (select count(*) from source_rows s where s.missing_in = r.id) as "missing!",
                  -- A run that was broken off never counted: its records do.
                  coalesce(r.metrics -> 'actions', (
                    select jsonb_object_agg(action, rows) from (
                      select action, count(*) as rows from ingestion_records where run_id = r.id group by action) counted),
                    '{}') as "actions!",
                  is_run_held(r.number) as "is_held!"
             from ingestion_runs r
            where ($1::bigint is null or r.number = $1) and ($2::uuid is null or r.id = $2)
              and ($4::bigint is null or r.number < $4)
            order by r.number desc
            limit $3"#,
        which.number,
        which.id,
        limit,
        which.before
    )
    .fetch_all(executor)
    .await
}

/// One record of a run.
#[derive(Debug)]
pub struct RecordRow {
    /// The how-manieth row of the delivery, from 1.
    pub position: i32,
    /// What became of it.
    pub action: String,
    /// The source's own id.
    pub source_record_id: Option<String>,
    /// The address of what it is about, if it still exists.
    pub slug: Option<String>,
    /// Why.
    pub message: Option<String>,
    /// What was left out.
    pub warnings: Vec<String>,
    /// What changed.
    pub changes: Option<Json<Vec<Change>>>,
}

/// Records of a run with one of these actions, behind a position, in order.
pub async fn records(
    executor: impl PgExecutor<'_>,
    run: Uuid,
    actions: &[&str],
    after: i32,
    limit: i64,
) -> sqlx::Result<Vec<RecordRow>> {
    let actions: Vec<String> = actions.iter().map(|&action| action.to_owned()).collect();
    sqlx::query_as!(
        RecordRow,
        r#"select r.position, r.action, r.source_record_id, r.error_message as message, r.warnings,
                  r.changes as "changes: Json<Vec<Change>>",
                  coalesce((select e.slug::text from executives e where r.entity_type = 'executive' and e.id = r.target_id),
                           (select j.slug::text from jobs j where r.entity_type = 'job' and j.id = r.target_id)) as slug
             from ingestion_records r
            where r.run_id = $1 and r.action = any($2) and r.position > $3
            order by r.position
            limit $4"#,
        run,
        &actions,
        after,
        limit
    )
    .fetch_all(executor)
    .await
}

/// A record with all that is kept of it.
#[derive(Debug)]
pub struct Whole {
    /// What became of it, and why.
    pub record: RecordRow,
    /// As the source wrote it; nothing once that was erased.
    pub raw: Option<Value>,
    /// As it was read.
    pub normalized: Option<Value>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// The position of the record behind it.
    pub next: Option<i32>,
}

/// The record at a position of a run.
pub async fn record(executor: impl PgExecutor<'_>, run: Uuid, position: i32) -> sqlx::Result<Option<Whole>> {
    let row = sqlx::query!(
        r#"select r.position, r.action, r.source_record_id, r.error_message as message, r.warnings, r.undone_at,
                  r.changes as "changes: Json<Vec<Change>>", r.raw_payload as raw, r.normalized_payload as normalized,
                  coalesce((select e.slug::text from executives e where r.entity_type = 'executive' and e.id = r.target_id),
                           (select j.slug::text from jobs j where r.entity_type = 'job' and j.id = r.target_id)) as slug,
                  (select min(n.position) from ingestion_records n where n.run_id = r.run_id and n.position > r.position) as next
             from ingestion_records r where r.run_id = $1 and r.position = $2"#,
        run,
        position
    )
    .fetch_optional(executor)
    .await?;
    Ok(row.map(|row| Whole {
        record: RecordRow {
            position: row.position,
            action: row.action,
            source_record_id: row.source_record_id,
            slug: row.slug,
            message: row.message,
            warnings: row.warnings,
            changes: row.changes,
        },
        raw: row.raw,
        normalized: row.normalized,
        undone_at: row.undone_at,
        next: row.next,
    }))
}

/// Rows that were not taken (and, if asked for, those that wait), behind a position, in order.
pub async fn failed_rows(
    executor: impl PgExecutor<'_>,
    run: Uuid,
    waiting: bool,
    after: i32,
    limit: i64,
) -> sqlx::Result<Vec<FailedRow>> {
    sqlx::query_as!(
        FailedRow,
        r#"select position, coalesce(error_message, '') as "error!", raw_payload as raw
             from ingestion_records
            where run_id = $1 and position > $3 and (action = $4 or $2 and action = $5)
            order by position
            limit $6"#,
        run,
        waiting,
        after,
        Action::Error.as_str(),
        Action::Wait.as_str(),
        limit
    )
    .fetch_all(executor)
    .await
}

/// The columns of a run's records by name, where their order was not kept.
pub async fn column_names(executor: impl PgExecutor<'_>, run: Uuid) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select distinct jsonb_object_keys(raw_payload) as "name!" from ingestion_records
            where run_id = $1 and jsonb_typeof(raw_payload) = 'object' order by 1"#,
        run
    )
    .fetch_all(executor)
    .await
}

/// Keeps the columns of a delivery, as far as they are known.
pub async fn keep_columns(executor: impl PgExecutor<'_>, run: Uuid, columns: &[String]) -> sqlx::Result<()> {
    sqlx::query!("update ingestion_runs set columns = $2 where id = $1", run, columns)
        .execute(executor)
        .await?;
    Ok(())
}

/// What a run says of itself, kept with it.
pub async fn finish(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    status: Status,
    metrics: &Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update ingestion_runs set status = $2, metrics = $3, finished_at = $4 where id = $1",
        id,
        status as Status,
        metrics,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Rows that a source had before a full delivery and not in it, behind an id, in order.
pub async fn missing_rows(
    executor: impl PgExecutor<'_>,
    run: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<MissingRow>> {
    sqlx::query_as!(
        MissingRow,
        r#"select s.row_key, s.last_seen_at,
                  coalesce((select e.slug::text from executives e where e.id = s.target_id),
                           (select j.slug::text from jobs j where j.id = s.target_id)) as slug
             from source_rows s
            where s.missing_in = $1
            order by s.last_seen_at, s.id
            limit $2"#,
        run,
        limit
    )
    .fetch_all(executor)
    .await
}

/// A row that a full delivery lacks.
#[derive(Debug)]
pub struct MissingRow {
    /// The source's own id (`id:…`), the canonical address (`at:…`) or a digest of it (`like:…`).
    pub row_key: String,
    /// When it last came.
    pub last_seen_at: DateTime<Utc>,
    /// The address of what it was about.
    pub slug: Option<String>,
}

/// The last rows that named each of these terms: run and position.
pub async fn naming(
    executor: impl PgExecutor<'_>,
    keys: &[String],
    limit: i64,
) -> sqlx::Result<Vec<Vec<(i64, i32)>>> {
    let rows = sqlx::query!(
        r#"select k.place as "place!", named.number as "number!", named.position as "position!"
             from unnest($1::text[]) with ordinality as k(key, place)
             cross join lateral (
               select runs.number, r.position from ingestion_records r join ingestion_runs runs on runs.id = r.run_id
                where r.unknown_terms @> array[k.key] and cardinality(r.unknown_terms) > 0
                order by r.sequence desc limit $2) named"#,
        keys,
        limit
    )
    .fetch_all(executor)
    .await?;
    let mut named = vec![Vec::new(); keys.len()];
    for row in rows {
        if let Some(rows) = usize::try_from(row.place - 1).ok().and_then(|place| named.get_mut(place)) {
            rows.push((row.number, row.position));
        }
    }
    Ok(named)
}

/// The last rows that a source sent over HTTP, newest first, with the number of their run.
pub async fn newest_sent(
    executor: impl PgExecutor<'_>,
    source: &str,
    limit: i64,
) -> sqlx::Result<Vec<(i64, DateTime<Utc>, RecordRow)>> {
    let rows = sqlx::query!(
        r#"select sent.number, sent.at, sent.position, sent.action, sent.source_record_id, sent.message, sent.warnings,
                  coalesce((select e.slug::text from executives e where sent.entity_type = 'executive' and e.id = sent.target_id),
                           (select j.slug::text from jobs j where sent.entity_type = 'job' and j.id = sent.target_id)) as slug
             from (select runs.number, r.created_at as at, r.position, r.action, r.source_record_id, r.error_message as message,
                          r.warnings, r.entity_type, r.target_id
                     from ingestion_records r join ingestion_runs runs on runs.id = r.run_id
                    where runs.id in (select id from ingestion_runs
                                       where source = $1 and http_day is not null order by number desc limit 4)
                    order by r.sequence desc limit $2) sent"#,
        source,
        limit
    )
    .fetch_all(executor)
    .await?;
    Ok((rows.into_iter())
        .map(|row| {
            let record = RecordRow {
                position: row.position,
                action: row.action,
                source_record_id: row.source_record_id,
                slug: row.slug,
                message: row.message,
                warnings: row.warnings,
                changes: None,
            };
            (row.number, row.at, record)
        })
        .collect())
}
