//! One transaction of an entity at a time, and all of a source's requests that wait for it together in the next one.
//!
//! Requests wait here, and not each with a connection that readers need. Who has the turn takes along what waits: in a
//! burst, one commit serves many requests, and each still gets its own answer.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, MutexGuard as Turned, oneshot};

use super::delivery::{Delivery, Taken};
use super::executive::ExecutiveRecord;
use super::job::JobRecord;
use super::record::Row;
use crate::error::Result;

/// Rows of one transaction. What comes together should be written well within the patience of the last in the line.
const MOST_TOGETHER: usize = 200;

/// The lines, first come, first served.
#[derive(Default)]
pub struct Queue {
    /// Of rows about people.
    pub executives: Arc<Line<ExecutiveRecord>>,
    /// Of rows about postings.
    pub jobs: Arc<Line<JobRecord>>,
}

/// The requests of one entity.
pub struct Line<R> {
    turn: Turn<()>,
    waiting: Mutex<VecDeque<Waiting<R>>>,
}

impl<R> Default for Line<R> {
    fn default() -> Self {
        Self { turn: Turn::default(), waiting: Mutex::default() }
    }
}

/// A request in the line.
pub struct Waiting<R> {
    /// Who delivers, and under which rules.
    pub delivery: Delivery,
    /// Its rows, ready to be written.
    pub rows: Vec<Row<R>>,
    /// Where the answer goes; closed when nobody waits for it any more.
    pub answer: oneshot::Sender<Result<Vec<Taken>>>,
}

impl<R> Line<R> {
    /// Puts a request at the end of the line. Whoever does so comes for a turn, too, so that nobody is left waiting.
    pub fn join(&self, request: Waiting<R>) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(request);
    }

    /// The right to write, until it is dropped.
    pub async fn turn(&self) -> Turned<'_, ()> {
        self.turn.lock().await
    }

    /// The first in the line, with those behind it that may go in the same transaction: of the same source, and no dry
    /// run. Empty when others took along all that waited.
    pub fn next(&self) -> Vec<Waiting<R>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|request| !request.answer.is_closed());
        let Some(first) = waiting.pop_front() else { return Vec::new() };
        let (source, is_alone) = (first.delivery.source.id, first.delivery.dry_run);
        let mut count = first.rows.len();
        let mut together = vec![first];
        if is_alone {
            return together;
        }
        let mut others = VecDeque::with_capacity(waiting.len());
        for request in waiting.drain(..) {
            let is_of_it = request.delivery.source.id == source && !request.delivery.dry_run;
            if is_of_it && count + request.rows.len() <= MOST_TOGETHER {
                count += request.rows.len();
                together.push(request);
            } else {
                // What is behind one that has to wait waits, too: a source's rows keep their order.
                count = if is_of_it { MOST_TOGETHER } else { count };
                others.push_back(request);
            }
        }
        *waiting = others;
        together
    }
}

/// In which round each row can be written. A round holds a row of a source once: one that comes again with other words
/// is of a later round, and those that repeat it are all of the round after, where they are known to be nothing new.
pub fn rounds<R>(rows: &[Row<R>]) -> Vec<usize> {
    let mut last: HashMap<(&str, i32), (usize, &[u8; 32], bool)> = HashMap::new();
    (rows.iter())
        .map(|row| {
            if row.record.is_err() {
                return 0;
            }
            let key = (row.key.as_str(), row.occurrence);
            let now = match last.get(&key) {
                None => (0, &row.hash, true),
                Some(&(round, hash, says_news)) if *hash == row.hash => {
                    (round + usize::from(says_news), hash, false)
                }
                Some(&(round, ..)) => (round + 1, &row.hash, true),
            };
            last.insert(key, now);
            now.0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingestion::record::{Written, no_cells};
    use crate::ingestion::refusal::Refusal;

    fn row(key: &str, occurrence: i32, hash: u8) -> Row<()> {
        Row {
            position: 0,
            raw: no_cells(),
            written: Written::default(),
            record: Ok(()),
            traces: Vec::new(),
            warnings: Vec::new(),
            unknown: Vec::new(),
            key: key.to_owned(),
            occurrence,
            hash: [hash; 32],
            replays: None,
            fingerprint: None,
        }
    }

    #[test]
    fn a_round_holds_a_row_once_and_repetitions_share_the_next() {
        let mut rows = vec![
            row("a", 0, 1),
            row("b", 0, 1),
            row("a", 0, 1),
            row("a", 0, 1),
            row("a", 1, 1),
            row("a", 0, 2),
            row("a", 0, 2),
            row("b", 0, 2),
        ];
        assert_eq!(rounds(&rows), [0, 0, 1, 1, 0, 2, 3, 1]);
        rows[1].record = Err(Refusal::Row(String::new()));
        assert_eq!(rounds(&rows), [0, 0, 1, 1, 0, 2, 3, 0]);
    }
}
