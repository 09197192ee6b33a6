//! People's names.

use serde::Serialize;

use super::Reading;

/// A person's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonName {
    /// Given names.
    pub first_name: String,
    /// The family name with its particles; empty when the person has one name only.
    pub last_name: String,
    /// Both, as people read it.
    pub full_name: String,
}

/// Reads a full name.
pub fn full_name(text: &str) -> Reading<PersonName> {
    Reading::unread(text, "not implemented")
}

/// Reads first, last and full name cells, any of which may state nothing; the parts win over the whole.
pub fn name(_first: Option<&str>, _last: Option<&str>, full: Option<&str>) -> Reading<PersonName> {
    full_name(full.unwrap_or_default())
}
