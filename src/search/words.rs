//! What somebody typed into the search box, read: words, "phrases", -exclusions, or, and names that the taxonomies know.
//!
//! Anything can be typed, and nothing of it is an error: what can't be meant is words.

mod names;
mod tokens;

use std::collections::HashMap;
use std::sync::Arc;

use crate::taxonomy::Vocabulary;
use crate::taxonomy::vocabulary::fold;
use names::{Named, Spelled, item};
use tokens::{Token, tokens};

/// What is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// All of these must be found, each by any of its alternatives.
    pub wanted: Vec<Vec<Item>>,
    /// None of these may be found.
    pub unwanted: Vec<Item>,
    /// Words that were misspelt in a name, each with how it is spelled.
    pub respelled: Vec<(String, String)>,
}

/// One thing to find.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
        /// Of whole countries their codes: remote jobs for those who live there are meant, too.
        countries: Arc<[String]>,
        /// The words that were typed.
        words: Vec<Item>,
    },
}

impl Words {
    /// Reads a search.
    pub fn read(text: &str, vocabulary: Option<&Vocabulary>) -> Self {
        let tokens = tokens(text);
        let mut words = Self::default();
        let says_something = tokens.iter().any(|token| token.says_something() || token.is_what_is_listed());
        let last_word =
            (tokens.iter()).rposition(|token| token.word().is_some() || matches!(token, Token::Phrase(_)));
        let mut at = 0;
        let mut joins = false;
        let mut spelled = HashMap::new();
        // What the token before was read as: nothing else comes between that counts.
        let mut before: Option<&Token> = None;
        let mut is_after_name = true;
        while at < tokens.len() {
            let here = &tokens[at];
            let (item, or, taken) = match here {
                Token::Or | Token::OrOregon => {
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
                Token::Phrase(phrase) => (several(phrase), None, 1),
                Token::Word(_) | Token::Code { .. } => {
                    let last = last_word.and_then(|last| last.checked_sub(at));
                    let Named { item, taken, or, respelled } =
                        item(&tokens[at..], last, vocabulary, &mut spelled);
                    words.respelled.extend(respelled);
                    (item, or, taken)
                }
            };
            let is_us = here.word() == Some("us");
            let is_us = is_us && !is_after_name && !before.is_some_and(Token::stands_before_places);
            let is_me = matches!(here.word(), Some("me" | "my"))
                && before.is_some_and(|before| !before.says_something());
            let is_who_asks = is_us || is_me;
            let is_small = matches!(&item, Item::Word { .. })
                && !here.says_something()
                && !is_of_title(before, &tokens[at..], vocabulary, &mut spelled);
            at += taken;
            before = Some(here);
            let is_passed_over = taken == 1 && (is_small || is_who_asks) && says_something;
            is_after_name = matches!(&item, Item::Known { .. }) && !is_passed_over;
            if is_passed_over {
                continue;
            }
            let last = words.wanted.last_mut();
            match last {
                Some(alternatives)
                    if joins || alternatives.iter().any(|other| item.cannot_be_with(other)) =>
                {
                    alternatives.extend(std::iter::once(item).chain(or));
                }
                _ => words.wanted.push(std::iter::once(item).chain(or).collect()),
            }
            joins = false;
        }
        words
    }

    /// Whether a search asks for nothing but what is listed: "open jobs" among jobs is all of them.
    pub fn asks_for_all(text: &str) -> bool {
        let tokens = tokens(text);
        tokens.iter().any(Token::is_what_is_listed) && Self::read(text, None).is_empty()
    }

    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }

    /// What is wanted, each as somebody would type it.
    pub fn typed(&self) -> Vec<String> {
        let either = |any: &Vec<Item>| any.iter().map(Item::typed).collect::<Vec<_>>().join(" or ");
        self.wanted.iter().map(either).collect()
    }

