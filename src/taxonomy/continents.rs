//! Parts of the world that are several countries: continents, unions and what recruiters call regions.

use super::shipped;

/// One of them.
pub(super) struct World {
    /// What people read.
    pub name: &'static str,
    /// What else they call it, folded.
    also: &'static [&'static str],
    /// Continents as GeoNames codes them, all of whose countries are in it.
    continents: &'static [&'static str],
    /// Countries that are in it besides.
    with: &'static [&'static str],
    /// And those that are not.
    without: &'static [&'static str],
}

const EUROPEAN_UNION: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];
const MIDDLE_EAST: &[&str] =
    &["AE", "BH", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "OM", "PS", "QA", "SA", "SY", "TR", "YE"];
const NORTH_OF_AFRICA: &[&str] = &[
    "AE", "BH", "DZ", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "LY", "MA", "OM", "PS", "QA", "SA", "SY",
    "TN", "TR", "YE",
];

/// All that are known.
pub(super) const WORLD: &[World] = &[
    continent("Africa", &["african"], &["AF"]),
    continent("Asia", &["asian"], &["AS"]),
    continent("Europe", &["european"], &["EU"]),
    continent("North America", &["north american"], &["NA"]),
    continent("Oceania", &["australasia"], &["OC"]),
    continent("South America", &["south american"], &["SA"]),
    World { with: MIDDLE_EAST, ..continent("EMEA", &["europe middle east and africa"], &["EU", "AF"]) },
    World { without: MIDDLE_EAST, ..continent("APAC", &["asia pacific", "asia pac"], &["AS", "OC"]) },
    World {
        with: &["CR", "CU", "DO", "GT", "HN", "MX", "NI", "PA", "PR", "SV"],
        ..continent("Latin America", &["latam", "latin american"], &["SA"])
    },
    countries("European Union", &["eu"], EUROPEAN_UNION),
    countries("Middle East", &["middle eastern"], MIDDLE_EAST),
    countries("MENA", &["middle east and north africa"], NORTH_OF_AFRICA),
    countries("DACH", &[], &["AT", "CH", "DE", "LI"]),
    countries("Benelux", &[], &["BE", "LU", "NL"]),
    countries("Nordics", &["nordic", "nordic countries"], &["DK", "FI", "FO", "GL", "IS", "NO", "SE"]),
    countries("Scandinavia", &["scandinavian"], &["DK", "NO", "SE"]),
    countries("Baltics", &["baltic states"], &["EE", "LT", "LV"]),
];

const fn continent(
    name: &'static str,
    also: &'static [&'static str],
    continents: &'static [&'static str],
) -> World {
    World { name, also, continents, with: &[], without: &[] }
}

const fn countries(
    name: &'static str,
    also: &'static [&'static str],
    with: &'static [&'static str],
) -> World {
    World { name, also, continents: &[], with, without: &[] }
}

impl World {
    /// By what it is called, but for its name.
    pub(super) fn also(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.also.iter().copied()
    }

    /// The ISO 3166-1 alpha-2 codes of its countries, in their order.
    pub(super) fn countries(&self) -> impl Iterator<Item = &'static str> {
        let is_in = |country: &&shipped::Country| {
            let code = country.code.as_str();
            let is_there = self.continents.contains(&country.continent.as_str()) || self.with.contains(&code);
            is_there && !self.without.contains(&code)
        };
        shipped::COUNTRIES.iter().filter(is_in).map(|country| country.code.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_that_is_named_is_one() {
        for world in WORLD {
            let named = world.with.iter().chain(world.without);
            for code in named {
                assert!(
                    shipped::COUNTRIES.iter().any(|country| country.code == **code),
                    "{}: {code}",
                    world.name
                );
            }
            assert!(world.countries().count() >= 3, "{}", world.name);
        }
    }
}
