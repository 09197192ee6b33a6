//! Places: cities, metropolitan areas, regions, countries, remote work, several at once.

use serde::Serialize;
use serde_json::Value;

use super::Reading;
use crate::{jobs::RemoteType, taxonomy::Vocabulary};

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
pub fn location_in(text: &str, _country: Option<&str>, _vocabulary: &Vocabulary) -> Reading<LocationReading> {
    Reading::unread(text, "not implemented")
}

/// Reads a JSON location: text, an array of places, or an object (`{name, city, state_or_province, country}`).
pub fn location_of(
    value: &Value,
    country: Option<&str>,
    vocabulary: &Vocabulary,
) -> Reading<LocationReading> {
    location_in(value.as_str().unwrap_or_default(), country, vocabulary)
}
