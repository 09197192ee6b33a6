//! Every canonical taxonomy row and every other name of it, in memory, by what people write.
//!
//! Lookups fold case, accents and punctuation (`fold`), so that "São Paulo", "SAO PAULO" and "sao-paulo" are one key.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::areas::{self, Area};
use super::globe::Globe;
use super::shipped;
use super::spelling::{Spelling, slips};
use crate::values::{Currency, terms};

terms! {
    /// The taxonomies that free text is mapped to.
    TaxonomyKind = "taxonomy_kind" {
        Role: "ROLE", "role", "Role";
        Industry: "INDUSTRY", "industry", "Industry";
        Specialty: "SPECIALTY", "specialty", "Specialty";
        Location: "LOCATION", "location", "Location";
    }
}

/// A canonical role, industry or specialty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its slug (`fractional-cfo`).
    pub slug: String,
    /// Its name (`CFO`).
    pub name: String,
    /// Its long name where it has one (`Chief Financial Officer`).
    pub full_name: Option<String>,
}

/// Another spelling of a canonical row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The taxonomy that the slug belongs to.
    pub kind: TaxonomyKind,
    /// What people write.
    pub alias: String,
    /// The canonical row that they mean.
    pub slug: String,
}

/// A canonical city; the columns are those of `locations`.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// `austin-tx`.
    pub slug: String,
    /// `Austin`.
    pub city: String,
    /// The code in the US, Canada and Australia (`TX`), elsewhere the name of the first-level division.
    pub state_region: Option<String>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country_code: String,
    /// `Greater Austin`.
    pub metro: Option<String>,
    /// `Austin, TX`.
    pub display_name: String,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lng: Option<f64>,
    /// People; 0 when unknown. Only ranks namesakes.
    pub population: i64,
}

/// What a vocabulary is built from: the canonical rows as the database, or the shipped data, has them.
#[derive(Clone, Debug, Default)]
pub struct VocabularySource {
    /// Active roles.
    pub roles: Vec<Term>,
    /// Active industries.
    pub industries: Vec<Term>,
    /// Active specialties.
    pub specialties: Vec<Term>,
    /// Active cities.
    pub locations: Vec<Place>,
    /// Other spellings, of every kind. Where two disagree, the later one wins (an operator's own comes last).
    pub aliases: Vec<Alias>,
}

impl VocabularySource {
    /// The reference data that ships with the product.
    pub fn shipped() -> Self {
        let term = |slug: &str, name: &str| Term { slug: slug.into(), name: name.into(), full_name: None };
        let alias = |kind, alias: &str, slug: &str| Alias { kind, alias: alias.into(), slug: slug.into() };
        Self {
            roles: shipped::ROLES
                .iter()
                .map(|row| Term { full_name: Some(row.full_title.clone()), ..term(&row.slug, &row.title) })
                .collect(),
            industries: shipped::INDUSTRIES.iter().map(|row| term(&row.slug, &row.name)).collect(),
            specialties: shipped::SPECIALTIES.iter().map(|row| term(&row.slug, &row.name)).collect(),
            locations: shipped::LOCATIONS
                .iter()
                .map(|row| Place {
                    slug: row.slug.clone(),
                    city: row.city.clone(),
                    state_region: row.state_region.clone(),
                    country_code: row.country_code.clone(),
                    metro: row.metro.clone(),
                    display_name: row.display_name.clone(),
                    lat: Some(row.lat),
                    lng: Some(row.lng),
                    population: row.population,
                })
                .collect(),
            aliases: (shipped::ROLE_ALIASES.iter())
                .map(|row| alias(TaxonomyKind::Role, &row.alias, &row.role_slug))
                .chain(
                    (shipped::INDUSTRY_ALIASES.iter())
                        .map(|row| alias(TaxonomyKind::Industry, &row.alias, &row.industry_slug)),
                )
                .chain(
                    (shipped::LOCATION_ALIASES.iter())
                        .map(|row| alias(TaxonomyKind::Location, &row.alias, &row.location_slug)),
                )
                .collect(),
        }
    }
}

/// A state, province or nation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// ISO 3166-1 alpha-2, upper case.
    pub country_code: String,
    /// What `Place::state_region` says for its cities: `TX`, `Bavaria`.
    pub state_region: String,
    /// What people read: `Texas`.
    pub name: String,
}

