//! Which rows became others, and when: what is kept of a row is held against it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::changes::Shown;

/// Rows that are remembered. What was read before the first of them is read again.
const MOST: usize = 65_536;

/// Rows that became others, or may have, each with the moment when that was heard.
#[derive(Default)]
pub(super) struct Touched {
    /// Counts moments.
    moment: AtomicU64,
    log: Mutex<Log>,
}

#[derive(Default)]
struct Log {
    rows: HashMap<Shown, u64>,
    /// Of everything that was touched after this moment, we know.
    known_since: u64,
}

impl Touched {
    /// The moment of now: what is read from now on has all that was heard so far.
    pub(super) fn moment(&self) -> u64 {
        self.moment.load(Ordering::Acquire)
    }

    /// These rows may be others from now on.
    pub(super) fn note(&self, rows: impl IntoIterator<Item = Shown>) {
        let mut log = self.log();
        let moment = self.next();
        log.rows.extend(rows.into_iter().map(|row| (row, moment)));
        if log.rows.len() > MOST {
            log.rows = HashMap::new();
            log.known_since = moment;
        }
    }

    /// Any row may be.
    pub(super) fn note_all(&self) {
        let mut log = self.log();
        log.known_since = self.next();
        log.rows = HashMap::new();
    }

    /// Whether nothing was heard of any of these names of a row since it was read.
    pub(super) fn is_untouched(&self, since: u64, names: &[Shown]) -> bool {
        if since == self.moment() {
            return true;
        }
        let log = self.log();
        since >= log.known_since
            && names.iter().all(|name| log.rows.get(name).is_none_or(|moment| *moment <= since))
    }

    /// Under the lock: who finds the new moment finds what belongs to it.
    fn next(&self) -> u64 {
        self.moment.fetch_add(1, Ordering::AcqRel) + 1
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_untouched_until_it_or_everything_is_touched() {
        let touched = Touched::default();
        let [ann, ben] = [Shown(1), Shown(2)];
        let before = touched.moment();
        assert!(touched.is_untouched(before, &[ann]));
        touched.note([ben]);
        assert!(touched.is_untouched(before, &[ann]));
        assert!(!touched.is_untouched(before, &[ann, ben]), "one of its names is enough");
        let after = touched.moment();
        assert!(touched.is_untouched(after, &[ben]), "what was read later has the change");
        touched.note_all();
        assert!(!touched.is_untouched(after, &[ann]));
        assert!(touched.is_untouched(touched.moment(), &[ann]));
    }

    #[test]
    fn what_is_forgotten_counts_as_touched() {
        let touched = Touched::default();
        let before = touched.moment();
        touched.note((0..=MOST as u64).map(Shown));
        assert!(!touched.is_untouched(before, &[Shown(u64::MAX)]));
        assert!(touched.is_untouched(touched.moment(), &[Shown(0)]));
    }
}
