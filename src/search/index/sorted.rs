//! By what rows stand where they stand: the list's own order, and those that can be asked for.

use std::sync::OnceLock;

use uuid::Uuid;

use super::forward::{Code, Forward};
use super::numbers::MISSING;
use super::order::Order;
use super::pairs::Pairs;
use super::state::State;
use crate::search::parameter::{By, List};

/// What a row is sorted by: at most so many figures, the least first.
pub(super) type Key = [i64; 3];

/// The figures of an order, by their place in the list, and whether the most comes first.
pub(super) type Figures = Vec<(usize, bool)>;

pub(super) fn figures(list: &List, sort: usize) -> Figures {
    let of = |by: &By| match by {
        By::Most(name) => Some((list.number(name)?, true)),
        By::Least(name) => Some((list.number(name)?, false)),
    };
    let figures: Figures = list.sorts[sort].by.iter().filter_map(of).collect();
    debug_assert!(figures.len() <= Key::default().len(), "an order by more figures than a key holds");
    figures
}

/// A row's key in an order; who lacks a figure comes last.
pub(super) fn key(by: &[(usize, bool)], number: impl Fn(usize) -> i64) -> Key {
    let mut key = Key::default();
    for (part, (at, is_most)) in key.iter_mut().zip(by) {
        *part = match number(*at) {
            MISSING => i64::MAX,
            number if *is_most => -number,
            number => number,
        };
    }
    key
}

/// The orders of a list. Its own is always there; another one from when it is first asked for, which few are: each takes 8 bytes
/// a row, and every change copies it.
#[derive(Debug, Default)]
pub(super) struct Orders {
    own: Order,
    others: Vec<OnceLock<Order>>,
}

impl Orders {
    /// The list's own order, and none of the others.
    pub(super) fn of(own: Order, list: &List) -> Self {
        Self { own, others: list.sorts.iter().skip(1).map(|_| OnceLock::new()).collect() }
    }

    /// The same orders after a change, which is told of each by its place.
    pub(super) fn changed(&self, change: impl Fn(usize, &Order) -> Order) -> Self {
        let changed = |(at, other): (usize, &OnceLock<Order>)| {
            other.get().map(|order| change(at + 1, order).into()).unwrap_or_default()
        };
        Self { own: change(0, &self.own), others: self.others.iter().enumerate().map(changed).collect() }
    }
}

