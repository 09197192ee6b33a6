//! Parts of the world, countries, their regions and metropolitan areas, each as the cities that it has.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::continents::WORLD;
use super::shipped;
use super::vocabulary::{Metro, Place, Region, fold};

/// Names this short are codes, and most of them words or initials as well ("in", "can", "act"); these are not.
const LONGEST_CODE: usize = 3;
const PLAIN_CODES: [&str; 7] = ["uk", "us", "usa", "uae", "nsw", "nrw", "dfw"];
/// Divisions of some country whose name says something else to everybody who doesn't live there.
const OTHER_WORDS: [&str; 9] =
    ["batman", "central", "centre", "delta", "maritime", "northern", "oriental", "west", "western"];

/// A country or several, a state, province or nation, a metropolitan area; or all that share one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// What people read (`Texas`).
    pub name: String,
    /// ISO 3166-1 alpha-2, of whole countries.
    pub countries: Arc<[String]>,
    /// The slugs of its cities, largest first.
    pub cities: Arc<[String]>,
}

impl Area {
    /// Its slug (`new-south-wales`): its name, as it is looked up.
    pub fn slug(&self) -> String {
        fold(&self.name).replace(' ', "-")
    }
}

/// What is put together to an area.
struct Parts<'a> {
    name: &'a str,
    countries: Vec<&'a str>,
    cities: BTreeSet<usize>,
}

/// Each area by every folded name that it goes by.
pub(super) fn of(
    places: &[Place],
    countries: &HashMap<String, &'static shipped::Country>,
    regions: &HashMap<String, Vec<Region>>,
    metros: &HashMap<String, Metro>,
) -> HashMap<String, Area> {
    let mut by_country: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_region: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    let mut by_metro: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        by_country.entry(&place.country_code).or_default().push(at);
        if let Some(region) = &place.state_region {
            by_region.entry((&place.country_code, region)).or_default().push(at);
        }
        if let Some(metro) = &place.metro {
            by_metro.entry(metro).or_default().push(at);
        }
    }
    let in_countries = countries
        .iter()
        .map(|(key, country)| (key, &*country.name, Some(&*country.code), by_country.get(&*country.code)));
    let in_regions =
        regions.iter().flat_map(|(key, regions)| regions.iter().map(move |region| (key, region)));
    let in_regions = in_regions.map(|(key, region)| {
        (key, &*region.name, None, by_region.get(&(&*region.country_code, &*region.state_region)))
    });
    let in_metros = metros.iter().map(|(key, metro)| (key, &*metro.name, None, by_metro.get(&*metro.name)));
    let mut areas: HashMap<&str, Parts<'_>> = HashMap::new();
    for (key, name, country_code, cities) in in_countries.chain(in_regions).chain(in_metros) {
        let is_plain = key.len() > LONGEST_CODE || PLAIN_CODES.contains(&&**key);
        if is_plain && !OTHER_WORDS.contains(&&**key) {
            let area = areas.entry(key).or_insert_with(|| Parts {
                name,
                countries: country_code.into_iter().collect(),
                cities: BTreeSet::new(),
            });
            // What a country shares its name with is more than the country.
            area.countries.retain(|code| Some(*code) == country_code);
            area.cities.extend(cities.into_iter().flatten());
        }
    }
    let slugs = |cities: BTreeSet<usize>| cities.into_iter().map(|at| places[at].slug.clone()).collect();
    let areas = areas.into_iter().filter(|(_, area)| !area.cities.is_empty());
    let area = |Parts { name, countries, cities }: Parts<'_>| Area {
        name: name.to_owned(),
        countries: countries.into_iter().map(str::to_owned).collect(),
        cities: slugs(cities),
    };
    let mut areas: HashMap<String, Area> = areas.map(|(key, parts)| (key.to_owned(), area(parts))).collect();
    for world in WORLD {
        let cities = world.countries().filter_map(|code| by_country.get(code)).flatten().copied();
        let area = area(Parts {
            name: world.name,
            countries: world.countries().collect(),
            cities: cities.collect(),
        });
        for name in world.also().map(str::to_owned).chain([fold(world.name)]) {
            areas.insert(name, area.clone());
        }
    }
    areas
}

#[cfg(test)]
mod tests {
    use crate::taxonomy::Vocabulary;

    #[test]
    fn areas_are_their_cities_by_every_name_that_nobody_takes_for_a_word() {
        let vocabulary = Vocabulary::shipped();
        let is_in = |area: &str, city: &str| {
            vocabulary.area(area).is_some_and(|area| area.cities.iter().any(|slug| slug == city))
        };
        for area in ["Texas", "USA", "United States", "us", "Greater Austin", "Austin metro area"] {
            assert!(is_in(area, "austin-tx"), "{area}");
        }
        assert!(is_in("Bayern", "munich-de") && is_in("Deutschland", "munich-de"));
        assert!(
            is_in("England", "london-gb") && is_in("UK", "glasgow-gb") && !is_in("England", "glasgow-gb")
        );
        // The state and the country.
        assert!(is_in("Georgia", "atlanta-ga") && is_in("Georgia", "tbilisi-ge"));
        for word in ["in", "TX", "can", "act", "central", "west", "austin", ""] {
            assert_eq!(vocabulary.area(word), None, "{word}");
        }
        let called = |text: &str| {
            let area = vocabulary.area(text).unwrap();
            (area.slug(), area.name.clone(), area.countries.to_vec())
        };
        let texas = ("texas", "Texas", vec![]);
        let uk = ("united-kingdom", "United Kingdom", vec!["GB".to_owned()]);
        for (text, (slug, name, codes)) in [
            ("Texas", texas.clone()),
            ("texas", texas),
            ("UK", uk.clone()),
            ("Great Britain", uk.clone()),
            ("united-kingdom", uk),
        ] {
            assert_eq!(called(text), (slug.to_owned(), name.to_owned(), codes), "{text}");
        }
        assert_eq!(called("Georgia").2, [""; 0], "the state is no part of the country");
        // Parts of the world.
        assert!(is_in("Europe", "london-gb") && !is_in("EU", "london-gb") && is_in("eu", "munich-de"));
        assert!(is_in("EMEA", "munich-de") && is_in("DACH", "munich-de") && !is_in("APAC", "munich-de"));
        assert_eq!(called("european").0, "europe");
        assert!(called("Europe").2.contains(&"FR".to_owned()));
    }

    #[test]
    fn who_types_where_means_a_city_or_an_area() {
        let vocabulary = Vocabulary::shipped();
        for (typed, slug) in [
            ("Austin", "austin-tx"),
            ("New York", "new-york-ny"),
            ("Washington", "washington-dc"),
            ("Texas", "texas"),
            ("TX", "texas"),
            ("Ontario", "ontario"),
            ("Ontario, CA", "ontario-ca"),
            ("uk", "united-kingdom"),
            ("Deutschland", "germany"),
            ("Singapore", "singapore-sg"),
        ] {
            assert_eq!(vocabulary.place_or_area(typed).as_deref(), Some(slug), "{typed}");
        }
        assert_eq!(vocabulary.place_or_area("Atlantis"), None);
    }
}
