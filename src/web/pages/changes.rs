//! What happened to the content since a page was made: who follows the database writes it down here, the kept pages ask.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::touched::Touched;

/// For how long the word of who follows the database holds. They look every two seconds, also when nothing happens.
const WORD_HOLDS: Duration = Duration::from_secs(10);
/// Moments of changes that are remembered: those of the last second, at the rate at which they can come, and more.
const MOST_MOMENTS: usize = 1_024;
/// Rows taken off the site that are remembered. A page from before all of them is not shown again.
const MOST_TAKEN: usize = 32_768;

/// What happened to the content, in order. Cheap to clone.
#[derive(Clone)]
pub struct Changes(Arc<Inner>);

struct Inner {
    /// Counts changes.
    generation: AtomicU64,
    /// Until when the word holds, in milliseconds since `start`.
    vouched_until: AtomicU64,
    start: Instant,
    hasher: RandomState,
    log: Mutex<Log>,
    touched: Touched,
}

#[derive(Default)]
struct Log {
    /// When each of the last changes was noted, by the generation that it began.
    moments: VecDeque<(u64, Instant)>,
    /// Addresses of rows that were taken off the site, with the generation that this began.
    taken: VecDeque<(u64, Shown)>,
    /// Of everything that was taken away after this generation, we know.
    known_since: u64,
}

/// The address of a row, or its id, in few bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shown(pub(super) u64);

/// How a page stands that was made some changes ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    /// Nothing has changed.
    Nothing,
    /// Something has, first at this moment; nothing that the page shows was taken off the site.
    Changed(Instant),
    /// Something has, longer ago than is remembered.
    ChangedLongAgo,
    /// What the page shows was taken off the site, or may have been.
    TakenAway,
}

impl Default for Changes {
    fn default() -> Self {
        Self(Arc::new(Inner {
            generation: AtomicU64::new(0),
            vouched_until: AtomicU64::new(0),
            start: Instant::now(),
            hasher: RandomState::new(),
            log: Mutex::default(),
            touched: Touched::default(),
        }))
    }
}

impl Changes {
    /// Something that pages show is another now. Call it once readers find it.
    pub fn note(&self) {
        let mut log = self.log();
        self.begin(&mut log);
    }

    /// These rows are others now, or may be: what is kept of them is read again. Pages need `note`.
    pub fn touch(&self, ids: &[Uuid]) {
        self.0.touched.note(ids.iter().map(|id| self.named(*id)));
    }

    /// Any row may be another now.
    pub fn touch_all(&self) {
        self.0.touched.note_all();
    }

    /// Rows left the site: pages that show one of these addresses are not shown any more.
    pub fn take_away(&self, addresses: impl IntoIterator<Item = impl AsRef<str>>) {
        let addresses: Vec<Shown> =
            addresses.into_iter().map(|address| self.shown(address.as_ref())).collect();
        // Before the pages: one that is made anew because of it finds what is so now.
        self.0.touched.note(addresses.iter().copied());
        let mut log = self.log();
        let generation = self.begin(&mut log);
        log.taken.extend(addresses.into_iter().map(|address| (generation, address)));
        while log.taken.len() > MOST_TAKEN {
            log.known_since = log.taken.pop_front().map_or(generation, |(forgotten, _)| forgotten);
        }
    }

    /// Rows may have left the site, and nobody knows which: no page of now is shown any more.
    pub fn take_all_away(&self) {
        self.touch_all();
        let mut log = self.log();
        log.known_since = self.begin(&mut log);
        log.taken.clear();
    }

    /// Whoever follows the database has seen all that there was a moment ago.
    pub fn vouch(&self) {
        self.0.vouched_until.store(self.milliseconds(Instant::now() + WORD_HOLDS), Ordering::Release);
    }

    /// Whoever follows the database has lost it.
    pub fn doubt(&self) {
        self.0.vouched_until.store(0, Ordering::Release);
    }

    /// Whether somebody follows the database, and said so of late.
    pub fn is_vouched(&self, now: Instant) -> bool {
        self.milliseconds(now) < self.0.vouched_until.load(Ordering::Acquire)
    }

    /// Changes so far: what is read from now on has all of them.
    pub(super) fn generation(&self) -> u64 {
        self.0.generation.load(Ordering::Acquire)
    }

