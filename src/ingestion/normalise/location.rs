//! Places: cities, metropolitan areas, regions, countries, remote work, several at once.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;
use serde::Serialize;
use serde_json::Value;

use super::{
    Reading,
    placeholder::stated,
    reading::quote,
    remote::{self, HYBRID, NO_PRESENCE, NO_REMOTE, PRESENCE, REMOTE, pattern},
    text,
};
use crate::{
    jobs::RemoteType,
    taxonomy::{
        Place, Vocabulary,
        vocabulary::{Region, fold},
    },
};

/// The longest summary, in characters.
const MAX_SUMMARY: usize = 200;

/// What a location cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LocationReading {
    /// The first city.
    pub location_slug: Option<String>,
    /// The other cities, each once.
    pub other_location_slugs: Vec<String>,
    /// ISO 3166-1 alpha-2 code of the first place.
    pub country_code: Option<String>,
    /// The first place's region as `locations.state_region` says it: `TX`, `Bavaria`.
    pub region: Option<String>,
    /// What the text says about presence.
    pub remote: Option<RemoteType>,
    /// ISO 3166-1 alpha-2 codes of the countries that a remote worker may live in, where the text says so.
    pub remote_countries: Vec<String>,
    /// The text as people should read it, tidied, at most 200 characters.
    pub summary: String,
}

/// Reads a location.
pub fn location(text: &str, vocabulary: &Vocabulary) -> Reading<LocationReading> {
    location_in(text, None, vocabulary)
}

/// Reads a location in a source whose places are all in one country (ISO code), unless the text says otherwise.
pub fn location_in(text: &str, country: Option<&str>, vocabulary: &Vocabulary) -> Reading<LocationReading> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    if text.starts_with(['{', '['])
        && let Ok(value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text)
    {
        return location_of(&value, country, vocabulary);
    }
    // Nobody describes a place in ten thousand characters; a pasted page must not cost a scan.
    let tidy: String = text::clean(text).chars().take(10_000).collect();
    let reader = Reader { country, vocabulary };
    let mut found = Vec::new();
    let remote = remote::from_location(&tidy);
    for piece in STRONG.split(&without_presence(&LABEL.replace(&tidy, ""))) {
        reader.piece(trim(&DANGLING.replace_all(trim(piece), "")), &mut found);
    }
    answer(text, summary(&tidy), remote, found)
}

/// Reads a JSON location: text, an array of places, or an object (`{name, city, state_or_province, country}`).
pub fn location_of(
    value: &Value,
    country: Option<&str>,
    vocabulary: &Vocabulary,
) -> Reading<LocationReading> {
    match value {
        Value::String(text) => location_in(text, country, vocabulary),
        Value::Array(values) => {
            let texts: Vec<String> = values.iter().filter_map(described).collect();
            location_in(&texts.join("; "), country, vocabulary)
        }
        Value::Object(_) => {
            described(value).map_or_else(Reading::nothing, |text| location_in(&text, country, vocabulary))
        }
        _ => Reading::nothing(),
    }
}

/// An object's place in words: its parts where it has a city, region or country, else its name.
fn described(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return stated(text).map(str::to_owned);
    }
    let fields = value.as_object()?;
    let get = |names: &[&str]| {
        names.iter().find_map(|name| match fields.get(*name)? {
            Value::String(text) => stated(text),
            Value::Object(inner) => stated(inner.get("name")?.as_str()?),
            _ => None,
        })
    };
    let parts: Vec<&str> = [
        get(&["city", "locality", "addressLocality", "town", "municipality"]),
        get(&[
            "state_or_province",
            "state",
            "region",
            "province",
            "admin_district",
            "addressRegion",
            "state_region",
            "state_code",
        ]),
        get(&["country", "country_name", "addressCountry", "country_code", "country_iso"]),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name =
        get(&["name", "display_name", "location_name", "formatted", "address", "label", "text", "location"]);
    match name {
        _ if parts.len() > 1 => Some(parts.join(", ")),
        Some(name) => Some(name.to_owned()),
        None if !parts.is_empty() => Some(parts.join(", ")),
        None => fields.values().find(|value| value.is_object()).and_then(described),
    }
}

