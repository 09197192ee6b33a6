//! Names among the words: of roles, industries, specialties and places, and what filters are called.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Item, several};
use super::tokens::Token;
use crate::search::shared::YES;
use crate::taxonomy::{TaxonomyKind, Vocabulary};

/// How many words a name of a taxonomy may have.
const LONGEST_NAME: usize = 5;
/// A role by so few letters is abbreviated.
const LONGEST_ABBREVIATION: usize = 4;
/// What people type instead of setting a filter, with what it is to both lists.
const SAID: [(&str, &str, &str); 17] = [
    ("remote", "remote", "remote"),
    ("remotely", "remote", "remote"),
    ("hybrid", "remote", "hybrid"),
    ("onsite", "remote", "onsite"),
    ("on site", "remote", "onsite"),
    ("available", "availability", "available"),
    ("available immediately", "availability", "available"),
    ("available now", "availability", "available"),
    ("available right now", "availability", "available"),
    ("available today", "availability", "available"),
    ("immediately available", "availability", "available"),
    ("with availability", "availability", "available"),
    ("verified", "verified", YES),
    ("part time", "employment", "part-time"),
    ("full time", "employment", "full-time"),
    ("contract", "employment", "contractor"),
    ("temporary", "employment", "temporary"),
];

/// What people type who look for a role and don't call it by a title.
const CALLED: [(&str, &[&str]); 49] = [
    ("accountant", &["fractional-controller"]),
    ("attorney", &["fractional-general-counsel"]),
    ("bookkeeper", &["fractional-controller"]),
    ("commercial director", &["fractional-cco", "fractional-cro"]),
    ("counsel", &["fractional-general-counsel"]),
    ("director of engineering", &["fractional-vp-engineering", "fractional-cto"]),
    ("director of finance", &["fractional-vp-finance", "fractional-cfo"]),
    ("director of marketing", &["fractional-vp-marketing", "fractional-cmo"]),
    ("director of operations", &["fractional-vp-operations", "fractional-coo"]),
    ("director of product", &["fractional-vp-product", "fractional-cpo"]),
    ("director of sales", &["fractional-vp-sales", "fractional-cro"]),
    ("engineering director", &["fractional-vp-engineering", "fractional-cto"]),
    ("finance director", &["fractional-cfo", "fractional-vp-finance"]),
    ("financial director", &["fractional-cfo", "fractional-vp-finance"]),
    ("head of ai", &["fractional-caio"]),
    ("head of data", &["fractional-cdo"]),
    ("head of engineering", &["fractional-vp-engineering", "fractional-cto"]),
    ("head of finance", &["fractional-vp-finance", "fractional-cfo"]),
    ("head of growth", &["fractional-cgo"]),
    ("head of hr", &["fractional-vp-people", "fractional-chro"]),
    ("head of it", &["fractional-cio"]),
    ("head of legal", &["fractional-general-counsel"]),
    ("head of marketing", &["fractional-vp-marketing", "fractional-cmo"]),
    ("head of operations", &["fractional-vp-operations", "fractional-coo"]),
    ("head of people", &["fractional-vp-people", "fractional-chro"]),
    ("head of product", &["fractional-vp-product", "fractional-cpo"]),
    ("head of revenue", &["fractional-cro"]),
    ("head of sales", &["fractional-vp-sales", "fractional-cro"]),
    ("head of security", &["fractional-ciso"]),
    ("head of technology", &["fractional-cto"]),
    ("hr", &["fractional-chro", "fractional-vp-people"]),
    ("hr director", &["fractional-chro", "fractional-vp-people"]),
    ("human resources", &["fractional-chro", "fractional-vp-people"]),
    ("human resources director", &["fractional-chro", "fractional-vp-people"]),
    ("information security officer", &["fractional-ciso"]),
    ("it director", &["fractional-cio"]),
    ("lawyer", &["fractional-general-counsel"]),
    ("legal counsel", &["fractional-general-counsel"]),
    ("managing director", &["fractional-ceo"]),
    ("marketing director", &["fractional-vp-marketing", "fractional-cmo"]),
    ("operations director", &["fractional-vp-operations", "fractional-coo"]),
    ("people director", &["fractional-vp-people", "fractional-chro"]),
    ("people operations", &["fractional-vp-people", "fractional-chro"]),
    ("people ops", &["fractional-vp-people", "fractional-chro"]),
    ("product director", &["fractional-vp-product", "fractional-cpo"]),
    ("sales director", &["fractional-vp-sales", "fractional-cro"]),
    ("security officer", &["fractional-ciso"]),
    ("technical director", &["fractional-cto"]),
    ("technology director", &["fractional-cto"]),
];

/// A name of so many words may be misspelt in each of them.
const WITHOUT_ONE_RIGHT: usize = 3;

/// How words are spelled that were looked up so far, where they are of any name or nearly so.
pub(super) type Spelled<'v> = HashMap<String, Option<&'v str>>;

/// What words were read as.
pub(super) struct Named {
    /// The name or the word.
    pub item: Item,
    /// Of how many tokens.
    pub taken: usize,
    /// What it may be instead: somebody or something is called as it was typed.
    pub or: Option<Item>,
    /// The misspelt ones of them, each with how it is spelled.
    pub respelled: Vec<(String, String)>,
}

