//! Says what rows are worth: which wishes each meets.

use std::cell::Cell;

use roaring::RoaringBitmap;

use super::ask::{Predicate, Set};
use super::forward::Code;
use super::numbers::{Numbers, Range};
use super::state::State;
use super::top::Best;
use super::wishes::{Match, Wanted, Weights, bits};

thread_local! {
    /// Of every code the wishes that it meets, one bit each; no bit is set but while somebody looks.
    static MEETS: Cell<Vec<u64>> = const { Cell::new(Vec::new()) };
}

/// Says what rows are worth.
///
/// A row's values tell which wishes it may meet, one bit each. Of most they tell it for sure; of those that also ask for a figure
/// the figure is looked at where the row could be among the best.
pub(super) struct Looker<'a> {
    state: &'a State,
    wanted: &'a Wanted,
    weights: Weights,
    /// Of every code the wishes that it meets.
    meets: Vec<u64>,
    /// The codes that meet any.
    codes: Vec<Code>,
    /// The wishes that no single value meets.
    others: Vec<Other<'a>>,
    /// Those of them that values don't tell for sure, one bit each.
    unsure: u64,
}

/// A wish that no single value meets.
struct Other<'a> {
    at: usize,
    /// The rows that may meet it, by their values; all where these say nothing of it.
    among: Option<Set<'a>>,
    /// What has to hold besides.
    condition: Option<Condition<'a>>,
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
                    for code in state.codes(column, values) {
                        let met = &mut meets[usize::from(code)];
                        if *met == 0 {
                            codes.push(code);
                        }
                        *met |= 1 << at;
                    }
                }
                condition => others.push(Other::of(at, condition, state)),
            }
        }
        let unsure = others.iter().filter(|other| other.condition.is_some());
        let unsure = unsure.fold(0, |set, other| set | 1 << other.at);
        Self { state, wanted, weights: Weights::of(wanted), meets, codes, others, unsure }
    }

    /// What a row is worth at most that may meet these wishes.
    #[inline]
    pub(super) fn worth_at_most(&self, may_meet: u64) -> u32 {
        self.weights.points(may_meet, may_meet & !self.unsure)
    }

    /// Takes a row in if it is among the best.
    pub(super) fn look(&self, row: u32, best: &mut Best<'_>) {
        // Most are known to be too little by their values alone, without their figures and where they stand.
        let may_meet = self.may_meet(row);
        if self.worth_at_most(may_meet) >= best.least {
            let met = self.met(row, may_meet);
            best.take(self.weights.points(met, met), row);
        }
    }

    pub(super) fn wanted(&self) -> &'a Wanted {
        self.wanted
    }

    /// The wishes of which values tell only who may meet them, one bit each.
    pub(super) fn unsure(&self) -> u64 {
        self.unsure
    }

    /// Whether it is known which values a row has.
    pub(super) fn knows_values(&self) -> bool {
        self.state.forward.is_some()
    }

    /// The wishes that every row may meet whatever its values are, one bit each.
    pub(super) fn always(&self) -> u64 {
        let always = self.others.iter().filter(|other| other.among.is_none());
        always.fold(0, |set, other| set | 1 << other.at)
    }

    /// Hands over the rows of each value, or of several, with the wishes that these may meet by it.
    pub(super) fn each_value(&self, mut look: impl FnMut(&RoaringBitmap, u64)) {
        for code in &self.codes {
            look(self.state.coded_rows(*code), self.meets[usize::from(*code)]);
        }
        for other in &self.others {
            if let Some(among) = &other.among {
                look(among, 1 << other.at);
            }
        }
    }

    /// The wishes that a row may meet.
    pub(super) fn may_meet(&self, row: u32) -> u64 {
        let codes = self.state.forward.as_ref().map(|forward| forward.of(row)).unwrap_or_default();
        let by_code = codes.iter().fold(0, |met, code| met | self.meets[usize::from(*code)]);
        let others =
            self.others.iter().filter(|other| other.among.as_ref().is_none_or(|among| among.contains(row)));
        others.fold(by_code, |met, other| met | 1 << other.at)
    }

    /// Those of the wishes that a row may meet which it meets.
    fn met(&self, row: u32, may_meet: u64) -> u64 {
        self.others.iter().fold(may_meet, |met, other| match &other.condition {
            Some(condition) if met & 1 << other.at != 0 && !condition.holds(row) => met & !(1 << other.at),
            _ => met,
        })
    }

    pub(super) fn tell(&self, row: u32) -> Match {
        let met = self.met(row, self.may_meet(row));
        let known = (self.state, row);
        Match {
            id: self.state.ids[row as usize],
            points: self.weights.points(met, met),
            does: self.weights.may_do(met, met),
            met: bits(met).filter_map(|at| Some((at, self.met_by(at, &known)?))).collect(),
        }
    }

    /// The value by which a row meets a wish that it meets; empty where that is a figure.
    fn met_by(&self, at: usize, (state, row): &(&State, u32)) -> Option<String> {
        let rows = &self.wanted.wishes[at].rows;
        if let Predicate::AnyOf(column, _) = rows
            && let Some(mut has) = state.values_of(*row, column)
            && let (Some(one), None) = (has.next(), has.next())
        {
            return Some(one.to_owned());
        }
        rows.met_by(&(*state, *row)).map(str::to_owned)
    }
}

impl<'a> Other<'a> {
    fn of(at: usize, condition: &Predicate, state: &'a State) -> Self {
        let among = condition.of_values();
        let tells_all = among.as_ref() == Some(condition);
        Self {
            at,
            among: among.map(|among| state.rows_of(&among)),
            condition: (!tells_all).then(|| Condition::of(condition, state)),
        }
    }
}

impl Predicate {
    /// What it asks of values, without what it asks of figures: whatever fulfils the whole fulfils this. Nothing where it may be
    /// fulfilled by figures alone.
    fn of_values(&self) -> Option<Self> {
        match self {
            Self::AnyOf(..) => Some(self.clone()),
            Self::AtLeast(..) | Self::AtMost(..) => None,
            Self::Both(one, other) => match (one.of_values(), other.of_values()) {
                (Some(one), Some(other)) => Some(Self::Both(Box::new(one), Box::new(other))),
                (one, other) => one.or(other),
            },
            Self::Either(one, other) => {
                Some(Self::Either(Box::new(one.of_values()?), Box::new(other.of_values()?)))
            }
        }
    }
}

/// A condition whose values and figures are found: what is asked of many rows looks up nothing by its name.
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

impl Drop for Looker<'_> {
    fn drop(&mut self) {
        for code in &self.codes {
            self.meets[usize::from(*code)] = 0;
        }
        MEETS.set(std::mem::take(&mut self.meets));
    }
}
