//! Where demo people live and demo companies sit, and what goes with a country: money, spelling, languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::dice::Dice;
use crate::taxonomy::shipped::{LOCATION_ALIASES, LOCATIONS, Location, METROS, REGIONS};
use crate::values::Currency;

/// What goes with a country.
#[derive(Clone, Copy, Debug)]
pub(super) struct Land {
    pub code: &'static str,
    /// As people write it in an address line.
    pub name: &'static str,
    pub currency: Currency,
    /// What a US dollar of fees amounts to here in that currency, prices of the country included.
    pub fee_factor: f64,
    /// What a US dollar of a company's money amounts to in that currency.
    pub exchange: f64,
    pub languages: &'static [&'static str],
}

impl Land {
    /// The country with this code.
    pub fn of(code: &str) -> &'static Self {
        LANDS.iter().find(|land| land.code == code).unwrap_or(&LANDS[0])
    }

    /// Whether English is spelled the American way here.
    pub fn american(&self) -> bool {
        matches!(self.code, "US" | "MX" | "BR" | "CO" | "IL" | "JP")
    }
}

/// A place in the world: usually one of some seventy business cities, else one of a long tail.
pub(super) fn place(dice: &mut Dice) -> &'static Location {
    if dice.percent(88) { by_slug(*dice.weighted(HUBS)) } else { TAIL[dice.below(TAIL.len())] }
}

/// The shipped location with this slug.
fn by_slug(slug: &str) -> &'static Location {
    BY_SLUG.get(slug).copied().unwrap_or(&LOCATIONS[0])
}

/// A location in one of the spellings in which it reaches us.
pub(super) fn spelled(dice: &mut Dice, place: &'static Location) -> String {
    let land = Land::of(&place.country_code);
    let region = place.state_region.as_deref().filter(|region| *region != place.city);
    match dice.below(20) {
        9..=13 => {
            let name = region.map(|region| match place.country_code.as_str() {
                "US" | "CA" | "AU" => REGIONS
                    .iter()
                    .find(|row| row.country_code == place.country_code && row.code == region)
                    .map_or(region, |row| row.name.as_str()),
                _ => region,
            });
            match name {
                Some(name) => format!("{}, {name}, {}", place.city, land.name),
                None if place.city == land.name => place.city.clone(),
                None => format!("{}, {}", place.city, land.name),
            }
        }
        14 | 15 => {
            METRO_OF.get(place.slug.as_str()).map_or_else(|| place.display_name.clone(), ToString::to_string)
        }
        16 => match ALIASES_OF.get(place.slug.as_str()) {
            Some(aliases) => (*dice.pick(aliases)).to_owned(),
            None => place.display_name.clone(),
        },
        17 if place.country_code == "GB" => format!("{}, UK", place.city),
        17 if place.country_code == "US" => {
            format!("{}, {}, USA", place.city, place.state_region.as_deref().unwrap_or_default())
        }
        _ => place.display_name.clone(),
    }
}

static BY_SLUG: LazyLock<HashMap<&str, &Location>> =
    LazyLock::new(|| LOCATIONS.iter().map(|place| (place.slug.as_str(), place)).collect());

/// The name of the metropolitan area whose principal city this is.
static METRO_OF: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    METROS.iter().map(|metro| (metro.principal_location_slug.as_str(), metro.name.as_str())).collect()
});

/// Other spellings in Latin letters.
static ALIASES_OF: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut aliases: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in LOCATION_ALIASES.iter().filter(|row| row.alias.chars().all(|c| c < '\u{250}')) {
        aliases.entry(&row.location_slug).or_default().push(&row.alias);
    }
    aliases
});

/// Other towns of the countries that have a hub, the English-speaking ones more often.
static TAIL: LazyLock<Vec<&Location>> = LazyLock::new(|| {
    LOCATIONS
        .iter()
        .filter(|place| {
            let least = match place.country_code.as_str() {
                "US" => 30_000,
                "GB" | "CA" | "AU" | "IE" | "NZ" => 90_000,
                "DE" | "FR" | "NL" | "ES" | "IT" | "SE" | "CH" | "BE" => 250_000,
                _ => i64::MAX,
            };
            place.population >= least
        })
        .collect()
});

