//! A row as its slice hands it to the index.

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
    pub choices: Vec<(&'static str, String)>,
    /// The list's figures, in its order.
    pub numbers: Vec<Option<i64>>,
    /// The telling words, folded: a name, a title.
    pub lead: String,
    /// All of its words, folded; those of the lead too.
    pub body: String,
    /// When it has to be looked at again, though nobody changes it: it ends, or something said of it no longer holds.
    pub again: Option<DateTime<Utc>>,
}

impl Row {
    /// Adds a value of a column.
    pub fn choose(&mut self, column: &'static str, value: impl Into<String>) {
        self.choices.push((column, value.into()));
    }

    /// Adds values of a column.
    pub fn choose_all(&mut self, column: &'static str, values: impl IntoIterator<Item = String>) {
        self.choices.extend(values.into_iter().map(|value| (column, value)));
    }
}
