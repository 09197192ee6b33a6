//! `/executives`: the directory.

use askama::Template;

use super::view::Card;
use crate::web::listing::Listing;
use crate::web::page::{Layout, Meta};

/// The directory.
#[derive(Debug, Template)]
#[template(path = "executives/index.html")]
pub struct IndexPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// What the list holds, by the filters in force (`Fractional CFOs in Austin, TX`).
    pub heading: String,
    /// Filters, order, pages.
    pub listing: Listing,
    /// The results in sight.
    pub cards: Vec<Card>,
}
