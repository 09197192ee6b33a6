//! A row's statements, read one by one while the warnings are gathered.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::Value;

use super::fields::Recognised;
use super::normalise::Reading;
use crate::taxonomy::{TaxonomyKind, Vocabulary};

/// What readers of a row need besides the row.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What canonical rows are called.
    pub vocabulary: &'a Vocabulary,
    /// The day (UTC) that "3 days ago" counts from.
    pub today: NaiveDate,
}

/// A term that no alias knows: it goes to the taxonomy inbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownTerm {
    /// The taxonomy that it would belong to.
    pub kind: TaxonomyKind,
    /// As it was written.
    pub text: String,
}

/// A recognised row under reading.
pub struct Cells {
    row: Recognised,
    /// What could not be read.
    pub unknown: Vec<UnknownTerm>,
}

impl Cells {
    pub fn new(row: Recognised) -> Self {
        Self { row, unknown: Vec::new() }
    }

    /// What a field says, as it came.
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.row.fields.get(field)
    }

    /// What a field says, as text; arrays and objects are no text.
    pub fn text(&self, field: &str) -> Option<Cow<'_, str>> {
        match self.value(field)? {
            Value::String(text) => Some(Cow::Borrowed(text.as_str())),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::Bool(truth) => Some(Cow::Owned(truth.to_string())),
            _ => None,
        }
    }

    /// Reads a field's text with a pure function and keeps its warnings under the field's name.
    pub fn read<T>(&mut self, field: &str, read: impl FnOnce(&str) -> Reading<T>) -> Option<T> {
        let reading = read(&self.text(field)?);
        self.keep(field, reading)
    }

    /// Reads a field that may be an array or an object.
    pub fn read_value<T>(&mut self, field: &str, read: impl FnOnce(&Value) -> Reading<T>) -> Option<T> {
        let reading = read(self.value(field)?);
        self.keep(field, reading)
    }

    /// The value of a reading; its warnings are kept under the field's name.
    pub fn keep<T>(&mut self, field: &str, reading: Reading<T>) -> Option<T> {
        self.row.warnings.extend(reading.warnings.into_iter().map(|warning| format!("{field}: {warning}")));
        reading.value
    }

    /// Puts a term into the taxonomy inbox.
    pub fn unknown(&mut self, kind: TaxonomyKind, text: &str) {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
        if !text.is_empty() {
            self.unknown.push(UnknownTerm { kind, text });
        }
    }

    /// The warnings, each once.
    pub fn into_warnings(self) -> (Vec<String>, Vec<UnknownTerm>) {
        let mut warnings = self.row.warnings;
        let mut seen = std::collections::HashSet::new();
        warnings.retain(|warning| seen.insert(warning.clone()));
        (warnings, self.unknown)
    }
}
