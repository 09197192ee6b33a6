//! The index as it is at one moment, for those who count.

use std::borrow::Cow;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::ask::{Set, all_of};
use super::each::each;
use super::numbers::{MISSING, Range};
use super::state::{Having, State};
use super::{Index, Predicate};

/// The figures of fewer rows than this are looked up one by one.
const FEW: u64 = 4_000;

/// One moment of an index. Changes wait while somebody looks: look briefly.
#[derive(Clone, Copy)]
pub struct View<'a>(pub(super) &'a State);

impl Index {
    /// Shows the index to `look`; nothing while it is still to be built.
    pub fn look<T>(&self, look: impl FnOnce(View<'_>) -> T) -> Option<T> {
        self.read().as_ref().map(|state| look(View(state)))
    }
}

impl<'a> View<'a> {
    /// The rows for which all of this holds.
    pub fn rows(self, conditions: &[Predicate]) -> Cow<'a, RoaringBitmap> {
        let sets: Vec<Set<'a>> = conditions.iter().map(|condition| self.0.rows_of(condition)).collect();
        match sets.as_slice() {
            [] => Cow::Borrowed(&self.0.alive),
            [Set::Kept(one)] => Cow::Borrowed(*one),
            _ => Cow::Owned(all_of(sets.iter().map(|set| &**set), &self.0.alive).into_owned()),
        }
    }

    /// Which moment it is: no other state of this index has the same.
    pub fn moment(self) -> u64 {
        self.0.moment
    }

    /// No row has so high a number.
    pub fn size(self) -> usize {
        self.0.size()
    }

    /// All rows.
    pub fn all(self) -> &'a RoaringBitmap {
        &self.0.alive
    }

    /// The values of a column that any row has, each with its rows, in the order of the alphabet.
    pub fn values(self, column: &str) -> impl Iterator<Item = (&'a str, &'a RoaringBitmap)> + use<'a> {
        self.0.values(column).map(|(value, having)| (&**value, &having.rows))
    }

    /// How many rows there are for which all of this holds.
    pub fn count(self, conditions: &[Predicate]) -> u64 {
        match conditions {
            [] => self.0.alive.len(),
            [one, other] => self
                .0
                .both(one, other)
                .unwrap_or_else(|| self.0.rows_of(one).intersection_len(&self.0.rows_of(other))),
            _ => self.rows(conditions).len(),
        }
    }

    /// The values of a column with how many of the rows for which all of this holds have each, without those that none
    /// has. Columns of the same rows are counted together.
    pub fn counts(self, column: &str, conditions: &[Predicate]) -> Vec<(&'a str, u64)> {
        let rows = self.rows(conditions);
        let counted = self.0.counted(conditions, &rows);
        let count = |(value, having): (&'a Arc<str>, &Having)| (&**value, counted.of_value(having, &rows));
        self.0.values(column).map(count).filter(|(_, count)| *count > 0).collect()
    }

    /// The rows that have a value.
    pub fn having(self, column: &str, value: &str) -> Option<&'a RoaringBitmap> {
        self.0.having(column, value)
    }

    /// A figure of a row, if it has it.
    pub fn number(self, name: &str, row: u32) -> Option<i64> {
        self.0.number_of(name, row)
    }

    /// A figure of these rows, of those that have it.
    pub fn numbers(self, name: &str, rows: &RoaringBitmap) -> Vec<i64> {
        let mut found = Vec::new();
        let Some(at) = self.0.list.number(name) else { return found };
        let numbers = &self.0.numbers[at];
        let mut take = |rows: &RoaringBitmap| {
            found.reserve(usize::try_from(rows.len()).unwrap_or_default());
            each(rows, |row| found.push(numbers.get(row)));
        };
        if rows.len() < FEW {
            take(rows);
            found.retain(|number| *number != MISSING);
        } else {
            // Who has the figure is known: of many rows, often few.
            take(&(rows & &*self.0.within(Range::any(at))));
        }
        found
    }
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "View({}, {} rows)", self.0.list.entity, self.0.alive.len())
    }
}
