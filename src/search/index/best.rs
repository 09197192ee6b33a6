//! Finding the best rows without looking at all: those that meet a rare wish are looked at first, and no more when none of
//! the others can be better, or when enough were looked at.

use roaring::{MultiOps, RoaringBitmap};

use super::ask::Predicate;
use super::bounds::Bounds;
use super::each::each;
use super::looker::Looker;
use super::numbers::MISSING;
use super::state::{FRONT, State};
use super::top::Best;
use super::wishes::{Match, Wanted, Way, Wish};

/// Where no more rows could be meant, all are looked at, value by value where they stand together in memory, and the best of all
/// are found.
pub const ALL: u64 = 1 << 14;

/// How many are looked at beyond that: a page takes no longer to make with a million rows than with some thousand. These
/// have to be found first, which takes as long as looking at many times as many.
pub const LOOK_AT: usize = 512;

/// Wishes by more values are not gone by to find rows: their bitmaps would first have to be put together.
const VALUES: usize = 32;

impl State {
    /// The best rows, looking at all of so many, and of more at so many at most.
    pub(super) fn best_of(&self, wanted: &Wanted, all: u64, look_at: usize) -> Vec<Match> {
        let looker = Looker::new(self, wanted);
        let but = wanted.but.and_then(|id| self.place(id));
        let mut hunt = Hunt::new(self, wanted, &looker, but);
        let foremost = self.foremost(wanted);
        let is_enough =
            |rows: &RoaringBitmap| rows.len() - hunt.seen.intersection_len(rows) >= wanted.limit as u64;
        let (rows, others) =
            foremost.filter(|(rows, _)| is_enough(rows)).unwrap_or((&self.alive, &wanted.wishes));
        if rows.len() <= all {
            hunt.look_at_all(rows);
            return hunt.best.told(&looker);
        }
        // Whatever else they meet, and whether they do or not.
        if let Some((few, _)) = foremost.filter(|(few, _)| few.len() < rows.len()) {
            hunt.look_at(few.clone());
        }
        // Of so many rows those that do at all are put together first: many of them are gone by alone, few are all looked at.
        let few = (2 * look_at).max(wanted.limit) as u64;
        match self.doing(wanted, rows) {
            Some(doing) if doing.len() > few => hunt.go_by(others, &doing, look_at),
            doing => {
                hunt.look_at(doing.unwrap_or_default());
                if !hunt.best.is_full() {
                    hunt.go_by(others, rows, look_at);
                }
            }
        }
        hunt.best.told(&looker)
    }

    /// Those of these rows that do at all; nothing where all do.
    fn doing(&self, wanted: &Wanted, rows: &RoaringBitmap) -> Option<RoaringBitmap> {
        if wanted.ways.is_empty() {
            return None;
        }
        let meeting = |rows: &RoaringBitmap, at: usize| match &wanted.wishes[at].rows {
            // Of many places each has few rows.
            Predicate::AnyOf(column, values) => values
                .iter()
                .filter_map(|value| self.having(column, value))
                .map(|having| having & rows)
                .union(),
            condition => &*self.rows_of(condition) & rows,
        };
        let along = |way: &Way| {
            let met = way.all.iter().fold(rows.clone(), |rows, at| meeting(&rows, *at));
            way.none.iter().fold(met, |rows, at| &rows - meeting(&rows, *at))
        };
        Some(wanted.ways.iter().map(along).union())
    }

    /// So many of these rows: those that also meet another wish, a rare one first; of equals those that stand first in the
    /// list, so that every process takes the same.
    fn most_telling(&self, rows: &RoaringBitmap, others: &[(u64, &Wish)], most: usize) -> RoaringBitmap {
        let mut taken = RoaringBitmap::new();
        let both =
            others.iter().map(|(_, other)| self.anchored(&other.rows).map(|having| rows & having).union());
        for both in both.chain(std::iter::once(rows.clone())) {
            let left = most - usize::try_from(taken.len()).unwrap_or(most);
            if left == 0 {
                break;
            }
            taken |= self.first_of(both - &taken, left);
        }
        taken
    }

    /// So many of these rows, those that stand first in the list.
    fn first_of(&self, rows: RoaringBitmap, most: usize) -> RoaringBitmap {
        if rows.len() <= most as u64 {
            return rows;
        }
        let order = self.order(0);
        let mut places = Vec::with_capacity(usize::try_from(rows.len()).unwrap_or_default());
        each(&rows, |row| places.push(order.place(row)));
        places.select_nth_unstable(most);
        places.truncate(most);
        let mut first: Vec<u32> = places.into_iter().map(|place| order.rows()[place as usize]).collect();
        first.sort_unstable();
        first.into_iter().collect()
    }