/// A metropolitan area and the city that stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metro {
    /// `Greater Austin`.
    pub name: String,
    /// `austin-tx`.
    pub principal_location_slug: String,
}

/// Lookups from what people write to canonical slugs. Immutable: build another when rows change.
#[derive(Debug)]
pub struct Vocabulary {
    roles: Lookup,
    industries: Lookup,
    specialties: Lookup,
    places: Vec<Place>,
    globe: Globe,
    place_slugs: HashMap<String, usize>,
    place_aliases: HashMap<String, usize>,
    cities: HashMap<String, Vec<usize>>,
    metros: HashMap<String, Metro>,
    regions: HashMap<String, Vec<Region>>,
    countries: HashMap<String, &'static shipped::Country>,
    /// Countries, regions and metropolitan areas, by their folded names.
    areas: HashMap<String, Area>,
    spelling: Spelling,
}

/// One taxonomy: its names by folded key.
#[derive(Debug, Default)]
struct Lookup {
    names: HashMap<String, String>,
    full_names: HashMap<String, String>,
    by_key: HashMap<String, String>,
    /// Without spaces, for "Health Tech" and "E commerce"; only asked when `by_key` knows nothing.
    by_compact_key: HashMap<String, String>,
}

impl Vocabulary {
    /// The vocabulary of these rows. Countries, regions and metros are the shipped ones.
    pub fn new(source: VocabularySource) -> Self {
        let VocabularySource { roles, industries, specialties, locations, aliases } = source;
        let place_slugs: HashMap<String, usize> =
            locations.iter().enumerate().map(|(at, place)| (place.slug.clone(), at)).collect();
        let mut cities: HashMap<String, Vec<usize>> = HashMap::with_capacity(locations.len());
        let mut place_aliases = HashMap::with_capacity(locations.len() + aliases.len());
        for (at, place) in locations.iter().enumerate() {
            cities.entry(fold(&place.city)).or_default().push(at);
            place_aliases.entry(fold(&place.display_name)).or_insert(at);
            // A slug states its region or country, so it is as plain as a display name.
            place_aliases.entry(fold(&place.slug)).or_insert(at);
        }
        for namesakes in cities.values_mut() {
            namesakes.sort_by_key(|&at| std::cmp::Reverse(locations[at].population));
        }
        for alias in aliases.iter().filter(|alias| alias.kind == TaxonomyKind::Location) {
            if let Some(&at) = place_slugs.get(&alias.slug) {
                place_aliases.insert(fold(&alias.alias), at);
            }
        }
        let lookup =
            |terms: Vec<Term>, kind| Lookup::new(terms, aliases.iter().filter(|alias| alias.kind == kind));
        let (metros, regions, countries) = (metros(&place_slugs), regions(&locations), countries());
        let roles = lookup(roles, TaxonomyKind::Role);
        let industries = lookup(industries, TaxonomyKind::Industry);
        let specialties = lookup(specialties, TaxonomyKind::Specialty);
        let terms = [&roles, &industries, &specialties].into_iter().flat_map(|lookup| lookup.by_key.keys());
        let spelling = Spelling::of(terms.chain(cities.keys()).map(String::as_str));
        Self {
            roles,
            industries,
            specialties,
            spelling,
            areas: areas::of(&locations, &countries, &regions, &metros),
            metros,
            regions,
            countries,
            globe: Globe::new(locations.iter().map(|place| place.lat.zip(place.lng))),
            places: locations,
            place_slugs,
            place_aliases,
            cities,
        }
    }

    /// The vocabulary of the reference data that ships with the product.
    pub fn shipped() -> Self {
        Self::new(VocabularySource::shipped())
    }

    /// The slug of the role, industry, specialty or city that this text names in full.
    pub fn slug(&self, kind: TaxonomyKind, text: &str) -> Option<&str> {
        match kind {
            TaxonomyKind::Role => self.roles.slug(text),
            TaxonomyKind::Industry => self.industries.slug(text),
            TaxonomyKind::Specialty => self.specialties.slug(text),
            TaxonomyKind::Location => self.place_alias(text).map(|place| place.slug.as_str()),
        }
    }

