//! Job titles → canonical roles, by the rules of `data/README.md` ("How job titles map to roles").

use serde::Serialize;

use super::Reading;
use crate::taxonomy::Vocabulary;

/// How a title named its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The whole title is an alias.
    Alias,
    /// An alias, once engagement words, places and the like were dropped.
    Title,
    /// "Chief X Officer".
    ChiefOfficer,
    /// "VP X", "Head of X".
    VicePresident,
    /// A three-letter title that the other words decided.
    Context,
}

/// The role that a title names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RoleReading {
    /// `fractional-cfo`.
    pub role_slug: String,
    /// How the title named it.
    pub matched_by: MatchedBy,
}

/// Reads a job title.
pub fn role(title: &str, vocabulary: &Vocabulary) -> Reading<RoleReading> {
    role_in(title, "", vocabulary)
}

/// Reads a job title beside other words of its row (headline, department), which decide what an ambiguous `CPO` is.
pub fn role_in(title: &str, _other_words: &str, _vocabulary: &Vocabulary) -> Reading<RoleReading> {
    Reading::unread(title, "not implemented")
}