    /// The rows of the wish that outweighs all others together, which come before all other rows, and those other wishes.
    fn foremost<'w>(&self, wanted: &'w Wanted) -> Option<(&RoaringBitmap, &'w [Wish])> {
        let (first, others) = wanted.wishes.split_first()?;
        let outweighs = first.points > others.iter().map(|wish| wish.points).sum::<u32>() + wanted.doing;
        match &first.rows {
            Predicate::AnyOf(column, values) if outweighs && values.len() == 1 => {
                Some((self.having(column, &values[0])?, others))
            }
            _ => None,
        }
    }

    /// The rows of each value of a wish to go by.
    fn anchored<'a>(&'a self, condition: &'a Predicate) -> impl Iterator<Item = &'a RoaringBitmap> {
        let (column, values) = match condition {
            Predicate::AnyOf(column, values) => (*column, &**values),
            _ => ("", [].as_slice()),
        };
        values.iter().filter_map(move |value| self.having(column, value))
    }

    pub(super) fn number_of(&self, name: &str, row: u32) -> Option<i64> {
        let number = self.numbers[self.list.number(name)?].get(row);
        (number != MISSING).then_some(number)
    }
}

/// The best rows as far as they were looked at.
struct Hunt<'a> {
    state: &'a State,
    wanted: &'a Wanted,
    looker: &'a Looker<'a>,
    best: Best<'a>,
    /// The row that is not sought.
    but: Option<u32>,
    /// The rows that were looked at, and that one.
    seen: RoaringBitmap,
}

impl<'a> Hunt<'a> {
    fn new(state: &'a State, wanted: &'a Wanted, looker: &'a Looker<'a>, but: Option<u32>) -> Self {
        let best = Best::new(state.order(0), wanted.limit);
        Self { state, wanted, looker, best, but, seen: but.into_iter().collect() }
    }

    /// Looks at all of these rows, as far as they could be among the best.
    fn look_at_all(&mut self, rows: &RoaringBitmap) {
        Bounds::of(self.looker, rows).look(self.looker, self.but, &mut self.best);
    }

    /// Looks at those of these rows that were not looked at.
    fn look_at(&mut self, mut rows: RoaringBitmap) {
        rows -= &self.seen;
        each(&rows, |row| self.looker.look(row, &mut self.best));
        self.seen |= rows;
    }

    /// Looks at so many of these rows, those that meet a rare wish first: until none of the others could be better.
    fn go_by(&mut self, wishes: &[Wish], rows: &RoaringBitmap, look_at: usize) {
        let (state, many) = (self.state, FRONT as u64);
        let mut left = look_at;
        let front = (rows.len() > many).then(|| rows & state.front());
        let meeting = |wish: &Wish| state.anchored(&wish.rows).map(RoaringBitmap::len).sum::<u64>();
        let mut anchors: Vec<(u64, &Wish)> =
            wishes.iter().filter(|wish| is_anchor(wish)).map(|wish| (meeting(wish), wish)).collect();
        anchors.sort_by_key(|(meeting, _)| *meeting);
        // What a row can be worth at most that meets none of the wishes gone by so far.
        let mut unseen = self.wanted.wishes.iter().map(|wish| wish.points).sum::<u32>() + self.wanted.doing;
        for (at, (meeting, anchor)) in anchors.iter().enumerate() {
            if left == 0 || self.best.is_full() && self.best.least > unseen {
                break;
            }
            // No wish that many meet takes what is left for the others.
            let share = left.div_ceil(anchors.len() - at);
            let front = front.as_ref().filter(|_| *meeting > many);
            let among = front.unwrap_or(rows);
            let mut new = state.anchored(&anchor.rows).map(|having| having & among).union();
            new -= &self.seen;
            if new.len() > share as u64 {
                new = state.most_telling(&new, &anchors[at + 1..], share);
            } else if front.is_none() {
                unseen -= anchor.points;
            }
            left -= usize::try_from(new.len()).unwrap_or(usize::MAX).min(left);
            self.look_at(new);
        }
        if !self.best.is_full() {
            let more = state.order(0).rows().iter();
            let more = more.filter(|row| rows.contains(**row) && !self.seen.contains(**row));
            self.look_at(more.take(self.wanted.limit).copied().collect());
        }
    }
}

