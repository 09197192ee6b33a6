//! The pages of claims. All of them are for one visitor, and for no search engine.

use askama::Template;

use super::Method;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta};

/// `/executives/{slug}/claim`, the first step: who they are.
#[derive(Debug, Template)]
#[template(path = "claims/who.html")]
pub struct WhoPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Whose name the profile bears.
    pub profile: String,
    /// The profile.
    pub profile_href: String,
    /// Whether it has an owner: then this is a dispute.
    pub has_owner: bool,
    /// What they are called.
    pub name: Field,
    /// Their address.
    pub email: Field,
}

/// The second: how they prove it.
#[derive(Debug, Template)]
#[template(path = "claims/proof.html")]
pub struct ProofPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Whose name the profile bears.
    pub profile: String,
    /// The website of the profile, where their address is at its domain.
    pub domain_of: Option<String>,
    /// What they put on a page of theirs.
    pub code: String,
    /// Whether the profile names a page of theirs at all.
    pub has_page: bool,
    /// Which way they chose.
    pub method: Option<Method>,
    /// What is wrong with the choice.
    pub method_error: Option<&'static str>,
    /// The page with the code.
    pub url: Field,
    /// What they tell the operator.
    pub note: Field,
}

impl ProofPage {
    /// Whether a way is chosen.
    pub fn is_chosen(&self, word: &str) -> bool {
        self.method.is_some_and(|method| method.as_str() == word)
    }
}

/// The third: the address confirms itself, then the claim is sent.
#[derive(Debug, Template)]
#[template(path = "claims/send.html")]
pub struct SendPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Whose name the profile bears.
    pub profile: String,
    /// This page.
    pub here: String,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// How they prove it.
    pub method: &'static str,
    /// Whether the address confirmed itself: they are signed in with it.
    pub is_confirmed: bool,
    /// Tells the request for the link from every other.
    pub request_key: String,
    /// Why it was not taken, whatever was typed.
    pub refused: Option<String>,
}

/// How a claim that was sent stands.
#[derive(Debug, Template)]
#[template(path = "claims/status.html")]
pub struct StatusPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Whose name the profile bears.
    pub profile: String,
    /// The profile.
    pub profile_href: String,
    /// In a few words.
    pub heading: &'static str,
    /// What that means.
    pub text: &'static str,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// Where another one is begun, where that makes sense.
    pub again: Option<String>,
}
