//! An order of all rows, kept sorted: which row stands at a place, and at which place a row stands.

use roaring::RoaringBitmap;

use super::each::each;

/// An order.
#[derive(Debug, Default)]
pub struct Order {
    /// The rows, first to last.
    rows: Vec<u32>,
    /// For each row its place; meaningless for rows that are not in the order.
    places: Vec<u32>,
}

impl Order {
    /// The order of these rows as they come.
    pub fn of(rows: Vec<u32>, size: usize) -> Self {
        let mut places = vec![0; size];
        for (place, row) in (0..).zip(&rows) {
            places[*row as usize] = place;
        }
        Self { rows, places }
    }

    /// The same order without some rows and with others: `new`, sorted by what `key` tells of those that stay.
    pub fn changed<K: Ord>(
        &self,
        gone: &RoaringBitmap,
        new: &[(K, u32)],
        size: usize,
        key: impl Fn(u32) -> K,
    ) -> Self {
        let staying = self.without(gone);
        let mut rows = Vec::with_capacity(staying.len() + new.len());
        let mut done = 0;
        for (theirs, row) in new {
            let before = done + staying[done..].partition_point(|standing| key(*standing) < *theirs);
            rows.extend_from_slice(&staying[done..before]);
            rows.push(*row);
            done = before;
        }
        rows.extend_from_slice(&staying[done..]);
        // Most rows stand where they stood: only the others get another place.
        let mut places = self.places.clone();
        places.resize(size, 0);
        let stood = self.rows.iter().map(Some).chain(std::iter::repeat(None));
        for (place, (row, _)) in
            (0..).zip(rows.iter().zip(stood)).filter(|(_, (row, stood))| Some(*row) != *stood)
        {
            places[*row as usize] = place;
        }
        Self { rows, places }
    }

    /// All rows but some, first to last.
    fn without(&self, gone: &RoaringBitmap) -> Vec<u32> {
        let place = |row: u32| self.places.get(row as usize).copied();
        let is_here = |row: u32, place: &u32| self.rows.get(*place as usize) == Some(&row);
        let mut gone: Vec<u32> =
            gone.iter().filter_map(|row| place(row).filter(|place| is_here(row, place))).collect();
        gone.sort_unstable();
        let mut staying = Vec::with_capacity(self.rows.len() - gone.len());
        let mut from = 0;
        for place in gone {
            staying.extend_from_slice(&self.rows[from..place as usize]);
            from = place as usize + 1;
        }
        staying.extend_from_slice(&self.rows[from..]);
        staying
    }

    /// At which place a row stands.
    pub fn place(&self, row: u32) -> u32 {
        self.places[row as usize]
    }

    /// All rows, first to last.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Those of these rows that are worth most, then as the list stands by itself; from a worth and a place on, where they are given.
    pub fn first_by(
        &self,
        rows: &RoaringBitmap,
        worth: impl Fn(u32) -> u32,
        from: Option<(u32, u32)>,
        offset: usize,
        limit: usize,
    ) -> Vec<u32> {
        self.first_of(|look| each(rows, |row| look(row, worth(row))), from, offset, limit)
    }

    /// The same of rows that are told with what they are worth.
    pub fn first_of(
        &self,
        rows: impl FnOnce(&mut dyn FnMut(u32, u32)),
        from: Option<(u32, u32)>,
        offset: usize,
        limit: usize,
    ) -> Vec<u32> {
        let first = from.map(|(worth, place)| (u32::MAX - worth, place));
        let last = offset + limit;
        let mut ranked: Vec<(u32, u32)> = Vec::new();
        // Who stands behind as many as are wanted is none of them: most rows are seen to be by their worth alone.
        let mut bound = (u32::MAX, u32::MAX);
        rows(&mut |row, worth| {
            let unworthiness = u32::MAX - worth;
            if unworthiness > bound.0 {
                return;
            }
            let standing = (unworthiness, self.place(row));
            if standing > bound || first.is_some_and(|first| standing < first) {
                return;
            }
            ranked.push(standing);
            if ranked.len() > 4 * last.max(256) {
                bound = keep_first(&mut ranked, last);
            }
        });
        keep_first(&mut ranked, last);
        ranked.sort_unstable();
        ranked.iter().skip(offset).map(|(_, place)| self.rows[*place as usize]).collect()
    }

    /// Some of the rows, in order: `limit` of them after the first `offset`.
    pub fn page(&self, of: &RoaringBitmap, offset: usize, limit: usize) -> Vec<u32> {
        let (all, found) = (self.rows.len(), usize::try_from(of.len()).unwrap_or(usize::MAX));
        if offset >= found {
            return Vec::new();
        }
        if found == all {
            return self.rows[offset..(offset + limit).min(all)].to_vec();
        }
        let last = (offset + limit).min(found);
        // Going along the order meets the rows as densely as they are; picking looks at each of them once.
        let walked = last.saturating_mul(all) / found;
        if walked < found.saturating_mul(2) {
            return self
                .rows
                .iter()
                .copied()
                .filter(|row| of.contains(*row))
                .skip(offset)
                .take(limit)
                .collect();
        }
        let mut places = Vec::with_capacity(found);
        each(of, |row| places.push(self.place(row)));
        if last < places.len() {
            places.select_nth_unstable(last - 1);
            places.truncate(last);
        }
        places.sort_unstable();
        places[offset..].iter().map(|place| self.rows[*place as usize]).collect()
    }