/// The longest name that begins here, else one word.
pub(super) fn item<'v>(
    tokens: &[Token],
    last: Option<usize>,
    vocabulary: Option<&'v Vocabulary>,
    spelled: &mut Spelled<'v>,
) -> Named {
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
        let Some(name) = vocabulary.and_then(|known| in_any_order(known, &run[..length])) else { continue };
        // "COO" is no beginning of "cooking".
        let is_whole = name.column == "role" && length == 1 && run[0].len() <= LONGEST_ABBREVIATION;
        let words =
            if is_whole { vec![several(&[run[0].to_owned()])] } else { (0..length).map(word).collect() };
        return Named { item: name.said_by(words), taken: length, or: None, respelled: Vec::new() };
    }
    let misspelt = vocabulary.and_then(|known| misspelt(known, &run, spelled));
    misspelt.unwrap_or_else(|| Named { item: word(0), taken: 1, or: None, respelled: Vec::new() })
}

/// What goes by these words, or, of a role, by them with what stands last put first: "cfo interim" is an interim CFO.
fn in_any_order(vocabulary: &Vocabulary, words: &[&str]) -> Option<Name> {
    const LONGEST: usize = 3;
    let turned = || {
        let turned = (1..words.len())
            .rev()
            .filter(|_| words.len() <= LONGEST)
            .map(|at| [&words[at..], &words[..at]].concat().join(" "));
        turned.filter_map(|text| name(vocabulary, &text)).find(|name| name.column == "role")
    };
    name(vocabulary, &words.join(" ")).or_else(turned)
}

/// The longest name of several words that begins here, where some of them are misspelt and one is not ("cheif financial officer"),
/// or, of three and more, all. A word by itself may be anybody's name.
fn misspelt<'v>(vocabulary: &'v Vocabulary, run: &[&str], spelled: &mut Spelled<'v>) -> Option<Named> {
    let mut spell =
        |word: &&str| *spelled.entry((*word).to_owned()).or_insert_with(|| vocabulary.spelled(word));
    let spelled: Vec<&str> = run.iter().map_while(&mut spell).collect();
    (2..=spelled.len()).rev().find_map(|length| {
        let respelled: Vec<(String, String)> = (run.iter().zip(&spelled[..length]))
            .filter(|(typed, spelled)| typed != spelled)
            .map(|(typed, spelled)| ((*typed).to_owned(), (*spelled).to_owned()))
            .collect();
        if respelled.is_empty() || respelled.len() == length && length < WITHOUT_ONE_RIGHT {
            return None;
        }
        let name = name(vocabulary, &spelled[..length].join(" "))?;
        let word = |word: &&str| Item::Word { word: (*word).to_owned(), is_begun: false };
        let words = spelled[..length].iter().map(word).collect();
        let typed = run[..length].iter().map(|word| (*word).to_owned()).collect();
        Some(Named { item: name.said_by(words), taken: length, or: Some(Item::Phrase(typed)), respelled })
    })
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

/// What goes by a name.
pub(super) struct Name {
    column: &'static str,
    slugs: Arc<[String]>,
    countries: Arc<[String]>,
}

impl Name {
    fn of(column: &'static str, slugs: Arc<[String]>) -> Self {
        Self { column, slugs, countries: Arc::default() }
    }

    fn said_by(self, words: Vec<Item>) -> Item {
        let Self { column, slugs, countries } = self;
        Item::Known { column, slugs, countries, words }
    }
}

/// What goes by this name: a role as people call it, a row of a taxonomy, the cities of a country, state or metropolitan area, what
/// a filter says.
pub(super) fn name(vocabulary: &Vocabulary, text: &str) -> Option<Name> {
    let one = |slug: &str| Arc::from([slug.to_owned()]);
    let called = |text: &str| {
        let (_, slugs) = CALLED.into_iter().find(|(called, _)| *called == text)?;
        let there = slugs.iter().filter(|slug| vocabulary.name(TaxonomyKind::Role, slug).is_some());
        let there: Arc<[String]> = there.map(|slug| (*slug).to_owned()).collect();
        (!there.is_empty()).then(|| Name::of("role", there))
    };
    let in_taxonomy = |text: &str| {
        [
            (TaxonomyKind::Role, "role"),
            (TaxonomyKind::Industry, "industry"),
            (TaxonomyKind::Specialty, "specialty"),
            (TaxonomyKind::Location, "location"),
        ]
        .into_iter()
        .find_map(|(kind, column)| Some(Name::of(column, one(vocabulary.slug(kind, text)?))))
    };
    let in_area = || {
        let area = vocabulary.area(text)?;
        Some(Name { countries: area.countries.clone(), ..Name::of("location", area.cities.clone()) })
    };
    // A town that is called by one word may be anything ("Reading").
    let in_towns = || {
        let towns = vocabulary.cities(text).filter(|_| text.contains(' ')).map(|town| town.slug.clone());
        let towns: Arc<[String]> = towns.collect();
        let in_area = || Some(one(&vocabulary.city_in_area(text)?.slug));
        let towns = (!towns.is_empty()).then_some(towns).or_else(in_area)?;
        Some(Name::of("location", towns))
    };
    let in_filter = || {
        let (_, column, value) = SAID.into_iter().find(|(said, ..)| *said == text)?;
        Some(Name::of(column, one(value)))
    };
    // Several of them: "chief financial officers".
    let in_singular = || {
        let one = text.strip_suffix('s')?;
        called(one).or_else(|| in_taxonomy(one))
    };
    called(text)
        .or_else(|| in_taxonomy(text))
        .or_else(in_area)
        .or_else(in_towns)
        .or_else(in_filter)
        .or_else(in_singular)
}
