//! `/compare?ids=…`: a few people side by side.

use askama::Template;

use super::Line;
use crate::executives::view::Avatar;
use crate::web::page::{Layout, Meta};

/// A few people side by side.
#[derive(Debug, Template)]
#[template(path = "shortlist/compare.html")]
pub struct ComparePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The people, one a column, in the order of the address.
    pub people: Vec<Column>,
    /// What is compared, one a line.
    pub lines: Vec<Line>,
    /// How many more the address names who are not, or no longer, listed.
    pub gone: usize,
    /// How many more it names than fit.
    pub left_out: usize,
    /// All of them, as a form says it.
    pub slugs: String,
}

/// The head of a column.
#[derive(Debug)]
pub struct Column {
    /// The address's slug.
    pub slug: String,
    /// The full name.
    pub name: String,
    /// The face, or what stands in for it.
    pub avatar: Avatar,
    /// Whether it shows little until its person claims it.
    pub is_minimal: bool,
    /// The same comparison without this person; none where nobody else is in it.
    pub without: Option<String>,
}

impl ComparePage {
    /// Whether some lines say the same of everybody.
    pub fn has_same(&self) -> bool {
        self.lines.iter().any(Line::is_same)
    }
}
