//! The rows that words find, and how well each fits.

use std::cell::OnceCell;
use std::sync::Arc;

use roaring::{MultiOps, RoaringBitmap};

use super::Index;
use super::said::{Fits, Said};
use super::scores::Scores;
use super::state::State;
use super::text::{Sink, Texts};
use crate::search::shared::YES;
use crate::search::words::{Item, Words};

/// What words find.
pub(super) enum Fitting<'a> {
    /// All that one item finds; how well each fits is spread out when it is asked for.
    One(One<'a>),
    /// What several items find together, and how well each fits.
    Several(RoaringBitmap, Scores<'a>),
}

/// What one item finds.
pub(super) struct One<'a> {
    item: &'a Item,
    /// Its rows.
    pub said: Arc<Said>,
    /// How well each fits, where that was found with them.
    fits: OnceCell<Arc<Fits>>,
    scores: OnceCell<Scores<'a>>,
}

impl<'a> Fitting<'a> {
    /// The rows that are found.
    pub(super) fn rows(&self) -> &RoaringBitmap {
        match self {
            Self::One(one) => &one.said.rows,
            Self::Several(rows, _) => rows,
        }
    }

    /// How well each fits.
    pub(super) fn scores(&self, state: &'a State) -> &Scores<'a> {
        match self {
            Self::One(one) => one.scores.get_or_init(|| {
                let mut scores = state.scores();
                scores.add_said(&one.said, &one.fits(state));
                scores
            }),
            Self::Several(_, scores) => scores,
        }
    }

    /// The one item that finds all of them.
    pub(super) fn one(&self) -> Option<&One<'a>> {
        match self {
            Self::One(one) => Some(one),
            Self::Several(..) => None,
        }
    }
}

impl<'a> One<'a> {
    fn of(item: &'a Item, state: &State) -> Self {
        let fits = OnceCell::new();
        let said = state.said.said(item, || {
            let (rows, found) = state.found(item);
            (rows, fits.get_or_init(|| found).clone())
        });
        Self { item, said, fits, scores: OnceCell::new() }
    }

    fn fits(&self, state: &State) -> Arc<Fits> {
        self.fits.get_or_init(|| state.said.both(self.item, || state.found(self.item)).1).clone()
    }

    /// So many of the rows as a list shows them, those that fit best first; nothing where that goes too far.
    pub(super) fn page(&self, state: &State, offset: usize, limit: usize) -> Option<&[u32]> {
        self.said.page(state, offset, limit, || self.fits(state))
    }
}

impl Index {
    /// For each word that nobody has what is looked for instead, the commonest first.
    pub fn guessed(&self, words: &Words) -> Vec<(String, Vec<String>)> {
        self.read().as_ref().map(|state| state.guessed(words)).unwrap_or_default()
    }
}

impl State {
    /// Whether words find a row.
    pub(super) fn has_words(&self, words: &Words, row: u32) -> bool {
        self.fitting(words).rows().contains(row)
    }

    fn guessed(&self, words: &Words) -> Vec<(String, Vec<String>)> {
        let Some(texts) = &self.texts else { return Vec::new() };
        let mut scores = self.scores();
        let mut guess = |item: &Item| {
            let Item::Word { word, is_begun } = item else { return None };
            if texts.surely_has(word, *is_begun) || !self.find_exactly(item, &mut scores).is_empty() {
                return None;
            }
            let meant: Vec<String> = texts.meant(word, 0).ok()?.into_iter().map(|(word, _)| word).collect();
            (!meant.is_empty()).then(|| (word.clone(), meant))
        };
        words.wanted.iter().flatten().filter_map(&mut guess).collect()
    }

