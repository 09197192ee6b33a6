//! Distances among the words: "cfo within 50 km of Austin", "30 miles from Chicago", "around Berlin".

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::Filter;
use super::counted::{is_quoted, without};
use crate::search::words::{Words, says_nothing};
use crate::taxonomy::Vocabulary;
use crate::taxonomy::vocabulary::fold;

/// How many words the name of a place may have, and one that nobody knows.
const LONGEST_NAME: usize = 5;
const LONGEST_UNKNOWN: usize = 3;
/// What a place's name doesn't go beyond.
const ENDS: [char; 2] = [',', ';'];
/// The farthest that can be searched around a place, in kilometres.
const FARTHEST: u64 = 1_000;
/// Of so many people, a city is meant whatever follows its name.
const LARGE: i64 = 500_000;
/// Towns that are called as something is that people say that it is near, or around.
const WORDS_TOO: [&str; 29] = [
    "apex",
    "bend",
    "brick",
    "clay",
    "concord",
    "delta",
    "enterprise",
    "flint",
    "homestead",
    "independence",
    "jupiter",
    "meridian",
    "mission",
    "mobile",
    "nice",
    "normal",
    "orange",
    "paradise",
    "paramount",
    "providence",
    "reading",
    "sparks",
    "split",
    "spring",
    "sunrise",
    "surprise",
    "temple",
    "union",
    "vista",
];

/// So far around what follows, or, without `of`, around what stands before; of two distances, the longer.
static DISTANCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?: \b (?: (?<within> within )|in|under|below|less\s+than|up\s+to|at\s+most|max(?:imum)?|about|around ) \s+
             (?: an?\s+ )?
          | [+] \s* | \b )
        (?: between \s+ \d[\d.,]* (?: \s* (?: kms?|mi|miles? ) )? \s+ and \s+
          | (?: from \s+ )? \d[\d.,]* (?: \s* (?: kms?|mi|miles? ) )? \s* (?: [-–—] | \s to \s ) \s* )?
        (?<number> \d{1,3} (?: ,\d{3} )+ | \d{1,9} ) (?: [.,]\d+ )? [\s-]*
        (?: (?<miles> miles?|mi ) | kms?|kilomet(?: er|re )s? ) \b
        (?<radius> [\s-]* radius \b )? (?: \s+ away \b )?
        (?<of> \s+ (?: of|from|near|around ) \s+ )?",
    )
    .expect("written here")
});

/// Near what follows, however far that is.
static NEAR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:near(?:by)?|close\s+to|around)\s+").expect("written here"));

/// What stands before the name of a place.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(?:based\s+)?in|near(?:by)?|around|from|at)\s*$").expect("written here")
});

/// What stands between two places either of which is meant.
static EITHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:[,;/|&]|(?:or|and)\s)\s*(?:or\s|and\s)?\s*").expect("written here")
});

/// Where is searched around, which words say it, and how far.
struct Around {
    place: Place,
    said: Range<usize>,
    kilometres: Option<u64>,
}

/// What leads to a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    /// So many kilometres from it.
    Distance,
    /// "Near", and so many kilometres "of" it, which is said of much that has a length.
    Near,
    /// "Around", which is said of much else.
    Around,
}

enum Place {
    /// By its slug.
    Known(String),
    /// As it was typed.
    Unknown(String),
}

impl Filter {
    /// Takes a place and how far around it out of the words and searches there. A place that nobody knows is named, as one is that a
    /// form says by its name.
    pub(super) fn read_distance(&mut self, vocabulary: &Vocabulary) {
        let Some(typed) = self.value("q").filter(|typed| !is_quoted(typed)) else { return };
        let places = ["q", "near"].map(|name| self.list.place(name));
        let ([Some(words), Some(near)], Some(around)) = (places, around(typed, vocabulary)) else {
            return;
        };
        let rest = without(typed, around.said);
        let mut read = match around.place {
            Place::Known(slug) => {
                let read = self.naming(near, &slug);
                let far = around.kilometres.map(|kilometres| read.with("radius", kilometres.to_string()));
                far.unwrap_or(read)
            }
            Place::Unknown(name) => {
                let mut read = self.clone();
                read.named.retain(|(named, _)| *named != near);
                read.named.push((near, name));
                read
            }
        };
        let says_something = !Words::read(&rest, None).is_empty();
        read.values[words] = Some(rest).filter(|_| says_something).into_iter().collect();
        *self = Self { page: self.page, ..read };
    }
}

