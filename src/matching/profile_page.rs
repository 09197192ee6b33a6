//! `/executives/{slug}`: a profile with what goes with it.

use askama::Template;

use super::Band;
use crate::executives::view::{Card, Profile};
use crate::jobs;
use crate::web::page::{Crumbs, Layout, Meta};

/// A profile.
#[derive(Debug, Template)]
#[template(path = "matching/profile.html")]
pub struct ProfilePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The person.
    pub executive: Profile,
    /// People to look at next.
    pub similar: Band<Card>,
    /// Open jobs that suit the person.
    pub jobs: Band<jobs::view::Card>,
}
