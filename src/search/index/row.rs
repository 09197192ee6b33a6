//! A row as its slice hands it to the index.

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What the index keeps of a public row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Whose it is.
    pub id: Uuid,
    /// Its number among all rows that there ever were.
    pub serial: u64,
    /// Column and value, for each value that it can be found by.
    pub choices: Vec<(&'static str, Value)>,
    /// The list's figures, in its order.
    pub numbers: Vec<Option<i64>>,
    /// What can be read of it.
    pub words: Text,
    /// When it has to be looked at again, though nobody changes it: it ends, or something said of it no longer holds.
    pub again: Option<DateTime<Utc>>,
}

/// The words of a row.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The telling words, folded: a name, a title.
    pub lead: String,
    /// All of its words, folded; those of the lead too.
    pub body: String,
}

/// A value of a column. Many rows share one.
#[derive(Clone, Debug)]
pub enum Value {
    /// A word of a closed vocabulary.
    Fixed(&'static str),
    /// A slug, or a code.
    Named(Arc<str>),
}

impl Deref for Value {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Fixed(word) => word,
            Self::Named(name) => name,
        }
    }
}

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Self {
        Self::Fixed(word)
    }
}

impl From<Arc<str>> for Value {
    fn from(name: Arc<str>) -> Self {
        Self::Named(name)
    }
}

impl Row {
    /// Adds values of a column: one, none, or several.
    pub fn choose(&mut self, column: &'static str, values: impl IntoIterator<Item = impl Into<Value>>) {
        self.choices.extend(values.into_iter().map(|value| (column, value.into())));
    }
}
