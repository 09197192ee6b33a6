//! Countries, their regions and metropolitan areas, each as the cities that it has.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::shipped;
use super::vocabulary::{Metro, Place, Region};

/// Names this short are codes, and most of them words or initials as well ("in", "can", "act"); these are not.
const LONGEST_CODE: usize = 3;
const PLAIN_CODES: [&str; 7] = ["uk", "us", "usa", "uae", "nsw", "nrw", "dfw"];
/// Divisions of some country whose name says something else to everybody who doesn't live there.
const OTHER_WORDS: [&str; 9] =
    ["batman", "central", "centre", "delta", "maritime", "northern", "oriental", "west", "western"];

/// The slugs of the cities of each area, largest first, by every folded name that it goes by.
pub(super) fn of(
    places: &[Place],
    countries: &HashMap<String, &'static shipped::Country>,
    regions: &HashMap<String, Vec<Region>>,
    metros: &HashMap<String, Metro>,
) -> HashMap<String, Arc<[String]>> {
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
    let in_countries = countries.iter().map(|(name, country)| (name, by_country.get(&*country.code)));
    let in_regions =
        regions.iter().flat_map(|(name, regions)| regions.iter().map(move |region| (name, region)));
    let in_regions = in_regions
        .map(|(name, region)| (name, by_region.get(&(&*region.country_code, &*region.state_region))));
    let in_metros = metros.iter().map(|(name, metro)| (name, by_metro.get(&*metro.name)));
    let mut areas: HashMap<&str, BTreeSet<usize>> = HashMap::new();
    for (name, cities) in in_countries.chain(in_regions).chain(in_metros) {
        let is_plain = name.len() > LONGEST_CODE || PLAIN_CODES.contains(&&**name);
        if is_plain && !OTHER_WORDS.contains(&&**name) {
            areas.entry(name).or_default().extend(cities.into_iter().flatten());
        }
    }
    let slugs = |cities: BTreeSet<usize>| cities.into_iter().map(|at| places[at].slug.clone()).collect();
    let areas = areas.into_iter().filter(|(_, cities)| !cities.is_empty());
    areas.map(|(name, cities)| (name.to_owned(), slugs(cities))).collect()
}

#[cfg(test)]
mod tests {
    use crate::taxonomy::Vocabulary;

    #[test]
    fn areas_are_their_cities_by_every_name_that_nobody_takes_for_a_word() {
        let vocabulary = Vocabulary::shipped();
        let is_in = |area: &str, city: &str| {
            vocabulary.area(area).is_some_and(|cities| cities.iter().any(|slug| slug == city))
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
    }
}