fn around(typed: &str, vocabulary: &Vocabulary) -> Option<Around> {
    let by_distance = |found: Captures<'_>| {
        let (said, kilometres) = (found.get_match().range(), Some(kilometres(&found)?));
        let (before, after) = (&typed[..said.start], &typed[said.end..]);
        if let Some(link) = found.name("of") {
            // "300 miles of pipeline" are far from nowhere.
            let is_way = !link.as_str().trim().eq_ignore_ascii_case("of")
                || ["within", "radius"].iter().any(|said| found.name(said).is_some());
            let lead = if is_way { Lead::Distance } else { Lead::Near };
            let unknown = || unknown(after).filter(|_| is_way);
            let (place, length) = place_after(after, vocabulary, lead).or_else(unknown)?;
            return Some(Around { place, said: said.start..said.end + length, kilometres });
        }
        let (place, start) = place_before(before, vocabulary)?;
        Some(Around { place, said: start..said.end, kilometres })
    };
    let near = |found: Match<'_>| {
        let is_around = found.as_str().trim_end().eq_ignore_ascii_case("around");
        let lead = if is_around { Lead::Around } else { Lead::Near };
        let (place, length) = place_after(&typed[found.end()..], vocabulary, lead)?;
        Some(Around { place, said: found.start()..found.end() + length, kilometres: None })
    };
    DISTANCE.captures_iter(typed).find_map(by_distance).or_else(|| NEAR.find_iter(typed).find_map(near))
}

/// How far it is, to the next kilometre that can be asked for.
fn kilometres(found: &Captures<'_>) -> Option<u64> {
    let number: u64 = found["number"].replace(',', "").parse().ok()?;
    let number = number.min(FARTHEST);
    let kilometres = if found.name("miles").is_some() { (number * 1_609 + 500) / 1_000 } else { number };
    Some(kilometres.clamp(1, FARTHEST))
}

/// The place whose name a text begins with, and the bytes of it. Where another one follows, either is meant, and
/// around several nobody can search.
fn place_after(text: &str, vocabulary: &Vocabulary, lead: Lead) -> Option<(Place, usize)> {
    let (slug, end) = ends(text).into_iter().rev().find_map(|end| {
        let name = &text[..end];
        let is_last = name.ends_with(ENDS) || text[end..].trim().is_empty();
        let slug = place(name, vocabulary)?;
        is_meant(name, &slug, is_last, lead, vocabulary).then_some((slug, end))
    })?;
    if let Some(longer) = ends(text).into_iter().find(|longer| *longer > end)
        && is_elsewhere(&text[..longer], vocabulary)
    {
        return Some((Place::Unknown(text[..longer].trim_end_matches(ENDS).to_owned()), longer));
    }
    let rest = &text[end..];
    let either = EITHER.find(rest).map_or(0, |either| either.end());
    let is_another = |name: &str| vocabulary.is_plain_place(name) || either > 0 && vocabulary.is_place(name);
    match ends(&rest[either..]).into_iter().rev().find(|end| is_another(&rest[either..][..*end])) {
        None => Some((Place::Known(slug), end)),
        Some(_) if lead != Lead::Distance => None,
        Some(other) => {
            let both = end + either + other;
            Some((Place::Unknown(text[..both].to_owned()), both))
        }
    }
}

/// Whether a name means the place that goes by it. One word may be anything ("near term", "around Enterprise sales"): it is meant
/// where nothing follows it, or the town is a large one.
fn is_meant(name: &str, slug: &str, is_last: bool, lead: Lead, vocabulary: &Vocabulary) -> bool {
    if lead == Lead::Distance || name.contains(' ') || vocabulary.is_plain_place(name) {
        return true;
    }
    let is_large = || vocabulary.place(slug).is_some_and(|place| place.population >= LARGE);
    (lead == Lead::Near || name.starts_with(char::is_uppercase))
        && !WORDS_TOO.contains(&fold(name).as_str())
        && (is_last || is_large())
}

/// The place whose name a text ends with, and where it begins, with what leads to it ("in Austin").
fn place_before(text: &str, vocabulary: &Vocabulary) -> Option<(Place, usize)> {
    let starts: Vec<usize> = words(text).map(|word| word.start).collect();
    let last = &starts[starts.len().saturating_sub(LONGEST_NAME)..];
    let (slug, start) = last.iter().find_map(|start| Some((place(&text[*start..], vocabulary)?, *start)))?;
    Some((Place::Known(slug), BEFORE.find(&text[..start]).map_or(start, |before| before.start())))
}