/// A label that was copied with its value.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:(?:primary |work |job |office )?locations?|city|place|based in|headquarters|hq|address|ort|standort|lieu)\s*:\s*",
    )
});
/// Separators that only stand between places.
static STRONG: LazyLock<Regex> = LazyLock::new(|| pattern(r"[;\n|•·()\[\]]|\s[–—]\s"));
/// Separators that stand between places, and sometimes within a name. "OR" in capitals is Oregon.
static WEAK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s(?:or|and|und|et|oder|ou|plus|y|o|e)\s|\s*[/&+]\s*").expect("the pattern is fixed")
});
/// What a separator leaves behind when "remote" stood at its other side.
static DANGLING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:or|and)\s+|\s+(?:or|and)$").expect("the pattern is fixed"));
/// Words around a place that are no part of it.
static FILLER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:with(?:in|\s+some)?|weekly|biweekly|monthly|quarterly|annual(?:ly)?|occasional(?:ly)?|frequent(?:ly)?|regular(?:ly)?|some|once|twice|times?|every|each|per|an?|few|week|month|quarter|year|days?|hours?|hrs?|required|needed|expected|preferred|preferably|ideally|possible|optional|must|should|will|be|is|are|able|willing|open|to|based|located|headquarter(?:s|ed)|hq|main|near|around|close|just|outside|locations?|place|candidates?|residents?|employees?|applicants?|only|from|in|at|our|for|of|office|offices|hub|hubs|campus|work(?:ing)?|flexible|time\s?zones?|est|edt|pst|pdt|cst|cdt|mst|et|ct|pt|cet|gmt|utc|distance|eligible|anywhere|area|greater|metro|downtown|central|multiple|various|up|wide|across|throughout|all|any|other|client|clients|site|sites|team|meetings?|meetups?|on|the)\b|\b\d+\s?[%x]|\b\d+(?:\s?[-–]\s?\d+)?\b|[+±]\d+",
    )
});
/// A street with its number.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:[\w .'&]{0,40}?,?\s)?(?:\d+[\w/-]*\s|one\s|p\.?\s?o\.?\s?box).*\b(?:st(?:r|reet)?|ave(?:nue)?|blvd|boulevard|r(?:oa)?d|lane|ln|drive|dr|plaza|plz|broadway|way|court|ct|pl(?:ace)?|sq(?:uare)?|pkwy|parkway|expway|expwy|expressway|hwy|highway|floor|fl|suite|ste|box|terrace|slip|concourse|loop|turnpike|tpke|bowery)\b\.?",
    )
});
/// The number of a suite or floor, behind its word.
static UNIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\s.#]*\d+\w{0,2}\s*,"));
/// Postal codes: US after a state or at the end, UK, Canadian, four or five digits before a town.
static POSTAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b\d{5}(?:-\d{4})?\s*(?:$|,)|\b[A-Z]{1,2}\d[A-Z\d]?\s+\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|(?:^|,)\s*(?:[A-Z]{1,2}-)?\d{4,5}\s+").expect("the pattern is fixed")
});

/// The text less what it says about presence, with separators where brackets were.
fn without_presence(text: &str) -> String {
    let mut text = text.to_owned();
    for pattern in [&NO_PRESENCE, &NO_REMOTE, &HYBRID, &REMOTE, &PRESENCE] {
        if pattern.is_match(&text) {
            text = pattern.replace_all(&text, " ; ").into_owned();
        }
    }
    text
}

/// Without the signs that separators leave behind.
fn trim(piece: &str) -> &str {
    piece
        .trim_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, ',' | '-' | '–' | '—' | ':' | '/' | '"' | '*' | '+' | '&' | '>' | '<' | '!')
        })
        .trim()
}

/// One place that a piece of the text names, as far as it is known.
struct Found<'a> {
    place: Option<&'a Place>,
    country: Option<String>,
    region: Option<String>,
    warning: Option<String>,
    unread: Option<String>,
}

impl Found<'_> {
    const NOTHING: Self = Self { place: None, country: None, region: None, warning: None, unread: None };

    fn unread(text: &str, warning: String) -> Self {
        Self { warning: Some(warning), unread: Some(text.to_owned()), ..Self::NOTHING }
    }

    const fn is_known(&self) -> bool {
        self.place.is_some() || self.country.is_some()
    }
}

struct Reader<'a> {
    country: Option<&'a str>,
    vocabulary: &'a Vocabulary,
}

impl<'a> Reader<'a> {
    /// Reads text between strong separators: one place, or several between weak separators.
    fn piece(&self, piece: &str, found: &mut Vec<Found<'a>>) {
        if fold(piece).is_empty() {
            return;
        }
        if let Some(one) = self.whole(piece) {
            found.push(one);
            return;
        }
        if STREET.is_match(piece) {
            found.push(self.street(piece));
            return;
        }
        let parts: Vec<&str> = WEAK.split(piece).map(trim).filter(|part| !fold(part).is_empty()).collect();
        // "Boston, New York or Chicago" are three cities.
        let counted = parts.len() > 1 && parts.last().is_some_and(|last| !last.contains(','));
        let start = found.len();
        for part in &parts {
            self.list(part, counted, found);
        }
        let known = found[start..].iter().filter(|one| one.is_known());
        let countries: HashSet<String> = known.filter_map(|one| one.country.clone()).collect();
        if parts.len() > 1
            && self.country.is_none()
            && found[start..].iter().any(|one| one.unread.is_some() && one.country.is_none())
            && let Some(code) = countries.iter().next().filter(|_| countries.len() == 1)
            && let Some(country) = self.vocabulary.country(code)
        {
            // "London/Manchester/Leeds": the neighbours say which Manchester.
            let nearby = Reader { country: Some(country.code.as_str()), ..*self };
            found.truncate(start);
            for part in &parts {
                nearby.list(part, counted, found);
            }
        }
    }

