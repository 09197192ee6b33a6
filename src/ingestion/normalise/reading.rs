//! What a reader makes of a cell.

use serde::Serialize;

/// A value read from free text, with what an operator should know about the reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reading<T> {
    /// The value; none when the text states nothing, or nothing that is plain.
    pub value: Option<T>,
    /// What was guessed, dropped or changed, in plain sentences.
    pub warnings: Vec<String>,
    /// The part of the text that no value came from.
    pub unread: Option<String>,
}

impl<T> Reading<T> {
    /// The text states nothing.
    pub const fn nothing() -> Self {
        Self { value: None, warnings: Vec::new(), unread: None }
    }

    /// The text says `value`, plainly.
    pub const fn of(value: T) -> Self {
        Self { value: Some(value), warnings: Vec::new(), unread: None }
    }

    /// The text says something, but nothing that could be read for certain.
    pub fn unread(text: impl Into<String>, warning: impl Into<String>) -> Self {
        Self { value: None, warnings: vec![warning.into()], unread: Some(text.into()) }
    }

    /// The same reading with one more warning.
    #[must_use]
    pub fn warn(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// The same reading with these warnings besides.
    #[must_use]
    pub fn warn_all(mut self, warnings: impl IntoIterator<Item = String>) -> Self {
        self.warnings.extend(warnings);
        self
    }

    /// The same reading, which left this part of the text unread.
    #[must_use]
    pub fn leaving(mut self, unread: impl Into<String>) -> Self {
        let unread = unread.into();
        self.unread = (!unread.is_empty()).then_some(unread);
        self
    }

    /// The reading of something made from the value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reading<U> {
        Reading { value: self.value.map(change), warnings: self.warnings, unread: self.unread }
    }

    /// Whether the text stated nothing at all: no value, and nothing left unread.
    pub const fn is_nothing(&self) -> bool {
        self.value.is_none() && self.unread.is_none()
    }

    /// The value alone, with the warnings moved to `warnings`.
    pub fn take(self, warnings: &mut Vec<String>) -> Option<T> {
        warnings.extend(self.warnings);
        self.value
    }
}

/// A short quotation of a cell for a warning: one line of at most 60 characters, in double quotes.
pub(super) fn quote(text: &str) -> String {
    let mut short: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = short.char_indices().nth(60) {
        short.truncate(cut);
        short.push('…');
    }
    format!("\"{short}\"")
}
