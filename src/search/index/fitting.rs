//! The rows that words find, and how well each fits.

use roaring::{MultiOps, RoaringBitmap};

use super::Index;
use super::state::State;
use super::text::{Sink, Texts};
use crate::search::shared::YES;
use crate::search::words::{Item, Words};

/// Rows that words find, and how well each fits.
pub(super) struct Fitting {
    pub(super) rows: RoaringBitmap,
    pub(super) scores: Vec<f32>,
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
        self.fitting(words).rows.contains(row)
    }

    fn guessed(&self, words: &Words) -> Vec<(String, Vec<String>)> {
        /// So many of the words that are like one are looked at.
        const MOST: usize = 12;
        let Some(texts) = &self.texts else { return Vec::new() };
        let mut scores = Vec::new();
        let mut having = |word: &str, is_begun| {
            scores.resize(self.size(), 0.0);
            self.find_exactly(&Item::Word { word: word.to_owned(), is_begun }, &mut scores).len()
        };
        let mut guess = |item: &Item| {
            let Item::Word { word, is_begun } = item else { return None };
            if texts.surely_has(word, *is_begun) || having(word, *is_begun) > 0 {
                return None;
            }
            let alike = texts.all_alike(word).ok()?;
            // By the rows that are there: what the dictionary counts may be gone, in one process sooner than in another.
            let alike = alike.iter().take(MOST).map(|(word, _)| (having(word, false), word.clone()));
            let mut alike: Vec<(u64, String)> = alike.filter(|(rows, _)| *rows > 0).collect();
            alike.sort_by(|(rows, word), (other_rows, other)| {
                other_rows.cmp(rows).then_with(|| word.cmp(other))
            });
            let alike: Vec<String> = alike.into_iter().map(|(_, word)| word).collect();
            (!alike.is_empty()).then(|| (word.clone(), alike))
        };
        words.wanted.iter().flatten().filter_map(&mut guess).collect()
    }

    pub(super) fn fitting(&self, words: &Words) -> Fitting {
        let mut scores = vec![0.0; self.size()];
        let mut rows: Option<RoaringBitmap> = None;
        for alternatives in &words.wanted {
            let found = alternatives
                .iter()
                .map(|item| self.find(item, &mut scores))
                .reduce(|any, found| any | found)
                .unwrap_or_default();
            rows = Some(rows.map_or_else(|| found.clone(), |rows| rows & &found));
        }
        let mut rows = rows.unwrap_or_else(|| self.alive.clone()) & &self.alive;
        let mut unscored = vec![0.0; if words.unwanted.is_empty() { 0 } else { self.size() }];
        for item in &words.unwanted {
            rows -= self.find_exactly(item, &mut unscored);
        }
        Fitting { rows, scores }
    }

    /// The rows that have an item, and those that have something like it which is far commoner.
    fn find(&self, item: &Item, scores: &mut [f32]) -> RoaringBitmap {
        /// To be something counts as much as to say it in the lead.
        const IS_IT: f32 = 6.0;
        /// Who asks for a role means those who have it: no words outweigh that ("chief product officer" is not nearly a "chief
        /// financial officer").
        const HAS_ROLE: f32 = 60.0;
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
            Item::Known { column, slugs, words } => {
                let all = words
                    .iter()
                    .map(|word| self.find_exactly(word, scores))
                    .reduce(|all, found| all & found)
                    .unwrap_or_default();
                let tagged = slugs.iter().filter_map(|slug| self.tagged(column, slug)).union();
                let is_it = if *column == "role" { HAS_ROLE } else { IS_IT };
                for row in &tagged {
                    scores[row as usize] += is_it;
                }
                all | tagged
            }
        }
    }

    /// The rows with a tag; what both lists call by one name is a plain yes in one of them ("remote").
    fn tagged(&self, column: &str, slug: &str) -> Option<&RoaringBitmap> {
        self.having(column, slug).or_else(|| self.having(column, YES).filter(|_| slug == column))
    }

    fn find_exactly(&self, item: &Item, scores: &mut [f32]) -> RoaringBitmap {
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
        scores: &mut [f32],
        find: impl FnOnce(&Texts, Sink<'_>) -> tantivy::Result<()>,
    ) -> RoaringBitmap {
        let Some(texts) = &self.texts else { return RoaringBitmap::new() };
        // Rows come in no order: bits are set in a tenth of the time that a bitmap takes to put each in its place.
        let mut bits = vec![0_u8; self.size().div_ceil(8)];
        let mut sink = |row: u32, score: f32| {
            if let Some(sum) = scores.get_mut(row as usize) {
                *sum += score;
                bits[row as usize / 8] |= 1 << (row % 8);
            }
        };
        if let Err(error) = find(texts, &mut sink) {
            tracing::error!(%error, "the words can't be read");
        }
        RoaringBitmap::from_lsb0_bytes(0, &bits) & &self.alive
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
