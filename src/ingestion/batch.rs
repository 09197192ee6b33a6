//! One batch of rows, in one transaction: all of it or nothing.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::cells::UnknownTerm;
use super::fold::{self, Outcome};
use super::queries::Confirmed;
use super::record::{Delivered, Record, Row};
use super::{Action, duplicates, queries, suppression, write};
use crate::secrets::Key;
use crate::taxonomy::Catalog;

/// What the rows of one transaction have in common.
#[derive(Clone, Copy)]
pub(super) struct Batch<'a> {
    /// Where they come from.
    pub source: &'a str,
    /// The run that they belong to.
    pub run_id: Uuid,
    /// What canonical rows are called.
    pub catalog: &'a Catalog,
    /// What people who stay out are recognised with.
    pub key: &'a Key,
    /// When they came.
    pub now: DateTime<Utc>,
}

/// Matches, folds, writes and records rows. The caller holds the entity's lock in the same transaction.
pub(super) async fn write_batch<R: Record>(
    connection: &mut PgConnection,
    rows: &mut [Row<R>],
    batch: Batch<'_>,
) -> sqlx::Result<Vec<Outcome>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let Batch { source, run_id, catalog, key, now } = batch;
    suppression::withhold(&mut *connection, key, source, rows).await?;
    let folded = fold::fold(connection, source, run_id, rows, now).await?;
    let mut outcomes = folded.outcomes;
    suppression::forget_removed(rows, &outcomes);
    if !folded.targets.is_empty() {
        let delivered: Vec<Delivered<'_>> =
            rows.iter().zip(&outcomes).map(|taken| delivered(taken, now)).collect();
        write::write(connection, &folded.targets, &delivered, catalog, source, now).await?;
    }
    if !folded.source_rows.is_empty() {
        queries::keep_source_rows(&mut *connection, &folded.source_rows).await?;
    }
    duplicates::propose(connection, &folded.targets, rows, now).await?;
    let rows = &*rows;
    let records: Vec<Uuid> = (outcomes.iter())
        .map(|outcome| outcome.statement.as_ref().map_or_else(Uuid::now_v7, |statement| statement.id))
        .collect();
    // Also rows whose news change nothing: their source still has them. Not what is read again: that came before.
    let unchanged: Vec<Confirmed> = (rows.iter().zip(&outcomes).zip(&records))
        .filter(|((row, _), _)| row.replays.is_none())
        .filter(|((_, outcome), _)| outcome.statement.is_none() || outcome.action == Action::Skip)
        .filter_map(|((row, outcome), record)| {
            let delivery = row.fingerprint.map(|fingerprint| (fingerprint, *record));
            Some(Confirmed { id: outcome.source_row?, delivery })
        })
        .collect();
    if !unchanged.is_empty() {
        queries::confirm_source_rows(&mut *connection, run_id, &unchanged, now).await?;
    }
    tell_what_waits(connection, rows, &mut outcomes).await?;
    let written = folded.targets.iter().map(|target| (target.row, target.id)).collect();
    write::keep_records(&mut *connection, run_id, rows, &outcomes, &records, &written, now).await?;
    let mut unknown: HashMap<&UnknownTerm, i32> = HashMap::new();
    for (row, outcome) in rows.iter().zip(&outcomes) {
        if outcome.action != Action::Skip {
            row.unknown.iter().for_each(|term| *unknown.entry(term).or_default() += 1);
        }
    }
    if !unknown.is_empty() {
        queries::count_unknown(connection, &unknown, now).await?;
    }
    Ok(outcomes)
}

fn delivered<'a, R: Record>((row, outcome): (&'a Row<R>, &Outcome), now: DateTime<Utc>) -> Delivered<'a> {
    Delivered {
        raw: &row.raw,
        source_record_id: row.record.as_ref().ok().and_then(Record::source_record_id),
        record_id: outcome.statement.as_ref().map(|statement| statement.id),
        at: row.came_at().unwrap_or(now),
    }
}

/// Rows that were written and can't be published yet wait: it is said for what.
async fn tell_what_waits<R: Record>(
    connection: &mut PgConnection,
    rows: &[Row<R>],
    outcomes: &mut [Outcome],
) -> sqlx::Result<()> {
    let written: Vec<Uuid> = (outcomes.iter())
        .filter(|outcome| matches!(outcome.action, Action::Insert | Action::Update))
        .filter_map(|outcome| outcome.target)
        .collect();
    if written.is_empty() {
        return Ok(());
    }
    let incomplete = queries::incomplete(connection, R::ENTITY, &written).await?;
    for (outcome, row) in outcomes.iter_mut().zip(rows) {
        let Some(missing) = outcome.target.and_then(|target| incomplete.get(&target)) else { continue };
        if matches!(outcome.action, Action::Insert | Action::Update) {
            outcome.action = Action::Wait;
            let known: Vec<&str> = row.unknown.iter().map(|term| term.text.as_str()).collect();
            let terms =
                if known.is_empty() { String::new() } else { format!(" (not known: {})", known.join("; ")) };
            outcome.message = Some(format!("waits for {}{terms}", missing.join(", ")));
        }
    }
    Ok(())
}