    /// The name of a canonical row (`CFO` of `fractional-cfo`, `Austin, TX` of `austin-tx`).
    pub fn name(&self, kind: TaxonomyKind, slug: &str) -> Option<&str> {
        match kind {
            TaxonomyKind::Role => self.roles.name(slug),
            TaxonomyKind::Industry => self.industries.name(slug),
            TaxonomyKind::Specialty => self.specialties.name(slug),
            TaxonomyKind::Location => self.place(slug).map(|place| place.display_name.as_str()),
        }
    }

    /// The long name of a role (`Chief Financial Officer`).
    pub fn full_name(&self, kind: TaxonomyKind, slug: &str) -> Option<&str> {
        match kind {
            TaxonomyKind::Role => self.roles.full_names.get(slug).map(String::as_str),
            _ => None,
        }
    }

    /// The city with this slug.
    pub fn place(&self, slug: &str) -> Option<&Place> {
        self.place_slugs.get(slug).map(|&at| &self.places[at])
    }

    /// Every city, largest first.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// For each of these distances, in kilometres, the cities within it around one, itself included; none where there is no such
    /// city, and itself alone where nobody knows where it is.
    pub fn within<const N: usize>(&self, slug: &str, kilometres: [u32; N]) -> [Vec<&Place>; N] {
        let Some(&centre) = self.place_slugs.get(slug) else { return [const { Vec::new() }; N] };
        self.globe
            .within(centre, kilometres)
            .map(|near| near.into_iter().map(|at| &self.places[at]).collect())
    }

    /// The city that goes by this other name, display name or slug ("NYC", "Austin, TX", "London").
    pub fn place_alias(&self, text: &str) -> Option<&Place> {
        self.place_aliases.get(&fold(text)).map(|&at| &self.places[at])
    }

    /// The city that somebody most likely means: one that goes by this name in full, the largest of those that are called
    /// so, of all or where it is said to be ("London, Ontario"), or the first of a metropolitan area.
    pub fn place_named(&self, text: &str) -> Option<&Place> {
        let in_full = self.place_alias(text).or_else(|| self.cities(text).next());
        let in_metro = || self.place(&self.metro(text)?.principal_location_slug);
        in_full.or_else(|| self.city_in_area(text)).or_else(in_metro)
    }

    /// The city of which is also said in which country, state or area it is ("London, Ontario").
    pub fn city_in_area(&self, text: &str) -> Option<&Place> {
        let text = fold(text);
        let mut splits = text.match_indices(' ').map(|(at, _)| (&text[..at], &text[at + 1..]));
        splits.find_map(|(city, area)| {
            let area = self.area(area)?;
            self.cities(city).find(|place| area.cities.contains(&place.slug))
        })
    }

    /// Whether this is a place's name and no other word: a town that is called by one may be anything ("Reading").
    pub fn is_plain_place(&self, text: &str) -> bool {
        self.place_alias(text).is_some() || self.area(text).is_some()
    }

    /// Whether any place goes by this name.
    pub fn is_place(&self, text: &str) -> bool {
        self.is_plain_place(text) || self.cities(text).next().is_some()
    }

    /// Every city of this name, largest first.
    pub fn cities(&self, name: &str) -> impl Iterator<Item = &Place> {
        self.cities.get(&fold(name)).into_iter().flatten().map(|&at| &self.places[at])
    }

    /// The cities whose name this may be, misspelt: the nearest in letters first, then the largest.
    pub fn cities_like(&self, name: &str) -> Vec<&Place> {
        let name = fold(name);
        let like = self.cities.iter().filter_map(|(city, places)| Some((slips(&name, city)?, places)));
        let mut like: Vec<(usize, &Place)> = like
            .flat_map(|(slips, places)| places.iter().map(move |at| (slips, &self.places[*at])))
            .collect();
        like.sort_by_key(|(slips, place)| (*slips, std::cmp::Reverse(place.population)));
        like.into_iter().map(|(_, place)| place).collect()
    }

    /// How a word is spelled in the names of roles, industries, specialties and cities, where it is one of theirs or nearly so.
    pub fn spelled(&self, word: &str) -> Option<&str> {
        self.spelling.word(word)
    }

    /// The metropolitan area of this name ("Greater Austin", "Bay Area", "DFW").
    pub fn metro(&self, text: &str) -> Option<&Metro> {
        self.metros.get(&fold(text))
    }

    /// The states, provinces and nations of this name or code ("Texas", "TX", "Bayern").
    pub fn regions(&self, text: &str) -> &[Region] {
        self.regions.get(&fold(text)).map_or(&[], Vec::as_slice)
    }

