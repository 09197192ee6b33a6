//! Which rows meet most of what is wished for.
//!
//! Bitmaps find them; how much a row is worth is one pure function, `Wanted::worth`, whether the row comes from the index
//! or from the database.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use roaring::{MultiOps, RoaringBitmap};
use uuid::Uuid;

use super::Index;
use super::ask::Predicate;
use super::numbers::MISSING;
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

/// What is sought: rows that meet most of the wishes.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The wishes. If the first one is worth more than all others, rows that meet it come before all others.
    pub wishes: Vec<Wish>,
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
    /// The sum of what the met wishes are worth.
    pub points: u32,
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
        Match { id, points: met.iter().map(|(at, _)| self.wishes[*at].points).sum(), met }
    }
}

impl Predicate {
    /// The value by which a row meets it; empty where that is a figure, nothing where the row doesn't.
    fn met_by<'v>(&'v self, row: &impl Known) -> Option<&'v str> {
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
    /// The rows that meet most, best first; equals stand as the list does by itself. Nothing while the index is still to
    /// be built.
    pub fn best(&self, wanted: &Wanted) -> Option<Vec<Match>> {
        self.read().as_ref().map(|state| state.best_of(wanted))
    }
}

thread_local! {
    /// What rows are worth, by their place; all nothing but while somebody adds.
    static POINTS: Cell<Vec<u32>> = const { Cell::new(Vec::new()) };
}

impl State {
    fn best_of(&self, wanted: &Wanted) -> Vec<Match> {
        let candidates = self.candidates(wanted);
        // One number for every place, also of rows that are no candidates: adding to it is cheaper than finding it, and
        // clearing what was added to cheaper than clearing all.
        let mut points = POINTS.take();
        points.resize(self.size().max(points.len()), 0);
        for wish in &wanted.wishes {
            for row in &self.among(&candidates, &wish.rows) {
                points[row as usize] += wish.points;
            }
        }
        // The most are known to be too little by their points alone, without where they stand.
        let mut best = BinaryHeap::with_capacity(wanted.limit + 1);
        let mut least = 0;
        for row in &candidates {
            let points = std::mem::take(&mut points[row as usize]);
            if points >= least {
                best.push((Reverse(points), self.orders[0].place(row), row));
                if best.len() > wanted.limit {
                    best.pop();
                    least = best.peek().map_or(0, |(Reverse(points), ..)| *points);
                }
            }
        }
        POINTS.set(points);
        let best = best.into_sorted_vec();
        best.into_iter().map(|(.., row)| wanted.worth(self.ids[row as usize], &(self, row))).collect()
    }

    /// The rows among which the best ones are: those that meet the wish which outweighs all others, if they are enough;
    /// else those that meet any; else all.
    fn candidates(&self, wanted: &Wanted) -> RoaringBitmap {
        let but: RoaringBitmap = wanted.but.and_then(|id| self.place(id)).into_iter().collect();
        let without = |rows: RoaringBitmap| rows - &but;
        let are_enough = |rows: &RoaringBitmap| rows.len() >= wanted.limit as u64;
        if let Some((first, others)) = wanted.wishes.split_first()
            && first.points > others.iter().map(|wish| wish.points).sum()
        {
            let rows = without(self.among(&self.alive, &first.rows));
            if are_enough(&rows) {
                return rows;
            }
        }
        let sets = wanted.wishes.iter().map(|wish| self.among(&self.alive, &wish.rows));
        let any = without(sets.reduce(|any, rows| any | rows).unwrap_or_default());
        if are_enough(&any) { any } else { without(self.alive.clone()) }
    }

    /// Those of some rows for which a condition holds. Figures are looked at row by row, so the rows should be few.
    fn among(&self, rows: &RoaringBitmap, condition: &Predicate) -> RoaringBitmap {
        match condition {
            Predicate::AnyOf(column, values) => match values.as_slice() {
                [one] => self.having(column, one).map(|having| rows & having).unwrap_or_default(),
                several => several.iter().filter_map(|value| self.having(column, value)).union() & rows,
            },
            Predicate::AtLeast(name, bound) => self.with_figure(rows, name, |number| number >= *bound),
            Predicate::AtMost(name, bound) => self.with_figure(rows, name, |number| number <= *bound),
            Predicate::Both(one, other) => self.among(&self.among(rows, one), other),
            Predicate::Either(one, other) => self.among(rows, one) | self.among(rows, other),
        }
    }

    fn with_figure(&self, rows: &RoaringBitmap, name: &str, fits: impl Fn(i64) -> bool) -> RoaringBitmap {
        let Some(numbers) = self.list.number(name).map(|at| &self.numbers[at]) else {
            return RoaringBitmap::new();
        };
        let has = |row: &u32| {
            let number = numbers.get(*row);
            number != MISSING && fits(number)
        };
        rows.iter().filter(has).collect()
    }

    pub(super) fn number_of(&self, name: &str, row: u32) -> Option<i64> {
        let number = self.numbers[self.list.number(name)?].get(row);
        (number != MISSING).then_some(number)
    }
}
