//! `/executives/{slug}`: a profile.

use askama::Template;

use super::view::{Card, Profile};
use crate::web::page::{Crumbs, Layout, Meta};

/// A profile.
#[derive(Debug, Template)]
#[template(path = "executives/show.html")]
pub struct ShowPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The person.
    pub executive: Profile,
    /// People to look at next.
    pub similar: Vec<Card>,
}
