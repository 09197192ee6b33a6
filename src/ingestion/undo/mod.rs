//! A run taken back: everything says again what it would say had the run never been.
//!
//! What a source row says is the fold of its statements, and a canonical row is the fold of its source rows. So a run is
//! taken back by leaving its statements out and folding anew: what later runs said stands, what an owner wrote stays,
//! and a canonical row of which nobody speaks any more goes, unless somebody has made it their own.

mod queries;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{Connection, PgConnection, PgPool};
use uuid::Uuid;

use self::queries::{Statement, TakenBack};
use super::changes::Change;
use super::executive::ExecutiveRecord;
use super::job::JobRecord;
use super::queries::target_states;
use super::record::{Record, inherit};
use super::refold::{Again, Fate, fates, fold_targets, leave_taken_addresses, restore};
use super::run::{BATCH, Watcher};
use super::runs::{self, RunRow};
use super::summary::Summary;
use super::workbench::Workbench;
use super::{Action, Entity, Status};
use crate::audit::Actor;
use crate::clock::Clock;
use crate::taxonomy::Catalog;

/// Why a run can't be taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// Somebody carries it out.
    #[error("run {0} is under way: stop it first")]
    UnderWay(i64),
    /// It was taken back.
    #[error("run {0} was undone before: replay it to take its rows in again")]
    Undone(i64),
    /// It took another one back.
    #[error("run {run} took run {undone} back: replay run {undone} to take those rows in again")]
    IsUndo {
        /// The run.
        run: i64,
        /// The one that it took back.
        undone: i64,
    },
    /// It changed nothing.
    #[error("run {0} stated nothing that was not known: there is nothing to undo")]
    StatedNothing(i64),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Takes a run back, batch by batch; if it breaks off, the same call does the rest.
pub async fn undo(
    pool: &PgPool,
    clock: &Clock,
    run: &RunRow,
    actor: &Actor,
    dry_run: bool,
    watcher: &mut dyn Watcher,
) -> Result<Summary, UndoError> {
    if run.is_held {
        return Err(UndoError::UnderWay(run.number));
    }
    if run.undone_at.is_some() {
        return Err(UndoError::Undone(run.number));
    }
    if let Some(undone) = run.undoes {
        return Err(UndoError::IsUndo { run: run.number, undone });
    }
    if !queries::has_statements(pool, run.id).await? {
        return Err(UndoError::StatedNothing(run.number));
    }
    if run.entity_type == Entity::Job.as_str() {
        go::<JobRecord>(pool, clock, run, actor, dry_run, watcher).await
    } else {
        go::<ExecutiveRecord>(pool, clock, run, actor, dry_run, watcher).await
    }
}

async fn go<R: Record>(
    pool: &PgPool,
    clock: &Clock,
    run: &RunRow,
    actor: &Actor,
    dry_run: bool,
    watcher: &mut dyn Watcher,
) -> Result<Summary, UndoError> {
    let started = std::time::Instant::now();
    let mut bench = Workbench::open(pool, dry_run).await?;
    let begin = runs::Begin {
        source: &run.source,
        entity: R::ENTITY,
        origin: &format!("undo of run {}", run.number),
        is_full: false,
        replays: None,
        undoes: Some(run.id),
        dry_run,
    };
    let (id, number) = runs::start(bench.holder(), &begin, clock.now()).await?;
    let catalog = Catalog::load(&mut *pool.acquire().await?).await?;
    let connection = bench.connection();
    // What comes over HTTP later today belongs to a run of its own.
    queries::close_day(&mut *connection, run.id).await?;
    let mut summary = Summary::default();
    let mut undoing = Undoing { run, undo_id: id, catalog: &catalog, now: clock.now() };
    loop {
        undoing.now = clock.now();
        let mut transaction = connection.begin().await?;
        super::queries::lock_entity(&mut transaction, R::ENTITY).await?;
        let done = undoing.batch::<R>(&mut transaction).await?;
        transaction.commit().await?;
        if done.is_empty() {
            break;
        }
        for record in &done {
            summary.count_row(record.action, record.position, record.message.as_deref(), &[]);
        }
        watcher.progress(&summary);
        if watcher.is_stopped() {
            summary.stopped = true;
            break;
        }
    }
    if !summary.stopped {
        queries::mark_undone(&mut *connection, run.id, id, actor, clock.now()).await?;
    }
    summary.run_id = Some(id);
    summary.run_number = (!dry_run).then_some(number);
    summary.seconds = started.elapsed().as_secs_f64();
    runs::finish(&mut *connection, id, Status::Succeeded, &summary.metrics(), clock.now()).await?;
    bench.close().await;
    Ok(summary)
}

