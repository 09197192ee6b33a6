//! Specialties in free text → canonical slugs; what no alias knows goes to the taxonomy inbox.

use serde_json::Value;

pub use super::industry::Terms;
use super::{Reading, industry::terms, list};
use crate::taxonomy::{TaxonomyKind, Vocabulary};

/// Reads a cell of specialties, skills or keywords.
pub fn specialties(cell: &str, vocabulary: &Vocabulary) -> Reading<Terms> {
    terms(cell, &list::items(cell), TaxonomyKind::Specialty, vocabulary)
}

/// Reads a JSON cell of specialties: text, an array of strings, an array of objects with a name.
pub fn specialties_of(value: &Value, vocabulary: &Vocabulary) -> Reading<Terms> {
    terms(value.as_str().unwrap_or_default(), &list::items_of(value), TaxonomyKind::Specialty, vocabulary)
}
