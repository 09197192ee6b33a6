//! The pages of claims. All of them are for one visitor, and for no search engine.

use askama::Template;

use super::Method;
use super::queries::{Claim, Draft, Profile};
use crate::accounts::User;
use crate::urls;
use crate::web::form::{Field, is_wrong, new_key};
use crate::web::page::{Layout, Meta};
use crate::web::query::href;

/// Going back to a step.
pub const WHO: &str = "step=who";
pub const PROOF: &str = "step=proof";

/// `/executives/{slug}/claim`, the first step: who they are.
#[derive(Debug, Template)]
#[template(path = "claims/who.html")]
pub struct WhoPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub profile: Profile,
    /// By which address they are signed in, and claim it.
    pub signed_in_as: Option<String>,
    /// What they are called.
    pub name: Field,
    /// Their address.
    pub email: Field,
}

impl WhoPage {
    /// With nothing filled in but what is known.
    pub fn new(layout: Layout, profile: Profile, user: Option<&User>) -> Self {
        Self {
            layout,
            meta: meta(&profile),
            name: Field::typed("name", &profile.name),
            email: Field::blank("email"),
            signed_in_as: user.map(|user| user.email.clone()),
            profile,
        }
    }

    /// Whether something is wrong with it.
    pub fn is_wrong(&self) -> bool {
        is_wrong([&self.name, &self.email])
    }
}

/// The second: how they prove it.
#[derive(Debug, Template)]
#[template(path = "claims/proof.html")]
pub struct ProofPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub profile: Profile,
    /// The website of the profile, where their address is at its domain.
    pub domain_of: Option<String>,
    /// What they put on a page of theirs.
    pub code: String,
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
    /// With what was filled in.
    pub fn new(layout: Layout, profile: Profile, draft: &Draft) -> Self {
        Self {
            layout,
            meta: meta(&profile),
            domain_of: profile.domain_of(&draft.email).map(str::to_owned),
            code: draft.code.clone(),
            method: draft.method,
            method_error: None,
            url: Field::typed("url", draft.proof_url.as_deref().unwrap_or_default()),
            note: Field::typed("note", draft.note.as_deref().unwrap_or_default()),
            profile,
        }
    }

    /// Whether a way is chosen.
    pub fn is_chosen(&self, word: &str) -> bool {
        self.method.is_some_and(|method| method.as_str() == word)
    }

    /// Whether something is wrong with it.
    pub fn is_wrong(&self) -> bool {
        self.method_error.is_some() || is_wrong([&self.url, &self.note])
    }

    /// The step before.
    pub fn back(&self) -> String {
        href(&self.profile.claim_href(), WHO)
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
    /// The profile.
    pub profile: Profile,
    /// What they filled in.
    pub draft: Draft,
    /// Whether the address confirmed itself: they are signed in with it.
    pub is_confirmed: bool,
    /// Tells the request for the link from every other.
    pub request_key: String,
    /// Why it was not taken, although nothing in it is wrong.
    pub refused: Option<String>,
}

impl SendPage {
    /// With what was filled in.
    pub fn new(layout: Layout, profile: Profile, draft: Draft, user: Option<&User>) -> Self {
        let is_confirmed = user.is_some_and(|user| user.email == draft.email);
        Self {
            layout,
            meta: meta(&profile),
            profile,
            draft,
            is_confirmed,
            request_key: new_key(),
            refused: None,
        }
    }

    /// How they prove it, in a few words.
    pub fn proof(&self) -> String {
        match (self.draft.method, &self.draft.proof_url) {
            (Some(Method::Domain), _) => "Your address is at the website’s own domain".to_owned(),
            (Some(Method::Code), Some(url)) => format!("The code {} on {url}", self.draft.code),
            _ => "Your note to the people who run the site".to_owned(),
        }
    }

    /// The steps before.
    pub fn back(&self) -> [(&'static str, String); 2] {
        let here = self.profile.claim_href();
        [("Change who you are", href(&here, WHO)), ("Change the proof", href(&here, PROOF))]
    }
}

/// How a claim that was sent stands.
#[derive(Debug, Template)]
#[template(path = "claims/status.html")]
pub struct StatusPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub profile: Profile,
    /// The claim.
    pub claim: Claim,
    /// Whether the profile is theirs now.
    pub is_theirs: bool,
}

impl StatusPage {
    /// How it stands.
    pub fn new(layout: Layout, profile: Profile, claim: Claim) -> Self {
        let is_theirs = claim.owner.is_some() && claim.owner == claim.user_id;
        Self { layout, meta: meta(&profile), profile, claim, is_theirs }
    }

    /// Where another one is begun, where that makes sense.
    pub fn again(&self) -> Option<String> {
        (!self.claim.status.is_open() && !self.is_theirs).then(|| href(&self.profile.claim_href(), WHO))
    }
}

impl Profile {
    /// Its page.
    pub fn href(&self) -> String {
        urls::Executive::to(&self.slug).to_string()
    }

    /// Where it is claimed.
    pub fn claim_href(&self) -> String {
        urls::ClaimExecutive::to(&self.slug).to_string()
    }

    /// Whether it names a page of theirs at all.
    pub fn has_page(&self) -> bool {
        self.website.is_some() || self.linkedin.is_some()
    }
}

fn meta(profile: &Profile) -> Meta {
    Meta::for_one(
        format!("Claim the profile of {}", profile.name),
        "Prove that a profile is yours, and keep it up yourself from then on.",
    )
}
