//! `/jobs/{slug}`: an open posting.

use askama::Template;

use super::view::{Card, Posting};
use crate::web::page::{Crumbs, Layout, Meta};

/// An open posting.
#[derive(Debug, Template)]
#[template(path = "jobs/show.html")]
pub struct ShowPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The posting.
    pub job: Posting,
    /// Open postings to look at next.
    pub related: Vec<Card>,
}
