//! What somebody typed into the search box, read: words, "phrases", -exclusions, or, and names that the taxonomies know.
//!
//! Anything can be typed, and nothing of it is an error: what can't be meant is words.

use std::sync::Arc;

use super::shared::YES;
use crate::taxonomy::vocabulary::fold;
use crate::taxonomy::{TaxonomyKind, Vocabulary};

/// How many words of a search count.
const MOST_WORDS: usize = 12;
/// Longer ones are nobody's word.
const LONGEST_WORD: usize = 60;
/// How many words a name of a taxonomy may have.
const LONGEST_NAME: usize = 5;
/// Words that hold others together and say nothing by themselves.
const SMALL_WORDS: [&str; 20] = [
    "a", "an", "and", "around", "at", "based", "by", "for", "from", "in", "near", "of", "on", "our", "the",
    "to", "we", "who", "with", "within",
];

/// What people type instead of setting a filter, with what it is to both lists.
const SAID: [(&str, &str, &str); 11] = [
    ("remote", "remote", "remote"),
    ("remotely", "remote", "remote"),
    ("hybrid", "remote", "hybrid"),
    ("onsite", "remote", "onsite"),
    ("on site", "remote", "onsite"),
    ("available", "availability", "available"),
    ("verified", "verified", YES),
    ("part time", "employment", "part-time"),
    ("full time", "employment", "full-time"),
    ("contract", "employment", "contractor"),
    ("temporary", "employment", "temporary"),
];

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
    /// What a taxonomy knows by this name, or what a filter is called: rows that are tagged with it, or that say it.
    Known {
        /// The column of the tag (`role`).
        column: &'static str,
        /// The tag's slug; of a country, state or metropolitan area those of its cities.
        slugs: Arc<[String]>,
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
        let says_something = tokens.iter().any(Token::says_something);
        let last_word = tokens.iter().rposition(|token| matches!(token, Token::Word(_) | Token::Phrase(_)));
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
                Token::Word(_) => {
                    let last = last_word.and_then(|last| last.checked_sub(at));
                    item(&tokens[at..], last, vocabulary)
                }
            };
            let is_small = taken == 1 && matches!(&item, Item::Word { .. }) && !tokens[at].says_something();
            at += taken;
            if is_small && says_something {
                continue;
            }
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

    /// The same as PostgreSQL looks it up in a row's [document](crate::taxonomy::search_document).
    pub fn patterns(&self) -> Patterns {
        let mut patterns = Patterns::default();
        for alternatives in &self.wanted {
            match alternatives.as_slice() {
                [one] => patterns.all.extend(one.texts().iter().map(|text| format!("% {text}%"))),
                several => {
                    let several: Vec<String> = several.iter().map(Item::expression).collect();
                    patterns.either.push(several.join("|"));
                }
            }
        }
        patterns.none = self.unwanted.iter().map(|item| format!("{}( |$)", item.expression())).collect();
        patterns
    }
}

/// Patterns for a document in which each word stands after a space: what is wanted may be only begun there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patterns {
    /// Of `like`: all must match.
    pub all: Vec<String>,
    /// Regular expressions: all must match, each by any of its branches.
    pub either: Vec<String>,
    /// Regular expressions: none may match.
    pub none: Vec<String>,
}

impl Item {
    /// What must be found, each by itself.
    fn texts(&self) -> Vec<String> {
        match self {
            Self::Word { word, .. } => vec![word.clone()],
            Self::Phrase(words) => vec![words.join(" ")],
            Self::Known { words, .. } => words.iter().flat_map(Self::texts).collect(),
        }
    }

    /// The same as a regular expression; what must be found stands in this order.
    fn expression(&self) -> String {
        // Of all signs that mean something there, folded words have only this one.
        let texts = self.texts().into_iter().map(|text| format!(" {}", text.replace('+', "[+]")));
        texts.collect::<Vec<_>>().join(".*")
    }
}

impl Token {
    /// Whether it is something to look for, and no word that holds others together.
    fn says_something(&self) -> bool {
        match self {
            Self::Word(word) => !SMALL_WORDS.contains(&word.as_str()),
            Self::Phrase(_) => true,
            Self::Not(_) | Self::Or => false,
        }
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
            Token::Or => Some("or"),
            _ => None,
        })
        .collect();
    let word = |at: usize| Item::Word { word: run[at].to_owned(), is_begun: last == Some(at) };
    for length in (1..=run.len()).rev() {
        let named = &tokens[..length];
        if named.contains(&Token::Or)
            && !(vocabulary.is_some_and(|known| is_in_oregon(named, &tokens[length..], known)))
        {
            continue;
        }
        let Some((column, slugs)) = vocabulary.and_then(|known| name(known, &run[..length].join(" "))) else {
            continue;
        };
        return (Item::Known { column, slugs, words: (0..length).map(word).collect() }, length);
    }
    (word(0), 1)
}

