//! `/jobs/{slug}.md`: an open posting as text, for people and language models.

use askama::Template;

use super::queries::JobRow;
use super::view::Posting;
use crate::web::dates;
use crate::web::markdown;

/// An open posting as Markdown; says what its page says.
#[derive(Debug, Template)]
#[template(path = "jobs/show.md")]
pub struct ShowMarkdown {
    job: Posting,
    description: String,
    address: String,
}

impl ShowMarkdown {
    /// The posting whose page stands at `address`.
    pub fn new(row: &JobRow, address: String) -> Self {
        Self { job: row.to_view(), description: row.description.clone(), address }
    }
}
