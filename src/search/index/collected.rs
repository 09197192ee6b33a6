//! An index on its way: rows as they come, put in order once all are there.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::hash_map::EntryRef;
use roaring::RoaringBitmap;
use uuid::Uuid;

use super::numbers::Numbers;
use super::places::Places;
use super::row::Row;
use super::state::{NEVER, State};
use super::{Building, place};
use crate::search::parameter::List;

/// The column whose rows are gathered: most searches name a role.
const COLUMN: &str = "role";

/// The rows of each value of a column.
type Values = HashMap<Arc<str>, Vec<u32>>;

/// Rows in the order in which they came; nobody reads them yet.
pub struct Collected {
    list: &'static List,
    ids: Vec<Uuid>,
    serials: Vec<u64>,
    again: Vec<i64>,
    numbers: Vec<Numbers>,
    /// The rows of each value, by column: a dozen, looked through sooner than looked up.
    columns: Vec<(&'static str, Values)>,
    /// Where a row stands, as far as anybody asked.
    places: Places,
}

impl Collected {
    /// No rows yet.
    pub fn new(list: &'static List) -> Self {
        Self {
            list,
            ids: Vec::new(),
            serials: Vec::new(),
            again: Vec::new(),
            numbers: list.numbers.iter().map(|_| Numbers::default()).collect(),
            columns: Vec::new(),
            places: Places::default(),
        }
    }

    /// Adds rows, none of which is here.
    pub fn add(&mut self, rows: Vec<Row>) {
        for row in rows {
            let at = place(self.ids.len());
            self.ids.push(row.id);
            self.serials.push(row.serial);
            self.again.push(row.again.map_or(NEVER, |again| again.timestamp_micros()));
            for (numbers, number) in self.numbers.iter_mut().zip(row.numbers) {
                numbers.set(at, number);
            }
            for (column, value) in &row.choices {
                self.having(column, value).push(at);
            }
        }
    }

    /// Says which rows have a value; those that are not here are passed over.
    pub fn choose(&mut self, column: &'static str, value: &str, ids: impl Iterator<Item = Uuid>) {
        self.places.insert_all(&self.ids);
        let (places, known) = (&self.places, &self.ids);
        let mut rows: Vec<u32> = ids.filter_map(|id| places.get(known, id)).collect();
        if !rows.is_empty() {
            self.having(column, value).append(&mut rows);
        }
    }

    /// The index of these rows. They get other numbers, so that those of a role follow each other: what is read of many of them
    /// then lies in one place of memory, and the bitmaps of whatever else they share are filled in few containers.
    pub fn built(mut self) -> Building {
        self.places.insert_all(&self.ids);
        let size = self.ids.len();
        let roles = self.columns.iter().filter(|(column, _)| *column == COLUMN);
        let mut roles: Vec<_> = roles.flat_map(|(_, roles)| roles).collect();
        roles.sort_unstable_by_key(|(role, _)| *role);
        let mut is_waiting = vec![true; size];
        let everyone = 0..place(size);
        // A row that has several stands with the first, one without any at the end.
        let by_role = roles.iter().flat_map(|(_, rows)| rows.iter().copied());
        let old: Vec<u32> =
            by_role.chain(everyone).filter(|row| std::mem::take(&mut is_waiting[*row as usize])).collect();
        let mut new = vec![0; size];
        for (number, old) in (0..).zip(&old) {
            new[*old as usize] = number;
        }
        let mut state = State::empty(self.list);
        state.hold(
            gathered(&self.ids, &old),
            gathered(&self.serials, &old),
            gathered(&self.again, &old),
            self.numbers.into_iter().map(|numbers| numbers.gathered(&old)).collect(),
            self.places.renumbered(&new),
        );
        for (column, values) in self.columns {
            let mut values: Vec<(Arc<str>, Vec<u32>)> = values.into_iter().collect();
            values.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
            for (value, mut rows) in values {
                for row in &mut rows {
                    *row = new[*row as usize];
                }
                state.value(column, &value).rows = bitmap(rows, size);
            }
        }
        state.sort();
        Building(state)
    }