/// Whether a run that ends in "or" may be a place ("Portland, OR"): not where another place follows, which is the other
/// of the two that are meant.
fn is_in_oregon(named: &[Token], after: &[Token], vocabulary: &Vocabulary) -> bool {
    let is_last = named.iter().position(|token| *token == Token::Or) == Some(named.len() - 1);
    let following: Vec<&str> = (after.iter().take(LONGEST_NAME))
        .map_while(|token| match token {
            Token::Word(word) => Some(word.as_str()),
            _ => None,
        })
        .collect();
    let is_place = |text: &str| {
        vocabulary.place_alias(text).is_some()
            || vocabulary.cities(text).next().is_some()
            || vocabulary.area(text).is_some()
    };
    is_last && !(1..=following.len()).any(|length| is_place(&following[..length].join(" ")))
}

/// What goes by this name: a row of a taxonomy, the cities of a country, state or metropolitan area, what a filter says.
fn name(vocabulary: &Vocabulary, text: &str) -> Option<(&'static str, Arc<[String]>)> {
    let one = |slug: &str| Arc::from([slug.to_owned()]);
    let in_taxonomy = |text: &str| {
        [
            (TaxonomyKind::Role, "role"),
            (TaxonomyKind::Industry, "industry"),
            (TaxonomyKind::Specialty, "specialty"),
            (TaxonomyKind::Location, "location"),
        ]
        .into_iter()
        .find_map(|(kind, column)| Some((column, one(vocabulary.slug(kind, text)?))))
    };
    let in_area = || Some(("location", vocabulary.area(text)?.cities.clone()));
    let in_filter = || {
        let (_, column, value) = SAID.into_iter().find(|(said, ..)| *said == text)?;
        Some((column, one(value)))
    };
    // Several of them: "chief financial officers".
    let in_singular = || in_taxonomy(text.strip_suffix('s')?);
    in_taxonomy(text).or_else(in_area).or_else(in_filter).or_else(in_singular)
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
            Item::Known { column, slugs, words } => {
                let slug = match &**slugs {
                    [one] => one.clone(),
                    several => format!("{}…", several[0]),
                };
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
            // What holds words together is looked for only where there is nothing else.
            ("cfo in nyc", "role:fractional-cfo(cfo) location:new-york-ny(nyc*)"),
            ("Fractional CFO for SaaS", "role:fractional-cfo(fractional cfo) industry:saas(saas*)"),
            ("the zoe and", "zoe"),
            ("in the", "in the*"),
            ("the -zoe", "the* -zoe"),
            ("\"in the\" zoe", "\"in the\" zoe*"),
            ("FP&A", "specialty:fp-and-a(fp and a*)"),
            ("zoe or the ben", "zoe|ben*"),
            // In Oregon it is no choice, unless it is one between places.
            ("Portland, OR CFO", "location:portland-or(portland or) role:fractional-cfo(cfo*)"),
            ("cfo portland or", "role:fractional-cfo(cfo) location:portland-or(portland* or)"),
            ("Portland OR Seattle", "portland|location:seattle-wa(seattle*)"),
            ("Portland or Texas", "portland|location:houston-tx…(texas*)"),
            ("cfo or cmo", "role:fractional-cfo(cfo)|role:fractional-cmo(cmo*)"),
            // Whole countries, states and metropolitan areas are their cities.
            ("cfo in texas", "role:fractional-cfo(cfo) location:houston-tx…(texas*)"),
            ("UK cto", "location:london-gb…(uk) role:fractional-cto(cto*)"),
            ("new south wales", "location:sydney-au…(new south wales*)"),
            ("bay area cmo", "location:san-jose-ca…(bay area) role:fractional-cmo(cmo*)"),
            ("new york", "location:new-york-ny(new york*)"),
            ("me or ok", "me|ok*"),
            // What a filter says.
            ("remote cfo", "remote:remote(remote) role:fractional-cfo(cfo*)"),
            ("available part-time", "availability:available(available) employment:part-time(part time*)"),
            // Several of a kind.
            ("chief marketing officers", "role:fractional-cmo(chief marketing officers*)"),
        ] {
            assert_eq!(read(typed), read_as, "{typed}");
        }
    }

    #[test]
    fn no_small_word_is_a_name() {
        let vocabulary = Vocabulary::shipped();
        let named: Vec<&str> =
            SMALL_WORDS.into_iter().filter(|word| name(&vocabulary, word).is_some()).collect();
        assert_eq!(named, [""; 0]);
    }

    #[test]
    fn patterns_say_what_was_typed() {
        let vocabulary = Vocabulary::shipped();
        let patterns = |text| Words::read(text, Some(&vocabulary)).patterns();
        let strings = |of: &[&str]| of.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        for (typed, all, either, none) in [
            ("ZOE  c++", &["% zoe%", "% c++%"][..], &[][..], &[][..]),
            (
                "chief financial officer -interim",
                &["% chief%", "% financial%", "% officer%"],
                &[],
                &[" interim( |$)"],
            ),
            ("zoe or \"cash flow\" or c++", &[], &[" zoe| cash flow| c[+][+]"], &[]),
            ("cfo or chief marketing officer", &[], &[" cfo| chief.* marketing.* officer"], &[]),
            (" ?! ", &[], &[], &[]),
        ] {
            let expected = Patterns { all: strings(all), either: strings(either), none: strings(none) };
            assert_eq!(patterns(typed), expected, "{typed}");
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