    /// What happened since a generation to a page that shows these rows, in their order.
    pub(super) fn since(&self, generation: u64, shows: &[Shown]) -> Since {
        if generation == self.generation() {
            return Since::Nothing;
        }
        let log = self.log();
        let mut taken = log.taken.iter().rev().take_while(|(at, _)| *at > generation);
        if generation < log.known_since || taken.any(|(_, address)| shows.binary_search(address).is_ok()) {
            return Since::TakenAway;
        }
        let next = log.moments.partition_point(|(at, _)| *at <= generation);
        match log.moments.get(next) {
            Some((at, moment)) if *at == generation + 1 => Since::Changed(*moment),
            _ => Since::ChangedLongAgo,
        }
    }

    /// A row, by its address.
    pub fn shown(&self, address: &str) -> Shown {
        Shown(self.0.hasher.hash_one(address))
    }

    /// A row, by its id.
    pub fn named(&self, id: Uuid) -> Shown {
        Shown(self.0.hasher.hash_one(id))
    }

    /// The moment of now: what is read of rows from now on has all that was heard of them.
    pub fn moment(&self) -> u64 {
        self.0.touched.moment()
    }

    /// Whether nothing was heard of a row, by any of these names, since it was read.
    pub fn is_untouched(&self, since: u64, names: &[Shown]) -> bool {
        self.0.touched.is_untouched(since, names)
    }

    fn begin(&self, log: &mut Log) -> u64 {
        let generation = self.0.generation.load(Ordering::Acquire) + 1;
        log.moments.push_back((generation, Instant::now()));
        if log.moments.len() > MOST_MOMENTS {
            log.moments.pop_front();
        }
        self.0.generation.store(generation, Ordering::Release);
        generation
    }

    /// Saturates: for later moments than any program lives to see.
    fn milliseconds(&self, moment: Instant) -> u64 {
        u64::try_from(moment.saturating_duration_since(self.0.start).as_millis()).unwrap_or(u64::MAX)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Changes({})", self.generation())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_it_was_until_something_changes() {
        let changes = Changes::default();
        let made = changes.generation();
        assert_eq!(changes.since(made, &[]), Since::Nothing);
        changes.note();
        let Since::Changed(first) = changes.since(made, &[]) else { panic!("changed") };
        changes.note();
        assert_eq!(changes.since(made, &[]), Since::Changed(first), "since when, not when last");
        assert_eq!(changes.since(changes.generation(), &[]), Since::Nothing);
        for _ in 0..=MOST_MOMENTS {
            changes.note();
        }
        assert_eq!(changes.since(made, &[]), Since::ChangedLongAgo);
    }

    #[test]
    fn what_is_taken_away_takes_along_the_pages_that_show_it_and_no_others() {
        let changes = Changes::default();
        let [ann, ben] = ["/executives/ann", "/executives/ben"].map(|address| changes.shown(address));
        let before = changes.generation();
        changes.take_away(["/executives/ann"]);
        assert_eq!(changes.since(before, &[ann]), Since::TakenAway);
        assert!(matches!(changes.since(before, &[ben]), Since::Changed(_)));
        let after = changes.generation();
        changes.note();
        assert!(
            matches!(changes.since(after, &[ann]), Since::Changed(_)),
            "a page of later shows her rightly"
        );
    }

    #[test]
    fn what_is_not_known_any_more_counts_as_taken_away() {
        let changes = Changes::default();
        let before = changes.generation();
        changes.take_all_away();
        assert_eq!(changes.since(before, &[]), Since::TakenAway);
        let before = changes.generation();
        changes.take_away((0..=MOST_TAKEN).map(|n| format!("/jobs/{n}")));
        assert_eq!(changes.since(before, &[]), Since::TakenAway);
        assert_eq!(changes.since(changes.generation(), &[]), Since::Nothing);
    }

    #[test]
    fn a_word_holds_until_it_is_taken_back() {
        let changes = Changes::default();
        assert!(!changes.is_vouched(Instant::now()), "nobody has looked yet");
        changes.vouch();
        assert!(changes.is_vouched(Instant::now()));
        assert!(!changes.is_vouched(Instant::now() + WORD_HOLDS + Duration::from_secs(1)));
        changes.doubt();
        assert!(!changes.is_vouched(Instant::now()));
    }
}