/// What the batches of one undo have in common.
struct Undoing<'a> {
    run: &'a RunRow,
    undo_id: Uuid,
    catalog: &'a Catalog,
    now: DateTime<Utc>,
}

/// What became of one row of the run.
pub(super) struct Done {
    pub position: i32,
    pub source_record_id: Option<String>,
    pub source_row_id: Option<Uuid>,
    pub target: Option<Uuid>,
    pub action: Action,
    pub message: Option<String>,
    pub changes: Vec<Change>,
}

impl Undoing<'_> {
    /// Takes the next statements of the run back.
    async fn batch<R: Record>(&self, connection: &mut PgConnection) -> sqlx::Result<Vec<Done>> {
        let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let taken = queries::take_back(&mut *connection, self.run.id, self.now, limit).await?;
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let mut targets: Vec<Uuid> = taken.iter().filter_map(|record| record.target_id).collect();
        targets.sort_unstable();
        targets.dedup();
        let before = fold_targets::<R>(connection, &targets).await?;
        rebuild_source_rows::<R>(connection, &taken).await?;
        let after = fold_targets::<R>(connection, &targets).await?;
        let states = target_states(&mut *connection, R::ENTITY, &targets).await?;
        let mut fates = fates(states, before, after);
        leave_taken_addresses(connection, &mut fates).await?;
        self.remove(connection, &mut fates).await?;
        let actor = Actor::called(format!("undo of run {}", self.run.number));
        let again = Again { catalog: self.catalog, source: &self.run.source, actor: &actor, now: self.now };
        restore(again, connection, &fates).await?;
        let done = (taken.into_iter()).map(|record| record.done(&fates)).collect::<Vec<_>>();
        queries::keep_records(connection, self.undo_id, R::ENTITY, &done, self.now).await?;
        Ok(done)
    }

    /// Deletes canonical rows of which nobody speaks any more, but for those that are somebody's own.
    async fn remove<R: Record>(
        &self,
        connection: &mut PgConnection,
        fates: &mut HashMap<Uuid, Fate<R>>,
    ) -> sqlx::Result<()> {
        let orphans: Vec<Uuid> =
            fates.iter().filter(|(_, fate)| fate.after.is_none()).map(|(id, _)| *id).collect();
        if orphans.is_empty() {
            return Ok(());
        }
        let removed = queries::delete_targets(&mut *connection, R::ENTITY, &orphans).await?;
        for id in orphans {
            let Some(fate) = fates.get_mut(&id) else { continue };
            if removed.contains(&id) {
                fate.action = Action::Delete;
            } else {
                fate.action = Action::Skip;
                fate.message = Some("kept as it is: somebody has claimed, edited or answered it since");
            }
        }
        Ok(())
    }
}

/// Makes source rows of the statements that still count; without any, there is no such row.
async fn rebuild_source_rows<R: Record>(
    connection: &mut PgConnection,
    taken: &[TakenBack],
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = taken.iter().filter_map(|record| record.source_row_id).collect();
    let mut said: HashMap<Uuid, Vec<Statement>> = HashMap::new();
    for statement in queries::standing_statements(&mut *connection, &ids).await? {
        said.entry(statement.source_row_id).or_default().push(statement);
    }
    let gone: Vec<Uuid> = ids.iter().copied().filter(|id| !said.contains_key(id)).collect();
    queries::delete_source_rows(&mut *connection, &gone).await?;
    let rebuilt: Vec<Value> = said
        .into_iter()
        .filter_map(|(id, statements)| {
            let (first, last) = (statements.first()?, statements.last()?);
            let record = (statements.iter())
                .map(|statement| {
                    serde_json::from_value::<R>(statement.normalized.clone()).unwrap_or_default()
                })
                .reduce(|said, stated| inherit(stated, &said))?;
            Some(serde_json::json!({
                "id": id, "normalized": record, "content_hash": super::queries::hex_bytea(&last.content_hash),
                "statement_id": last.id, "first_seen_at": first.created_at,
            }))
        })
        .collect();
    queries::rewrite_source_rows(connection, rebuilt).await
}

impl TakenBack {
    fn done<R>(self, fates: &HashMap<Uuid, Fate<R>>) -> Done {
        let fate = self.target_id.and_then(|id| fates.get(&id));
        Done {
            position: self.position,
            source_record_id: self.source_record_id,
            source_row_id: self.source_row_id,
            target: self.target_id,
            action: fate.map_or(Action::Skip, |fate| fate.action),
            message: fate.map_or(Some("it is gone already"), |fate| fate.message).map(str::to_owned),
            changes: fate.map(|fate| fate.changes.clone()).unwrap_or_default(),
        }
    }
}
