//! What words find, remembered until a row changes: at a million rows it takes milliseconds to score each that says a common one,
//! and as many to count what they have.
//!
//! Remembered are apart which rows those are, with the first of them and what they have, and how well each fits: the one answers
//! whoever searches for that alone, and takes a fraction of the memory; the other is needed beside filters and other words.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use roaring::RoaringBitmap;

use super::ask::are_many;
use super::each::{each, some_of};
use super::fitting::level;
use super::scores::Scores;
use super::state::State;
use crate::search::words::Item;

/// What fewer rows say is found again in less time than the rest of a page takes.
const MANY: u64 = 1 << 10;
/// How many bytes are kept of which rows say something, and how many of how well they fit.
const MOST_ROWS: u64 = 96 << 20;
const MOST_FITS: u64 = 32 << 20;
/// Of how many items, more or less.
const ITEMS: usize = 1_024;
/// As many rows as are found first, in order.
const FIRST: usize = 240;
/// How many steps there are from no score to an item's highest.
const STEPS: f32 = 255.0;

/// What one item of a search finds.
#[derive(Debug)]
pub(super) struct Said {
    /// The rows that say it, or are tagged with it.
    pub rows: RoaringBitmap,
    /// Those of them that come first in the list's own order, once that was asked for.
    first: OnceLock<Box<[u32]>>,
    /// By code how many of the rows have each value, once it was worth finding out.
    counts: OnceLock<Arc<[u32]>>,
    /// Whether they were asked for.
    were_asked: AtomicBool,
}

/// How well each of the rows fits that an item finds, in their order.
#[derive(Debug)]
pub(super) struct Fits {
    /// In steps.
    steps: Box<[u8]>,
    /// What a step is worth.
    step: f32,
}

/// What items find, as far as it was asked for since the last change.
#[derive(Debug)]
pub(super) struct Remembered {
    said: Cache<Item, Arc<Said>, Bytes>,
    fits: Cache<Item, Arc<Fits>, Bytes>,
}

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<Item, Arc<Said>> for Bytes {
    fn weight(&self, _: &Item, said: &Arc<Said>) -> u64 {
        // A bit or two bytes for each row; the first; counts, and what holds all together.
        said.rows.serialized_size() as u64 + (1 << 14)
    }
}

impl Weighter<Item, Arc<Fits>> for Bytes {
    fn weight(&self, _: &Item, fits: &Arc<Fits>) -> u64 {
        fits.steps.len() as u64 + (1 << 8)
    }
}

impl Default for Remembered {
    fn default() -> Self {
        Self { said: cache(MOST_ROWS), fits: cache(MOST_FITS) }
    }
}

/// In one piece: of several, one may be full of heavy words while the others have room.
fn cache<V: Clone>(most: u64) -> Cache<Item, V, Bytes>
where
    Bytes: Weighter<Item, V>,
{
    let mut options = OptionsBuilder::new();
    options.shards(1).estimated_items_capacity(ITEMS).weight_capacity(most);
    let options = options.build().expect("both capacities are given");
    Cache::with_options(options, Bytes, DefaultHashBuilder::default(), DefaultLifecycle::default())
}

impl Remembered {
    /// What an item finds: as it is remembered, or found now; remembered where that is much.
    pub fn said(&self, item: &Item, find: impl FnOnce() -> (RoaringBitmap, Arc<Fits>)) -> Arc<Said> {
        self.said.get(item).unwrap_or_else(|| self.note(item, find()).0)
    }

    /// The same, and how well each row fits.
    pub fn both(
        &self,
        item: &Item,
        find: impl FnOnce() -> (RoaringBitmap, Arc<Fits>),
    ) -> (Arc<Said>, Arc<Fits>) {
        let known = self.said.get(item).zip(self.fits.get(item));
        known.unwrap_or_else(|| self.note(item, find()))
    }

    fn note(&self, item: &Item, (rows, fits): (RoaringBitmap, Arc<Fits>)) -> (Arc<Said>, Arc<Fits>) {
        let is_much = rows.len() >= MANY;
        let said = self.said.get(item).unwrap_or_else(|| {
            let (first, counts, were_asked) = Default::default();
            Arc::new(Said { rows, first, counts, were_asked })
        });
        if is_much {
            self.said.insert(item.clone(), said.clone());
            self.fits.insert(item.clone(), fits.clone());
        }
        (said, fits)
    }

    /// Forgets everything: a row changed.
    pub fn forget(&self) {
        self.said.clear();
        self.fits.clear();
    }
}

impl Fits {
    /// Of these rows, which were scored for one item alone.
    pub fn of(rows: &RoaringBitmap, scores: &Scores<'_>) -> Self {
        let mut highest = 0.0_f32;
        each(rows, |row| highest = highest.max(scores.of(row)));
        let step = highest / STEPS;
        let mut of_each = Vec::with_capacity(usize::try_from(rows.len()).unwrap_or_default());
        each(rows, |row| of_each.push(steps(scores.of(row), step)));
        Self { steps: of_each.into(), step }
    }

    /// Every row with how well it fits.
    pub fn each(&self, rows: &RoaringBitmap, mut score: impl FnMut(u32, f32)) {
        let mut steps = self.steps.iter();
        some_of(rows, |rows| {
            rows.iter().zip(steps.by_ref()).for_each(|(row, of)| score(*row, f32::from(*of) * self.step));
        });
    }
}