    pub(super) fn fitting<'a>(&'a self, words: &'a Words) -> Fitting<'a> {
        if let ([alternatives], []) = (&*words.wanted, &*words.unwanted)
            && let [item] = &**alternatives
        {
            return Fitting::One(One::of(item, self));
        }
        let mut scores = self.scores();
        let mut find = |item: &Item| {
            let (said, fits) = self.said.both(item, || self.found(item));
            scores.add_said(&said, &fits);
            said
        };
        let rows = words.wanted.iter().map(|alternatives| {
            let found: Vec<Arc<Said>> = alternatives.iter().map(&mut find).collect();
            found.iter().map(|said| &said.rows).union()
        });
        let mut rows = rows.reduce(|all, found| all & found).unwrap_or_else(|| self.alive.clone());
        if !words.unwanted.is_empty() {
            let mut unscored = self.scores();
            for item in &words.unwanted {
                rows -= self.find_exactly(item, &mut unscored);
            }
        }
        Fitting::Several(rows, scores)
    }

    /// What an item finds, and how well each row fits.
    fn found(&self, item: &Item) -> (RoaringBitmap, Arc<Fits>) {
        let mut scores = self.scores();
        let rows = self.find(item, &mut scores) & &self.alive;
        let fits = Arc::new(Fits::of(&rows, &scores));
        (rows, fits)
    }

    /// The rows that have an item, and those that have something like it which is far commoner.
    fn find(&self, item: &Item, scores: &mut Scores<'_>) -> RoaringBitmap {
        /// To be something counts as much as to say it in the lead.
        const IS_IT: f32 = 6.0;
        /// Who asks for a role means those who have it: no words outweigh that ("chief product officer" is not nearly a "chief
        /// financial officer").
        const HAS_ROLE: f32 = 60.0;
        /// Who asks for a place means those who live there, not those who studied at its university.
        const LIVES_THERE: f32 = 30.0;
        /// So many times as often as a word somebody has, its neighbour is what was meant, there as here.
        const FAR_COMMONER: u64 = 50;
        match item {
            Item::Word { word, .. } => {
                let found = self.find_exactly(item, scores);
                let often = found.len() * FAR_COMMONER;
                if often > self.alive.len() {
                    return found;
                }
                found | self.sink(scores, |texts, sink| texts.like(word, often, sink))
            }
            Item::Phrase(_) => self.find_exactly(item, scores),
            Item::Known { column, slugs, countries, words } => {
                let all = if item.is_code() {
                    RoaringBitmap::new()
                } else {
                    let found = words.iter().map(|word| self.find_exactly(word, scores));
                    found.reduce(|all, found| all & found).unwrap_or_default()
                };
                let mut tagged = slugs.iter().filter_map(|slug| self.tagged(column, slug)).union();
                for for_them in countries.iter().filter_map(|code| self.having("applicants", code)) {
                    tagged |= for_them;
                }
                let is_it = match *column {
                    "role" => HAS_ROLE,
                    "location" => LIVES_THERE,
                    _ => IS_IT,
                };
                scores.add(&tagged, is_it);
                all | tagged
            }
        }
    }

    /// The rows with a tag; what both lists call by one name is a plain yes in one of them ("remote").
    fn tagged(&self, column: &str, slug: &str) -> Option<&RoaringBitmap> {
        self.having(column, slug).or_else(|| self.having(column, YES).filter(|_| slug == column))
    }

    fn find_exactly(&self, item: &Item, scores: &mut Scores<'_>) -> RoaringBitmap {
        match item {
            Item::Word { word, is_begun } => {
                self.sink(scores, |texts, sink| texts.word(word, *is_begun, sink))
            }
            Item::Phrase(words) => self.sink(scores, |texts, sink| texts.phrase(words, sink)),
            Item::Known { .. } => RoaringBitmap::new(),
        }
    }

    fn sink(
        &self,
        scores: &mut Scores<'_>,
        find: impl FnOnce(&Texts, Sink<'_>) -> tantivy::Result<()>,
    ) -> RoaringBitmap {
        let Some(texts) = &self.texts else { return RoaringBitmap::new() };
        let found = scores.score(|sink| {
            if let Err(error) = find(texts, sink) {
                tracing::error!(%error, "the words can't be read");
            }
        });
        found & &self.alive
    }
}

/// Scores that differ by less than this are equal: what else speaks for a row decides.
pub(super) fn level(score: f32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a score is some dozens, and what isn't a number becomes 0"
    )]
    let level = (score * 2.0) as u32;
    level
}