    /// The same as PostgreSQL looks it up in a row's [document](crate::taxonomy::search_document).
    pub fn patterns(&self) -> Patterns {
        let mut patterns = Patterns::default();
        for alternatives in &self.wanted {
            match alternatives.as_slice() {
                [one] => patterns.all.extend(one.texts().iter().map(|text| format!("% {text}%"))),
                several => {
                    // A place by its code has no text; without it, what else is meant is found.
                    let several: Vec<String> =
                        several.iter().map(Item::expression).filter(|one| !one.is_empty()).collect();
                    if !several.is_empty() {
                        patterns.either.push(several.join("|"));
                    }
                }
            }
        }
        let unwanted = self.unwanted.iter().map(Item::expression).filter(|one| !one.is_empty());
        patterns.none = unwanted.map(|one| format!("{one}( |$)")).collect();
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
    /// Whether nobody is both, so that whoever names both means either: two roles ("CFO, COO"), two places that are not one in
    /// the other.
    fn cannot_be_with(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Known { column, slugs, .. },
                Self::Known { column: other_column, slugs: other_slugs, .. },
            ) => {
                ["role", "location"].contains(column)
                    && column == other_column
                    && !slugs.iter().any(|slug| other_slugs.contains(slug))
            }
            _ => false,
        }
    }

    /// As somebody would type it.
    pub fn typed(&self) -> String {
        match self {
            Self::Word { word, .. } => word.clone(),
            Self::Phrase(words) => format!("\"{}\"", words.join(" ")),
            Self::Known { words, .. } => words.iter().map(Self::typed).collect::<Vec<_>>().join(" "),
        }
    }

    /// Whether it is a place by a code, which is a word as well or begins some ("us", "uk"): nobody's text is looked through for it.
    pub fn is_code(&self) -> bool {
        const SHORTEST: usize = 3;
        let is_short = |word: &Self| matches!(word, Self::Word { word, .. } if word.len() < SHORTEST);
        matches!(self, Self::Known { column: "location", words, .. } if words.iter().all(is_short))
    }

    /// What must be found, each by itself.
    fn texts(&self) -> Vec<String> {
        match self {
            _ if self.is_code() => Vec::new(),
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

/// Whether what says what is listed is part of what somebody is called: before a word that is no name ("executive assistant"),
/// and after some ("account executive").
fn is_of_title<'v>(
    before: Option<&Token>,
    tokens: &[Token],
    vocabulary: Option<&'v Vocabulary>,
    spelled: &mut Spelled<'v>,
) -> bool {
    let [here, after @ ..] = tokens else { return false };
    let is_before_word = |spelled: &mut Spelled<'v>| {
        after.first().is_some_and(|next| next.word().is_some() && next.says_something())
            && matches!(item(after, None, vocabulary, spelled).item, Item::Word { .. })
    };
    here.may_be_of_title() && (before.is_some_and(Token::makes_title) || is_before_word(spelled))
}

/// Whether a word only holds others together, or says that somebody is sought.
pub fn says_nothing(word: &str) -> bool {
    tokens::SMALL_WORDS.contains(&fold(word).as_str())
}