impl Said {
    /// So many of the rows as a list shows them, those that fit best first; nothing where that goes too far.
    pub fn page(
        &self,
        state: &State,
        offset: usize,
        limit: usize,
        fits: impl FnOnce() -> Arc<Fits>,
    ) -> Option<&[u32]> {
        if offset + limit > FIRST {
            return None;
        }
        let first = self.first.get_or_init(|| {
            let fits = fits();
            let rows = |look: &mut dyn FnMut(u32, u32)| {
                fits.each(&self.rows, |row, score| look(row, level(score)));
            };
            state.order(0).first_of(rows, None, 0, FIRST).into()
        });
        Some(&first[offset.min(first.len())..(offset + limit).min(first.len())])
    }

    /// By code how many of the rows have each value. Nothing while nobody keeps the values by row, where these are nearly all
    /// rows, and where they are many: for one page it takes less to look up its values, and rows may change before somebody asks again.
    pub fn counts(&self, state: &State) -> Option<Arc<[u32]>> {
        if let Some(counts) = self.counts.get() {
            return Some(counts.clone());
        }
        let forward = state.forward.as_ref()?;
        let (rows, others) = (self.rows.len(), state.alive.len() - self.rows.len());
        // Of nearly all rows those that are left out are gone through.
        if !are_many(state, others) && others < rows {
            return None;
        }
        if are_many(state, rows) && !self.were_asked.swap(true, Ordering::Relaxed) {
            return None;
        }
        Some(self.counts.get_or_init(|| forward.count(&self.rows, state.coded.len()).into()).clone())
    }
}

/// A score in whole steps.
fn steps(score: f32, step: f32) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "there are no more than 255")]
    let steps = (score / step + 0.5) as u8;
    steps
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::ask::{Ask, Found, Options, Predicate};
    use super::super::text::TextWriter;
    use super::*;
    use crate::executives::search::LIST;
    use crate::search::words::Words;
    use crate::search::{Row, Text};

    const ROWS: u32 = 3_000;

    /// Rows of which two thirds say "growth", every seventh in its lead; each in one of five places.
    fn state() -> State {
        let mut state = State::empty(&LIST);
        let mut texts = TextWriter::new().unwrap();
        for at in 0..ROWS {
            let id = Uuid::from_u128(u128::from(at) + 1);
            let mut row = Row { id, numbers: vec![None; LIST.numbers.len()], ..Row::default() };
            row.choose("location", [Arc::<str>::from(format!("place-{}", at % 5))]);
            state.put(at, row);
            let lead = if at % 7 == 0 { "growth person" } else { "person" };
            let growth = if at % 3 == 0 { "" } else { " growth" };
            let body = format!("{lead}{growth} {}", "and more ".repeat(usize::try_from(at % 4).unwrap()));
            texts.add(at, &Text { lead: lead.to_owned(), body }).unwrap();
        }
        state.sort();
        state.texts = Some(texts.commit().unwrap());
        state
    }

    fn asked(text: &str, offset: usize) -> Ask {
        let words = Some(Words::read(text, None));
        let options = vec![("location", Options::Values("location"))];
        Ask { words, offset, limit: 24, options, ..Ask::default() }
    }

    #[test]
    fn what_is_remembered_is_found_as_it_was_found_first() {
        let state = state();
        let item = Words::read("growth", None).wanted[0][0].clone();
        assert!(state.said.said.get(&item).is_none());
        for offset in [0, 24, 216, 480] {
            let Found { ids, total, counts, .. } = state.ask(&asked("growth", offset));
            assert_eq!((ids.len(), total), (24, 2_143), "{offset}");
            // Asked otherwise, each row is gone through.
            let through = state.ask(&Ask { says_end: true, ..asked("growth", offset) });
            assert_eq!(ids, through.ids, "{offset}");
            for (place, count) in &counts[0] {
                let rows = state.having("location", place).unwrap();
                let having = rows.intersection_len(&state.said.said.get(&item).unwrap().rows);
                assert_eq!(*count, having, "{place}");
            }
        }
        assert!(state.said.said.get(&item).is_some());
        // With a condition, and with another word, it is spread out.
        let here = Predicate::AnyOf("location", ["place-1".into()].into());
        let condition = state.ask(&Ask { conditions: vec![("location", here)], ..asked("growth", 0) });
        let both = state.ask(&asked("growth person", 0));
        state.said.forget();
        let here = Predicate::AnyOf("location", ["place-1".into()].into());
        let again = state.ask(&Ask { conditions: vec![("location", here)], ..asked("growth", 0) });
        assert_eq!((condition.ids, condition.total), (again.ids, again.total));
        state.said.forget();
        assert_eq!(both.ids, state.ask(&asked("growth person", 0)).ids);
    }

    #[test]
    fn scores_are_steps_up_to_the_highest() {
        let step = 90.0 / STEPS;
        for (score, expected) in [(0.0, 0), (0.1, 0), (0.3, 1), (44.9, 127), (90.0, 255)] {
            assert_eq!(steps(score, step), expected, "{score}");
        }
        assert_eq!(steps(0.0, 0.0), 0, "where nothing scores");
    }
}
