//! `/jobs/{slug}` once the posting is closed; answered with 410.

use askama::Template;

use super::Band;
use crate::jobs::view::{Card, Closed};
use crate::web::page::{Crumbs, Layout, Meta};

/// A posting that is no longer open.
#[derive(Debug, Template)]
#[template(path = "matching/closed.html")]
pub struct ClosedPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The posting.
    pub job: Closed,
    /// Open postings instead.
    pub similar: Band<Card>,
}