    /// Some of the rows, in order: the first `limit` from a place on.
    pub fn page_from(&self, of: &RoaringBitmap, from: u32, limit: usize) -> Vec<u32> {
        let (all, found) = (self.rows.len(), usize::try_from(of.len()).unwrap_or(usize::MAX));
        // As above: walking meets rows as densely as they are.
        if found > 0 && limit.saturating_mul(all) / found < found.saturating_mul(2) {
            let rest = self.rows.get(from as usize..).unwrap_or_default();
            return rest.iter().copied().filter(|row| of.contains(*row)).take(limit).collect();
        }
        let mut places: Vec<u32> = of.iter().map(|row| self.place(row)).filter(|at| *at >= from).collect();
        places.sort_unstable();
        places.iter().take(limit).map(|place| self.rows[*place as usize]).collect()
    }
}

/// Keeps so many, those that are least, and gives what none of them is beyond.
fn keep_first(ranked: &mut Vec<(u32, u32)>, most: usize) -> (u32, u32) {
    match most.checked_sub(1) {
        Some(last) if last < ranked.len() => {
            let bound = *ranked.select_nth_unstable(last).1;
            ranked.truncate(most);
            bound
        }
        Some(_) => (u32::MAX, u32::MAX),
        None => {
            ranked.clear();
            (0, 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;

    fn sorted(mut rows: Vec<u32>, size: usize, compare: impl Fn(u32, u32) -> Ordering) -> Order {
        rows.sort_unstable_by(|a, b| compare(*a, *b));
        Order::of(rows, size)
    }

    proptest! {
        #[test]
        fn a_page_is_the_same_whichever_way_it_is_found(
            keys in proptest::collection::vec(0_u8..20, 1..300),
            chosen in proptest::collection::btree_set(0_u32..300, 0..300),
            offset in 0_usize..300, limit in 1_usize..30,
        ) {
            let size = keys.len();
            let compare = |a: u32, b: u32| keys[a as usize].cmp(&keys[b as usize]).then(a.cmp(&b));
            let order = sorted((0..u32::try_from(size).unwrap()).collect(), size, compare);
            let of: RoaringBitmap = chosen.into_iter().filter(|row| (*row as usize) < size).collect();
            let mut expected: Vec<u32> = of.iter().collect();
            expected.sort_by(|a, b| compare(*a, *b));
            let expected: Vec<u32> = expected.into_iter().skip(offset).take(limit).collect();
            prop_assert_eq!(order.page(&of, offset, limit), expected);
            let from = u32::try_from(offset).unwrap();
            let all = order.rows().iter().copied().skip(offset).filter(|row| of.contains(*row));
            prop_assert_eq!(order.page_from(&of, from, limit), all.take(limit).collect::<Vec<_>>());
        }

        #[test]
        fn a_changed_order_is_the_one_that_sorting_makes(
            before in proptest::collection::vec(0_u8..20, 1..100),
            changes in proptest::collection::btree_map(0_usize..120, proptest::option::of(0_u8..20), 0..40),
        ) {
            let old = |row: u32| before[row as usize];
            let compare_old = |a: u32, b: u32| old(a).cmp(&old(b)).then(a.cmp(&b));
            let order = sorted((0..u32::try_from(before.len()).unwrap()).collect(), before.len(), compare_old);
            let mut after: Vec<Option<u8>> = before.iter().copied().map(Some).collect();
            after.resize(120, None);
            for (row, key) in &changes {
                after[*row] = *key;
            }
            let compare = |a: u32, b: u32| after[a as usize].cmp(&after[b as usize]).then(a.cmp(&b));
            let gone: RoaringBitmap = changes.keys().map(|row| u32::try_from(*row).unwrap()).collect();
            let key = |row: u32| (after[row as usize], row);
            let mut new: Vec<u32> = gone.iter().filter(|row| after[*row as usize].is_some()).collect();
            new.sort_by_key(|row| key(*row));
            let new: Vec<_> = new.into_iter().map(|row| (key(row), row)).collect();
            let changed = order.changed(&gone, &new, 120, key);
            let all = (0..120).filter(|row| after[*row as usize].is_some()).collect();
            let sorted = sorted(all, 120, compare);
            prop_assert_eq!(changed.rows(), sorted.rows());
            prop_assert!(sorted.rows().iter().all(|row| changed.place(*row) == sorted.place(*row)));
        }
    }
}
