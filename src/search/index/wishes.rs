//! Which rows meet most of what is wished for.
//!
//! How much a row is worth is one pure function, `Wanted::worth`, whether the row comes from the index or from the database.

use uuid::Uuid;

use super::Index;
use super::ask::Predicate;
use super::best::{ALL, LOOK_AT};
use super::row::Row;
use super::state::State;
use crate::search::parameter::List;

/// Something that speaks for a row, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What has to hold.
    pub rows: Predicate,
    /// What it is worth.
    pub points: u32,
}

/// A way for a row to do at all: some wishes are met, and some are not, by their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// All of these are met.
    pub all: Vec<usize>,
    /// None of these is.
    pub none: Vec<usize>,
}

/// What is sought: rows that meet most of the wishes.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The wishes, at most 64. If the first one is worth more than all else, rows that meet it come before all others.
    pub wishes: Vec<Wish>,
    /// The ways for a row to do at all; every row does where there is none.
    pub ways: Vec<Way>,
    /// What it is worth to do.
    pub doing: u32,
    /// The row that is not sought: the one for which something like it is.
    pub but: Option<Uuid>,
    /// How many rows are taken.
    pub limit: usize,
}

/// A row with what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Whose it is.
    pub id: Uuid,
    /// The sum of what the met wishes are worth, and of what it is to do.
    pub points: u32,
    /// Whether it does at all.
    pub does: bool,
    /// The met wishes by their place, each with the value by which it is met; empty where that is a figure.
    pub met: Vec<(usize, String)>,
}

/// A row of which it can be told what it has.
pub trait Known {
    /// The first of these values of a column that it has.
    fn first_of<'v>(&self, column: &str, values: &'v [String]) -> Option<&'v str>;

    /// One of its figures.
    fn number(&self, name: &str) -> Option<i64>;
}

impl Wanted {
    /// What a row is worth, and by what.
    pub fn worth(&self, id: Uuid, row: &impl Known) -> Match {
        let met: Vec<(usize, String)> = (self.wishes.iter().enumerate())
            .filter_map(|(at, wish)| Some((at, wish.rows.met_by(row)?.to_owned())))
            .collect();
        let set = met.iter().fold(0, |set, (at, _)| set | 1 << at);
        Match { id, points: self.points(set), does: self.does(set), met }
    }

    /// What a row is worth that meets this set of wishes, one bit each.
    fn points(&self, met: u64) -> u32 {
        let doing = if self.does(met) { self.doing } else { 0 };
        bits(met).map(|at| self.wishes[at].points).sum::<u32>() + doing
    }

    /// Whether a row does at all that meets this set.
    fn does(&self, met: u64) -> bool {
        let is_open = |way: &Way| {
            way.all.iter().all(|at| met & 1 << at != 0) && !way.none.iter().any(|at| met & 1 << at != 0)
        };
        self.ways.is_empty() || self.ways.iter().any(is_open)
    }
}

/// The same for many rows: what each eight wishes are worth together is looked up, and ways are sets.
pub(super) struct Weights {
    /// For each eight wishes what every set of them is worth.
    sums: Vec<[u32; 256]>,
    /// Of each way what has to be met, and what must not be.
    ways: Vec<(u64, u64)>,
    doing: u32,
}

impl Weights {
    pub(super) fn of(wanted: &Wanted) -> Self {
        let sums = wanted.wishes.chunks(8).map(|wishes| {
            let mut sums = [0; 256];
            for set in 1..256_usize {
                let points = wishes.get(set.trailing_zeros() as usize).map_or(0, |wish| wish.points);
                sums[set] = sums[set & (set - 1)] + points;
            }
            sums
        });
        let set = |wishes: &[usize]| wishes.iter().fold(0, |set, at| set | 1 << at);
        let ways = wanted.ways.iter().map(|way| (set(&way.all), set(&way.none)));
        Self { sums: sums.collect(), ways: ways.collect(), doing: wanted.doing }
    }

    /// What a row is worth that meets these wishes, and those of them for sure.
    #[inline]
    pub(super) fn points(&self, met: u64, surely: u64) -> u32 {
        let mut points = if self.may_do(met, surely) { self.doing } else { 0 };
        let mut left = met;
        for sums in &self.sums {
            points += sums[usize::from(left.to_le_bytes()[0])];
            left >>= 8;
        }
        points
    }

    /// Whether a row may do at all that meets no more than one set, and no less than the other.
    #[inline]
    pub(super) fn may_do(&self, most: u64, least: u64) -> bool {
        let is_open = |(all, none): &(u64, u64)| most & all == *all && least & none == 0;
        self.ways.is_empty() || self.ways.iter().any(is_open)
    }
}

/// The places of the bits that are set.
pub(super) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = set.trailing_zeros();
        (set != 0).then(|| {
            set &= set - 1;
            at as usize
        })
    })
}

impl Predicate {
    /// The value by which a row meets it; empty where that is a figure, nothing where the row doesn't.
    pub(super) fn met_by<'v>(&'v self, row: &impl Known) -> Option<&'v str> {
        match self {
            Self::AnyOf(column, values) => row.first_of(column, values),
            Self::AtLeast(name, bound) => (row.number(name)? >= *bound).then_some(""),
            Self::AtMost(name, bound) => (row.number(name)? <= *bound).then_some(""),
            Self::Both(one, other) => one.met_by(row).and(other.met_by(row)),
            Self::Either(one, other) => one.met_by(row).or_else(|| other.met_by(row)),
        }
    }
}

/// A row as its slice reads it.
impl Known for (&List, &Row) {
    fn first_of<'v>(&self, column: &str, values: &'v [String]) -> Option<&'v str> {
        first_among(
            self.1.choices.iter().filter(|(known, _)| *known == column).map(|(_, has)| &**has),
            values,
        )
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.1.numbers.get(self.0.number(name)?).copied().flatten()
    }
}

/// A row as the index keeps it.
impl Known for (&State, u32) {
    fn first_of<'v>(&self, column: &str, values: &'v [String]) -> Option<&'v str> {
        match (self.0.values_of(self.1, column), values) {
            // Of hundreds of places around one it would take long to ask each whether the row is there.
            (Some(has), [_, _, ..]) => first_among(has, values),
            _ => values
                .iter()
                .map(String::as_str)
                .find(|value| self.0.having(column, value).is_some_and(|rows| rows.contains(self.1))),
        }
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.0.number_of(name, self.1)
    }
}

/// The first of some values that a row has among its own.
fn first_among<'h, 'v>(has: impl Iterator<Item = &'h str>, values: &'v [String]) -> Option<&'v str> {
    let first = has.filter_map(|has| values.iter().position(|value| value == has)).min()?;
    Some(&values[first])
}

impl Index {
    /// The rows that meet most, best first; equals stand as the list does by itself. Of very many rows that could be meant,
    /// those that meet the rarest wishes are looked at (`State::best_of`). Nothing while the index is still to be built.
    pub fn best(&self, wanted: &Wanted) -> Option<Vec<Match>> {
        self.read().as_ref().map(|state| state.best_of(wanted, ALL, LOOK_AT))
    }
}
