//! `/jobs/{slug}`: an open posting with what goes with it.

use askama::Template;

use super::Band;
use crate::executives;
use crate::jobs::view::{Card, Posting};
use crate::web::page::{Crumbs, Layout, Meta};

/// An open posting.
#[derive(Debug, Template)]
#[template(path = "matching/posting.html")]
pub struct PostingPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The posting.
    pub job: Posting,
    /// People whom it suits.
    pub people: Band<executives::view::Card>,
    /// Open postings to look at next.
    pub related: Band<Card>,
}
