//! The next batch, made ready on all cores while the last one is being written.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use rayon::prelude::*;
use tokio::sync::mpsc;

use super::cells::Context;
use super::fields::{self, Mapping};
use super::reader::RawRow;
use super::record::{Record, Row};
use super::run::{BATCH, BATCH_BYTES};
use super::unchanged::{Fingerprint, Fingerprints, Memory, Standing, Unchanged};
use crate::clock::Clock;
use crate::taxonomy::Catalog;

/// A batch that can be written.
pub(super) struct Prepared<R> {
    /// Its rows, in the order of the delivery.
    pub rows: Vec<Row<R>>,
    /// Those of its rows that repeat what was delivered before, and were not read.
    pub unchanged: Vec<Unchanged>,
    /// When they came.
    pub now: DateTime<Utc>,
    /// The delivery's headers in the order in which they first came, if the batch brought new ones.
    pub columns: Option<Vec<String>>,
    /// Columns of the delivery's first row that no field takes.
    pub unused: Option<Vec<String>>,
}

/// What rows are read with.
pub(super) struct Reader {
    /// What the source calls its columns.
    pub mapping: Mapping,
    /// What canonical rows are called.
    pub catalog: Arc<Catalog>,
}

impl Reader {
    /// Reads a row as of the day on which it came.
    pub fn read<R: Record>(&self, raw: RawRow, now: DateTime<Utc>) -> Row<R> {
        let came = raw.replays.map_or(now, |delivery| delivery.at);
        let context = Context { vocabulary: &self.catalog.vocabulary, today: came.date_naive() };
        Row::prepare(raw, &self.mapping, context)
    }
}

/// Makes batches ready, one after the other.
pub(super) struct Preparing<R> {
    reader: Arc<Reader>,
    clock: Clock,
    /// Where deliveries of before are looked up; nowhere in a dry run, which shows what reading comes to.
    memory: Option<Memory>,
    /// How often each key came, so that the second row of one id is told from the first. 8 bytes a row and a little.
    occurrences: HashMap<u64, i32>,
    /// The delivery's headers in the order in which they first came.
    columns: Vec<String>,
    record: PhantomData<R>,
}

/// A row on its way: read, or known from before.
enum Taken<R> {
    Read(Row<R>),
    Known(RawRow, Vec<Standing>),
}

impl<R: Record> Preparing<R> {
    pub fn new(reader: Arc<Reader>, clock: Clock, memory: Option<Memory>) -> Self {
        Self { reader, clock, memory, occurrences: HashMap::new(), columns: Vec::new(), record: PhantomData }
    }

    /// Prepares all rows that come, one batch ahead of whoever takes them, until nobody does.
    pub async fn all(
        mut self,
        mut rows: mpsc::Receiver<RawRow>,
        sender: mpsc::Sender<sqlx::Result<Prepared<R>>>,
    ) {
        // Only who has a place for a batch makes one.
        while let Ok(place) = sender.reserve().await {
            let raw = next_batch(&mut rows).await;
            if raw.is_empty() {
                return;
            }
            place.send(self.batch(raw).await);
        }
    }

    async fn batch(&mut self, raw: Vec<RawRow>) -> sqlx::Result<Prepared<R>> {
        let now = self.clock.now();
        let columns = self.note_columns(&raw).then(|| self.columns.clone());
        let unused = (raw.first())
            .filter(|first| first.position == 1)
            .map(|first| fields::unused(R::ENTITY, &self.reader.mapping, &first.cells));
        let Some(memory) = &self.memory else {
            let (reader, fingerprints) = (Arc::clone(&self.reader), vec![None; raw.len()]);
            let taken = off(move || take(raw, &fingerprints, &HashMap::new(), &reader, now)).await;
            let (rows, unchanged) = self.in_order(taken, now);
            return Ok(Prepared { rows, unchanged, now, columns, unused });
        };
        let (reader, kept_out) = (Arc::clone(&self.reader), memory.kept_out.clone());
        let (raw, fingerprints) = off(move || {
            let of = Fingerprints::new(&reader.mapping, &reader.catalog, &kept_out, now.date_naive());
            let fingerprints: Vec<Option<Fingerprint>> =
                raw.par_iter().map(|row| row.is_whole().then(|| of.of(&row.cells))).collect();
            (raw, fingerprints)
        })
        .await;
        let standing = memory.standing(&fingerprints).await?;
        let reader = Arc::clone(&self.reader);
        let taken = off(move || take(raw, &fingerprints, &standing, &reader, now)).await;
        let (rows, unchanged) = self.in_order(taken, now);
        Ok(Prepared { rows, unchanged, now, columns, unused })
    }

