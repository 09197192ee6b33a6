//! One delivery of rows, from the first to the last: a run.

use std::collections::HashSet;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::batch::{Batch, write_batch};
use super::executive::ExecutiveRecord;
use super::fields::Mapping;
use super::job::JobRecord;
use super::preparing::{Prepared, Preparing, Reader};
use super::reader::{self, BytesRead, RawRow, ReadError};
use super::record::{Record, Row};
use super::summary::Summary;
use super::unchanged::{self, Memory, Unchanged};
use super::workbench::Workbench;
use super::{Entity, Status, queries, runs, suppression};
use crate::clock::Clock;
use crate::secrets::{Key, Purpose, SecretError, Secrets};
use crate::taxonomy::Catalog;

/// The most rows that are written in one transaction.
pub const BATCH: usize = 500;

/// Rows of more bytes together than these don't share a transaction: a batch is in memory several times over, being read,
/// waiting and being written.
pub(super) const BATCH_BYTES: usize = 1 << 20;

/// Rows that wait between who reads them from somewhere and who makes batches of them.
pub const WAITING: usize = 256;

/// What to import, and how.
pub struct Import<'a> {
    /// What the rows are about.
    pub entity: Entity,
    /// Where they come from: `clay`, or another name of a source's own.
    pub source: &'a str,
    /// The file's name, or how else they came.
    pub origin: &'a str,
    /// What the operator said of columns now; what was said before is remembered.
    pub mapping: &'a Mapping,
    /// Whether these are all rows that the source has: those that it had before and lacks now are flagged.
    pub is_full: bool,
    /// The run whose rows these are, read again.
    pub replays: Option<Uuid>,
    /// Fields whose remembered mapping is forgotten.
    pub unmap: &'a [&'static str],
    /// What people who stay out are recognised by.
    pub secrets: &'a Secrets,
    /// Find out everything, change nothing.
    pub dry_run: bool,
}

impl<'a> Import<'a> {
    /// Rows as they come, for good.
    pub const fn new(
        entity: Entity,
        source: &'a str,
        origin: &'a str,
        mapping: &'a Mapping,
        secrets: &'a Secrets,
    ) -> Self {
        Self {
            entity,
            source,
            origin,
            mapping,
            is_full: false,
            replays: None,
            unmap: &[],
            secrets,
            dry_run: false,
        }
    }
}

/// Why a run broke off. What was written before stays, and running it again does the rest.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The file can't be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Nobody who stays out would be recognised.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Told after each batch, and asked whether to go on.
pub trait Watcher: Send {
    /// How far the run is.
    fn progress(&mut self, summary: &Summary);

    /// Whether to stop after this batch.
    fn is_stopped(&self) -> bool {
        false
    }
}

/// Nobody is told, and nothing is stopped.
pub struct Unwatched;

impl Watcher for Unwatched {
    fn progress(&mut self, _: &Summary) {}
}

/// What hands the rows on, and how that ended.
type Reading = tokio::task::JoinHandle<Result<(), ReadError>>;

/// Imports a file.
pub async fn import_file(
    pool: &PgPool,
    clock: &Clock,
    import: &Import<'_>,
    path: &Path,
    bytes_read: BytesRead,
    watcher: &mut dyn Watcher,
) -> Result<Summary, RunError> {
    let (sender, rows) = mpsc::channel(WAITING);
    let path = path.to_owned();
    // The reader waits while the channel is full, so at most a few batches are in memory.
    let reading = tokio::task::spawn_blocking(move || {
        reader::read_file(&path, &bytes_read, &mut |row| match sender.blocking_send(row) {
            Ok(()) => std::ops::ControlFlow::Continue(()),
            Err(_) => std::ops::ControlFlow::Break(()),
        })
    });
    import_rows(pool, clock, import, rows, Some(reading), watcher).await
}

/// Imports rows as they arrive, until the channel closes.
pub async fn import_rows(
    pool: &PgPool,
    clock: &Clock,
    import: &Import<'_>,
    rows: mpsc::Receiver<RawRow>,
    reading: Option<Reading>,
    watcher: &mut dyn Watcher,
) -> Result<Summary, RunError> {
    match import.entity {
        Entity::Executive => Run::<ExecutiveRecord>::go(pool, clock, import, rows, reading, watcher).await,
        Entity::Job => Run::<JobRecord>::go(pool, clock, import, rows, reading, watcher).await,
    }
}

/// What a run carries from batch to batch.
struct Run<'a, R> {
    id: Uuid,
    source: &'a str,
    reader: Arc<Reader>,
    key: Key,
    summary: Summary,
    statistics: Statistics,
    record: PhantomData<R>,
}

/// When the database looks again at what its tables hold. It plans every batch by that; a run fills tables much faster
/// than it would look by itself, and in tables that it believes small it reads all rows where it should look one up.
#[derive(Clone, Copy)]
struct Statistics {
    /// After how many rows of the run.
    due: usize,
}

impl Statistics {
    const FIRST: usize = 1_000;
    const GROWTH: usize = 4;

    /// Whether it is time, after so many rows in all.
    const fn are_due(&mut self, rows: usize) -> bool {
        let are_due = rows >= self.due;
        if are_due {
            self.due = rows * Self::GROWTH;
        }
        are_due
    }
}

