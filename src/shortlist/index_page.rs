//! `/shortlist`: whom the visitor has chosen.

use askama::Template;

use super::Chosen;
use crate::executives::view::Card;
use crate::web::page::{Layout, Meta};

/// Whom the visitor has chosen.
#[derive(Debug, Template)]
#[template(path = "shortlist/index.html")]
pub struct IndexPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The people, in the order in which they were chosen.
    pub people: Vec<Card>,
    /// How many more there were who are no longer listed.
    pub gone: usize,
    /// Where they stand side by side.
    pub compare: String,
    /// The same as an address to hand on.
    pub share: String,
    /// What could not be done.
    pub trouble: Option<Trouble>,
    /// Where the visitor was, if the browser says it.
    pub back: Option<String>,
}

impl IndexPage {
    /// Who found no place.
    pub fn left_out(&self) -> Option<&Newcomer> {
        match &self.trouble {
            Some(Trouble::Full(newcomer)) => Some(newcomer),
            _ => None,
        }
    }
}

/// Somebody who was to be put on a list that is full.
#[derive(Debug)]
pub struct Newcomer {
    /// Their address.
    pub slug: String,
    /// What they are called.
    pub name: String,
    /// Who is on the list.
    pub chosen: Chosen,
}

impl Newcomer {
    /// The list with them in somebody's place.
    pub fn in_place_of(&self, slug: &str) -> String {
        let those = self.chosen.slugs().iter();
        let those: Vec<&str> = those.map(|one| if one == slug { &*self.slug } else { &**one }).collect();
        those.join(",")
    }
}

/// What could not be done, and what can be done about it.
#[derive(Debug)]
pub enum Trouble {
    /// The list is full; it is as it was.
    Full(Newcomer),
    /// These don't all fit; it is as it was.
    TooMany(Chosen),
    /// There is no such profile any more.
    Gone,
}