    /// Counts each key's occurrences in the order of the delivery. A known row repeats the statement of its own place;
    /// in another place it has to be read.
    fn in_order(&mut self, taken: Vec<Taken<R>>, now: DateTime<Utc>) -> (Vec<Row<R>>, Vec<Unchanged>) {
        let (mut rows, mut unchanged) = (Vec::new(), Vec::new());
        for taken in taken {
            let mut row = match taken {
                Taken::Read(row) => row,
                Taken::Known(raw, standing) => match self.in_place(&standing) {
                    Ok(standing) => {
                        unchanged.push(Unchanged { raw, standing: standing.clone() });
                        continue;
                    }
                    Err(fingerprint) => Row { fingerprint, ..self.reader.read(raw, now) },
                },
            };
            count_occurrence(&mut row, &mut self.occurrences);
            rows.push(row);
        }
        (rows, unchanged)
    }

    /// Which of the source rows of one key and fingerprint the next row of that key is, counted if it is one of them;
    /// else the fingerprint.
    fn in_place<'s>(&mut self, standing: &'s [Standing]) -> Result<&'s Standing, Option<Fingerprint>> {
        let Some(first) = standing.first() else { return Err(None) };
        let seen = self.occurrences.entry(short_hash(&first.row_key)).or_insert(0);
        let found = standing.iter().find(|standing| standing.occurrence == *seen);
        if found.is_some() {
            *seen += 1;
        }
        found.ok_or(Some(first.fingerprint))
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

/// Up to [`BATCH`] rows; fewer when they are large, when no more come, or when none came for a moment.
async fn next_batch(rows: &mut mpsc::Receiver<RawRow>) -> Vec<RawRow> {
    const PATIENCE: Duration = Duration::from_millis(500);
    let mut batch: Vec<RawRow> = Vec::with_capacity(BATCH);
    let mut bytes = 0;
    while batch.len() < BATCH && bytes < BATCH_BYTES {
        let row = match rows.try_recv() {
            Ok(row) => Some(row),
            Err(_) if batch.is_empty() => rows.recv().await,
            Err(_) => tokio::time::timeout(PATIENCE, rows.recv()).await.ok().flatten(),
        };
        let Some(row) = row else { break };
        bytes += row.bytes();
        batch.push(row);
    }
    batch
}

/// Reads on all cores what is not known.
fn take<R: Record>(
    raw: Vec<RawRow>,
    fingerprints: &[Option<Fingerprint>],
    standing: &HashMap<Fingerprint, Vec<Standing>>,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Vec<Taken<R>> {
    raw.into_par_iter()
        .zip(fingerprints)
        .map(|(raw, fingerprint)| match fingerprint.and_then(|fingerprint| standing.get(&fingerprint)) {
            Some(standing) => Taken::Known(raw, standing.clone()),
            None => Taken::Read(Row { fingerprint: *fingerprint, ..reader.read(raw, now) }),
        })
        .collect()
}

/// Does what keeps a core busy off the threads that wait for the network.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}

/// Tells the second row of one key from the first.
pub(super) fn count_occurrences<R>(rows: &mut [Row<R>], occurrences: &mut HashMap<u64, i32>) {
    for row in rows {
        count_occurrence(row, occurrences);
    }
}

fn count_occurrence<R>(row: &mut Row<R>, occurrences: &mut HashMap<u64, i32>) {
    if row.record.is_ok() {
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

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[tokio::test]
    async fn rows_that_are_large_come_in_smaller_batches() {
        for (bytes, expected) in [(10, BATCH), (50_000, 21), (3 * BATCH_BYTES, 1)] {
            let (sender, mut rows) = mpsc::channel(4);
            let sending = tokio::spawn(async move {
                for position in 1.. {
                    let cells = Map::from_iter([("Bio".to_owned(), json!(["x".repeat(bytes)]))]);
                    if sender.send(RawRow::new(position, cells)).await.is_err() {
                        break;
                    }
                }
            });
            assert_eq!(next_batch(&mut rows).await.len(), expected, "rows of {bytes} bytes");
            drop(rows);
            sending.await.unwrap();
        }
    }
}
