//! The next batch, made ready on all cores while the last one is being written.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use tokio::sync::mpsc;

use super::cells::Context;
use super::fields::{self, Mapping};
use super::reader::RawRow;
use super::record::{Record, Row};
use super::run::BATCH;
use crate::clock::Clock;
use crate::taxonomy::Catalog;

/// A batch that can be written.
pub(super) struct Prepared<R> {
    /// Its rows, in the order of the delivery.
    pub rows: Vec<Row<R>>,
    /// When they came.
    pub now: DateTime<Utc>,
    /// The delivery's headers in the order in which they first came, if the batch brought new ones.
    pub columns: Option<Vec<String>>,
    /// Columns of the delivery's first row that no field takes.
    pub unused: Option<Vec<String>>,
}

/// Makes batches ready, one after the other.
pub(super) struct Preparing<R> {
    tools: Arc<(Mapping, Arc<Catalog>)>,
    clock: Clock,
    /// How often each key came, so that the second row of one id is told from the first. 8 bytes a row and a little.
    occurrences: HashMap<u64, i32>,
    /// The delivery's headers in the order in which they first came.
    columns: Vec<String>,
    record: std::marker::PhantomData<R>,
}

impl<R: Record> Preparing<R> {
    pub fn new(mapping: Mapping, catalog: Arc<Catalog>, clock: Clock) -> Self {
        Self {
            tools: Arc::new((mapping, catalog)),
            clock,
            occurrences: HashMap::new(),
            columns: Vec::new(),
            record: std::marker::PhantomData,
        }
    }

    /// Prepares all rows that come, one batch ahead of whoever takes them, until nobody does.
    pub async fn all(mut self, mut rows: mpsc::Receiver<RawRow>, sender: mpsc::Sender<Prepared<R>>) {
        // Only who has a place for a batch makes one.
        while let Ok(place) = sender.reserve().await {
            let raw = next_batch(&mut rows).await;
            if raw.is_empty() {
                return;
            }
            place.send(self.batch(raw).await);
        }
    }

    async fn batch(&mut self, raw: Vec<RawRow>) -> Prepared<R> {
        let now = self.clock.now();
        let columns = self.note_columns(&raw).then(|| self.columns.clone());
        let tools = Arc::clone(&self.tools);
        let preparing = tokio::task::spawn_blocking(move || {
            let (mapping, catalog) = &*tools;
            let unused = raw
                .first()
                .filter(|first| first.position == 1)
                .map(|first| fields::unused(R::ENTITY, mapping, &first.cells));
            let context = Context { vocabulary: &catalog.vocabulary, today: now.date_naive() };
            let rows: Vec<Row<R>> =
                raw.into_par_iter().map(|raw| Row::prepare(raw, mapping, context)).collect();
            (rows, unused)
        });
        let (mut rows, unused) =
            preparing.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        count_occurrences(&mut rows, &mut self.occurrences);
        Prepared { rows, now, columns, unused }
    }

    /// Adds headers that did not come before, and says whether there were any.
    fn note_columns(&mut self, raw: &[RawRow]) -> bool {
        /// Rows of JSON may each have names of their own: what is kept doesn't grow with the file.
        const MOST: usize = 2_000;
        let before = self.columns.len();
        for row in raw {
            if row.cells.keys().eq(&self.columns) {
                continue;
            }
            for header in row.cells.keys() {
                if self.columns.len() < MOST && !self.columns.contains(header) {
                    self.columns.push(header.clone());
                }
            }
        }
        self.columns.len() > before
    }
}

/// Up to [`BATCH`] rows; fewer when no more come, or when none came for a moment.
async fn next_batch(rows: &mut mpsc::Receiver<RawRow>) -> Vec<RawRow> {
    const PATIENCE: Duration = Duration::from_millis(500);
    let mut batch = Vec::with_capacity(BATCH);
    while batch.len() < BATCH {
        let room = BATCH - batch.len();
        let is_first = batch.is_empty();
        let more = rows.recv_many(&mut batch, room);
        let came = if is_first { Ok(more.await) } else { tokio::time::timeout(PATIENCE, more).await };
        if !matches!(came, Ok(1..)) {
            break;
        }
    }
    batch
}

/// Tells the second row of one key from the first.
pub(super) fn count_occurrences<R>(rows: &mut [Row<R>], occurrences: &mut HashMap<u64, i32>) {
    for row in rows.iter_mut().filter(|row| row.record.is_ok()) {
        let seen = occurrences.entry(short_hash(&row.key)).or_insert(0);
        row.occurrence = *seen;
        *seen += 1;
    }
}

/// Tells keys apart within one run; two of 50,000 collide once in ten billion runs.
fn short_hash(key: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
