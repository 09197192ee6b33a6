//! `/executives/{slug}.md`: a profile as text, for people and language models.

use askama::Template;
use chrono::NaiveDate;

use super::queries::ProfileRow;
use super::view::Profile;
use crate::web::dates;
use crate::web::markdown;

/// A profile as Markdown; says what its page says.
#[derive(Debug, Template)]
#[template(path = "executives/show.md")]
pub struct ShowMarkdown {
    executive: Profile,
    bio: Option<String>,
    address: String,
}

impl ShowMarkdown {
    /// The profile whose page stands at `address`, on `today`.
    pub fn new(row: &ProfileRow, address: String, today: NaiveDate) -> Self {
        let executive = row.to_view(today);
        Self { executive, bio: row.bio.clone(), address }
    }
}