/// What stands in the place of a place and is none that anybody knows.
fn unknown(text: &str) -> Option<(Place, usize)> {
    let mut end = 0;
    for word in words(text).take(LONGEST_UNKNOWN) {
        if end > 0 && says_nothing(&text[word.clone()]) {
            break;
        }
        end = word.end;
        if text[word].ends_with(ENDS) {
            break;
        }
    }
    let name = text[..end].trim_end_matches(ENDS);
    (!fold(name).is_empty()).then(|| (Place::Unknown(name.to_owned()), end))
}

/// The slug of the city or area of this name. Codes of states and who asks ("me") are none.
fn place(name: &str, vocabulary: &Vocabulary) -> Option<String> {
    const NONE: [&str; 3] = ["me", "my", "us"];
    let first = fold(name.split_whitespace().next()?);
    if says_nothing(&first) || NONE.contains(&first.as_str()) {
        return None;
    }
    let is_place = vocabulary.place_named(name).is_some() || vocabulary.area(name).is_some();
    is_place.then(|| vocabulary.place_or_area(name))?
}

/// Whether this is a town with the code of a state in which there is none ("Paris, TX").
fn is_elsewhere(name: &str, vocabulary: &Vocabulary) -> bool {
    matches!(&*Words::read(name, Some(vocabulary)).respelled, [(town, _)] if fold(town) == fold(name))
}

/// Where the words of a text stand.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start = |word: &str| word.as_ptr().addr() - text.as_ptr().addr();
    text.split_whitespace().map(move |word| start(word)..start(word) + word.len())
}

