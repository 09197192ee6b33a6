//! What each of many rows is worth at most: found value by value, since a row has few of those that speak for one, and without
//! looking at figures.

use std::ops::RangeInclusive;

use roaring::RoaringBitmap;

use super::each::each;
use super::looker::Looker;
use super::top::{Best, Most};
use super::wishes::{Wanted, bits};

/// Rows that stand among so many times as many others are gone through one by one.
const APART: u64 = 4;
/// Of so many rows it is asked at once whether any is worth enough.
const STRETCH: usize = 32;

/// Rows, each with what it is worth at most.
pub(super) struct Bounds<'a> {
    rows: Rows<'a>,
    worths: Vec<u32>,
}

enum Rows<'a> {
    /// Those among all from this one on. The others between them are worth nothing.
    From(u32, &'a RoaringBitmap),
    These(Vec<u32>),
}

impl<'a> Bounds<'a> {
    pub(super) fn of(looker: &Looker<'_>, rows: &'a RoaringBitmap) -> Self {
        let span = rows.min().zip(rows.max()).map(|(first, last)| first..=last);
        let together = span.filter(|span| {
            looker.knows_values() && u64::from(span.end() - span.start()) < rows.len() * APART
        });
        if let Some(span) = together {
            let worths = worths(looker, rows, &span);
            return Self { rows: Rows::From(*span.start(), rows), worths };
        }
        let rows: Vec<u32> = rows.iter().collect();
        let worths = rows.iter().map(|row| looker.worth_at_most(looker.may_meet(*row))).collect();
        Self { rows: Rows::These(rows), worths }
    }

    /// Looks at those that can be among the best: first at those that could be worth most, so many for each that is sought, then
    /// at the others that could still be worth as much as what was found.
    pub(super) fn look(&self, looker: &Looker<'_>, but: Option<u32>, best: &mut Best<'_>) {
        const FIRST: usize = 4;
        let mut most = Most::new(FIRST * looker.wanted().limit);
        self.worths.iter().for_each(|worth| most.take(*worth));
        let bar = most.least();
        for is_first in [true, false] {
            for (at, worths) in (0..).step_by(STRETCH).zip(self.worths.chunks(STRETCH)) {
                let needed = if is_first { best.least.max(bar + 1) } else { best.least };
                if worths.iter().all(|worth| *worth < needed) {
                    continue;
                }
                for (at, worth) in (at..).zip(worths) {
                    if (*worth > bar) == is_first
                        && *worth >= best.least
                        && let Some(row) = self.row(at).filter(|row| but != Some(*row))
                    {
                        looker.look(row, best);
                    }
                }
            }
        }
    }

    fn row(&self, at: usize) -> Option<u32> {
        match &self.rows {
            Rows::From(first, rows) => {
                u32::try_from(at).ok().map(|at| first + at).filter(|row| rows.contains(*row))
            }
            Rows::These(rows) => rows.get(at).copied(),
        }
    }
}

/// What is put together of a row: what its values are worth, above the facts that it has.
type Tally = u64;
/// Where the points begin.
const POINTS: u32 = 32;
/// Of so many wishes it is known who meets them. By the others, if there are any, every row may do.
const FACTS: usize = 8;

/// What it takes to do.
struct Facts {
    /// The wishes that decide it.
    wishes: Vec<usize>,
    /// For each set of them what it is worth: what doing is, unless a row that meets just those can't do.
    doing: [u32; 1 << FACTS],
}

impl Facts {
    /// `unsure` are the wishes of which values tell only who may meet them.
    fn of(wanted: &Wanted, unsure: u64) -> Self {
        let mut wishes: Vec<usize> =
            wanted.ways.iter().flat_map(|way| way.all.iter().chain(&way.none)).copied().collect();
        wishes.sort_unstable();
        wishes.dedup();
        wishes.truncate(FACTS);
        let known = |some: &[usize], but: u64| {
            let known = some.iter().filter(|at| but & 1 << **at == 0);
            let places = known.filter_map(|at| wishes.iter().position(|wish| wish == at));
            places.fold(0, |set, place| set | 1_usize << place)
        };
        let ways: Vec<(usize, usize)> =
            wanted.ways.iter().map(|way| (known(&way.all, 0), known(&way.none, unsure))).collect();
        let is_open = |set: usize| {
            ways.is_empty() || ways.iter().any(|(all, none)| set & all == *all && set & none == 0)
        };
        let doing = std::array::from_fn(|set| if is_open(set) { wanted.doing } else { 0 });
        Self { wishes, doing }
    }