    /// The country of this name, other name or code ("USA", "Deutschland", "DE").
    /// Two-letter codes count only in capitals: "in", "no" and "it" are words.
    pub fn country(&self, text: &str) -> Option<&'static shipped::Country> {
        let country = *self.countries.get(&fold(text))?;
        let letters = text.chars().filter(|c| c.is_alphabetic());
        let is_code = letters.clone().count() == 2;
        (!is_code || letters.clone().all(char::is_uppercase)).then_some(country)
    }

    /// The country, state, province, nation or metropolitan area of this name or slug; all that share it. A code counts only
    /// where nobody takes it for a word ("UK", "USA").
    pub fn area(&self, text: &str) -> Option<&Area> {
        self.areas.get(&fold(text))
    }

    /// The slug of the city or area that somebody most likely means who is asked where: there a code is one, too ("TX"). Of a
    /// city and an area elsewhere that share a name ("Ontario"), the city only where it is a large one ("Washington").
    pub fn place_or_area(&self, text: &str) -> Option<String> {
        const LARGE: i64 = 500_000;
        let by_code = || {
            let region = self.regions(text).first().map(|region| &region.name);
            self.area(region.or_else(|| Some(&self.country(text)?.name))?)
        };
        let area = self.area(text).or_else(by_code).filter(|area| self.area(&area.slug()).is_some());
        let is_meant = |city: &&Place| {
            area.is_none_or(|area| city.population >= LARGE || area.cities.contains(&city.slug))
        };
        let city = self.place_named(text).filter(is_meant).map(|city| city.slug.clone());
        city.or_else(|| area.map(Area::slug))
    }

    /// The country with this ISO 3166-1 alpha-2 code.
    pub fn country_by_code(code: &str) -> Option<&'static shipped::Country> {
        shipped::COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(code))
    }

    /// The currency of a country, where it has one of its own or shares one.
    pub fn currency_of(country_code: &str) -> Option<Currency> {
        Currency::from_code(Self::country_by_code(country_code)?.currency_code.as_deref()?)
    }
}

impl Lookup {
    fn new<'a>(terms: Vec<Term>, aliases: impl Iterator<Item = &'a Alias>) -> Self {
        let mut lookup = Self::default();
        for Term { slug, name, full_name } in terms {
            lookup.insert(&slug, &slug);
            lookup.insert(&name, &slug);
            if let Some(full_name) = full_name {
                lookup.insert(&full_name, &slug);
                lookup.full_names.insert(slug.clone(), full_name);
            }
            lookup.names.insert(slug, name);
        }
        for alias in aliases {
            if lookup.names.contains_key(&alias.slug) {
                lookup.insert(&alias.alias, &alias.slug);
            }
        }
        lookup
    }

    fn insert(&mut self, text: &str, slug: &str) {
        let key = fold(text);
        self.by_compact_key.insert(key.replace(' ', ""), slug.to_owned());
        self.by_key.insert(key, slug.to_owned());
    }

    fn slug(&self, text: &str) -> Option<&str> {
        let key = fold(text);
        let slug = match self.by_key.get(&key) {
            None => self.by_compact_key.get(&key.replace(' ', "")),
            found => found,
        };
        slug.map(String::as_str)
    }

    fn name(&self, slug: &str) -> Option<&str> {
        self.names.get(slug).map(String::as_str)
    }
}

fn metros(place_slugs: &HashMap<String, usize>) -> HashMap<String, Metro> {
    let mut metros = HashMap::new();
    for row in shipped::METROS.iter().filter(|row| place_slugs.contains_key(&row.principal_location_slug)) {
        let metro =
            Metro { name: row.name.clone(), principal_location_slug: row.principal_location_slug.clone() };
        for name in std::iter::once(&row.name).chain(&row.aliases) {
            metros.insert(fold(name), metro.clone());
        }
        // LinkedIn writes "Greater Austin Area" and "Austin Metropolitan Area" where we write "Greater Austin".
        if let Some(core) = row.name.strip_prefix("Greater ") {
            for name in [
                format!("Greater {core} Area"),
                format!("Greater {core} Metropolitan Area"),
                format!("{core} Metropolitan Area"),
                format!("{core} Metro Area"),
                format!("{core} Metro"),
                format!("Metro {core}"),
                format!("{core} Area"),
            ] {
                metros.entry(fold(&name)).or_insert_with(|| metro.clone());
            }
        } else if let Some(core) = row.name.strip_suffix(" Metropolitan Area") {
            for name in [format!("Greater {core}"), format!("Greater {core} Area"), format!("{core} Area")] {
                metros.entry(fold(&name)).or_insert_with(|| metro.clone());
            }
        }
    }
    metros
}

