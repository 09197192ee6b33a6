//! How well each row fits, while a search is answered: one number for every row there is, of which most stay nought.

use std::sync::{Mutex, PoisonError};

use roaring::RoaringBitmap;

use super::each::each;

/// So many are kept for the next searches: as many as are answered at a time on a small machine. At a million rows, to be
/// given new memory takes as long as to score a tenth of them.
const SPARE: usize = 2;
/// Where more than one row in so many was scored, all are wiped at once.
const SHARE: u64 = 8;

/// Numbers that nobody uses at the moment, all of them nought.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Vec<Vec<f32>>>);

/// How well rows fit.
pub(super) struct Scores<'a> {
    of: Vec<f32>,
    scored: RoaringBitmap,
    spare: &'a Spare,
}

impl Spare {
    /// For so many rows.
    pub fn scores(&self, rows: usize) -> Scores<'_> {
        let mut of = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        of.resize(rows, 0.0);
        Scores { of, scored: RoaringBitmap::new(), spare: self }
    }
}

impl Scores<'_> {
    /// How well a row fits.
    pub fn of(&self, row: u32) -> f32 {
        self.of[row as usize]
    }

    /// Has rows scored by `score`, which is given the sum of each row so far and answers which rows it added to.
    pub fn score(&mut self, score: impl FnOnce(&mut [f32]) -> RoaringBitmap) -> RoaringBitmap {
        let scored = score(&mut self.of);
        self.scored |= &scored;
        scored
    }
}

impl Drop for Scores<'_> {
    fn drop(&mut self) {
        let mut of = std::mem::take(&mut self.of);
        if self.scored.len() > of.len() as u64 / SHARE {
            of.fill(0.0);
        } else {
            each(&self.scored, |row| of[row as usize] = 0.0);
        }
        let mut spare = self.spare.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE {
            spare.push(of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_next_one_gets_is_nought_however_many_were_scored() {
        let spare = Spare::default();
        for (rows, scored) in [(100, 3_u32), (100, 90), (120, 5), (40, 40), (100, 0)] {
            let mut scores = spare.scores(rows);
            assert!((0..rows).all(|row| scores.of(u32::try_from(row).unwrap()) == 0.0), "{rows}");
            let of: RoaringBitmap = (0..scored).collect();
            let added = scores.score(|sums| {
                of.iter().for_each(|row| sums[row as usize] += 1.5);
                of.clone()
            });
            assert_eq!(added.len(), u64::from(scored));
            assert!(scored == 0 || scores.of(scored - 1) > 1.0);
        }
        let held: Vec<_> = (0..5).map(|_| spare.scores(10)).collect();
        drop(held);
        assert_eq!(spare.0.lock().unwrap().len(), SPARE);
    }
}
