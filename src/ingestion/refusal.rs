//! Why a row becomes no record, in words that name the field and the column that its sender probably meant.

use std::fmt;

use serde_json::{Map, Value};

use super::fields::{Mapping, field_named, mapped_to};
use super::likely::likely_column;
use super::{Action, Entity};

/// Why there is no record of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It can't be read as a row, or can't be kept: what is wrong, and after a colon perhaps what to do.
    Row(String),
    /// A field that it can't do without is missing or makes no sense.
    Field(Problem),
    /// Its person asked to stay out, under this receipt.
    LeftOut(String),
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Our name of it.
    pub field: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// Nothing states the field.
    pub fn missing(field: &'static str, message: &str) -> Self {
        Self { field, message: message.to_owned(), hint: None }
    }

    /// What states the field can't be read.
    pub fn unreadable(field: &'static str, message: impl Into<String>, hint: &str) -> Self {
        Self { field, message: message.into(), hint: Some(hint.to_owned()) }
    }

    /// With the column to map, where the row has one that looks like it.
    #[must_use]
    pub fn with_hint(mut self, entity: Entity, mapping: &Mapping, cells: &Map<String, Value>) -> Self {
        let likely = likely_column(entity, mapping, cells, self.field);
        let is_it = |header: &&String| {
            mapped_to(mapping, header).or_else(|| field_named(entity, header)) == Some(self.field)
        };
        let empty = cells.keys().find(is_it);
        self.hint = match (likely, self.hint) {
            (Some(column), _) => Some(map_column(column, self.field)),
            (None, Some(hint)) => Some(hint),
            (None, None) if let Some(column) = empty => {
                Some(format!("'{column}' is empty in this row: fill it in, or leave the row out"))
            }
            (None, None) => Some(map_column(usual_column(entity, self.field), self.field)),
        };
        self
    }
}

impl Refusal {
    /// Whether the row failed, or is left out as it should be.
    pub const fn action(&self) -> Action {
        match self {
            Self::Row(_) | Self::Field(_) => Action::Error,
            Self::LeftOut(_) => Action::Skip,
        }
    }
}

/// As it is kept with the row.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(Problem { message, hint: Some(hint), .. }) => write!(f, "{message}: {hint}"),
            Self::Field(Problem { message, .. }) | Self::Row(message) => f.write_str(message),
            Self::LeftOut(receipt) => {
                write!(f, "left out: this person asked to stay out (receipt {receipt})")
            }
        }
    }
}

/// What to do in words, for one column.
pub fn map_column(column: &str, field: &str) -> String {
    format!("map your '{column}' column to {field}")
}

/// The name that a column of a field usually has.
pub fn usual_column(entity: Entity, field: &str) -> &str {
    match (entity, field) {
        (_, "full_name") => "Full Name",
        (_, "title" | "role") => "Job Title",
        (_, "headline") => "Headline",
        (_, "location" | "location_summary") => "Location",
        (_, "company_name") => "Company",
        (_, "summary") => "Summary",
        (_, "description") => "Job Description",
        (_, "apply_url") => "Job URL",
        (_, "posted_at") => "Posted On",
        (_, "employment_type") => "Employment Type",
        (_, other) => other,
    }
}