fn regions(places: &[Place]) -> HashMap<String, Vec<Region>> {
    let mut regions: HashMap<String, Vec<Region>> = HashMap::new();
    let mut add = |text: &str, region: Region| {
        let named = regions.entry(fold(text)).or_default();
        if !named.contains(&region) {
            named.push(region);
        }
    };
    for row in shipped::REGIONS.iter() {
        // Cities of the UK carry the nation's name, those of the other three their division's code.
        let state_region = if row.country_code == "GB" { &row.name } else { &row.code };
        let region = Region {
            country_code: row.country_code.clone(),
            state_region: state_region.clone(),
            name: row.name.clone(),
        };
        // "ENG" and "WLS" are nobody's address; as words they only collide.
        let code = (row.country_code != "GB").then_some(&row.code);
        for name in std::iter::once(&row.name).chain(code).chain(&row.aliases) {
            add(name, region.clone());
        }
    }
    for place in places {
        let Some(name) = &place.state_region else { continue };
        if matches!(place.country_code.as_str(), "US" | "CA" | "AU" | "GB") {
            continue;
        }
        let region = Region {
            country_code: place.country_code.clone(),
            state_region: name.clone(),
            name: name.clone(),
        };
        add(name, region);
    }
    for (alias, country_code, name) in REGION_ALIASES {
        let region = Region {
            country_code: (*country_code).into(),
            state_region: (*name).into(),
            name: (*name).into(),
        };
        add(alias, region);
    }
    regions
}

/// What people call divisions that the gazetteer has by another name.
const REGION_ALIASES: &[(&str, &str, &str)] = &[
    ("Bayern", "DE", "Bavaria"),
    ("Nordrhein-Westfalen", "DE", "North Rhine-Westphalia"),
    ("NRW", "DE", "North Rhine-Westphalia"),
    ("Hessen", "DE", "Hesse"),
    ("Niedersachsen", "DE", "Lower Saxony"),
    ("Sachsen", "DE", "Saxony"),
    ("Rheinland-Pfalz", "DE", "Rhineland-Palatinate"),
    ("Thüringen", "DE", "Thuringia"),
    ("Cataluña", "ES", "Catalonia"),
    ("Catalunya", "ES", "Catalonia"),
    ("Andalucía", "ES", "Andalusia"),
    ("Comunidad de Madrid", "ES", "Madrid"),
    ("Lombardia", "IT", "Lombardy"),
    ("Toscana", "IT", "Tuscany"),
    ("Piemonte", "IT", "Piedmont"),
    ("Noord-Holland", "NL", "North Holland"),
    ("Zuid-Holland", "NL", "South Holland"),
    ("Noord-Brabant", "NL", "North Brabant"),
    ("Ile-de-France", "FR", "Île-de-France"),
];

fn countries() -> HashMap<String, &'static shipped::Country> {
    let mut countries = HashMap::new();
    for country in shipped::COUNTRIES.iter() {
        for name in [&country.name, &country.code, &country.iso3].into_iter().chain(&country.aliases) {
            countries.insert(fold(name), country);
        }
    }
    countries
}

/// The key that spellings of one name share: lower case, no accents, `&` as "and", other punctuation as one space.
/// Dots and apostrophes vanish ("U.S.A.", "St. John's"). Letters of other scripts stay.
pub fn fold(text: &str) -> String {
    let key = String::with_capacity(text.len());
    // Nothing in ASCII is composed of parts.
    if text.is_ascii() { fold_chars(text.chars(), key) } else { fold_chars(text.nfkd(), key) }
}

