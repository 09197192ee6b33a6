//! A profile and its person.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::{Organization, PostalAddress};

/// A page about one person.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct ProfilePage {
    /// The page's own address.
    pub url: String,
    /// When its content last changed.
    pub date_modified: String,
    /// Whom it is about.
    pub main_entity: Person,
}

impl ProfilePage {
    /// The page of a person, last changed at this moment.
    pub fn new(main_entity: Person, changed: DateTime<Utc>) -> Self {
        let date_modified = changed.to_rfc3339_opts(SecondsFormat::Secs, true);
        Self { url: main_entity.url.clone(), date_modified, main_entity }
    }
}

/// A person. Reviews and ratings have no place here: a person is no type that may be reviewed.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct Person {
    /// The full name.
    pub name: String,
    /// The profession.
    pub job_title: String,
    /// What they say of themselves, one sentence.
    pub description: String,
    /// The profile's address.
    pub url: String,
    /// Where they live, as far as the page says it.
    pub address: PostalAddress,
    /// A real photograph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Their own pages elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<String>,
    /// Specialties.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub knows_about: Vec<String>,
    /// Where they studied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alumni_of: Vec<School>,
    /// What they are certified for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub has_credential: Vec<Credential>,
    /// Where they work now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub works_for: Vec<Organization>,
}

/// A school or university.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename = "EducationalOrganization")]
pub struct School {
    /// What it is called.
    pub name: String,
}

/// A certification.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename = "EducationalOccupationalCredential")]
pub struct Credential {
    /// What it is called.
    pub name: String,
}