    /// What the text names as a whole, without looking at its parts.
    fn whole(&self, text: &str) -> Option<Found<'a>> {
        let regions = self.regions_named(text);
        let country = self.vocabulary.country(text).filter(|_| !is_state_code(text) || regions.is_empty());
        if let Some(place) = self.vocabulary.place_alias(text)
            && !(country.is_some() && is_code(text))
        {
            // "London" is Britain's, unless the source says Canada.
            let hinted = self
                .country
                .and_then(|code| self.vocabulary.cities(text).find(|place| place.country_code == code));
            return Some(at(hinted.unwrap_or(place)));
        }
        let mut cities: Vec<&Place> = self.candidates(text);
        if let Some(country) = country {
            cities.retain(|place| place.country_code == country.code);
            // A city state is its city.
            if let Some(city) = cities.first().filter(|_| regions.is_empty()) {
                return Some(at(city));
            }
            if !regions.is_empty()
                && !regions.iter().any(|region| Some(region.country_code.as_str()) == self.country)
            {
                let warning = format!(
                    "{} could be the country or the state {}; no place was set",
                    quote(text),
                    regions[0].name
                );
                return Some(Found::unread(text, warning));
            }
            if regions.is_empty() {
                return Some(in_country(&country.code));
            }
        }
        if let Some(metro) = self.vocabulary.metro(text) {
            return self.vocabulary.place(&metro.principal_location_slug).map(at);
        }
        match (regions.as_slice(), cities.is_empty()) {
            ([], true) => None,
            ([region], true) => Some(in_region(region)),
            ([], false) => Some(self.choose(text, &cities)),
            (regions, _) => {
                let hinted = regions.iter().find(|region| Some(region.country_code.as_str()) == self.country);
                // "Victoria" is a state and a city; "Quebec" too.
                if !cities.is_empty() {
                    // Abroad, a city and the division around it share a name: "Mexico City".
                    let abroad =
                        |region: &&Region| !matches!(region.country_code.as_str(), "US" | "CA" | "AU" | "GB");
                    if regions.iter().all(abroad)
                        && cities
                            .iter()
                            .all(|city| regions.iter().any(|region| region.country_code == city.country_code))
                    {
                        return Some(self.choose(text, &cities));
                    }
                    let warning =
                        format!("{} could be a city or a state; add the state or country", quote(text));
                    let country = regions
                        .iter()
                        .all(|region| cities.iter().all(|city| city.country_code == region.country_code));
                    let country = country.then(|| regions[0].country_code.clone());
                    return Some(Found { country, ..Found::unread(text, warning) });
                }
                Some(hinted.map_or_else(
                    || Found::unread(text, format!("{} names several regions; add the country", quote(text))),
                    |region| in_region(region),
                ))
            }
        }
    }

    /// The regions that text names on its own; codes count only in capitals ("or" and "in" are words).
    fn regions_named(&self, text: &str) -> Vec<&'a Region> {
        let plain = !is_code(text) || text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        if plain { self.vocabulary.regions(text).iter().collect() } else { Vec::new() }
    }

    /// Every city that goes by this name, the one with the alias first.
    fn candidates(&self, name: &str) -> Vec<&'a Place> {
        let mut places: Vec<&Place> = Vec::new();
        let key = fold(name);
        let mut names = vec![key.clone()];
        for (short, long) in [("st ", "saint "), ("ft ", "fort "), ("mt ", "mount ")] {
            if let Some(rest) = key.strip_prefix(short) {
                names.push(format!("{long}{rest}"));
            } else if let Some(rest) = key.strip_prefix(long) {
                names.push(format!("{short}{rest}"));
            }
        }
        for extra in ["city of ", "greater ", "downtown ", "central ", "metro ", "near ", "based in "] {
            names.extend(key.strip_prefix(extra).map(str::to_owned));
        }
        for extra in
            [" city", " area", " metro", " metro area", " metropolitan area", " region", " office", " hq"]
        {
            names.extend(key.strip_suffix(extra).map(str::to_owned));
        }
        for name in names.iter().filter(|name| !name.is_empty()) {
            let known = self.vocabulary.place_alias(name).into_iter().chain(self.vocabulary.cities(name));
            for place in known {
                if !places.iter().any(|known| known.slug == place.slug) {
                    places.push(place);
                }
            }
            if !places.is_empty() {
                break;
            }
        }
        places
    }

    /// One of several namesakes: the only one, the one in the source's country, or one that is so much larger that a
    /// reader would think of no other.
    fn choose(&self, name: &str, cities: &[&'a Place]) -> Found<'a> {
        let hinted: Vec<&Place> = cities
            .iter()
            .copied()
            .filter(|place| Some(place.country_code.as_str()) == self.country)
            .collect();
        let mut cities = if hinted.is_empty() { cities.to_vec() } else { hinted };
        cities.sort_by_key(|place| std::cmp::Reverse(place.population));
        match cities.as_slice() {
            [] => Found::NOTHING,
            [only] => at(only),
            [largest, second, ..] => {
                let one_country = cities.iter().all(|place| place.country_code == largest.country_code);
                let much_larger = largest.population >= second.population.saturating_mul(10);
                if much_larger && (one_country || second.population < 100_000) || is_plain(&largest.slug) {
                    return at(largest);
                }
                let names: Vec<&str> =
                    cities.iter().take(3).map(|place| place.display_name.as_str()).collect();
                let warning =
                    format!("{} could be {}; add the region or country", quote(name), names.join(" or "));
                let country = one_country.then(|| largest.country_code.clone());
                Found { country, ..Found::unread(name, warning) }
            }
        }
    }

    /// Reads "City, Region, Country", or several such in a row ("Austin, TX, Dallas, TX").
    fn list(&self, text: &str, counted: bool, found: &mut Vec<Found<'a>>) {
        if let Some(one) = self.whole(text) {
            found.push(one);
            return;
        }
        let without_postal = POSTAL.replace_all(text, ",");
        let mut parts: Vec<&str> = without_postal
            .split([',', '，'])
            .flat_map(|part| part.split(" - "))
            .map(trim)
            .filter(|part| !fold(part).is_empty())
            .collect();
        // "Los Angeles, California, California"
        parts.dedup_by_key(|part| fold(part));
        if let [first, .., last] = parts.as_slice()
            && self.vocabulary.country(first).is_some()
            && self.candidates(first).is_empty()
            && !self.candidates(last).is_empty()
            && self.vocabulary.country(last).is_none()
        {
            // "USA, Texas, Austin"
            parts.reverse();
        }
        let mut rest = parts.as_slice();
        let count = rest.len() + usize::from(counted);
        while !rest.is_empty() {
            let (one, used) = self.next(rest, count);
            found.push(one);
            rest = &rest[used.max(1)..];
        }
    }

    /// Reads the place that starts the parts, and says how many of them belong to it.
    fn next(&self, parts: &[&str], count: usize) -> (Found<'a>, usize) {
        let [name, qualifiers @ ..] = parts else { return (Found::NOTHING, 0) };
        let mut cities = self.candidates(name);
        let named = !cities.is_empty();
        let mut region: Option<&Region> = None;
        let mut country: Option<String> = None;
        let mut used = 1;
        for &part in qualifiers {
            let inside: Vec<&Place> =
                cities.iter().copied().filter(|place| self.lies_in(place, part)).collect();
            let regions = self.vocabulary.regions(part);
            let here = self.vocabulary.country(part).filter(|_| !is_state_code(part) || regions.is_empty());
            if !inside.is_empty() {
                cities = inside;
            } else if is_noise(part) {
                // A county narrows nothing down here.
            } else if region.is_some() && country.is_none() && here.is_some() {
                country = here.map(|country| country.code.clone());
            } else if region.is_none() && country.is_none() && (!regions.is_empty() || here.is_some()) {
                let is_city = !self.candidates(part).is_empty();
                // "Boston, New York, Washington" are three cities; "Rome, New York" is one, and not Italy's. "London,
                // Germany" and "Germany, France" are two statements.
                if (is_city && named && count > 2)
                    || (!named && self.whole(name).is_some() && !self.contains(part, name))
                {
                    break;
                }
                if regions.is_empty()
                    || (here.is_some()
                        && !is_code(part)
                        && self.whole(name).is_none()
                        && !named
                        && used == 1
                        && regions.len() != 1)
                {
                    country = here.map(|country| country.code.clone());
                } else {
                    let later = parts.get(used + 1).and_then(|part| self.vocabulary.country(part));
                    let wanted = later.map(|country| country.code.as_str()).or(self.country).unwrap_or("US");
                    region = regions.iter().find(|region| region.country_code == wanted).or(regions.first());
                    if here.is_some() && is_code(part) && matches!(part, "DE" | "IN") {
                        // Delaware or Germany: who can say.
                        region = None;
                        used += 1;
                        continue;
                    }
                }
                cities.clear();
            } else {
                break;
            }
            used += 1;
        }
        if used == 1 {
            return self.single(name, qualifiers, named);
        }
        if named && !cities.is_empty() {
            return (self.choose(&parts[..used].join(", "), &cities), used);
        }
        if let Some(whole) =
            self.whole(name).filter(|whole| !named && whole.is_known() && whole.place.is_none())
        {
            // "Texas, USA", "Bavaria, Germany".
            let agrees = country.is_none() || whole.country == country;
            if agrees {
                return (whole, used);
            }
        }
        let text = parts[..used].join(", ");
        let warning =
            format!("{} is not in the list of cities; only its region or country was set", quote(&text));
        let found = Found {
            country: country.or_else(|| region.map(|region| region.country_code.clone())),
            region: region.map(|region| region.state_region.clone()),
            ..Found::unread(&text, warning)
        };
        (found, used)
    }

    /// A part that nothing behind it narrows down.
    fn single(&self, name: &str, behind: &[&str], named: bool) -> (Found<'a>, usize) {
        if let Some(whole) = self.whole(name) {
            return (whole, 1);
        }
        // A hamlet or district before its city: "Shoreditch, London", "Pentagon, Arlington, Virginia".
        if !named && behind.first().is_some_and(|next| !self.candidates(next).is_empty()) {
            return (Found::NOTHING, 1);
        }
        (self.words(name), 1)
    }

    /// "Austin TX", "London UK", "based in Austin": a place without commas, perhaps with words around it.
    fn words(&self, text: &str) -> Found<'a> {
        let words: Vec<&str> = text.split_whitespace().collect();
        for tail in (1..words.len().min(4)).rev() {
            let (city, qualifier) = words.split_at(words.len() - tail);
            let qualifier = qualifier.join(" ");
            let is_known =
                !self.regions_named(&qualifier).is_empty() || self.vocabulary.country(&qualifier).is_some();
            let is_code = is_code(&qualifier) && !self.vocabulary.regions(&qualifier).is_empty();
            if !is_known && !is_code {
                continue;
            }
            let inside: Vec<&Place> = self
                .candidates(&city.join(" "))
                .into_iter()
                .filter(|place| self.lies_in(place, &qualifier))
                .collect();
            if !inside.is_empty() {
                return self.choose(text, &inside);
            }
        }
        let bare = FILLER.replace_all(text, " ");
        let bare = trim(&bare);
        if bare.len() < text.len() {
            let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ");
            if fold(&bare).is_empty() {
                return Found::NOTHING;
            }
            return self.whole(&bare).unwrap_or_else(|| self.words(&bare));
        }
        let warning = if is_wide(text) {
            format!("{} is wider than a country; no country was set", quote(text))
        } else {
            format!("{} is no place we know", quote(text))
        };
        Found::unread(text, warning)
    }

    /// A street address: what stands behind the street, when that is plain.
    fn street(&self, text: &str) -> Found<'a> {
        let behind = STREET.find(text).map_or(text, |street| &text[street.end()..]);
        let behind = UNIT.replace(behind, " ");
        let behind = POSTAL.replace_all(&behind, " ");
        // "N Y", "N.Y." and a column that was cut ("New York N") all say the same.
        let key = fold(&behind);
        let letters: String = join_letters(&key);
        if matches!(
            letters.as_str(),
            "ny" | "ny ny"
                | "nyc"
                | "new york"
                | "new york n"
                | "new york ny"
                | "new york new york"
                | "new yor"
                | "manhattan"
        ) {
            return self.vocabulary.place("new-york-ny").map_or(Found::NOTHING, at);
        }
        if !letters.is_empty() {
            let mut found = Vec::new();
            self.list(trim(&behind), false, &mut found);
            if let Some(place) = found.into_iter().find(Found::is_known) {
                return place;
            }
            // "Corona Ny"
            if let Some((_, code)) = letters.rsplit_once(' ')
                && let [region] = self.vocabulary.regions(code)
                && code.len() == 2
            {
                let warning = format!(
                    "{} is a street address whose city is not in the list; only its region was set",
                    quote(text)
                );
                return Found {
                    country: Some(region.country_code.clone()),
                    region: Some(region.state_region.clone()),
                    ..Found::unread(text, warning)
                };
            }
        }
        Found::unread(text, format!("{} is a street address; no city was plain", quote(text)))
    }

    /// Whether a city lies in what the words name: its region, its country, its metropolitan area.
    fn lies_in(&self, place: &Place, words: &str) -> bool {
        let region = place.state_region.as_deref().unwrap_or_default();
        let key = fold(words);
        self.vocabulary
            .regions(words)
            .iter()
            .any(|named| named.country_code == place.country_code && named.state_region == region)
            || self.vocabulary.country(words).is_some_and(|country| country.code == place.country_code)
            || self
                .vocabulary
                .country(&words.to_uppercase())
                .is_some_and(|country| is_code(words) && country.code == place.country_code)
            || fold(region) == key
            || fold(&place.city) == key
            || place.metro.as_deref().is_some_and(|metro| fold(metro) == key)
    }

    /// Whether the first words name what the second lies in ("Germany" and "Bavaria").
    fn contains(&self, outer: &str, inner: &str) -> bool {
        let code = self.vocabulary.country(outer).map(|country| country.code.as_str());
        self.vocabulary.regions(inner).iter().any(|region| Some(region.country_code.as_str()) == code)
    }
}

