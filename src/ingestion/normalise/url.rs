//! Web addresses: safe to link to, and canonical where they identify something.

use serde::Serialize;

use super::Reading;

/// A person's LinkedIn profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkedIn {
    /// What identifies the person: `linkedin.com/in/sarah-chen`.
    pub key: String,
    /// What people visit: `https://www.linkedin.com/in/sarah-chen`.
    pub url: String,
}

/// Reads a web address: http(s) only, at most 2,000 bytes, no credentials; a missing scheme is added.
pub fn web(text: &str) -> Reading<String> {
    Reading::unread(text, "not implemented")
}

/// Reads the address of a person's LinkedIn profile.
pub fn canonical_linkedin(text: &str) -> Reading<LinkedIn> {
    Reading::unread(text, "not implemented")
}

/// The key that an apply address is matched by: no tracking parameters, no fragment, lower-case host.
pub fn canonical_apply_url(text: &str) -> Option<String> {
    web(text).value
}
