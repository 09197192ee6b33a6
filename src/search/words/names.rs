//! Names among the words: of roles, industries, specialties and places, and what filters are called.

use std::collections::HashMap;
use std::sync::Arc;

use super::tokens::Token;
use super::{Item, several};
use crate::search::shared::YES;
use crate::taxonomy::vocabulary::Region;
use crate::taxonomy::{Place, TaxonomyKind, Vocabulary};

/// How many words a name of a taxonomy may have.
const LONGEST_NAME: usize = 5;
/// Codes of American states that are initials of something else as well ("CA" of a chartered accountant).
const INITIALS_TOO: [&str; 5] = ["AR", "CA", "CT", "GA", "SC"];
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
        .map_while(|token| if token.is_or() { Some("or") } else { token.word() })
        .collect();
    let word = |at: usize| Item::Word { word: run[at].to_owned(), is_begun: last == Some(at) };
    for length in (1..=run.len()).rev() {
        let named = &tokens[..length];
        if named.iter().any(Token::is_or)
            && !(vocabulary.is_some_and(|known| is_in_oregon(named, &tokens[length..], known)))
        {
            continue;
        }
        if let Some((item, read_as)) = vocabulary.and_then(|known| in_state(known, named, &run[..length])) {
            let item = item.said_by((0..length).map(word).collect());
            return Named { item, taken: length, or: None, respelled: read_as.into_iter().collect() };
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
    let is_last = named.iter().position(Token::is_or) == Some(named.len() - 1);
    let following: Vec<&str> = after.iter().take(LONGEST_NAME).map_while(Token::word).collect();
    is_last && !(1..=following.len()).any(|length| vocabulary.is_place(&following[..length].join(" ")))
}

/// All of an American state, where a run is a town with its code and there is no such town there ("Paris, TX"), with how it was
/// read: those elsewhere are not meant. A code by which a city goes ("LA") may be that, and one of the country is it ("Toronto, CA").
/// Without a comma it may be what somebody is ("London CA" is a chartered accountant there).
fn in_state(
    vocabulary: &Vocabulary,
    named: &[Token],
    run: &[&str],
) -> Option<(Name, Option<(String, String)>)> {
    let [town @ .., code] = run else { return None };
    let is_after_comma = match named.last()? {
        Token::Code { is_after_comma, .. } => *is_after_comma,
        Token::OrOregon => true,
        _ => return None,
    };
    let (town, code) = (town.join(" "), code.to_uppercase());
    let is_known = vocabulary.place_alias(&format!("{town} {code}")).is_some();
    let namesake = vocabulary.cities(&town).next().filter(|_| !is_known)?;
    if let Some(there) = vocabulary.cities(&town).find(|place| place.country_code == code) {
        // The one that everybody knows needs no comma.
        let is_meant = is_after_comma || there.slug == namesake.slug;
        return is_meant.then(|| (Name::of("location", Arc::from([there.slug.clone()])), None));
    }
    if !is_after_comma && INITIALS_TOO.contains(&&*code) {
        return None;
    }
    let is_state = |region: &&Region| region.country_code == "US" && region.state_region == code;
    let state = vocabulary.regions(&code).iter().find(is_state)?;
    let is_there = |place: &&Place| {
        place.country_code == state.country_code && place.state_region.as_ref() == Some(&code)
    };
    if vocabulary.place_alias(&code).is_some() || vocabulary.cities(&town).any(|town| is_there(&town)) {
        return None;
    }
    let cities = vocabulary.places().iter().filter(is_there).map(|place| place.slug.clone());
    let read_as = (format!("{}, {code}", namesake.city), state.name.clone());
    Some((Name::of("location", cities.collect()), Some(read_as)))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::words::Words;

    /// The slugs of each thing that is wanted, words as they are; and what was read otherwise.
    fn read(text: &str) -> (Vec<String>, Vec<(String, String)>) {
        let words = Words::read(text, Some(&Vocabulary::shipped()));
        let say = |item: &Item| match item {
            Item::Known { slugs, .. } => slugs[0].clone(),
            Item::Word { word, .. } => word.clone(),
            Item::Phrase(words) => words.join(" "),
        };
        let wanted = words.wanted.iter().map(|any| any.iter().map(say).collect::<Vec<_>>().join("|"));
        (wanted.collect(), words.respelled)
    }

    #[test]
    fn a_town_with_its_state_is_that_town_and_none_elsewhere() {
        for (typed, wanted) in [
            ("cfo Austin TX", "fractional-cfo austin-tx"),
            ("Portland, OR", "portland-or"),
            ("Portland, ME cfo", "portland-me fractional-cfo"),
            ("Gary, IN", "gary-in"),
            ("Springfield, MO", "springfield-mo"),
            ("Toronto, CA", "toronto-on"),
            ("Berlin, DE", "berlin-de"),
            ("Washington, DC", "washington-dc"),
            // What is a word as well, or a city, is no state without more.
            ("Houston OR Dallas", "houston-tx|dallas-tx"),
            ("Houston, OR Dallas", "houston-tx|dallas-tx"),
            ("CFO IN AUSTIN", "fractional-cfo austin-tx"),
            ("cfo, OR coo", "fractional-cfo|fractional-coo"),
            ("Dallas, LA", "dallas-tx|los-angeles-ca"),
            ("London PR", "london-gb public-relations"),
            // Without a comma it is a state or country where nothing follows, and only what is no initials.
            ("London CA", "london-gb ca"),
            ("London, CA", "london-on"),
            ("Toronto CA", "toronto-on"),
            ("Mumbai CA", "mumbai-in ca"),
            ("London AR", "london-gb ar"),
            ("London AR VR", "london-gb ar vr"),
            ("London KY saas", "london-gb ky saas"),
            ("London TX saas", "london-gb tx saas"),
            ("Oakland CA saas", "oakland-ca saas"),
            ("London MS", "london-gb ms"),
            ("zoe harbour CA", "zoe harbour ca"),
        ] {
            assert_eq!(read(typed), (wanted.split(' ').map(str::to_owned).collect(), vec![]), "{typed}");
        }
    }

    #[test]
    fn a_town_that_is_not_in_its_state_is_all_of_the_state_and_says_so() {
        let (texas, oregon) = (("houston-tx", "Texas"), ("portland-or", "Oregon"));
        for (typed, town, (slug, state)) in [
            ("Paris, TX", "Paris, TX", texas),
            ("paris, tx", "Paris, TX", texas),
            ("Paris TX", "Paris, TX", texas),
            ("Springfield, TX", "Springfield, TX", texas),
            ("Paris, IN", "Paris, IN", ("indianapolis-in", "Indiana")),
            ("London, OR", "London, OR", oregon),
        ] {
            let read_as = vec![(town.to_owned(), state.to_owned())];
            assert_eq!(read(typed), (vec![slug.to_owned()], read_as), "{typed}");
        }
        assert_eq!(read("cfo Paris, TX saas").0, ["fractional-cfo", "houston-tx", "saas"]);
        assert_eq!(read("Paris, TX or Dallas").0, ["houston-tx|dallas-tx"]);
    }

    #[test]
    fn one_of_what_is_listed_belongs_to_a_title_before_a_word_that_is_no_name() {
        for (typed, wanted) in [
            ("executive assistant", "executive assistant"),
            ("job architecture saas", "job architecture saas"),
            ("executive director", "executive director"),
            ("fractional executive coach", "fractional executive coach"),
            ("account executive", "account executive"),
            ("non-executive director", "non executive director"),
            ("role modeling", "role modeling"),
            ("executive search", "staffing-recruiting"),
            ("chief executive", "fractional-ceo"),
            // Else it says what is listed.
            ("executive cfo", "fractional-cfo"),
            ("executive in london", "london-gb"),
            ("saas executive", "saas"),
            ("saas executives zebra", "saas zebra"),
            ("cfo job", "fractional-cfo"),
            ("job for a cfo", "fractional-cfo"),
            ("an executive who speaks german", "german"),
            ("jobs zebra", "zebra"),
            ("job or zebra", "zebra"),
        ] {
            let wanted: Vec<String> = wanted.split(' ').map(str::to_owned).collect();
            assert_eq!(read(typed).0, wanted, "{typed}");
        }
    }
}