fn several(words: &[String]) -> Item {
    match words {
        [word] => Item::Word { word: word.clone(), is_begun: false },
        words => Item::Phrase(words.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::names::name;
    use super::tokens::{MOST_WORDS, SMALL_WORDS};
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
            Item::Known { column, slugs, words, .. } => {
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
            ("cfo", "role:fractional-cfo(cfo)"),
            ("chief financial officer zoe", "role:fractional-cfo(chief financial officer) zoe*"),
            ("nyc cfo", "location:new-york-ny(nyc) role:fractional-cfo(cfo)"),
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
            ("Portland, OR CFO", "location:portland-or(portland or) role:fractional-cfo(cfo)"),
            ("cfo portland or", "role:fractional-cfo(cfo) location:portland-or(portland* or)"),
            ("Portland OR Seattle", "portland|location:seattle-wa(seattle*)"),
            ("Portland or Texas", "portland|location:houston-tx…(texas*)"),
            ("cfo or cmo", "role:fractional-cfo(cfo)|role:fractional-cmo(cmo)"),
            // Whole countries, states and metropolitan areas are their cities.
            ("cfo in texas", "role:fractional-cfo(cfo) location:houston-tx…(texas*)"),
            ("UK cto", "location:london-gb…(uk) role:fractional-cto(cto)"),
            ("new south wales", "location:sydney-au…(new south wales*)"),
            ("bay area cmo", "location:san-jose-ca…(bay area) role:fractional-cmo(cmo)"),
            ("new york", "location:new-york-ny(new york*)"),
            ("me or ok", "me|ok*"),
            // Who asks, and what they do, is nothing to look for.
            ("looking for a cfo", "role:fractional-cfo(cfo)"),
            ("i need a fractional cmo", "role:fractional-cmo(fractional cmo*)"),
            ("german speaking cfo", "german role:fractional-cfo(cfo)"),
            ("cto us", "role:fractional-cto(cto) location:new-york-ny…(us*)"),
            ("us cto", "location:new-york-ny…(us) role:fractional-cto(cto)"),
            ("cto based in the us", "role:fractional-cto(cto) location:new-york-ny…(us*)"),
            ("help us raise", "raise*"),
            ("cfo near me", "role:fractional-cfo(cfo)"),
            // What is listed is all of it.
            ("jobs in london", "location:london-gb(london*)"),
            ("cfo jobs", "role:fractional-cfo(cfo)"),
            ("fractional executives in texas", "fractional location:houston-tx…(texas*)"),
            ("executives", ""),
            ("i need an executive", ""),
            ("\"jobs\"", "jobs"),
            ("chief executive officer", "role:fractional-ceo(chief executive officer*)"),
            // The same in another order.
            ("cfo interim", "role:fractional-cfo(cfo interim*)"),
            ("cto part time austin", "role:fractional-cto(cto part time) location:austin-tx(austin*)"),
            ("cfo available now", "role:fractional-cfo(cfo) availability:available(available now*)"),
            ("finance director", "role:fractional-cfo…(finance director*)"),
            ("cfo in Europe", "role:fractional-cfo(cfo) location:moscow-ru…(europe*)"),
            ("cfo to help us raise", "role:fractional-cfo(cfo) raise*"),
            // Nobody has two roles: whoever names two means either.
            ("CFO, COO", "role:fractional-cfo(cfo)|role:fractional-coo(coo)"),
            ("cmo/cro", "role:fractional-cmo(cmo)|role:fractional-cro(cro)"),
            ("cfo or coo saas", "role:fractional-cfo(cfo)|role:fractional-coo(coo) industry:saas(saas*)"),
            ("cfo or saas", "role:fractional-cfo(cfo)|industry:saas(saas*)"),
            (
                "cfo/coo in texas",
                "role:fractional-cfo(cfo)|role:fractional-coo(coo) location:houston-tx…(texas*)",
            ),
            ("cfo and finance chief", "role:fractional-cfo(cfo) role:fractional-cfo(finance chief*)"),
            (
                "london or paris cfo",
                "location:london-gb(london)|location:paris-fr(paris) role:fractional-cfo(cfo)",
            ),
            ("london paris", "location:london-gb(london)|location:paris-fr(paris*)"),
            ("london uk", "location:london-gb(london uk*)"),
            // As elsewhere.
            ("cfo NOT saas", "role:fractional-cfo(cfo) -saas"),
            ("not for profit", "not profit*"),
            ("cfo NOT", "role:fractional-cfo(cfo) not*"),
            // Misspelt names of several words.
            (
                "cheif financial officer",
                "role:fractional-cfo(chief financial officer)|\"cheif financial officer\"",
            ),
            (
                "Chief Marketing Ofiicer saas",
                "role:fractional-cmo(chief marketing officer)|\"chief marketing ofiicer\" industry:saas(saas*)",
            ),
            (
                "san fransisco cto",
                "location:san-francisco-ca(san francisco)|\"san fransisco\" role:fractional-cto(cto)",
            ),
            ("sara cheif", "sara cheif*"),
            (
                "cheif finacial oficer",
                "role:fractional-cfo(chief financial officer)|\"cheif finacial oficer\"",
            ),
            ("Thais Nguyen", "location:thai-nguyen-vn(thai nguyen)|\"thais nguyen\""),
            // The one of several that is there.
            ("cfo london ontario", "role:fractional-cfo(cfo) location:london-on(london ontario*)"),
            ("dublin ohio", "location:dublin-oh(dublin ohio*)"),
            ("vancouver washington", "location:vancouver-wa(vancouver washington*)"),
            // Towns of several words, all of that name; one word may be anything.
            ("cto white plains", "role:fractional-cto(cto) location:white-plains-ny(white plains*)"),
            ("reading", "reading*"),
            // What else roles are called.
            ("human resources", "role:fractional-chro…(human resources*)"),
            ("lawyers", "role:fractional-general-counsel(lawyers*)"),
            // What a filter says.
            ("remote cfo", "remote:remote(remote) role:fractional-cfo(cfo)"),
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
