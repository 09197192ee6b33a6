//! What common words find, remembered until a row changes: at a million rows it takes milliseconds to score each that says one,
//! and as many to count what they have.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use roaring::RoaringBitmap;

use super::ask::are_many;
use super::each::{each, some_of};
use super::rank::Worth;
use super::scores::Scores;
use super::state::State;
use crate::search::words::Item;

/// What fewer rows say is found again in less time than the rest of a page takes.
const MANY: u64 = 1 << 10;
/// Remembered is what more than one row in so many says.
const SHARE: u64 = 64;
/// How many bytes are kept, and of how many items: at a million rows nearly all words that are so common.
const MOST: u64 = 96 << 20;
const ITEMS: usize = 512;
/// As many rows as are found first, in order.
const FIRST: usize = 240;
/// How many steps there are from no score to an item's highest.
const STEPS: f32 = 255.0;

/// What one item of a search finds.
#[derive(Debug)]
pub(super) struct Said {
    /// The rows that say it, or are tagged with it.
    pub rows: RoaringBitmap,
    /// How well each fits, in their order, in steps.
    scores: Box<[u8]>,
    /// What a step is worth.
    step: f32,
    /// Those of them that come first in the list's own order, once that was asked for.
    first: OnceLock<Box<[u32]>>,
    /// By code how many of the rows have each value, once it was worth finding out.
    counts: OnceLock<Arc<[u32]>>,
    /// Whether they were asked for.
    were_asked: AtomicBool,
}

/// What common items find, as far as it was asked for since the last change.
#[derive(Debug)]
pub(super) struct Remembered(Cache<Item, Arc<Said>, Bytes>);

#[derive(Clone, Debug)]
struct Bytes;

impl Weighter<Item, Arc<Said>> for Bytes {
    fn weight(&self, _: &Item, said: &Arc<Said>) -> u64 {
        // Scores; a bit or two bytes for each row; counts, and what holds all together.
        said.scores.len() as u64 + said.rows.serialized_size() as u64 + (1 << 14)
    }
}

impl Default for Remembered {
    fn default() -> Self {
        // In one piece: of several, one may be full of heavy words while the others have room.
        let mut options = OptionsBuilder::new();
        options.shards(1).estimated_items_capacity(ITEMS).weight_capacity(MOST);
        let options = options.build().expect("both capacities are given");
        Self(Cache::with_options(options, Bytes, DefaultHashBuilder::default(), DefaultLifecycle::default()))
    }
}

impl Remembered {
    /// What an item was found to find.
    pub fn get(&self, item: &Item) -> Option<Arc<Said>> {
        self.0.get(item)
    }

    /// What these rows say, which were scored for it alone; remembered where they are many of `all`.
    pub fn note(&self, item: &Item, rows: RoaringBitmap, scores: &Scores<'_>, all: u64) -> Arc<Said> {
        let mut highest = 0.0_f32;
        each(&rows, |row| highest = highest.max(scores.of(row)));
        let step = highest / STEPS;
        let mut of_each = Vec::with_capacity(usize::try_from(rows.len()).unwrap_or_default());
        each(&rows, |row| of_each.push(steps(scores.of(row), step)));
        let is_common = rows.len() >= MANY.max(all / SHARE);
        let (counts, first, were_asked) = Default::default();
        let said = Arc::new(Said { rows, scores: of_each.into(), step, first, counts, were_asked });
        if is_common {
            self.0.insert(item.clone(), said.clone());
        }
        said
    }

    /// Forgets everything: a row changed.
    pub fn forget(&self) {
        self.0.clear();
    }
}

impl Said {
    /// Every row with how well it fits.
    pub fn each(&self, mut score: impl FnMut(u32, f32)) {
        let mut scores = self.scores.iter();
        some_of(&self.rows, |rows| {
            rows.iter().zip(scores.by_ref()).for_each(|(row, of)| score(*row, f32::from(*of) * self.step));
        });
    }

    /// So many of the rows as a list shows them, those that fit best first; nothing where that goes too far.
    pub fn page(&self, state: &State, offset: usize, limit: usize) -> Option<&[u32]> {
        let first = self.first.get_or_init(|| {
            let mut scores = state.scores();
            scores.add_said(self);
            let worth = Worth::Fit(&scores);
            state.order(0).first_by(&self.rows, |row| worth.of(row), None, 0, FIRST).into()
        });
        let is_there = offset + limit <= FIRST;
        is_there.then(|| &first[offset.min(first.len())..(offset + limit).min(first.len())])
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
        assert!(state.said.get(&item).is_none());
        for offset in [0, 24, 216, 480] {
            let Found { ids, total, counts, .. } = state.ask(&asked("growth", offset));
            assert_eq!((ids.len(), total), (24, 2_143), "{offset}");
            // Asked otherwise, each row is gone through.
            let through = state.ask(&Ask { says_end: true, ..asked("growth", offset) });
            assert_eq!(ids, through.ids, "{offset}");
            for (place, count) in &counts[0] {
                let rows = &state.columns["location"][place].rows;
                let having = rows.intersection_len(&state.said.get(&item).unwrap().rows);
                assert_eq!(*count, having, "{place}");
            }
        }
        assert!(state.said.get(&item).is_some());
        // With a condition, and with another word, it is spread out.
        let here = Predicate::AnyOf("location", vec!["place-1".into()]);
        let condition = state.ask(&Ask { conditions: vec![("location", here)], ..asked("growth", 0) });
        let both = state.ask(&asked("growth person", 0));
        state.said.forget();
        let here = Predicate::AnyOf("location", vec!["place-1".into()]);
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
