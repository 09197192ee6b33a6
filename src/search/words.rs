//! What somebody typed into the search box, read: words, "phrases", -exclusions, or, and names that the taxonomies know.
//!
//! Anything can be typed, and nothing of it is an error: what can't be meant is words.

use crate::taxonomy::vocabulary::fold;
use crate::taxonomy::{TaxonomyKind, Vocabulary};

/// How many words of a search count.
const MOST_WORDS: usize = 12;
/// Longer ones are nobody's word.
const LONGEST_WORD: usize = 60;
/// How many words a name of a taxonomy may have.
const LONGEST_NAME: usize = 5;

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// All of these must be found, each by any of its alternatives.
    pub wanted: Vec<Vec<Item>>,
    /// None of these may be found.
    pub unwanted: Vec<Item>,
}

/// One thing to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A word; the last one may be only begun.
    Word {
        /// The word, folded.
        word: String,
        /// Whether words that begin with it are found too.
        is_begun: bool,
    },
    /// Words that follow each other.
    Phrase(Vec<String>),
    /// What a taxonomy knows by this name: rows that are tagged with it, or that say it.
    Known {
        /// The column of the tag (`role`).
        column: &'static str,
        /// The tag's slug.
        slug: String,
        /// The words that were typed.
        words: Vec<Item>,
    },
}

#[derive(Debug, PartialEq)]
enum Token {
    Word(String),
    Phrase(Vec<String>),
    Not(Vec<String>),
    Or,
}

impl Words {
    /// Reads a search.
    pub fn read(text: &str, vocabulary: Option<&Vocabulary>) -> Self {
        let tokens = tokens(text);
        let mut words = Self::default();
        let last_word = tokens.iter().rposition(|token| !matches!(token, Token::Not(_)));
        let mut at = 0;
        let mut joins = false;
        while at < tokens.len() {
            let (item, taken) = match &tokens[at] {
                Token::Or => {
                    // Between two things it means either; elsewhere it is a word like others that everybody has.
                    joins = !words.wanted.is_empty();
                    at += 1;
                    continue;
                }
                Token::Not(excluded) => {
                    words.unwanted.push(several(excluded));
                    at += 1;
                    continue;
                }
                Token::Phrase(phrase) => (several(phrase), 1),
                Token::Word(_) => item(&tokens[at..], last_word.map(|last| last - at), vocabulary),
            };
            at += taken;
            match words.wanted.last_mut() {
                Some(alternatives) if joins => alternatives.push(item),
                _ => words.wanted.push(vec![item]),
            }
            joins = false;
        }
        words
    }

    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }
}

fn several(words: &[String]) -> Item {
    match words {
        [word] => Item::Word { word: word.clone(), is_begun: false },
        words => Item::Phrase(words.to_vec()),
    }
}