    /// The rows of a value.
    fn having(&mut self, column: &'static str, value: &str) -> &mut Vec<u32> {
        let at = self.columns.iter().position(|(known, _)| *known == column).unwrap_or_else(|| {
            self.columns.push((column, HashMap::new()));
            self.columns.len() - 1
        });
        match self.columns[at].1.entry_ref(value) {
            EntryRef::Occupied(rows) => rows.into_mut(),
            EntryRef::Vacant(new) => new.insert_entry_with_key(value.into(), Vec::new()).into_mut(),
        }
    }
}

/// What stood at these places, in their order.
pub(super) fn gathered<T: Copy>(all: &[T], old: &[u32]) -> Vec<T> {
    old.iter().map(|old| all[*old as usize]).collect()
}

/// These of so many rows, in whatever order they come. Many are put in by setting bits, few by sorting them.
fn bitmap(mut rows: Vec<u32>, size: usize) -> RoaringBitmap {
    if rows.len() < size / 64 {
        rows.sort_unstable();
        return rows.into_iter().collect();
    }
    let mut bits = vec![0_u8; size.div_ceil(8)];
    for row in rows {
        bits[row as usize / 8] |= 1 << (row % 8);
    }
    RoaringBitmap::from_lsb0_bytes(0, &bits)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chrono::DateTime;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::executives::search::LIST;
    use crate::search::Row;

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let one = (prop::collection::vec(0..4_u8, 0..3), 0..9_u8, prop::option::of(0..9_i64), 0..3_i64);
        let of = |(at, (roles, place, years, standing)): (usize, (Vec<u8>, u8, Option<i64>, i64))| {
            let (id, numbers) = (Uuid::from_u128(at as u128 + 1), vec![None; LIST.numbers.len()]);
            let mut row = Row { id, serial: at as u64 * 2, numbers, ..Row::default() };
            let name = |kind: &str, at: u8| Arc::<str>::from(format!("{kind}-{at}"));
            row.choose(
                "role",
                roles.into_iter().collect::<BTreeSet<_>>().into_iter().map(|role| name("role", role)),
            );
            row.again = DateTime::from_timestamp(i64::try_from(at).unwrap(), 0).filter(|_| at % 3 == 0);
            row.choose("location", [name("place", place)]);
            row.numbers[LIST.number("years").unwrap()] = years;
            // Wider than 32 bits.
            row.numbers[LIST.number("standing").unwrap()] = Some(standing << 40);
            row
        };
        prop::collection::vec(one, 0..120)
            .prop_map(move |rows| rows.into_iter().enumerate().map(of).collect())
    }

    /// The rows as they come.
    fn apart(rows: &[Row]) -> State {
        let mut state = State::empty(&LIST);
        for (place, row) in (0..).zip(rows) {
            state.put(place, row.clone());
        }
        state.sort();
        state
    }

    /// The rows in the index; where they live is told last, by those who are here and others.
    fn together(rows: &[Row]) -> State {
        let mut collected = Collected::new(&LIST);
        let mut places: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        let mut rows = rows.to_vec();
        for row in &mut rows {
            let of_place = row.choices.extract_if(.., |(column, _)| *column == "location");
            for (_, place) in of_place {
                places.entry(place.to_string()).or_default().extend([row.id, Uuid::max()]);
            }
        }
        for some in rows.chunks(50) {
            collected.add(some.to_vec());
        }
        for (place, ids) in places {
            collected.choose("location", &place, ids.into_iter());
        }
        let Building(state) = collected.built();
        state
    }

    /// Everything that is known of each row, in each order.
    fn said(state: &State) -> Vec<String> {
        let row = |row: &u32| {
            let at = *row as usize;
            let values: Vec<Vec<&str>> = ["role", "location"]
                .iter()
                .map(|column| state.values_of(*row, column).unwrap().collect::<BTreeSet<_>>())
                .map(|values| values.into_iter().collect())
                .collect();
            let numbers: Vec<i64> = state.numbers.iter().map(|numbers| numbers.get(*row)).collect();
            let is_found = state.place(state.ids[at]) == Some(*row) && state.alive.contains(*row);
            format!(
                "{} {} {} {values:?} {numbers:?} {is_found}",
                state.ids[at], state.serials[at], state.again[at]
            )
        };
        (0..LIST.sorts.len()).flat_map(|sort| state.order(sort).rows().iter().map(row)).collect()
    }

    proptest! {
        #[test]
        fn a_bitmap_holds_each_row_once_however_they_come(
            rows in prop::collection::vec(0..200_000_u32, 0..4_000),
            spare in 0..9_usize,
        ) {
            let size = rows.iter().max().map_or(0, |last| *last as usize + 1) + spare;
            let expected: RoaringBitmap = rows.iter().copied().collect();
            prop_assert_eq!(bitmap(rows.clone(), size), expected.clone());
            // Few of many, and many of few.
            prop_assert_eq!(bitmap(rows.iter().take(50).copied().collect(), size), rows.iter().take(50).copied().collect());
            let dense: Vec<u32> = rows.iter().map(|row| row % 500).collect();
            prop_assert_eq!(bitmap(dense.clone(), 500), dense.into_iter().collect());
        }

        #[test]
        fn gathered_rows_say_what_they_said_and_those_of_a_role_stand_together(rows in rows()) {
            let (apart, together) = (apart(&rows), together(&rows));
            prop_assert_eq!(said(&together), said(&apart));
            prop_assert_eq!(together.next_due(), apart.next_due());
            // Who has several stands with the first.
            let mut stood = RoaringBitmap::new();
            for (value, having) in together.values("role") {
                let new = &having.rows - &stood;
                if let Some((first, last)) = new.min().zip(new.max()) {
                    prop_assert_eq!(u64::from(last - first) + 1, new.len(), "{}", value);
                }
                stood |= new;
            }
        }
    }
}