impl State {
    /// Sorts everything.
    pub fn sort(&mut self) {
        // Who builds an index waits for all of it: as much at once as may be.
        let (own, (forward, pairs)) = std::thread::scope(|scope| {
            let turned = scope.spawn(|| self.turned());
            let own = self.sorted();
            (own, turned.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        self.orders = Orders::of(own, self.list);
        (self.forward, self.pairs) = (forward, pairs);
    }

    /// The list's own order, and then by id: never equal for two rows.
    fn sorted(&self) -> Order {
        let mut rows: Vec<(Key, u32)> = self.keys(0, self.alive.iter());
        rows.sort_unstable_by(|(a, a_row), (b, b_row)| {
            a.cmp(b).then_with(|| self.ids[*a_row as usize].cmp(&self.ids[*b_row as usize]))
        });
        Order::of(rows.into_iter().map(|(_, row)| row).collect(), self.size())
    }

    /// An order of the list; sorted now if it is not there. Who may have to wait for that sees to it before: `Index::sort_by`.
    pub(super) fn order(&self, sort: usize) -> &Order {
        let own = &self.orders.own;
        let Some(other) = self.other(sort) else { return own };
        other.get_or_init(|| {
            // By its figures, and where those are equal, as by the list's own.
            let mut rows = self.keys(sort, own.rows().iter().copied());
            rows.sort_by_key(|(key, _)| *key);
            Order::of(rows.into_iter().map(|(_, row)| row).collect(), self.size())
        })
    }

    /// Whether an order is there, or would have to be sorted first.
    pub(super) fn has_order(&self, sort: usize) -> bool {
        self.other(sort).is_none_or(|other| other.get().is_some())
    }

    /// An order that is not the list's own.
    fn other(&self, sort: usize) -> Option<&OnceLock<Order>> {
        let sorts = self.list.sorts;
        debug_assert!(sort < sorts.len(), "an order of the list");
        let is_own = sorts.get(sort).is_none_or(|other| other.by == sorts[0].by);
        if is_own { None } else { self.orders.others.get(sort - 1) }
    }

    /// The values of each row, and how many rows have two, as the bitmaps say.
    fn turned(&self) -> (Option<Forward>, Pairs) {
        let all = || self.all_values().map(|(.., having)| having);
        let rows = || all().map(|having| (having.code, having.rows.iter())).collect();
        let is_coded = self.coded.len() <= usize::from(Code::MAX);
        let Some(forward) = is_coded.then(|| Forward::new(self.size(), rows)) else {
            return (None, Pairs::default());
        };
        let sizes: Vec<(Code, u64)> = all().map(|having| (having.code, having.rows.len())).collect();
        let pairs = Pairs::of(&forward, self.alive.iter(), self.alive.len(), &sizes);
        (Some(forward), pairs)
    }

    /// What rows are sorted by in an order: the least first.
    fn keys(&self, sort: usize, rows: impl Iterator<Item = u32>) -> Vec<(Key, u32)> {
        let by = figures(self.list, sort);
        rows.map(|row| (key(&by, |at| self.numbers[at].get(row)), row)).collect()
    }

    /// What a row is sorted by in an order, then in the list's own, then by its id: never equal for two rows.
    pub(super) fn standing_key(&self, by: &[Figures; 2], row: u32) -> ([Key; 2], Uuid) {
        (by.each_ref().map(|by| key(by, |at| self.numbers[at].get(row))), self.ids[row as usize])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::executives::search::LIST;
    use crate::search::Row;
    use crate::search::index::state::Change;
    use crate::search::index::text::TextWriter;

    /// Rows with few different figures, so that many are equal, some without.
    fn rows(first: u128) -> impl Strategy<Value = Vec<Row>> {
        let numbers = prop::collection::vec(prop::option::of(0..3_i64), LIST.numbers.len());
        prop::collection::vec(numbers, 1..60).prop_map(move |all| {
            let of = |(at, numbers)| Row { id: Uuid::from_u128(at), numbers, ..Row::default() };
            (first..).zip(all).map(of).collect()
        })
    }

    fn in_order(state: &State) -> Vec<Vec<u32>> {
        (0..LIST.sorts.len()).map(|sort| state.order(sort).rows().to_vec()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn orders_follow_changes_whether_they_were_asked_for_or_not(
            rows in rows(1),
            others in rows(1_000),
            gone in prop::collection::btree_set(0..60_u32, 0..10),
            asked in prop::collection::btree_set(0..LIST.sorts.len(), 0..=LIST.sorts.len()),
            between in prop::option::of(0..LIST.sorts.len()),
        ) {
            let mut state = State::empty(&LIST);
            for (place, row) in (0..).zip(&rows) {
                state.put(place, row.clone());
            }
            state.sort();
            for sort in &asked {
                state.order(*sort);
            }
            let is_there = |state: &State| (1..LIST.sorts.len()).map(|sort| state.has_order(sort)).collect::<Vec<_>>();
            let before = is_there(&state);
            // What goes by the figures of the list's own order is that one.
            let is_own = |sort: usize| LIST.sorts[sort].by == LIST.sorts[0].by;
            let is_expected = |sort| is_own(sort) || asked.contains(&sort);
            prop_assert!((1..LIST.sorts.len()).zip(&before).all(|(sort, is_there)| is_expected(sort) == *is_there));

            let size = u32::try_from(rows.len()).unwrap();
            let mut change = Change::default();
            change.cleared = gone.into_iter().filter(|place| *place < size).collect();
            // Some take the places of those that go, some come at the end.
            let free: Vec<u32> = change.cleared.iter().chain(size..).take(others.len()).collect();
            change.put = free.into_iter().zip(others).collect();
            let change = state.prepare(change);
            if let Some(between) = between {
                state.order(between);
            }
            state.make(change, TextWriter::new().unwrap().texts().unwrap());
            prop_assert_eq!(is_there(&state), before);
            let followed = in_order(&state);
            state.orders = Orders::of(state.sorted(), &LIST);
            prop_assert_eq!(followed, in_order(&state));
        }
    }
}