/// The business cities with how often they occur.
#[rustfmt::skip]
const HUBS: &[(&str, u32)] = &[
    ("new-york-ny", 48), ("san-francisco-ca", 34), ("austin-tx", 34), ("boston-ma", 26), ("chicago-il", 26),
    ("los-angeles-ca", 25), ("denver-co", 20), ("seattle-wa", 20), ("atlanta-ga", 19), ("dallas-tx", 18),
    ("miami-fl", 15), ("washington-dc", 14), ("san-diego-ca", 13), ("charlotte-nc", 10), ("raleigh-nc", 11),
    ("nashville-tn", 10), ("minneapolis-mn", 10), ("philadelphia-pa", 11), ("phoenix-az", 9), ("portland-or", 9),
    ("houston-tx", 11), ("salt-lake-city-ut", 9), ("boulder-co", 5), ("san-jose-ca", 7), ("brooklyn-ny", 8),
    ("columbus-oh", 6), ("pittsburgh-pa", 5), ("detroit-mi", 5), ("tampa-fl", 6), ("kansas-city-mo", 4),
    ("milwaukee-wi", 4), ("cincinnati-oh", 4), ("indianapolis-in", 4), ("st-louis-mo", 4), ("cambridge-ma", 4),
    ("london-gb", 58), ("manchester-gb", 12), ("edinburgh-gb", 8), ("bristol-gb", 8), ("leeds-gb", 6),
    ("birmingham-gb", 6), ("cambridge-gb", 5), ("oxford-gb", 3), ("glasgow-gb", 4), ("belfast-gb", 2),
    ("dublin-ie", 10), ("berlin-de", 18), ("munich-de", 12), ("hamburg-de", 7), ("frankfurt-de", 5), ("cologne-de", 4),
    ("paris-fr", 13), ("lyon-fr", 3), ("amsterdam-nl", 12), ("rotterdam-nl", 2), ("brussels-be", 4), ("antwerp-be", 2),
    ("madrid-es", 6), ("barcelona-es", 7), ("lisbon-pt", 5), ("milan-it", 6), ("zurich-ch", 8), ("geneva-ch", 3),
    ("vienna-at", 4), ("stockholm-se", 7), ("copenhagen-dk", 6), ("oslo-no", 4), ("helsinki-fi", 3), ("warsaw-pl", 4),
    ("prague-cz", 2), ("tallinn-ee", 2), ("luxembourg-lu", 1),
    ("toronto-on", 22), ("vancouver-bc", 12), ("montreal-qc", 9), ("calgary-ab", 6), ("ottawa-on", 3), ("waterloo-on", 2),
    ("sydney-au", 14), ("melbourne-au", 12), ("brisbane-au", 5), ("perth-au", 3), ("auckland-nz", 4),
    ("bengaluru-in", 8), ("mumbai-in", 7), ("gurugram-in", 4), ("hyderabad-in", 3), ("pune-in", 2),
    ("singapore-sg", 11), ("hong-kong-hk", 4), ("dubai-ae", 10), ("abu-dhabi-ae", 2), ("tel-aviv-il", 5),
    ("cape-town-za", 4), ("johannesburg-za", 3), ("nairobi-ke", 2), ("lagos-ng", 2), ("sao-paulo-br", 3),
    ("mexico-city-mx", 3), ("tokyo-jp", 2),
];