/// The reading of all that was found.
fn answer(
    text: &str,
    summary: String,
    remote: Option<RemoteType>,
    mut found: Vec<Found<'_>>,
) -> Reading<LocationReading> {
    let mut warnings: Vec<String> = found.iter_mut().filter_map(|one| one.warning.take()).collect();
    // A federal posting names fifty bases; five sentences tell as much.
    if warnings.len() > 6 {
        let more = warnings.len() - 5;
        warnings.truncate(5);
        warnings.push(format!("and {more} more places like these"));
    }
    let first_is_unread = found
        .iter()
        .find(|one| one.place.is_some() || one.unread.is_some())
        .is_some_and(|one| one.place.is_none());
    let known = found.iter().filter(|one| one.place.is_some()).count();
    let unread: Vec<String> = found.iter_mut().filter_map(|one| one.unread.take()).collect();
    let mut slugs: Vec<String> = Vec::new();
    for place in found.iter().filter_map(|one| one.place) {
        if !slugs.contains(&place.slug) {
            slugs.push(place.slug.clone());
        }
    }
    if slugs.is_empty() && remote.is_none() && !found.iter().any(Found::is_known) {
        let warnings =
            if warnings.is_empty() { vec![format!("{} names no place", quote(text))] } else { warnings };
        return Reading { value: None, warnings, unread: Some(text.to_owned()) };
    }
    let first = found
        .iter()
        .find(|one| one.place.is_some())
        .or_else(|| found.iter().find(|one| one.country.is_some()));
    let mut remote_countries: Vec<String> = Vec::new();
    if remote.is_some_and(|remote| remote != RemoteType::Onsite) && REMOTE.is_match(text) {
        for code in found.iter().filter_map(|one| one.country.as_ref()) {
            if !remote_countries.contains(code) {
                remote_countries.push(code.clone());
            }
        }
    }
    // Where most of the places are unknown, the first of the others is not the place of the job.
    let no_primary = first_is_unread && unread.len() > known;
    let first = if no_primary { found.iter().find(|one| one.country.is_some()) } else { first };
    let mut slugs = slugs.into_iter();
    Reading::of(LocationReading {
        location_slug: if no_primary { None } else { slugs.next() },
        other_location_slugs: slugs.collect(),
        country_code: first.and_then(|one| one.country.clone()),
        region: first.and_then(|one| one.region.clone()),
        remote,
        remote_countries,
        summary,
    })
    .warn_all(warnings)
    .leaving(unread.join("; "))
}

