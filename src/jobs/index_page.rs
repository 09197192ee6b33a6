//! `/jobs`: the board.

use askama::Template;

use super::view::Card;
use crate::web::listing::Listing;
use crate::web::page::{Layout, Meta};

/// The board.
#[derive(Debug, Template)]
#[template(path = "jobs/index.html")]
pub struct IndexPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// What the list holds, by the filters in force (`Remote fractional CFO jobs`).
    pub heading: String,
    /// Filters, order, pages.
    pub listing: Listing,
    /// The results in sight.
    pub cards: Vec<Card>,
}