/// Where each of the first words of a text ends, as many as a name may have.
fn ends(text: &str) -> Vec<usize> {
    words(text).take(LONGEST_NAME).map(|word| word.end).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{executives, jobs};

    #[test]
    fn a_distance_among_the_words_is_one_and_what_only_looks_like_it_is_not() {
        let vocabulary = Vocabulary::shipped();
        for (typed, read_as) in [
            ("cfo near Austin", "q=cfo&near=austin-tx"),
            ("cfo near Austin, TX", "q=cfo&near=austin-tx"),
            ("cfo within 50 km of Austin", "q=cfo&near=austin-tx"),
            ("cfo within 100km of austin saas", "q=cfo+saas&near=austin-tx&radius=100"),
            ("cfo 30 miles from Chicago", "q=cfo&near=chicago-il&radius=48"),
            ("30-mile radius of Chicago", "near=chicago-il&radius=48"),
            ("within a 25 mile radius of Chicago", "near=chicago-il&radius=40"),
            ("around Berlin", "near=berlin-de"),
            ("around 20 km from Berlin cto", "q=cto&near=berlin-de&radius=20"),
            ("cmo close to San Francisco", "q=cmo&near=san-francisco-ca"),
            ("jobs near nyc", "near=new-york-ny"),
            ("up to 1,000 kilometres around London, UK", "near=london-gb&radius=1000"),
            ("less than 90000 miles from London", "near=london-gb&radius=1000"),
            ("within 0 km of London", "near=london-gb&radius=1"),
            ("cfo in Austin within 50 miles", "q=cfo&near=austin-tx&radius=80"),
            ("cfo austin +25km", "q=cfo&near=austin-tx&radius=25"),
            ("near Berlin within 20 km", "near=berlin-de&radius=20"),
            ("near yonkers", "near=yonkers-ny"),
            ("cfo near Texas", "q=cfo&near=texas"),
            // What is a word as well is a place where its state is said, or nothing follows; a large city always.
            ("near Mobile, AL", "near=mobile-al"),
            ("cfo near Mobile AL saas", "q=cfo+saas&near=mobile-al"),
            ("cfo near boulder", "q=cfo&near=boulder-co"),
            ("near Oxford, cfo", "q=cfo&near=oxford-gb"),
            ("near Lyon cfo", "q=cfo&near=lyon-fr"),
            ("cfo near white plains saas", "q=cfo+saas&near=white-plains-ny"),
            ("20 km from Normal", "near=normal-il&radius=20"),
            ("experience around Enterprise sales", "q=experience+around+Enterprise+sales"),
            ("around Mobile apps", "q=around+Mobile+apps"),
            ("around Enterprise", "q=around+Enterprise"),
            ("near Normal", "q=near+Normal"),
            ("near Boulder climbing", "q=near+Boulder+climbing"),
            ("results close to surprise", "q=results+close+to+surprise"),
            // Of two distances, the longer.
            ("cfo 10-50 km from Austin", "q=cfo&near=austin-tx"),
            ("cfo within 20 – 80 km of Austin", "q=cfo&near=austin-tx&radius=80"),
            ("cfo from 10 to 30 miles from Austin", "q=cfo&near=austin-tx&radius=48"),
            ("between 10 and 30 miles from Austin", "near=austin-tx&radius=48"),
            ("10km-20km from Austin", "near=austin-tx&radius=20"),
            ("cfo austin +10-25km", "q=cfo&near=austin-tx&radius=25"),
            ("9,999,999,999,999,999,999 miles from Austin", "near=austin-tx&radius=1000"),
            // What has a length is nowhere.
            ("25 km of Austin", "near=austin-tx&radius=25"),
            ("built 300 miles of pipeline", "q=built+300+miles+of+pipeline"),
            ("up to 300 km of cable", "q=up+to+300+km+of+cable"),
            ("300 miles of mobile networks", "q=300+miles+of+mobile+networks"),
            // In a place is in it, near who asks is anywhere; several places are either.
            ("cfo in Austin", "q=cfo+in+Austin"),
            ("cfo near me", "q=cfo+near+me"),
            ("near us", "q=near+us"),
            ("near Dallas or Austin", "q=near+Dallas+or+Austin"),
            ("near Dallas, Austin", "q=near+Dallas,+Austin"),
            ("near Portland, OR", "near=portland-or"),
            ("near term planning", "q=near+term+planning"),
            ("align teams around mission", "q=align+teams+around+mission"),
            ("around the clock", "q=around+the+clock"),
            ("ran 50 km", "q=ran+50+km"),
            ("\"near Austin\"", "q=%22near+Austin%22"),
        ] {
            let mut filter = executives::search::all().with("q", typed);
            filter.read_distance(&vocabulary);
            assert_eq!((filter.to_query().as_str(), filter.unknown_place()), (read_as, ""), "{typed}");
        }
    }

    #[test]
    fn a_place_that_nobody_knows_is_kept_as_it_was_typed() {
        let vocabulary = Vocabulary::shipped();
        for (typed, words, place) in [
            ("cfo within 50 km of Atlantis", Some("cfo"), "Atlantis"),
            ("20 miles from El Dorado with saas", Some("with saas"), "El Dorado"),
            ("30 mile radius of El Dorado", None, "El Dorado"),
            ("within 5 km of me", None, "me"),
            ("cfo near Paris, TX saas", Some("cfo saas"), "Paris, TX"),
            ("20 miles from paris, tx", None, "paris, tx"),
            ("cfo within 5 km of Dallas or Austin", Some("cfo"), "Dallas or Austin"),
        ] {
            let mut filter = jobs::search::all().with("q", typed);
            filter.read_distance(&vocabulary);
            assert_eq!((filter.value("q"), filter.unknown_place()), (words, place), "{typed}");
        }
    }

    #[test]
    fn what_the_words_say_takes_the_place_of_what_was_chosen_and_the_rest_stays() {
        let vocabulary = Vocabulary::shipped();
        for (chosen, typed, read_as) in [
            ("location=dallas-tx", "cfo near austin", "q=cfo&near=austin-tx"),
            ("near=dallas-tx&radius=100", "near austin", "near=austin-tx&radius=100"),
            ("near=dallas-tx&radius=100", "50 km from austin", "near=austin-tx"),
            ("near=dallas-tx&radius=100", "cfo", "q=cfo&near=dallas-tx&radius=100"),
            // How far it is from what nobody knows is not how far it is from elsewhere.
            ("location=dallas-tx", "cfo within 100 km of Atlantis", "q=cfo&location=dallas-tx"),
            ("near=dallas-tx", "200 km from Atlantis", "near=dallas-tx"),
            ("near=dallas-tx&radius=100", "200 km from Atlantis", "near=dallas-tx&radius=100"),
        ] {
            let (filter, _) = Filter::parse(&executives::search::LIST, Some(chosen));
            let mut filter = filter.with("q", typed);
            filter.read_distance(&vocabulary);
            assert_eq!(filter.to_query(), read_as, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_too_strange(
            before in "\\PC{0,20}",
            number in "[0-9,.]{0,25}",
            unit in "( ?km|mi|-mile radius)?( of| from)? ",
            place in "(near |around |)(Austin|paris, TX|\\PC{0,12}|é —,;)",
        ) {
            static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);
            let mut filter = executives::search::all().with("q", format!("{before} {number}{unit}{place}"));
            filter.read_distance(&VOCABULARY);
            prop_assert!(filter.number("radius").is_none_or(|radius| (1..=1_000).contains(&radius)));
        }
    }
}