fn at(place: &Place) -> Found<'_> {
    Found {
        place: Some(place),
        country: Some(place.country_code.clone()),
        region: place.state_region.clone(),
        warning: None,
        unread: None,
    }
}

fn in_country<'a>(code: &str) -> Found<'a> {
    Found { country: Some(code.to_owned()), ..Found::NOTHING }
}

fn in_region<'a>(region: &Region) -> Found<'a> {
    Found {
        country: Some(region.country_code.clone()),
        region: Some(region.state_region.clone()),
        ..Found::NOTHING
    }
}

/// Names that have namesakes of some size, but of which every reader thinks of one.
fn is_plain(slug: &str) -> bool {
    matches!(
        slug,
        "hyderabad-in"
            | "athens-gr"
            | "florence-it"
            | "suzhou-cn"
            | "barcelona-es"
            | "london-gb"
            | "louisville-ky"
            | "madison-wi"
    )
}

/// Two or three letters, with or without dots.
fn is_code(text: &str) -> bool {
    let letters = text.chars().filter(|c| *c != '.').count();
    (2..=3).contains(&letters) && text.chars().all(|c| c.is_ascii_alphabetic() || c == '.')
}

/// Two letters, which are a state's more often than a country's.
fn is_state_code(text: &str) -> bool {
    text.len() == 2 && is_code(text)
}

