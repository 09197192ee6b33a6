//! Rows that are searched for together stand together.

use roaring::RoaringBitmap;

use super::places::Places;
use super::state::State;

/// The column whose rows are gathered: most searches name a role.
const COLUMN: &str = "role";

impl State {
    /// Gives every row a new number, so that those of a role follow each other. What is read of many of them then lies in one
    /// place of memory, and the bitmaps of whatever else they share are filled in few containers. Nothing may be known of
    /// the rows by their numbers yet but what stands here: neither orders, nor the values of each row, nor words.
    pub(super) fn gather(&mut self) {
        let mut old: Vec<u32> = Vec::with_capacity(self.size());
        let mut waiting = self.alive.clone();
        for having in self.columns.get(COLUMN).into_iter().flat_map(|column| column.values()) {
            // A row that had several stands with the first.
            old.extend(&having.rows & &waiting);
            waiting -= &having.rows;
        }
        old.extend(waiting);
        let mut new = vec![0; self.size()];
        for (number, old) in (0..).zip(&old) {
            new[*old as usize] = number;
        }
        self.ids = gathered(&self.ids, &old);
        self.serials = gathered(&self.serials, &old);
        self.again = gathered(&self.again, &old);
        for numbers in &mut self.numbers {
            *numbers = numbers.gathered(&old);
        }
        self.places = Places::default();
        let last = u32::try_from(old.len()).unwrap_or(u32::MAX);
        for place in 0..last {
            self.places.insert(&self.ids, place);
        }
        self.alive = (0..last).collect();
        for having in self.columns.values_mut().flat_map(|column| column.values_mut()) {
            let mut rows: Vec<u32> = having.rows.iter().map(|row| new[row as usize]).collect();
            rows.sort_unstable();
            having.rows = RoaringBitmap::from_iter(rows);
        }
    }
}

/// What stood at these places, in their order.
pub(super) fn gathered<T: Copy>(all: &[T], old: &[u32]) -> Vec<T> {
    old.iter().map(|old| all[*old as usize]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::executives::search::LIST;
    use crate::search::Row;

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let one = (prop::option::of(0..4_u8), 0..9_u8, prop::option::of(0..9_i64), 0..3_i64);
        let of = |(at, (role, place, years, standing)): (usize, (Option<u8>, u8, Option<i64>, i64))| {
            let (id, numbers) = (Uuid::from_u128(at as u128 + 1), vec![None; LIST.numbers.len()]);
            let mut row = Row { id, serial: at as u64 * 2, numbers, ..Row::default() };
            let name = |kind: &str, at: u8| std::sync::Arc::<str>::from(format!("{kind}-{at}"));
            row.choose("role", role.map(|role| name("role", role)));
            row.choose("location", [name("place", place)]);
            row.numbers[LIST.number("years").unwrap()] = years;
            // Wider than 32 bits.
            row.numbers[LIST.number("standing").unwrap()] = Some(standing << 40);
            row
        };
        prop::collection::vec(one, 0..120)
            .prop_map(move |rows| rows.into_iter().enumerate().map(of).collect())
    }

    fn state(rows: &[Row]) -> State {
        let mut state = State::empty(&LIST);
        for (place, row) in (0..).zip(rows) {
            state.put(place, row.clone());
        }
        state
    }

    /// Everything that is known of each row, in each order.
    fn said(state: &State) -> Vec<String> {
        let row = |row: &u32| {
            let at = *row as usize;
            let values: Vec<Vec<&str>> = ["role", "location"]
                .iter()
                .map(|column| state.values_of(*row, column).unwrap().collect())
                .collect();
            let numbers: Vec<i64> = state.numbers.iter().map(|numbers| numbers.get(*row)).collect();
            let is_found = state.place(state.ids[at]) == Some(*row) && state.alive.contains(*row);
            format!(
                "{} {} {} {values:?} {numbers:?} {is_found}",
                state.ids[at], state.serials[at], state.again[at]
            )
        };
        state.orders.iter().flat_map(|order| order.rows().iter().map(row)).collect()
    }

    proptest! {
        #[test]
        fn gathered_rows_say_what_they_said_and_those_of_a_role_stand_together(rows in rows()) {
            let (mut apart, mut together) = (state(&rows), state(&rows));
            together.gather();
            apart.sort();
            together.sort();
            prop_assert_eq!(said(&together), said(&apart));
            for (value, having) in together.values("role") {
                let (first, last) = (having.rows.min().unwrap(), having.rows.max().unwrap());
                prop_assert_eq!(u64::from(last - first) + 1, having.rows.len(), "{}", value);
            }
        }
    }
}