    /// What a value says of its rows that meets these wishes.
    fn tally(&self, wanted: &Wanted, met: u64) -> Tally {
        let points: u32 = bits(met).map(|at| wanted.wishes[at].points).sum();
        let facts = self.wishes.iter().enumerate().filter(|(_, at)| met & 1 << **at != 0);
        facts.fold(Tally::from(points) << POINTS, |tally, (place, _)| tally | 1 << place)
    }

    #[inline]
    fn worth(&self, tally: Tally) -> u32 {
        (tally >> POINTS) as u32 + self.doing[usize::from(tally.to_le_bytes()[0])]
    }
}

/// What each row from the first to the last of some rows is worth at most, and nothing where it is none of them. A wish that several
/// values of a row meet counts for each of them: that is more than the row is worth, and no row is worth more.
fn worths(looker: &Looker<'_>, rows: &RoaringBitmap, span: &RangeInclusive<u32>) -> Vec<u32> {
    let (wanted, first) = (looker.wanted(), *span.start());
    let facts = Facts::of(wanted, looker.unsure());
    let mut tallies = vec![facts.tally(wanted, looker.always()); (span.end() - span.start()) as usize + 1];
    looker.each_value(|having, met| {
        let tally = facts.tally(wanted, met);
        let (points, facts) = (tally >> POINTS << POINTS, tally & !(Tally::MAX << POINTS));
        let (mut some, mut having) = ([0; 64], having.range(span.clone()));
        loop {
            let some = having.next_many(&mut some);
            if some.is_empty() {
                break;
            }
            for row in some {
                let tally = &mut tallies[(*row - first) as usize];
                *tally = (*tally + points) | facts;
            }
        }
    });
    if tallies.len() as u64 == rows.len() {
        // Those of a role stand together, and nobody else among them, until they change.
        return tallies.into_iter().map(|tally| facts.worth(tally)).collect();
    }
    let mut worths = vec![0; tallies.len()];
    each(rows, |row| worths[(row - first) as usize] = facts.worth(tallies[(row - first) as usize]));
    worths
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::executives::search::LIST;
    use crate::search::Row;
    use crate::search::index::ask::Predicate;
    use crate::search::index::state::State;
    use crate::search::index::wishes::{Way, Wish};

    /// More values than there are facts.
    const VALUES: usize = 12;

    fn name(at: usize) -> Arc<str> {
        format!("specialty-{at}").into()
    }

    proptest! {
        #[test]
        fn no_row_is_worth_more_than_is_said(
            rows in prop::collection::vec(prop::collection::hash_set(0..VALUES, 0..6), 1..80),
            // Some are none of those that are meant.
            meant in prop::collection::vec(prop::bool::weighted(0.6), 80),
            wishes in prop::collection::vec((prop::collection::vec(0..VALUES, 1..4), 0..9_u32), 1..14),
            ways in prop::collection::vec((prop::collection::vec(0..14_usize, 0..4), prop::collection::vec(0..14_usize, 0..3)), 0..4),
        ) {
            let mut state = State::empty(&LIST);
            for (at, has) in rows.iter().enumerate() {
                let id = Uuid::from_u128(at as u128 + 1);
                let mut row = Row { id, numbers: vec![None; LIST.numbers.len()], ..Row::default() };
                row.choose("specialty", has.iter().map(|one| name(*one)));
                row.numbers[LIST.number("rate_hour").unwrap()] = i64::try_from(at % 9).ok();
                state.put(u32::try_from(at).unwrap(), row);
            }
            state.sort();
            let any = |values: Vec<usize>| {
                Predicate::AnyOf("specialty", values.into_iter().map(|one| name(one).to_string()).collect())
            };
            let mut wishes: Vec<Wish> =
                wishes.into_iter().map(|(values, points)| Wish { rows: any(values), points }).collect();
            wishes.push(Wish { rows: Predicate::AtLeast("rate_hour", 5), points: 7 });
            let known = |some: Vec<usize>| some.into_iter().filter(|at| *at < wishes.len()).collect();
            let ways = ways.into_iter().map(|(all, none)| Way { all: known(all), none: known(none) }).collect();
            let wanted = Wanted { ways, doing: 300, limit: 4, wishes, but: None };
            let looker = Looker::new(&state, &wanted);
            let meant: RoaringBitmap =
                (0_u32..).zip(&rows).zip(meant).filter(|(_, meant)| *meant).map(|((at, _), _)| at).collect();
            let bounds = Bounds::of(&looker, &meant);
            let mut told = RoaringBitmap::new();
            for (at, worth) in bounds.worths.iter().enumerate() {
                if let Some(row) = bounds.row(at) {
                    told.insert(row);
                    prop_assert!(*worth >= looker.tell(row).points, "row {row}: {worth}");
                }
            }
            prop_assert_eq!(told, meant);
        }
    }
}