impl<'a, R: Record> Run<'a, R> {
    async fn go(
        pool: &PgPool,
        clock: &Clock,
        import: &Import<'a>,
        rows: mpsc::Receiver<RawRow>,
        reading: Option<Reading>,
        watcher: &mut dyn Watcher,
    ) -> Result<Summary, RunError> {
        let started = Instant::now();
        let key = import.secrets.keys(pool).await?.key(Purpose::Suppressions);
        let mut bench = Workbench::open(pool, import.dry_run).await?;
        let now = clock.now();
        if !bench.is_dry() {
            for broken_off in runs::end_broken_off(bench.connection(), import.source, R::ENTITY, now).await? {
                tracing::warn!(
                    run = broken_off,
                    "an earlier run of this source was broken off: import the same again to have the rest"
                );
            }
        }
        let begun = runs::Begin {
            source: import.source,
            entity: R::ENTITY,
            origin: import.origin,
            is_full: import.is_full,
            replays: import.replays,
            undoes: None,
            dry_run: import.dry_run,
        };
        let (id, number) = runs::start(bench.holder(), &begun, now).await?;
        let connection = bench.connection();
        let mapping = queries::remember_mapping(
            &mut *connection,
            import.source,
            R::ENTITY,
            import.mapping,
            import.unmap,
        )
        .await?;
        let catalog = Arc::new(Catalog::load(&mut *pool.acquire().await?).await?);
        let reader = Arc::new(Reader { mapping, catalog });
        let memory = if import.dry_run {
            None
        } else {
            let (source, kept_out) = (import.source.to_owned(), suppression::state(pool).await?);
            Some(Memory { pool: pool.clone(), source, entity: R::ENTITY, kept_out })
        };
        let preparing = Preparing::new(Arc::clone(&reader), clock.clone(), memory);
        let mut run = Self {
            id,
            source: import.source,
            reader,
            key,
            summary: Summary::default(),
            // A dry run is one transaction: it would keep others from counting until its end.
            statistics: Statistics { due: if import.dry_run { usize::MAX } else { Statistics::FIRST } },
            record: PhantomData,
        };
        let result = run.batches(connection, preparing, rows, reading, watcher).await;
        if import.is_full && result.is_ok() && !run.summary.stopped {
            run.summary.missing =
                queries::flag_missing(&mut *connection, import.source, R::ENTITY, id).await?;
        }
        run.summary.run_id = Some(run.id);
        run.summary.run_number = (!import.dry_run).then_some(number);
        run.summary.seconds = started.elapsed().as_secs_f64();
        let status = if result.is_ok() { Status::Succeeded } else { Status::Failed };
        let mut metrics = run.summary.metrics();
        if let Err(error) = &result {
            metrics["error"] = error.to_string().into();
        }
        runs::finish(&mut *connection, run.id, status, &metrics, clock.now()).await?;
        bench.close().await;
        result.map(|()| run.summary)
    }

    /// Writes batch after batch; the next one is prepared meanwhile.
    async fn batches(
        &mut self,
        connection: &mut PgConnection,
        preparing: Preparing<R>,
        rows: mpsc::Receiver<RawRow>,
        reading: Option<Reading>,
        watcher: &mut dyn Watcher,
    ) -> Result<(), RunError> {
        let (sender, mut batches) = mpsc::channel(1);
        let preparing = tokio::spawn(preparing.all(rows, sender));
        while let Some(batch) = batches.recv().await {
            self.write(connection, batch?).await?;
            if self.statistics.are_due(self.summary.rows()) {
                queries::refresh_statistics(&mut *connection).await?;
            }
            self.summary.stopped = watcher.is_stopped();
            watcher.progress(&self.summary);
            if self.summary.stopped {
                break;
            }
        }
        drop(batches);
        // A reader of cells that panics is a bug: let it be seen.
        preparing.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        if let Some(reading) = reading {
            reading.await.map_err(|error| ReadError::Format(error.to_string()))??;
        }
        Ok(())
    }

    /// Takes one batch: all of it or, if anything fails, none of it.
    async fn write(&mut self, connection: &mut PgConnection, prepared: Prepared<R>) -> Result<(), RunError> {
        let Prepared { mut rows, unchanged, now, columns, unused } = prepared;
        // In a dry run this is a savepoint in the transaction that is never committed.
        let mut transaction = connection.begin().await?;
        if let Some(columns) = columns {
            runs::keep_columns(&mut *transaction, self.id, &columns).await?;
        }
        let batch = Batch {
            source: self.source,
            run_id: self.id,
            catalog: &self.reader.catalog,
            key: &self.key,
            now,
        };
        queries::lock_entity(&mut transaction, R::ENTITY).await?;
        let skipped = self.skip(&mut transaction, unchanged, &mut rows, now).await?;
        let outcomes = write_batch(&mut transaction, &mut rows, batch).await?;
        transaction.commit().await?;
        self.summary.add_unchanged(skipped);
        self.summary.add(&rows, &outcomes);
        self.summary.add_changes(&rows, &outcomes);
        if let Some(unused) = unused {
            self.summary.unused = unused;
        }
        Ok(())
    }

    /// Keeps the rows that repeat a delivery, and reads those whose source row was changed meanwhile. Gives how many
    /// were not read.
    async fn skip(
        &self,
        connection: &mut PgConnection,
        unchanged: Vec<Unchanged>,
        rows: &mut Vec<Row<R>>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<usize> {
        if unchanged.is_empty() {
            return Ok(0);
        }
        let kept =
            unchanged::queries::keep_unchanged(connection, self.id, R::ENTITY, &unchanged, now).await?;
        let kept: HashSet<i32> = kept.into_iter().collect();
        let before = rows.len();
        for Unchanged { raw, standing } in
            unchanged.into_iter().filter(|row| !kept.contains(&row.raw.position))
        {
            rows.push(Row {
                occurrence: standing.occurrence,
                fingerprint: Some(standing.fingerprint),
                ..self.reader.read(raw, now)
            });
        }
        if rows.len() > before {
            rows.sort_by_key(|row| row.position);
        }
        Ok(kept.len())
    }
}