/// Parts of an address between a city and its region.
fn is_noise(part: &str) -> bool {
    let key = fold(part);
    key.ends_with(" county")
        || key.ends_with(" district")
        || key.ends_with(" borough")
        || key.ends_with(" parish")
        || part.chars().all(|c| c.is_ascii_digit() || c == '-')
}

fn is_wide(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "europe",
        "eu",
        "emea",
        "apac",
        "latam",
        "americas",
        "north america",
        "south america",
        "latin america",
        "asia",
        "africa",
        "middle east",
        "mena",
        "nordics",
        "benelux",
        "dach",
        "global",
        "worldwide",
        "world",
        "international",
        "eea",
        "european union",
        "asia pacific",
        "anz",
        "gcc",
        "cee",
        "western europe",
        "eastern europe",
        "scandinavia",
    ];
    WORDS.contains(&fold(text).as_str())
}

/// Single letters in a row as one word: "n y" is "ny".
fn join_letters(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    let mut last_single = false;
    for word in key.split(' ').filter(|word| !word.is_empty()) {
        let single = word.chars().count() == 1;
        let joins = single && last_single;
        if !out.is_empty() && !joins {
            out.push(' ');
        }
        out.push_str(word);
        last_single = single;
    }
    out
}

/// The text on one line; of a long list the first three places and how many more there are.
fn summary(tidy: &str) -> String {
    let lines: Vec<&str> = tidy.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty()).collect();
    let one = |line: &str| {
        let mut parts: Vec<String> =
            line.split(',').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        // "Austin, Texas, Texas"; "New York, New York" is as people write it.
        if parts.len() > 2 {
            parts.dedup();
        }
        parts.retain(|part| !part.is_empty());
        parts.join(", ")
    };
    let all = lines.iter().map(|line| one(line)).collect::<Vec<_>>().join("; ");
    if all.chars().count() <= MAX_SUMMARY {
        return all;
    }
    if lines.len() > 3 {
        let first = lines[..3].iter().map(|line| one(line)).collect::<Vec<_>>().join("; ");
        let short = format!("{first} and {} more", lines.len() - 3);
        if short.chars().count() <= MAX_SUMMARY {
            return short;
        }
    }
    let cut: String = all.chars().take(MAX_SUMMARY - 1).collect();
    format!(
        "{}…",
        cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head).trim_end_matches([',', ';', ' '])
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

    /// Input; primary city; other cities, country, region, remote, remote countries as one string of words.
    const CASES: &[(&str, &str, &str)] = &[
        ("Austin, Texas, United States", "austin-tx", "US TX"),
        ("Austin, TX", "austin-tx", "US TX"),
        ("austin, tx", "austin-tx", "US TX"),
        ("Austin TX", "austin-tx", "US TX"),
        ("Austin", "austin-tx", "US TX"),
        ("AUSTIN, TEXAS", "austin-tx", "US TX"),
        ("Austin, TX 78701", "austin-tx", "US TX"),
        ("Austin, TX, USA", "austin-tx", "US TX"),
        ("Greater Austin", "austin-tx", "US TX"),
        ("Greater Austin Area", "austin-tx", "US TX"),
        ("Austin, Texas Metropolitan Area", "austin-tx", "US TX"),
        ("Austin Metro", "austin-tx", "US TX"),
        ("USA, Texas, Austin", "austin-tx", "US TX"),
        ("US - TX - Austin", "austin-tx", "US TX"),
        ("London", "london-gb", "GB England"),
        ("London, UK", "london-gb", "GB England"),
        ("London, England, United Kingdom", "london-gb", "GB England"),
        ("London, Greater London, England, United Kingdom", "london-gb", "GB England"),
        ("London Area, United Kingdom", "london-gb", "GB England"),
        ("London, Ontario", "london-on", "CA ON"),
        ("London, ON, Canada", "london-on", "CA ON"),
        ("London, Ontario (Canada)", "london-on", "CA ON"),
        ("München", "munich-de", "DE Bavaria"),
        ("Munich, Bavaria, Germany", "munich-de", "DE Bavaria"),
        ("München, Bayern, Deutschland", "munich-de", "DE Bavaria"),
        ("80331 München", "munich-de", "DE Bavaria"),
        ("NYC", "new-york-ny", "US NY"),
        ("New York", "new-york-ny", "US NY"),
        ("New York, NY", "new-york-ny", "US NY"),
        ("New York, New York", "new-york-ny", "US NY"),
        ("New York City Metropolitan Area", "new-york-ny", "US NY"),
        ("San Francisco Bay Area", "san-francisco-ca", "US CA"),
        ("San Francisco, CA", "san-francisco-ca", "US CA"),
        ("Toronto, CA", "toronto-on", "CA ON"),
        ("Toronto, ON", "toronto-on", "CA ON"),
        ("Washington, DC", "washington-dc", "US DC"),
        ("Washington, D.C.", "washington-dc", "US DC"),
        ("Washington DC-Baltimore Area", "washington-dc", "US DC"),
        ("São Paulo, Brazil", "sao-paulo-br", "BR São Paulo"),
        ("Sao Paulo", "sao-paulo-br", "BR São Paulo"),
        ("東京", "tokyo-jp", "JP Tokyo"),
        ("Singapore", "singapore-sg", "SG"),
        ("Singapore, Singapore", "singapore-sg", "SG"),
        ("Dubai, UAE", "dubai-ae", "AE Dubai"),
        ("Zürich, Switzerland", "zurich-ch", "CH Zurich"),
        ("St. Louis, MO", "st-louis-mo", "US MO"),
        ("Saint Louis, Missouri", "st-louis-mo", "US MO"),
        ("Berlin, DE", "berlin-de", "DE State of Berlin"),
        ("Wilmington, DE", "wilmington-de", "US DE"),
        ("Hyderabad, Telangana, India", "hyderabad-in", "IN Telangana"),
        ("Vancouver, BC", "vancouver-bc", "CA BC"),
        ("Vancouver, WA", "vancouver-wa", "US WA"),
        ("Portland, OR", "portland-or", "US OR"),
        ("Portland, Oregon, United States", "portland-or", "US OR"),
        ("Portland, Maine", "portland-me", "US ME"),
        ("Portland", "", "US ?"),
        ("Birmingham", "", "?"),
        ("Birmingham, UK", "birmingham-gb", "GB England"),
        ("Birmingham, AL", "birmingham-al", "US AL"),
        ("Springfield", "", "US ?"),
        ("Jacksonville", "jacksonville-fl", "US FL"),
        ("Naples", "naples-it", "IT Campania"),
        ("Paris", "paris-fr", "FR Île-de-France"),
        ("Paris, Texas", "", "US TX ?"),
        ("Rome, New York, New York", "", "US NY ?"),
        ("Mendham, New Jersey, United States", "", "US NJ ?"),
        ("Los Angeles, California, California", "los-angeles-ca", "US CA"),
        ("Pentagon, Arlington, Virginia, Virginia", "arlington-va", "US VA"),
        ("Shoreditch, London", "london-gb", "GB England"),
        ("Brooklyn, Kings County, NY", "brooklyn-ny", "US NY"),
        ("United States", "", "US"),
        ("USA", "", "US"),
        ("Deutschland", "", "DE"),
        ("UK", "", "GB"),
        ("Texas", "", "US TX"),
        ("Texas, USA", "", "US TX"),
        ("California, United States", "", "US CA"),
        ("Bavaria, Germany", "", "DE Bavaria"),
        ("Georgia", "", "?"),
        ("Atlanta, Georgia", "atlanta-ga", "US GA"),
        ("Tbilisi, Georgia", "tbilisi-ge", "GE Tbilisi"),
        ("New York or Boston", "new-york-ny", "+boston-ma US NY"),
        ("Austin, TX or Denver, CO", "austin-tx", "+denver-co US TX"),
        ("Austin, TX; Dallas, TX; Austin, TX", "austin-tx", "+dallas-tx US TX"),
        ("Austin, TX, Dallas, TX", "austin-tx", "+dallas-tx US TX"),
        ("London / Paris", "london-gb", "+paris-fr GB England"),
        ("Boston, New York, Chicago", "boston-ma", "+new-york-ny +chicago-il US MA"),
        ("Dallas/Fort Worth", "dallas-tx", "US TX"),
        ("Dallas-Fort Worth Metroplex", "dallas-tx", "US TX"),
        ("Berlin and Munich", "berlin-de", "+munich-de DE State of Berlin"),
        ("Trinidad and Tobago", "", "TT"),
        ("Remote", "", "REMOTE"),
        ("Remote (US)", "", "US REMOTE us:US"),
        ("Remote - US", "", "US REMOTE us:US"),
        ("Remote, United States", "", "US REMOTE us:US"),
        ("US Remote", "", "US REMOTE us:US"),
        ("Remote (US only)", "", "US REMOTE us:US"),
        ("Remote US/Canada", "", "US REMOTE us:US,CA"),
        ("Remote (UK or Germany)", "", "GB REMOTE us:GB,DE"),
        ("Remote (US, Canada)", "", "US REMOTE us:US,CA"),
        ("Remote (US) with monthly Boston travel", "boston-ma", "US MA HYBRID us:US"),
        ("Remote within the UK, quarterly travel to London", "london-gb", "GB England HYBRID us:GB"),
        ("Austin, TX (Remote)", "austin-tx", "US TX REMOTE us:US"),
        ("Remote - Austin, TX", "austin-tx", "US TX REMOTE us:US"),
        ("New York, NY (Hybrid)", "new-york-ny", "US NY HYBRID"),
        ("Hybrid - London", "london-gb", "GB England HYBRID"),
        ("London (3 days a week in office)", "london-gb", "GB England HYBRID"),
        ("Boston, MA (on-site)", "boston-ma", "US MA ONSITE"),
        ("Anywhere", "", "REMOTE"),
        ("Work from home", "", "REMOTE"),
        ("Remote (Europe)", "", "REMOTE ?"),
        ("Remote (no travel)", "", "REMOTE"),
        ("Based in Austin", "austin-tx", "US TX"),
        ("Austin office", "austin-tx", "US TX"),
        ("Location: Austin, TX", "austin-tx", "US TX"),
        ("110 William St. N Y", "new-york-ny", "US NY"),
        ("1 Centre St., N.Y.", "new-york-ny", "US NY"),
        ("100 Church St., N.Y.", "new-york-ny", "US NY"),
        ("55 Water St Ny Ny", "new-york-ny", "US NY"),
        ("421 East 26th Street NY NY", "new-york-ny", "US NY"),
        ("150 William Street, New York N", "new-york-ny", "US NY"),
        ("59-17 Junction Blvd Corona Ny", "", "US NY ?"),
        ("96-05 Horace Harding Expway", "", "?"),
        ("30-30 Thomson Ave L I City Qns", "", "?"),
        ("255 Greenwich Street", "", "?"),
        ("4 St. James Square, London", "london-gb", "GB England"),
        ("500 Congress Ave, Austin, TX 78701", "austin-tx", "US TX"),
        (
            "{\"name\":\"HQ\",\"city\":\"Austin\",\"state_or_province\":\"Texas\",\"country\":\"United States\"}",
            "austin-tx",
            "US TX",
        ),
        ("[\"Austin, TX\", \"Boston, MA\"]", "austin-tx", "+boston-ma US TX"),
        ("{\"name\":\"Austin, Texas, United States\"}", "austin-tx", "US TX"),
        ("San Francisco or remote", "san-francisco-ca", "US CA REMOTE us:US"),
        ("Mexico City", "mexico-city-mx", "MX Mexico City"),
        ("Remote, must be within commuting distance of Chicago", "chicago-il", "US IL HYBRID us:US"),
        ("Raleigh-Durham", "raleigh-nc", "US NC"),
        ("Atlantis", "", "?"),
        ("Not Used", "", ""),
        ("N/A", "", ""),
        ("", "", ""),
    ];

    fn told(read: &Reading<LocationReading>) -> (String, String) {
        let mut words: Vec<String> = Vec::new();
        let Some(value) = &read.value else {
            return (String::new(), if read.unread.is_some() { "?".into() } else { String::new() });
        };
        words.extend(value.other_location_slugs.iter().map(|slug| format!("+{slug}")));
        words.extend(value.country_code.clone());
        words.extend(value.region.clone().filter(|_| value.location_slug.as_deref() != Some("singapore-sg")));
        words.extend(value.remote.map(|remote| remote.as_str().to_owned()));
        if !value.remote_countries.is_empty() {
            words.push(format!("us:{}", value.remote_countries.join(",")));
        }
        if read.unread.is_some() {
            words.push("?".into());
        }
        (value.location_slug.clone().unwrap_or_default(), words.join(" "))
    }

    #[test]
    fn locations_are_read_as_a_careful_person_would() {
        let mut wrong = Vec::new();
        for (text, slug, rest) in CASES {
            let read = location(text, &VOCABULARY);
            let told = told(&read);
            if told != ((*slug).to_owned(), (*rest).to_owned()) {
                wrong.push(format!("{text:?}: {told:?}, not {:?} {:?}", (slug, rest), read.warnings));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn every_city_is_found_by_its_display_name() {
        let mut wrong = Vec::new();
        for place in &crate::taxonomy::VocabularySource::shipped().locations {
            let read = location(&place.display_name, &VOCABULARY);
            let slug = read.value.and_then(|value| value.location_slug);
            if slug.as_deref() != Some(&place.slug) {
                wrong.push(format!("{} {slug:?}", place.slug));
            }
        }
        assert!(wrong.len() < 3, "{} wrong: {wrong:?}", wrong.len());
    }

    #[test]
    fn a_sources_country_decides_between_namesakes() {
        let slug = |text, country| {
            location_in(text, Some(country), &VOCABULARY).value.and_then(|value| value.location_slug)
        };
        assert_eq!(slug("Birmingham", "GB").as_deref(), Some("birmingham-gb"));
        assert_eq!(slug("London", "CA").as_deref(), Some("london-on"));
        assert_eq!(slug("Paris", "US").as_deref(), Some("paris-fr"));
    }

    #[test]
    fn a_long_list_has_a_short_summary() {
        let text = (0..50).map(|_| "Arlington, Virginia, Virginia").collect::<Vec<_>>().join("; ");
        let read = location(&text, &VOCABULARY).value.unwrap();
        assert_eq!(read.summary, "Arlington, Virginia; Arlington, Virginia; Arlington, Virginia and 47 more");
        assert_eq!(read.location_slug.as_deref(), Some("arlington-va"));
    }

    proptest! {
        #[test]
        fn locations_never_panic(text in any::<String>()) {
            let _ = location(&text, &VOCABULARY);
        }

        #[test]
        fn pieces_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
            "Austin", ", ", "TX", " or ", "Remote", "(", ")", "US", "DE", " - ", "; ", "New York", "Georgia", " St. ", "12 ", "/", "travel", "Paris", "Canada", " ", "Bavaria", "78701",
        ]), 0..14)) {
            let read = location(&pieces.concat(), &VOCABULARY);
            if let Some(value) = read.value {
                prop_assert!(value.summary.chars().count() <= MAX_SUMMARY);
                prop_assert!(value.location_slug.is_none_or(|slug| VOCABULARY.place(&slug).is_some()));
            }
        }
    }
}
