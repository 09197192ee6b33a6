//! Says what rows are worth: which wishes each meets.

use std::cell::Cell;

use roaring::RoaringBitmap;

use super::ask::Predicate;
use super::best::Best;
use super::forward::Code;
use super::numbers::{Numbers, Range};
use super::state::State;
use super::wishes::{Match, Wanted, bits};

thread_local! {
    /// Of every code the wishes that it meets, one bit each; no bit is set but while somebody looks.
    static MEETS: Cell<Vec<u64>> = const { Cell::new(Vec::new()) };
}

/// Says what rows are worth.
pub(super) struct Looker<'a> {
    state: &'a State,
    wanted: &'a Wanted,
    /// Of every code the wishes that it meets.
    meets: Vec<u64>,
    /// The codes that meet any.
    codes: Vec<Code>,
    /// The other wishes, which no value meets, with what has to hold.
    others: Vec<(usize, Condition<'a>)>,
    /// The others, one bit each.
    unknown: u64,
}

impl<'a> Looker<'a> {
    pub(super) fn new(state: &'a State, wanted: &'a Wanted) -> Self {
        debug_assert!(wanted.wishes.len() <= 64, "a bit for each wish");
        let mut meets = MEETS.take();
        meets.resize(state.coded.len().max(meets.len()), 0);
        let (mut codes, mut others) = (Vec::new(), Vec::new());
        for (at, wish) in wanted.wishes.iter().enumerate() {
            match &wish.rows {
                Predicate::AnyOf(column, values) if state.forward.is_some() => {
                    for code in values.iter().filter_map(|value| state.code(column, value)) {
                        meets[usize::from(code)] |= 1 << at;
                        codes.push(code);
                    }
                }
                condition => others.push((at, Condition::of(condition, state))),
            }
        }
        let unknown = others.iter().fold(0, |set, (at, _)| set | 1 << at);
        Self { state, wanted, meets, codes, others, unknown }
    }

    /// Takes a row in if it is among the best, by the wishes that its values meet and by the others.
    pub(super) fn look(&self, row: u32, by_values: u64, best: &mut Best<'_>) {
        // The most are known to be too little by their values alone, without their figures and where they stand.
        if self.wanted.points_at_most(by_values, self.unknown) >= best.least {
            let points = self.wanted.points(self.met(row, by_values));
            best.take(points, row);
        }
    }

    /// The wishes that the values of each of these rows meet, value by value: most rows have none of them, so that this takes a
    /// fraction of what going through the values of each row does. Nothing where the rows stand too far apart.
    pub(super) fn met_together(&self, rows: &RoaringBitmap) -> Option<Together> {
        const APART: u64 = 4;
        let (first, last) = rows.min().zip(rows.max())?;
        let span = u64::from(last - first) + 1;
        if self.state.forward.is_none() || span > rows.len() * APART {
            return None;
        }
        let mut met = vec![0; usize::try_from(span).ok()?];
        for (at, wish) in self.wanted.wishes.iter().enumerate() {
            let Predicate::AnyOf(column, values) = &wish.rows else { continue };
            for having in values.iter().filter_map(|value| self.state.having(column, value)) {
                for row in having.range(first..=last) {
                    met[(row - first) as usize] |= 1 << at;
                }
            }
        }
        Some(Together { first, met })
    }

    pub(super) fn met_by_values(&self, row: u32) -> u64 {
        let codes = self.state.forward.as_ref().map(|forward| forward.of(row)).unwrap_or_default();
        codes.iter().fold(0, |met, code| met | self.meets[usize::from(*code)])
    }

    fn met(&self, row: u32, by_values: u64) -> u64 {
        let holding = self.others.iter().filter(|(_, condition)| condition.holds(row));
        holding.fold(by_values, |met, (at, _)| met | 1 << at)
    }

    pub(super) fn tell(&self, row: u32) -> Match {
        let met = self.met(row, self.met_by_values(row));
        let known = (self.state, row);
        Match {
            id: self.state.ids[row as usize],
            points: self.wanted.points(met),
            does: self.wanted.does(met),
            met: bits(met)
                .filter_map(|at| Some((at, self.wanted.wishes[at].rows.met_by(&known)?.to_owned())))
                .collect(),
        }
    }
}

/// A condition whose values and figures are found: what is asked of thousands of rows looks up nothing by its name.
enum Condition<'a> {
    AnyOf(Vec<&'a RoaringBitmap>),
    Within(&'a Numbers, Range),
    Both(Box<Self>, Box<Self>),
    Either(Box<Self>, Box<Self>),
}

impl<'a> Condition<'a> {
    fn of(condition: &Predicate, state: &'a State) -> Self {
        let within = |name, is_least, bound| match state.list.number(name) {
            Some(number) => Self::Within(&state.numbers[number], Range { number, is_least, bound }),
            None => Self::AnyOf(Vec::new()),
        };
        let both = |one: &Predicate, other: &Predicate| {
            (Box::new(Self::of(one, state)), Box::new(Self::of(other, state)))
        };
        match condition {
            Predicate::AnyOf(column, values) => {
                Self::AnyOf(values.iter().filter_map(|value| state.having(column, value)).collect())
            }
            Predicate::AtLeast(name, bound) => within(name, true, *bound),
            Predicate::AtMost(name, bound) => within(name, false, *bound),
            Predicate::Both(one, other) => {
                let (one, other) = both(one, other);
                Self::Both(one, other)
            }
            Predicate::Either(one, other) => {
                let (one, other) = both(one, other);
                Self::Either(one, other)
            }
        }
    }

    fn holds(&self, row: u32) -> bool {
        match self {
            Self::AnyOf(values) => values.iter().any(|rows| rows.contains(row)),
            Self::Within(numbers, range) => range.holds(numbers.get(row)),
            Self::Both(one, other) => one.holds(row) && other.holds(row),
            Self::Either(one, other) => one.holds(row) || other.holds(row),
        }
    }
}

/// The wishes that the values of rows meet which stand together.
pub(super) struct Together {
    first: u32,
    met: Vec<u64>,
}

impl Together {
    pub(super) fn of(&self, row: u32) -> u64 {
        self.met[(row - self.first) as usize]
    }
}

impl Drop for Looker<'_> {
    fn drop(&mut self) {
        for code in &self.codes {
            self.meets[usize::from(*code)] = 0;
        }
        MEETS.set(std::mem::take(&mut self.meets));
    }
}
