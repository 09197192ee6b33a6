//! Orders that depend on what is searched for: prices in one currency, the way from one place. None is kept sorted; what decides
//! is found out for the rows of a search alone.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use super::ask::{Predicate, Set};
use super::fitting::level;
use super::numbers::{MISSING, Numbers};
use super::scores::Scores;
use super::state::State;

/// What decides before the list's own order does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rank {
    /// This figure, the least first, of rows for which a condition holds; the others come last.
    Least(&'static str, Predicate),
    /// The same, the most first.
    Most(&'static str, Predicate),
    /// Which of these values a row has in a column, the first of them first; rows that have none come last.
    Nearest(&'static str, Vec<String>),
}

/// What rows of a search are worth: the most comes first.
pub(super) enum Worth<'a> {
    /// How well words fit, by row.
    Fit(&'a Scores<'a>),
    /// A figure that no row has less than 0 of.
    Figure { numbers: &'a Numbers, is_most: bool, among: Set<'a> },
    /// What each row is worth; the others nothing.
    Told(HashMap<u32, u32>),
}

impl Worth<'_> {
    /// Of a row.
    pub fn of(&self, row: u32) -> u32 {
        match self {
            Self::Fit(scores) => level(scores.of(row)),
            Self::Figure { numbers, is_most, among } => {
                let number = numbers.get(row);
                if number == MISSING || !among.contains(row) {
                    return 0;
                }
                let number = u32::try_from(number.max(0)).unwrap_or(u32::MAX).min(u32::MAX - 1);
                if *is_most { number + 1 } else { u32::MAX - number }
            }
            Self::Told(worth) => worth.get(&row).copied().unwrap_or_default(),
        }
    }
}

impl State {
    /// What these rows are worth by a rank; nothing where the list has no such figure.
    pub(super) fn worth<'a>(&'a self, rank: &'a Rank, rows: &RoaringBitmap) -> Option<Worth<'a>> {
        let figure = |name, is_most, among| {
            let numbers = &self.numbers[self.list.number(name)?];
            Some(Worth::Figure { numbers, is_most, among: self.rows_of(among) })
        };
        match rank {
            Rank::Least(name, among) => figure(name, false, among),
            Rank::Most(name, among) => figure(name, true, among),
            Rank::Nearest(column, values) => {
                let worths = (1..=u32::try_from(values.len()).unwrap_or(u32::MAX)).rev();
                let having = |value: &String| self.having(column, value);
                let told =
                    values.iter().zip(worths).filter_map(|(value, worth)| Some((having(value)?, worth)));
                let told =
                    told.flat_map(|(having, worth)| (having & rows).into_iter().map(move |row| (row, worth)));
                // Of values that one row has several of, the first one counts.
                let mut worth = HashMap::new();
                told.for_each(|(row, of)| {
                    worth.entry(row).or_insert(of);
                });
                Some(Worth::Told(worth))
            }
        }
    }
}
