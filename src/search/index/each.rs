//! Going through many rows.

use roaring::RoaringBitmap;

/// How many rows are taken out of a bitmap at once: a third of what asking for one after the other takes.
pub const SOME: usize = 256;

/// Hands over every row.
pub fn each(rows: &RoaringBitmap, mut look: impl FnMut(u32)) {
    some_of(rows, |some| some.iter().for_each(|row| look(*row)));
}

/// Hands over every row, so many at once or fewer.
pub fn some_of(rows: &RoaringBitmap, mut look: impl FnMut(&[u32])) {
    let mut some = [0; SOME];
    let mut rows = rows.iter();
    loop {
        let some = rows.next_many(&mut some);
        if some.is_empty() {
            return;
        }
        look(some);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_is_handed_over_once_and_in_order(
            rows in prop::collection::btree_set(prop_oneof![0..2_000_u32, 60_000..200_000_u32], 0..3_000),
            from in 0..200_000_u32,
        ) {
            let dense = from..from + 10_000;
            let bitmap: RoaringBitmap = rows.iter().copied().chain(dense).collect();
            let mut seen = Vec::new();
            each(&bitmap, |row| seen.push(row));
            prop_assert_eq!(seen, bitmap.iter().collect::<Vec<_>>());
        }
    }
}
