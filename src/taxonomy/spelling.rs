//! What a misspelt word of a name was meant to be.

use std::collections::{HashMap, HashSet};

use quick_cache::sync::Cache;
use strsim::osa_distance;

/// The words of names with how many names have each, by the letter with which they begin: hardly anybody errs there.
#[derive(Debug)]
pub(super) struct Spelling {
    known: HashSet<String>,
    words: HashMap<char, Vec<(String, usize)>>,
    /// What words of late were found to be: one page asks for the same ones many times, and each goes through some thousand.
    asked: Cache<String, Option<(char, usize)>>,
}

/// Words that are remembered.
const ASKED: usize = 4_096;

impl Spelling {
    /// The words of these folded names.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in names.flat_map(|name| name.split(' ')) {
            *counts.entry(word).or_default() += 1;
        }
        let mut words: HashMap<char, Vec<(String, usize)>> = HashMap::new();
        for (word, count) in counts {
            if let Some(first) = word.chars().next() {
                words.entry(first).or_default().push((word.to_owned(), count));
            }
        }
        let known = words.values().flatten().map(|(word, _)| word.clone()).collect();
        Self { known, words, asked: Cache::new(ASKED) }
    }

    /// The word itself where it is one of them, else the one that it is nearest to; of several the commonest.
    pub fn word(&self, word: &str) -> Option<&str> {
        if let Some(known) = self.known.get(word) {
            return Some(known);
        }
        let (first, at) = self.asked.get(word).unwrap_or_else(|| {
            let nearest = self.nearest(word);
            self.asked.insert(word.to_owned(), nearest);
            nearest
        })?;
        Some(&self.words[&first][at].0)
    }

    /// Where the word stands that a misspelt one is nearest to.
    fn nearest(&self, word: &str) -> Option<(char, usize)> {
        let first = word.chars().next()?;
        let words = self.words.get(&first)?.iter().enumerate();
        let slips = words.filter_map(|(at, (known, count))| Some((slips(word, known)?, known, count, at)));
        let nearest = slips.min_by(|(slips, known, count, _), (other_slips, other, other_count, _)| {
            (slips, other_count, known).cmp(&(other_slips, count, other))
        });
        nearest.map(|(.., at)| (first, at))
    }
}

/// How many letters are changed, added, left out or swapped with their neighbour; nothing where that is more than a slip: one from
/// five letters on, two from eight.
pub(super) fn slips(typed: &str, meant: &str) -> Option<usize> {
    let length = typed.chars().count();
    let most = match length {
        0..5 => return None,
        5..8 => 1,
        _ => 2,
    };
    if length.abs_diff(meant.chars().count()) > most {
        return None;
    }
    Some(osa_distance(typed, meant)).filter(|slips| *slips <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_what_people_do_and_no_more() {
        for (typed, meant, expected) in [
            ("cheif", "chief", Some(1)),
            ("ofiicer", "officer", Some(1)),
            ("markting", "marketing", Some(1)),
            ("finacial", "financial", Some(1)),
            ("tecnhology", "technology", Some(1)),
            ("enginering", "engineering", Some(1)),
            ("fransisco", "francisco", Some(1)),
            ("chief", "chief", Some(0)),
            ("cfp", "cfo", None),
            ("sales", "scale", None),
            ("martin", "marketing", None),
        ] {
            assert_eq!(slips(typed, meant), expected, "{typed}");
        }
    }

    #[test]
    fn of_several_words_the_nearest_is_meant_then_the_commonest() {
        let spelling = Spelling::of(["chief of staff", "chief data officer", "chiefs", "thief"].into_iter());
        for (typed, meant) in [
            ("cheif", Some("chief")),
            ("chiefs", Some("chiefs")),
            ("of", Some("of")),
            ("stafff", Some("staff")),
            ("xchief", None),
            ("", None),
        ] {
            assert_eq!(spelling.word(typed), meant, "{typed}");
        }
    }
}
