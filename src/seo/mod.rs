//! What pages tell search engines about their content: schema.org types as JSON-LD. A value that is not known is left out.
//!
//! Which of them a page carries, and what it demands, is in Google's Search Central documents: a field that they require is
//! no `Option` here, so what can't be said validly isn't said.

mod job_posting;
mod person;
mod site;

use serde::Serialize;
use serde_json::Value;

pub use job_posting::{Country, Identifier, JobLocation, JobPosting, Pay};
pub use person::{Credential, Person, ProfilePage, School};
pub use site::{BreadcrumbList, ItemList, WebSite};

/// A thing of schema.org, as the content of one script element.
pub fn json_ld(thing: &impl Serialize) -> Value {
    #[derive(Serialize)]
    struct Document<'a, T> {
        #[serde(rename = "@context")]
        context: &'static str,
        #[serde(flatten)]
        thing: &'a T,
    }
    // Structs of texts and numbers can always be written.
    serde_json::to_value(Document { context: "https://schema.org", thing }).unwrap_or_default()
}

/// An organisation: an employer, a university, this site.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct Organization {
    /// What it is called.
    pub name: String,
    /// Its address on this site or elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A picture of at least 112 × 112 pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// A page that is certainly about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

impl Organization {
    /// An organisation of which the name alone is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), url: None, logo: None, same_as: None }
    }
}

/// Where something is.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct PostalAddress {
    /// ISO 3166-1 alpha-2.
    pub address_country: String,
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_locality: Option<String>,
    /// The state or region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_region: Option<String>,
}

impl PostalAddress {
    /// Of a place, what is read in its name on the page: London is told as `London, UK`, and its region isn't.
    #[must_use]
    pub fn as_read(self, name: &str) -> Self {
        let is_read = |part: &String| name.contains(part.as_str());
        Self {
            address_locality: self.address_locality.filter(is_read),
            address_region: self.address_region.filter(is_read),
            ..self
        }
    }
}