fn fold_chars(chars: impl Iterator<Item = char>, mut key: String) -> String {
    let mut gap = false;
    for c in chars {
        match c {
            '.' | '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{300}'..='\u{36f}' => {}
            '&' => {
                if !key.is_empty() {
                    key.push(' ');
                }
                key.push_str("and");
                gap = true;
            }
            // These tell names apart: "C++", "C#".
            '+' | '#' => key.push(c),
            c if c.is_alphanumeric() => {
                if gap && !key.is_empty() {
                    key.push(' ');
                }
                gap = false;
                match c {
                    c if c.is_ascii() => key.push(c.to_ascii_lowercase()),
                    'ß' => key.push_str("ss"),
                    'ø' | 'Ø' => key.push('o'),
                    'ł' | 'Ł' => key.push('l'),
                    'đ' | 'Đ' => key.push('d'),
                    'ı' => key.push('i'),
                    'æ' | 'Æ' => key.push_str("ae"),
                    'œ' | 'Œ' => key.push_str("oe"),
                    c => key.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
                }
            }
            _ => gap = true,
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_is_named_with_where_it_is() {
        let vocabulary = Vocabulary::shipped();
        let named = |text| vocabulary.place_named(text).map(|place| place.slug.as_str());
        for (text, place) in [
            ("london", "london-gb"),
            ("London, Ontario", "london-on"),
            ("austin texas", "austin-tx"),
            ("Austin, TX", "austin-tx"),
            ("San Jose, Costa Rica", "san-jose-cr"),
        ] {
            assert_eq!(named(text), Some(place), "{text}");
        }
        assert_eq!(named("austin ontario"), None);
    }

    #[test]
    fn spellings_of_one_name_share_a_key() {
        let cases = [
            ("São Paulo", "sao paulo"),
            ("  SAO-PAULO ", "sao paulo"),
            ("Washington, D.C.", "washington dc"),
            ("St. John's", "st johns"),
            ("R&D", "r and d"),
            ("Data & Analytics", "data and analytics"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("東京", "東京"),
            ("İstanbul", "istanbul"),
            ("C++ / C#", "c++ c#"),
            ("", ""),
            ("—", ""),
        ];
        for (text, key) in cases {
            assert_eq!(fold(text), key, "{text:?}");
        }
    }

    #[test]
    fn the_shipped_vocabulary_knows_its_names() {
        let vocabulary = Vocabulary::shipped();
        let slug = |kind, text| vocabulary.slug(kind, text);
        assert_eq!(slug(TaxonomyKind::Role, "chief financial officer"), Some("fractional-cfo"));
        assert_eq!(slug(TaxonomyKind::Role, "vCFO"), Some("fractional-cfo"));
        assert_eq!(slug(TaxonomyKind::Industry, "b2b saas"), Some("saas"));
        assert_eq!(slug(TaxonomyKind::Industry, "Health Tech"), Some("healthtech"));
        assert_eq!(slug(TaxonomyKind::Specialty, "FP&A"), Some("fp-and-a"));
        assert_eq!(slug(TaxonomyKind::Location, "nyc"), Some("new-york-ny"));
        assert_eq!(slug(TaxonomyKind::Location, "Portland"), None);
        assert_eq!(vocabulary.name(TaxonomyKind::Role, "fractional-cfo"), Some("CFO"));
        assert_eq!(vocabulary.cities("Portland").count(), 2);
        let named = |text| vocabulary.place_named(text).map(|place| place.slug.as_str());
        assert_eq!(named("austin, tx"), Some("austin-tx"));
        assert_eq!(named("Portland"), Some("portland-or"));
        assert_eq!(named("Greater Austin Area"), Some("austin-tx"));
        assert_eq!(named("Nowhere in particular"), None);
        assert_eq!(vocabulary.metro("Austin Metro Area").unwrap().principal_location_slug, "austin-tx");
        assert_eq!(vocabulary.regions("Texas")[0].state_region, "TX");
        assert_eq!(vocabulary.country("USA").unwrap().code, "US");
        assert_eq!(vocabulary.country("in").map(|country| &country.code), None);
        assert_eq!(Vocabulary::currency_of("GB"), Some(Currency::GBP));
    }

    #[test]
    fn every_canonical_name_is_found_again() {
        let vocabulary = Vocabulary::shipped();
        for place in &VocabularySource::shipped().locations {
            let found = vocabulary.place_alias(&place.display_name).map(|place| place.slug.as_str());
            assert!(found.is_some(), "{}", place.display_name);
        }
        for term in &VocabularySource::shipped().industries {
            assert_eq!(vocabulary.slug(TaxonomyKind::Industry, &term.name), Some(term.slug.as_str()));
        }
    }
}