/// Whether rows are looked for by a wish.
fn is_anchor(wish: &Wish) -> bool {
    wish.points > 0 && matches!(&wish.rows, Predicate::AnyOf(_, values) if values.len() <= VALUES)
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::HashSet;
    use std::sync::Arc;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::executives::search::LIST;
    use crate::search::Row;

    /// A row of one of 2 roles, 30 places and 40 specialties, of which it has some, and with a rate.
    fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
        let one = (0..2_u8, 0..30_u8, prop::collection::hash_set(0..40_u8, 0..6), prop::option::of(0..9_i64));
        let of = |(at, (role, place, specialties, rate)): (usize, (u8, u8, HashSet<u8>, Option<i64>))| {
            let mut row = bare(at as u128);
            row.choose("role", [name("role", role)]);
            row.choose("location", [name("place", place)]);
            row.choose("specialty", specialties.into_iter().map(|one| name("specialty", one)));
            row.numbers[LIST.number("rate_hour").unwrap()] = rate;
            row
        };
        prop::collection::vec(one, 1..most)
            .prop_map(move |rows| rows.into_iter().enumerate().map(of).collect())
    }

    /// A row that has nothing.
    fn bare(at: u128) -> Row {
        Row { id: Uuid::from_u128(at + 1), numbers: vec![None; LIST.numbers.len()], ..Row::default() }
    }

    fn name(kind: &str, at: u8) -> Arc<str> {
        format!("{kind}-{at}").into()
    }

    fn state(rows: &[Row]) -> State {
        let mut state = State::empty(&LIST);
        for (at, row) in (0..).zip(rows) {
            state.put(at, row.clone());
        }
        state.sort();
        state
    }

    /// Somebody of the first role who has these specialties and lives at the first of five places that are near each other.
    fn wanted(specialties: &[u8], role: u32) -> Wanted {
        let any = |column, kind: &str, values: &[u8]| {
            Predicate::AnyOf(column, values.iter().map(|one| name(kind, *one).to_string()).collect())
        };
        let mut wishes = vec![
            Wish { rows: any("role", "role", &[0]), points: role },
            Wish { rows: any("location", "place", &[0]), points: 8 },
            Wish { rows: any("location", "place", &[0, 1, 2, 3, 4]), points: 8 },
            Wish { rows: Predicate::AtLeast("rate_hour", 6), points: 10 },
        ];
        let specialty = |one: &u8| Wish { rows: any("specialty", "specialty", &[*one]), points: 6 };
        wishes.extend(specialties.iter().map(specialty));
        // Near by and at a price, or neither.
        let ways = vec![Way { all: vec![2, 3], none: vec![] }, Way { all: vec![], none: vec![2, 3] }];
        Wanted { wishes, ways, doing: 300, but: Some(Uuid::from_u128(1)), limit: 6 }
    }

    /// What every row is worth by itself, best first.
    fn all(wanted: &Wanted, rows: &[Row]) -> Vec<Match> {
        let others = rows.iter().filter(|row| wanted.but != Some(row.id));
        let mut all: Vec<Match> = others.map(|row| wanted.worth(row.id, &(&LIST, row))).collect();
        all.sort_by_key(|one| Reverse(one.points));
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn of_few_rows_the_best_are_found(
            rows in rows(200),
            specialties in prop::collection::vec(0..40_u8, 0..5),
            role in prop::sample::select(vec![8_u32, 1_000]),
        ) {
            let wanted = wanted(&specialties, role);
            let found = state(&rows).best_of(&wanted, ALL, LOOK_AT);
            let all = all(&wanted, &rows);
            let points = |matches: &[Match]| matches.iter().take(6).map(|one| one.points).collect::<Vec<_>>();
            prop_assert_eq!(points(&found), points(&all));
            for one in &found {
                prop_assert!(all.contains(one), "{one:?}");
            }
        }

        #[test]
        fn of_many_rows_as_many_are_found_and_said_to_be_worth_what_they_are(
            rows in rows(600),
            specialties in prop::collection::vec(0..40_u8, 0..5),
            look_at in 1..60_usize,
        ) {
            let wanted = wanted(&specialties, 1_000);
            let found = state(&rows).best_of(&wanted, 0, look_at);
            let all = all(&wanted, &rows);
            prop_assert_eq!(found.len(), all.len().min(6));
            prop_assert!(found.is_sorted_by_key(|one| Reverse(one.points)));
            prop_assert_eq!(found.iter().map(|one| one.id).collect::<HashSet<_>>().len(), found.len());
            for one in &found {
                prop_assert!(all.contains(one), "{one:?}");
            }
            let of_the_same_work = |matches: &[Match]| matches.iter().filter(|one| one.points >= 1_000).count();
            prop_assert_eq!(of_the_same_work(&found), of_the_same_work(&all).min(6), "the same work first");
        }
    }

    #[test]
    fn the_few_of_the_same_work_come_first_though_none_of_them_does() {
        let rows: Vec<Row> = (0..100)
            .map(|at| {
                let mut row = bare(at);
                row.choose("role", [name("role", u8::from(at % 25 != 24))]);
                row
            })
            .collect();
        let wanted = Wanted { ways: vec![Way { all: vec![], none: vec![0] }], ..wanted(&[1, 2], 1_000) };
        let found = state(&rows).best_of(&wanted, 0, 8);
        let points: Vec<u32> = found.iter().map(|one| one.points).collect();
        assert_eq!(points, [1_000, 1_000, 1_000, 1_000, 300, 300]);
    }

    #[test]
    fn the_best_of_some_thousand_are_found_wherever_they_stand() {
        let row = |at: u128| {
            let mut row = bare(at);
            // Behind as many as a bitmap's container holds, and with somebody else among them.
            let role = u8::from(at < (1 << 16) - 1_000 || at % 1_000 == 7);
            row.choose("role", [name("role", role)]);
            row.choose("location", [name("place", u8::try_from(at % 30).unwrap())]);
            row.choose(
                "specialty",
                (0..5)
                    .filter(|one| at.is_multiple_of(11 + one * 6))
                    .map(|one| name("specialty", u8::try_from(one).unwrap())),
            );
            row.numbers[LIST.number("rate_hour").unwrap()] =
                (!at.is_multiple_of(5)).then(|| i64::try_from(at % 9).unwrap());
            row
        };
        let rows: Vec<Row> = ((1 << 16) - 3_000..(1 << 16) + 2_000).map(row).collect();
        let wanted = wanted(&[0, 1, 2, 3, 4], 1_000);
        let before = (0..(1 << 16) - 3_000).map(bare);
        let state = state(&before.chain(rows.iter().cloned()).collect::<Vec<_>>());
        let found = state.best_of(&wanted, ALL, LOOK_AT);
        let best = all(&wanted, &rows);
        let points = |matches: &[Match]| matches.iter().take(6).map(|one| one.points).collect::<Vec<_>>();
        assert_eq!(points(&found), points(&best));
        assert!(found.iter().all(|one| best.contains(one)));
        assert!(found[0].points > 1_300, "{found:?}");
    }

    #[test]
    fn of_very_many_rows_those_that_meet_most_are_among_the_few_looked_at() {
        let mut rows: Vec<Row> = (0..40_000_u128)
            .map(|at| {
                let mut row = bare(at);
                row.choose("role", [name("role", 0)]);
                row.choose("location", [name("place", u8::try_from(at % 30).unwrap())]);
                let rare = name("specialty", u8::try_from(at % 7).unwrap());
                row.choose("specialty", [rare, name("specialty", 8)]);
                row
            })
            .collect();
        let rate = LIST.number("rate_hour").unwrap();
        // One stands behind those that are looked through for what all have.
        for at in [3_000, 9_001, 37_003] {
            rows[at].choose("specialty", (0..9).map(|one| name("specialty", one)));
            rows[at].numbers[rate] = Some(7);
        }
        let wanted = Wanted { ways: Vec::new(), ..wanted(&[1, 2, 3, 4, 5, 8], 1_000) };
        let found = state(&rows).best_of(&wanted, ALL, LOOK_AT);
        let ids: HashSet<u128> = found.iter().take(3).map(|one| one.id.as_u128()).collect();
        assert_eq!(ids, HashSet::from([3_001, 9_002, 37_004]));
        assert_eq!(found, state(&rows).best_of(&wanted, ALL, LOOK_AT), "the same each time");
        // Those that do at all, however few and far down they are.
        let wanted = Wanted { ways: vec![Way { all: vec![3], none: vec![1] }], ..wanted };
        for do_too in [0, 1, 4, 5, 100, 9_000] {
            for row in &mut rows[20_000..] {
                row.numbers[rate] = None;
            }
            rows[37_003].numbers[rate] = Some(7);
            let others = rows[20_000..].iter_mut().filter(|row| row.id.as_u128() % 30 != 1);
            others.rev().take(do_too).for_each(|row| row.numbers[rate] = Some(7));
            let found = state(&rows).best_of(&wanted, ALL, LOOK_AT);
            let doing = found.iter().take_while(|one| one.does).count();
            assert_eq!((found.len(), doing), (6, (do_too + 2).min(6)), "{do_too} do besides");
            let ids: HashSet<u128> = found.iter().take(2).map(|one| one.id.as_u128()).collect();
            assert_eq!(
                ids,
                HashSet::from([9_002, 37_004]),
                "the third of them is of the place that does not do"
            );
        }
    }
}
