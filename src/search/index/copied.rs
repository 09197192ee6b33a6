//! Some of an index, to be gone through at leisure: changes don't wait for who looks at a copy.

use std::sync::Arc;

use roaring::RoaringBitmap;

use super::numbers::{MISSING, Numbers};
use super::view::View;

/// Some columns and one figure of an index, as they were at one moment.
#[derive(Debug)]
pub struct Copied {
    /// No row has so high a number.
    pub size: usize,
    /// All rows.
    pub all: RoaringBitmap,
    columns: Vec<(&'static str, Values)>,
    numbers: Option<Numbers>,
}

/// The values of a column, each with its rows, in the order of the alphabet.
type Values = Vec<(Arc<str>, RoaringBitmap)>;

impl View<'_> {
    /// A copy of these columns and of a figure.
    pub fn copied(self, columns: &[&'static str], figure: &str) -> Copied {
        let values = |column: &&'static str| {
            let having = self.0.values(column).map(|(value, having)| (value.clone(), having.rows.clone()));
            (*column, having.collect())
        };
        Copied {
            size: self.size(),
            all: self.all().clone(),
            columns: columns.iter().map(values).collect(),
            numbers: self.0.list.number(figure).map(|at| self.0.numbers[at].clone()),
        }
    }
}

impl Copied {
    /// The values of a column that any row has, each with its rows.
    pub fn values(&self, column: &str) -> impl Iterator<Item = (&str, &RoaringBitmap)> {
        let values = self.columns.iter().find(|(known, _)| *known == column);
        values.into_iter().flat_map(|(_, values)| values.iter().map(|(value, rows)| (&**value, rows)))
    }

    /// The figure of a row, if it has it.
    pub fn number(&self, row: u32) -> Option<i64> {
        self.numbers.as_ref().map(|numbers| numbers.get(row)).filter(|number| *number != MISSING)
    }
}
