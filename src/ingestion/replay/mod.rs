//! Rows that came before, read again: after a mapping was changed, or a term was made known.
//!
//! Each row is found again as the source row that it was, whatever its key would be by now. A row of which a later
//! delivery said something else is left alone. Nothing is delivered by it: a row is read as of the day on which it came, and
//! no posting is confirmed.

mod queries;

use serde_json::{Map, Value};
use sqlx::PgPool;
use tokio::sync::mpsc;
use uuid::Uuid;

use self::queries::Kept;
use super::Entity;
use super::fields::Mapping;
use super::reader::{RawRow, ReadError, Replayed as Delivery};
use super::run::{BATCH, Import, RunError, WAITING, Watcher, import_rows};
use super::runs::RunRow;
use super::summary::Summary;
use crate::clock::Clock;
use crate::secrets::Secrets;
use crate::taxonomy::TaxonomyKind;

/// Why rows can't be read again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// Somebody carries the run out.
    #[error("run {0} is under way: its rows are all read with what is known now")]
    UnderWay(i64),
    /// It has no rows of its own.
    #[error("run {run} took run {undone} back: replay run {undone} to take those rows in again")]
    IsUndo {
        /// The run.
        run: i64,
        /// The one that it took back.
        undone: i64,
    },
    /// Nothing is kept.
    #[error(
        "no row of run {0} is kept any more, or later deliveries said something else of each: nothing to read again"
    )]
    NothingKept(i64),
    /// They are kept for a while only.
    #[error(
        "run {0} began more than 90 days ago, so its rows are not kept as they came any more: import the file again. What was \
         read of them stands, and can be taken back"
    )]
    Erased(i64),
    /// The new run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// What reading rows again came to.
#[derive(Debug)]
pub struct Replayed {
    /// The new run.
    pub summary: Summary,
    /// Rows that were left alone, because a later delivery said something else of them.
    pub superseded: i64,
}

/// Reads the rows of a run again, with the mapping and the taxonomy of today.
pub async fn replay(
    pool: &PgPool,
    clock: &Clock,
    secrets: &Secrets,
    run: &RunRow,
    dry_run: bool,
    watcher: &mut dyn Watcher,
) -> Result<Replayed, ReplayError> {
    if run.is_held {
        return Err(ReplayError::UnderWay(run.number));
    }
    if let Some(undone) = run.undoes {
        return Err(ReplayError::IsUndo { run: run.number, undone });
    }
    if run.payloads_erased_at.is_some() {
        return Err(ReplayError::Erased(run.number));
    }
    let counted = queries::counts(pool, run.id).await?;
    if counted.again == 0 {
        return Err(ReplayError::NothingKept(run.number));
    }
    let origin = format!("replay of run {}", run.number);
    let mapping = Mapping::default();
    let import = Import {
        replays: Some(run.id),
        dry_run,
        ..Import::new(entity(&run.entity_type), &run.source, &origin, &mapping, secrets)
    };
    let (sender, rows) = mpsc::channel(WAITING);
    let reading =
        tokio::spawn(hand_on(pool.clone(), run.id, run.columns.clone().unwrap_or_default(), sender));
    let summary = import_rows(pool, clock, &import, rows, Some(reading), watcher).await?;
    Ok(Replayed { summary, superseded: counted.superseded })
}

/// Reads every row again that named a term which nobody knew: each source's in a run of its own.
pub async fn replay_naming(
    pool: &PgPool,
    clock: &Clock,
    secrets: &Secrets,
    kind: TaxonomyKind,
    term: &str,
    watcher: &mut dyn Watcher,
) -> Result<Vec<Summary>, ReplayError> {
    let key = super::queries::term_key(kind, term);
    let mut summaries = Vec::new();
    for (source, entity_type) in queries::sources_naming(pool, &key).await? {
        let rows = queries::rows_naming(pool, &key, &source, &entity_type).await?;
        let (sender, receiver) = mpsc::channel(rows.len().max(1));
        for (position, kept) in (1..).zip(rows) {
            // The channel has room for all of them.
            let _ = sender.send(again(Kept { position, ..kept }, &[])).await;
        }
        drop(sender);
        let mapping = Mapping::default();
        let origin = format!("rows that named “{term}”");
        let import = Import::new(entity(&entity_type), &source, &origin, &mapping, secrets);
        summaries.push(import_rows(pool, clock, &import, receiver, None, watcher).await?);
    }
    Ok(summaries)
}

/// Hands the rows of a run on, page by page, until nobody takes them any more.
async fn hand_on(
    pool: PgPool,
    run: Uuid,
    columns: Vec<String>,
    sender: mpsc::Sender<RawRow>,
) -> Result<(), ReadError> {
    let mut after = 0;
    loop {
        let page = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let rows = queries::rows(&pool, run, after, page)
            .await
            .map_err(|error| ReadError::Format(format!("the run's rows can't be read: {error}")))?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.position;
        for kept in rows {
            if sender.send(again(kept, &columns)).await.is_err() {
                return Ok(());
            }
        }
    }
}

fn again(kept: Kept, columns: &[String]) -> RawRow {
    let delivery = Delivery { source_row: kept.source_row_id, at: kept.came_at };
    RawRow { replays: Some(delivery), ..RawRow::new(kept.position, cells(kept.raw, columns)) }
}

/// The cells in the order of the delivery, which the database does not keep.
fn cells(raw: Value, columns: &[String]) -> Map<String, Value> {
    let Value::Object(mut raw) = raw else { return Map::new() };
    let mut cells: Map<String, Value> =
        columns.iter().filter_map(|column| raw.remove_entry(column)).collect();
    cells.extend(raw);
    cells
}

fn entity(entity_type: &str) -> Entity {
    if entity_type == Entity::Job.as_str() { Entity::Job } else { Entity::Executive }
}