#[rustfmt::skip]
const LANDS: &[Land] = &[
    Land { code: "US", name: "United States", currency: Currency::USD, fee_factor: 1.0, exchange: 1.0, languages: &["English"] },
    Land { code: "GB", name: "United Kingdom", currency: Currency::GBP, fee_factor: 0.68, exchange: 0.8, languages: &["English"] },
    Land { code: "IE", name: "Ireland", currency: Currency::EUR, fee_factor: 0.8, exchange: 0.9, languages: &["English"] },
    Land { code: "DE", name: "Germany", currency: Currency::EUR, fee_factor: 0.8, exchange: 0.9, languages: &["German", "English"] },
    Land { code: "AT", name: "Austria", currency: Currency::EUR, fee_factor: 0.75, exchange: 0.9, languages: &["German", "English"] },
    Land { code: "FR", name: "France", currency: Currency::EUR, fee_factor: 0.72, exchange: 0.9, languages: &["French", "English"] },
    Land { code: "LU", name: "Luxembourg", currency: Currency::EUR, fee_factor: 0.8, exchange: 0.9, languages: &["French", "German", "English"] },
    Land { code: "NL", name: "Netherlands", currency: Currency::EUR, fee_factor: 0.78, exchange: 0.9, languages: &["Dutch", "English"] },
    Land { code: "BE", name: "Belgium", currency: Currency::EUR, fee_factor: 0.72, exchange: 0.9, languages: &["Dutch", "French", "English"] },
    Land { code: "ES", name: "Spain", currency: Currency::EUR, fee_factor: 0.55, exchange: 0.9, languages: &["Spanish", "English"] },
    Land { code: "PT", name: "Portugal", currency: Currency::EUR, fee_factor: 0.5, exchange: 0.9, languages: &["Portuguese", "English"] },
    Land { code: "IT", name: "Italy", currency: Currency::EUR, fee_factor: 0.58, exchange: 0.9, languages: &["Italian", "English"] },
    Land { code: "FI", name: "Finland", currency: Currency::EUR, fee_factor: 0.7, exchange: 0.9, languages: &["Finnish", "English"] },
    Land { code: "EE", name: "Estonia", currency: Currency::EUR, fee_factor: 0.5, exchange: 0.9, languages: &["Estonian", "English"] },
    Land { code: "CH", name: "Switzerland", currency: Currency::CHF, fee_factor: 1.1, exchange: 0.9, languages: &["German", "French", "English"] },
    Land { code: "SE", name: "Sweden", currency: Currency::SEK, fee_factor: 7.5, exchange: 10.0, languages: &["Swedish", "English"] },
    Land { code: "DK", name: "Denmark", currency: Currency::DKK, fee_factor: 5.6, exchange: 7.0, languages: &["Danish", "English"] },
    Land { code: "NO", name: "Norway", currency: Currency::NOK, fee_factor: 8.0, exchange: 10.0, languages: &["Norwegian", "English"] },
    Land { code: "PL", name: "Poland", currency: Currency::PLN, fee_factor: 1.9, exchange: 4.0, languages: &["Polish", "English"] },
    Land { code: "CZ", name: "Czechia", currency: Currency::EUR, fee_factor: 0.45, exchange: 0.9, languages: &["Czech", "English"] },
    Land { code: "CA", name: "Canada", currency: Currency::CAD, fee_factor: 1.1, exchange: 1.3, languages: &["English"] },
    Land { code: "AU", name: "Australia", currency: Currency::AUD, fee_factor: 1.2, exchange: 1.5, languages: &["English"] },
    Land { code: "NZ", name: "New Zealand", currency: Currency::NZD, fee_factor: 1.15, exchange: 1.6, languages: &["English"] },
    Land { code: "IN", name: "India", currency: Currency::INR, fee_factor: 26.0, exchange: 80.0, languages: &["English", "Hindi"] },
    Land { code: "SG", name: "Singapore", currency: Currency::SGD, fee_factor: 1.1, exchange: 1.3, languages: &["English"] },
    Land { code: "HK", name: "Hong Kong", currency: Currency::HKD, fee_factor: 6.5, exchange: 8.0, languages: &["Cantonese", "English"] },
    Land { code: "AE", name: "United Arab Emirates", currency: Currency::AED, fee_factor: 3.2, exchange: 3.7, languages: &["English", "Arabic"] },
    Land { code: "IL", name: "Israel", currency: Currency::ILS, fee_factor: 2.8, exchange: 3.6, languages: &["Hebrew", "English"] },
    Land { code: "ZA", name: "South Africa", currency: Currency::ZAR, fee_factor: 7.5, exchange: 18.0, languages: &["English"] },
    Land { code: "NG", name: "Nigeria", currency: Currency::USD, fee_factor: 0.4, exchange: 1.0, languages: &["English"] },
    Land { code: "KE", name: "Kenya", currency: Currency::USD, fee_factor: 0.4, exchange: 1.0, languages: &["English", "Swahili"] },
    Land { code: "BR", name: "Brazil", currency: Currency::BRL, fee_factor: 2.4, exchange: 5.0, languages: &["Portuguese", "English"] },
    Land { code: "MX", name: "Mexico", currency: Currency::MXN, fee_factor: 9.0, exchange: 18.0, languages: &["Spanish", "English"] },
    Land { code: "JP", name: "Japan", currency: Currency::JPY, fee_factor: 100.0, exchange: 150.0, languages: &["Japanese", "English"] },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hub_is_a_shipped_location_in_a_known_country() {
        for (slug, _) in HUBS {
            let place = BY_SLUG.get(slug).unwrap_or_else(|| panic!("{slug} is not in locations.csv"));
            assert!(LANDS.iter().any(|land| land.code == place.country_code), "{slug}");
        }
    }
}
