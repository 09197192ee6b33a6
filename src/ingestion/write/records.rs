//! What became of each row, into `ingestion_records`.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::changes::Change;
use super::super::fold::Outcome;
use super::super::queries::{hex_bytea, term_key};
use super::super::record::{Record, Row};
use super::super::{Action, Status};

/// One row of `ingestion_records`.
#[derive(Serialize)]
struct KeptRecord<'a, R> {
    id: Uuid,
    position: i32,
    source_record_id: Option<&'a str>,
    target_id: Option<Uuid>,
    action: &'static str,
    status: &'static str,
    error_message: Option<&'a str>,
    warnings: &'a [String],
    /// Left out where `raw_of` has it.
    raw_payload: Option<&'a RawValue>,
    /// The canonical row that was just written with the same payload.
    raw_of: Option<Uuid>,
    /// Left out where `said_by` has it.
    normalized_payload: Option<R>,
    /// The source row that says this and nothing else.
    said_by: Option<Uuid>,
    content_hash: Option<String>,
    source_row_id: Option<Uuid>,
    changes: Option<&'a [Change]>,
    unknown_terms: Vec<String>,
}

/// Keeps what became of each row of a batch, under these ids. `written` are the canonical rows that were written just now with a row's
/// payload, by that row's place: what the database has already is not sent a second time.
pub async fn keep_records<R: Record>(
    executor: impl PgExecutor<'_>,
    run_id: Uuid,
    rows: &[Row<R>],
    outcomes: &[Outcome],
    ids: &[Uuid],
    written: &HashMap<usize, Uuid>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let records: Vec<KeptRecord<'_, R>> = (rows.iter().zip(outcomes).zip(ids).enumerate())
        .map(|(at, ((row, outcome), id))| {
            let record = row.record.as_ref().ok();
            let statement = outcome.statement.as_ref();
            let said_by = statement.filter(|statement| statement.is_all).and(outcome.source_row);
            let raw_of = written.get(&at).copied();
            let status = match outcome.action {
                Action::Error => Status::Failed,
                Action::Skip => Status::Skipped,
                Action::Wait => Status::Pending,
                _ => Status::Succeeded,
            };
            KeptRecord {
                id: *id,
                position: row.position,
                source_record_id: record.and_then(Record::source_record_id),
                target_id: outcome.target,
                action: outcome.action.as_str(),
                status: status.as_str(),
                error_message: outcome.message.as_deref(),
                warnings: &row.warnings,
                raw_payload: raw_of.is_none().then_some(&*row.raw),
                raw_of,
                // An unchanged row's record is the one of the row that it repeats.
                normalized_payload: statement.filter(|_| said_by.is_none()).map(|statement| {
                    let mut stated = record.cloned().unwrap_or_default();
                    if statement.without_address {
                        stated.drop_address();
                    }
                    stated
                }),
                said_by,
                content_hash: statement.map(|_| hex_bytea(&row.hash)),
                source_row_id: outcome.source_row,
                changes: (!outcome.changes.is_empty()).then_some(&outcome.changes),
                unknown_terms: row.unknown.iter().map(|term| term_key(term.kind, &term.text)).collect(),
            }
        })
        .collect();
    sqlx::query!(
        "insert into ingestion_records (id, run_id, entity_type, position, source_record_id, target_id, action, status,
                                        error_message, warnings, raw_payload, normalized_payload, content_hash,
                                        source_row_id, changes, unknown_terms, created_at)
         select id, $2, $3, position, source_record_id, target_id, action, status, error_message, warnings,
                coalesce(raw_payload, case $3 when 'executive'
                  then (select e.raw_payload from executives e where e.id = raw_of)
                  else (select j.raw_payload from jobs j where j.id = raw_of) end),
                coalesce(normalized_payload, (select s.normalized from source_rows s where s.id = said_by)),
                content_hash, source_row_id, changes, unknown_terms, $4
           from jsonb_to_recordset($1) as records(
                id uuid, position int, source_record_id text, target_id uuid, action text, status ingestion_status,
                error_message text, warnings text[], raw_payload jsonb, raw_of uuid, normalized_payload jsonb,
                said_by uuid, content_hash bytea, source_row_id uuid, changes jsonb, unknown_terms text[])",
        Json(records) as _,
        run_id,
        R::ENTITY.as_str(),
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}