/// The longest name that begins here, else one word.
fn item(tokens: &[Token], last: Option<usize>, vocabulary: Option<&Vocabulary>) -> (Item, usize) {
    let run: Vec<&str> = (tokens.iter().take(LONGEST_NAME))
        .map_while(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    let word = |at: usize| Item::Word { word: run[at].to_owned(), is_begun: last == Some(at) };
    for length in (1..=run.len()).rev() {
        let Some((column, slug)) = vocabulary.and_then(|known| name(known, &run[..length].join(" "))) else {
            continue;
        };
        return (Item::Known { column, slug, words: (0..length).map(word).collect() }, length);
    }
    (word(0), 1)
}

/// The row of a taxonomy that goes by this name.
fn name(vocabulary: &Vocabulary, text: &str) -> Option<(&'static str, String)> {
    [
        (TaxonomyKind::Role, "role"),
        (TaxonomyKind::Industry, "industry"),
        (TaxonomyKind::Specialty, "specialty"),
        (TaxonomyKind::Location, "location"),
    ]
    .into_iter()
    .find_map(|(kind, column)| Some((column, vocabulary.slug(kind, text)?.to_owned())))
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut budget = MOST_WORDS;
    let mut rest = text.trim_start();
    while !rest.is_empty() && budget > 0 {
        let positive = rest.trim_start_matches(['-', '−']);
        let is_not = positive.len() < rest.len() && !positive.starts_with(char::is_whitespace);
        rest = positive;
        let (piece, is_quoted, after) = piece(rest);
        rest = after.trim_start();
        if !is_not && !is_quoted && (piece.eq_ignore_ascii_case("or") || piece == "|") {
            tokens.push(Token::Or);
            continue;
        }
        let words: Vec<String> = fold(piece)
            .split(' ')
            .filter(|word| !word.is_empty() && word.len() <= LONGEST_WORD)
            .take(budget)
            .map(str::to_owned)
            .collect();
        budget -= words.len();
        match (words.is_empty(), is_not, is_quoted) {
            (true, ..) => {}
            (_, true, _) => tokens.push(Token::Not(words)),
            (_, _, true) => tokens.push(Token::Phrase(words)),
            _ => tokens.extend(words.into_iter().map(Token::Word)),
        }
    }
    while tokens.last() == Some(&Token::Or) {
        tokens.pop();
    }
    tokens
}

/// The next quoted text or word, and what follows it. A quote that is never closed goes to the end.
fn piece(text: &str) -> (&str, bool, &str) {
    const QUOTES: [char; 4] = ['"', '“', '”', '„'];
    if let Some(inside) = text.strip_prefix(QUOTES) {
        return match inside.find(QUOTES) {
            Some(end) => {
                let quote = inside[end..].chars().next().map_or(1, char::len_utf8);
                (&inside[..end], true, &inside[end + quote..])
            }
            None => (inside, true, ""),
        };
    }
    let end = text.find(|c: char| c.is_whitespace() || QUOTES.contains(&c)).unwrap_or(text.len());
    (&text[..end], false, &text[end..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        let words = Words::read(text, Some(&Vocabulary::shipped()));
        let item = |item: &Item| say(item);
        let wanted = words.wanted.iter().map(|any| any.iter().map(item).collect::<Vec<_>>().join("|"));
        let unwanted = words.unwanted.iter().map(|unwanted| format!("-{}", say(unwanted)));
        wanted.chain(unwanted).collect::<Vec<_>>().join(" ")
    }

    fn say(item: &Item) -> String {
        match item {
            Item::Word { word, is_begun } => format!("{word}{}", if *is_begun { "*" } else { "" }),
            Item::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Item::Known { column, slug, words } => {
                format!("{column}:{slug}({})", words.iter().map(say).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn what_is_typed_is_read_as_people_mean_it() {
        for (typed, read_as) in [
            ("", ""),
            ("Zoë  harbour", "zoe harbour*"),
            ("\"cash flow\" zoe", "\"cash flow\" zoe*"),
            ("zoe -harbour", "zoe* -harbour"),
            ("zoe -\"harbour foods\"", "zoe* -\"harbour foods\""),
            ("zoe or ben", "zoe|ben*"),
            ("or zoe or", "zoe*"),
            ("cfo", "role:fractional-cfo(cfo*)"),
            ("chief financial officer zoe", "role:fractional-cfo(chief financial officer) zoe*"),
            ("nyc cfo", "location:new-york-ny(nyc) role:fractional-cfo(cfo*)"),
            ("\"never closed", "\"never closed\""),
            ("- -- ?! \"\" |", ""),
            ("Müller-Łukasz", "muller lukasz*"),
            ("−zoe", "-zoe"),
        ] {
            assert_eq!(read(typed), read_as, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(text in "\\PC{0,120}", signs in "[-\"“”|or a*?:^~()\\[\\]{}\\\\]{0,80}") {
            for text in [text, signs] {
                let words = Words::read(&text, None);
                let count: usize = words.wanted.iter().map(Vec::len).sum::<usize>() + words.unwanted.len();
                prop_assert!(count <= MOST_WORDS);
            }
        }
    }
}
