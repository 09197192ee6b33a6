//! The reference data under `data/`, compiled into the binary (credits: `data/README.md`, `/data-sources`).

use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// Declares one file: its row type and the static that holds its parsed rows.
macro_rules! files {
    ($($(#[$meta:meta])* $name:ident: [$row:ty] = $file:literal;)+) => {
        $($(#[$meta])* pub static $name: LazyLock<Vec<$row>> =
            LazyLock::new(|| parse($file, include_str!(concat!("../../data/", $file))));)+

        /// All files as they are.
        pub static TEXTS: &[&str] = &[$(include_str!(concat!("../../data/", $file))),+];
    };
}

files! {
    /// Executive roles.
    ROLES: [Role] = "roles.csv";
    /// Other spellings of those roles.
    ROLE_ALIASES: [RoleAlias] = "role_aliases.csv";
    /// Industries.
    INDUSTRIES: [Industry] = "industries.csv";
    /// Other names of those industries.
    INDUSTRY_ALIASES: [IndustryAlias] = "industry_aliases.csv";
    /// Specialty tags.
    SPECIALTIES: [Specialty] = "specialties.csv";
    /// Cities, largest first.
    LOCATIONS: [Location] = "locations.csv";
    /// Other spellings of those cities.
    LOCATION_ALIASES: [LocationAlias] = "location_aliases.csv";
    /// Metropolitan areas.
    METROS: [Metro] = "metros.csv";
    /// States, provinces and nations.
    REGIONS: [Region] = "regions.csv";
    /// ISO 3166-1 countries.
    COUNTRIES: [Country] = "countries.csv";
    /// Given names for demo people.
    FIRST_NAMES: [FirstName] = "first_names.csv";
    /// Family names for demo people.
    LAST_NAMES: [LastName] = "last_names.csv";
    /// Universities and business schools.
    UNIVERSITIES: [University] = "universities.csv";
    /// Professional certifications.
    CERTIFICATIONS: [Certification] = "certifications.csv";
    /// Word parts of invented company names.
    COMPANY_NAME_PARTS: [CompanyNamePart] = "company_name_parts.csv";
    /// Percentiles of published starting prices.
    RATE_BANDS: [RateBand] = "rate_bands.csv";
}

/// Declares the row types; the columns are those that `data/README.md` describes.
macro_rules! rows {
    ($($name:ident { $($(#[$attr:meta])* $field:ident: $type:ty,)+ })+) => {
        $(
            #[doc = concat!("One row; the columns are described in `data/README.md` under `", stringify!($name), "`'s file.")]
            #[derive(Clone, Debug, Deserialize)]
            #[expect(missing_docs, reason = "data/README.md describes each column")]
            pub struct $name { $($(#[$attr])* pub $field: $type,)+ }
        )+
    };
}

rows! {
    Role { slug: String, title: String, full_title: String, description: String, function: String, sort_order: i32, }
    RoleAlias { alias: String, role_slug: String, }
    Industry { slug: String, name: String, description: String, }
    IndustryAlias { alias: String, industry_slug: String, }
    Specialty {
        slug: String, name: String, primary_role_slug: String,
        #[serde(deserialize_with = "list")] related_role_slugs: Vec<String>,
    }
    Location {
        slug: String, city: String, state_region: Option<String>, country_code: String, country_name: String,
        metro: Option<String>, display_name: String, lat: f64, lng: f64, population: i64, timezone: String,
        geonameid: i64,
    }
    LocationAlias { alias: String, location_slug: String, }
    Metro {
        slug: String, name: String, country_code: String, principal_location_slug: String,
        #[serde(deserialize_with = "list")] aliases: Vec<String>,
    }
    Region {
        country_code: String, code: String, name: String, slug: String,
        #[serde(deserialize_with = "list")] aliases: Vec<String>,
    }
    Country {
        code: String, iso3: String, name: String, currency_code: Option<String>, continent: String,
        #[serde(deserialize_with = "list")] aliases: Vec<String>,
    }
    FirstName { name: String, gender: String, origin: String, }
    LastName { name: String, origin: String, }
    University { slug: String, name: String, country_code: String, country_name: String, }
    Certification { name: String, full_name: String, issuer: String, field: String, }
    CompanyNamePart { kind: String, part: String, industry_slug: Option<String>, }
    RateBand {
        role_slug: String, currency: String, period: String, sample_size: u32,
        p10: u32, p25: u32, p50: u32, p75: u32, p90: u32, max_published: u32,
    }
}

/// Reads a cell whose values are separated by `|`.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let cell = String::deserialize(deserializer)?;
    Ok(cell.split('|').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect())
}

/// Reads one shipped file.
///
/// # Panics
/// If the file has a row of another shape, which `every_shipped_file_parses` makes impossible to ship.
fn parse<Row: DeserializeOwned>(name: &str, text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .map(|row| row.unwrap_or_else(|error| panic!("data/{name}: {error}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_parses() {
        assert_eq!(
            [ROLES.len(), ROLE_ALIASES.len(), INDUSTRIES.len(), INDUSTRY_ALIASES.len(), SPECIALTIES.len()],
            [30, 248, 95, 500, 298]
        );
        assert_eq!(
            [LOCATIONS.len(), LOCATION_ALIASES.len(), METROS.len(), REGIONS.len(), COUNTRIES.len()],
            [2980, 375, 245, 76, 250]
        );
        assert_eq!(
            [FIRST_NAMES.len(), LAST_NAMES.len(), UNIVERSITIES.len(), CERTIFICATIONS.len()],
            [953, 1047, 412, 131]
        );
        assert_eq!([COMPANY_NAME_PARTS.len(), RATE_BANDS.len()], [266, 12]);
    }
}
