//! How many rows have two values at once, of values that many rows have.
//!
//! A search for one such value alone, which most searches are, and a hub's figures would else go through a good part of all
//! rows to count every other value; here the counts are there, and follow each change.

use super::forward::{Code, Forward};

/// One in so many rows has a value that many have.
const SHARE: u64 = 100;
/// Of so many values at most it is known.
const MOST: usize = 128;

/// For each of the common values how many of its rows have each value.
#[derive(Debug, Default)]
pub struct Pairs {
    /// Of each code its place among the common ones.
    common: Vec<Option<u8>>,
    /// Of each common value the counts by code; of codes that came later there may be none.
    counts: Vec<Vec<u32>>,
}

impl Pairs {
    /// The counts of so many rows, which are all that there are. `values` tells of every code how many rows have it.
    pub fn of(forward: &Forward, rows: impl Iterator<Item = u32>, size: u64, values: &[(Code, u64)]) -> Self {
        let mut largest: Vec<(Code, u64)> =
            values.iter().copied().filter(|(_, rows)| *rows > 0 && rows * SHARE >= size).collect();
        largest.sort_unstable_by(|(a, a_rows), (b, b_rows)| b_rows.cmp(a_rows).then(a.cmp(b)));
        largest.truncate(MOST);
        let codes = values.iter().map(|(code, _)| usize::from(*code) + 1).max().unwrap_or_default();
        let mut pairs = Self { common: vec![None; codes], counts: vec![vec![0; codes]; largest.len()] };
        for (place, (code, _)) in (0..).zip(largest) {
            pairs.common[usize::from(code)] = Some(place);
        }
        rows.for_each(|row| pairs.add(forward.of(row)));
        pairs
    }

    /// Of each code how many of the rows have it that have this one; nothing unless many have. Codes behind the last have
    /// no rows.
    pub fn with(&self, code: Code) -> Option<&[u32]> {
        self.common_place(code).map(|place| self.counts[place].as_slice())
    }

    /// How many rows have both values, where it is known.
    pub fn both(&self, one: Code, other: Code) -> Option<u32> {
        let counts = |one, other: Code| Some(self.with(one)?.get(usize::from(other)).copied().unwrap_or(0));
        counts(one, other).or_else(|| counts(other, one))
    }

    /// A row with these values comes.
    pub fn add(&mut self, codes: &[Code]) {
        self.note(codes, |count| *count += 1);
    }

    /// A row with these values goes.
    pub fn remove(&mut self, codes: &[Code]) {
        self.note(codes, |count| *count -= 1);
    }

    fn note(&mut self, codes: &[Code], note: impl Fn(&mut u32)) {
        let Some(last) = codes.iter().max() else { return };
        for code in codes {
            let Some(place) = self.common_place(*code) else { continue };
            let counts = &mut self.counts[place];
            if counts.len() <= usize::from(*last) {
                counts.resize(usize::from(*last) + 1, 0);
            }
            for other in codes {
                note(&mut counts[usize::from(*other)]);
            }
        }
    }

    fn common_place(&self, code: Code) -> Option<usize> {
        self.common.get(usize::from(code)).copied().flatten().map(usize::from)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// The values of a row: of a few that many have, of many that few have, and of some that come later.
    fn row() -> impl Strategy<Value = BTreeSet<Code>> {
        let code = prop_oneof![4 => 0..6_u16, 2 => 6..200_u16, 1 => 200..220_u16];
        prop::collection::btree_set(code, 0..8)
    }

    proptest! {
        #[test]
        fn whatever_came_and_went_each_pair_is_counted(
            first in prop::collection::vec(row(), 1..80),
            changes in prop::collection::vec((0..100_usize, prop::option::of(row())), 0..60),
        ) {
            let first: Vec<BTreeSet<Code>> =
                first.into_iter().map(|row| row.into_iter().filter(|code| *code < 200).collect()).collect();
            let rows_of = |rows: &[BTreeSet<Code>], code: Code| -> Vec<u32> {
                (0..).zip(rows).filter(|(_, row)| row.contains(&code)).map(|(at, _)| at).collect()
            };
            let forward = Forward::new(first.len(), || {
                (0..200).map(|code| (code, rows_of(&first, code).into_iter())).collect()
            });
            let values: Vec<(Code, u64)> =
                (0..200).map(|code| (code, rows_of(&first, code).len() as u64)).collect();
            let size = u32::try_from(first.len()).unwrap();
            let mut pairs = Pairs::of(&forward, 0..size, size.into(), &values);
            let mut rows = first;
            let listed = |row: &BTreeSet<Code>| row.iter().copied().collect::<Vec<_>>();
            for (at, row) in changes {
                let before = rows.get(at).cloned().unwrap_or_default();
                pairs.remove(&listed(&before));
                let row = row.unwrap_or_default();
                pairs.add(&listed(&row));
                if at < rows.len() {
                    rows[at] = row;
                } else {
                    rows.push(row);
                }
            }
            for one in 0..220 {
                for other in 0..220 {
                    let both = rows.iter().filter(|row| row.contains(&one) && row.contains(&other)).count();
                    if let Some(counted) = pairs.both(one, other) {
                        prop_assert_eq!(counted as usize, both, "{} and {}", one, other);
                    }
                }
                let is_known = pairs.with(one).is_some();
                let had = values.get(usize::from(one)).map_or(0, |(_, rows)| *rows);
                prop_assert_eq!(is_known, had > 0, "all are common where there are few rows");
            }
        }
    }

    #[test]
    fn what_few_rows_have_is_not_known() {
        let forward = Forward::new(1_000, || vec![(0, (0..1_000).step_by(1)), (1, (0..9).step_by(1))]);
        let pairs = Pairs::of(&forward, 0..1_000, 1_000, &[(0, 1_000), (1, 9)]);
        assert_eq!(pairs.with(0), Some(&[1_000, 9][..]));
        assert_eq!(pairs.with(1), None);
        assert_eq!(pairs.both(1, 0), Some(9));
        assert_eq!(pairs.both(1, 1), None);
        assert_eq!(pairs.both(0, 7), Some(0), "a value that nobody has");
    }
}
