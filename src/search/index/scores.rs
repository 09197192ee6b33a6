//! How well each row fits, while a search is answered: one number for every row there is, of which most stay nought.

use std::sync::{Mutex, PoisonError};

use roaring::RoaringBitmap;

use super::each::each;
use super::said::{Fits, Said};
use super::text::Sink;

/// So many are kept for the next searches: two for each of those that are answered at a time on a small machine. At a million rows,
/// to be given new memory takes as long as to score a tenth of them.
const SPARE: usize = 4;
/// Where more than one row in so many was scored, all are wiped at once.
const SHARE: u64 = 8;

/// Memory that nobody uses at the moment, all of it nought.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Vec<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    /// For each row the sum of what it was scored.
    sums: Vec<f32>,
    /// For each row a bit, whether it is one of those that are being scored. Rows come in no order: bits are set in a tenth of the
    /// time that a bitmap takes to put each in its place.
    bits: Vec<u8>,
}

/// How well rows fit.
pub(super) struct Scores<'a> {
    memory: Memory,
    scored: RoaringBitmap,
    spare: &'a Spare,
}

impl Spare {
    /// For so many rows.
    pub fn scores(&self, rows: usize) -> Scores<'_> {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        memory.sums.resize(rows, 0.0);
        memory.bits.resize(rows.div_ceil(8), 0);
        Scores { memory, scored: RoaringBitmap::new(), spare: self }
    }
}

impl Scores<'_> {
    /// How well a row fits.
    pub fn of(&self, row: u32) -> f32 {
        self.memory.sums[row as usize]
    }

    /// Adds what `find` scores rows by, and tells which it found, each once.
    pub fn score(&mut self, find: impl FnOnce(Sink<'_>)) -> RoaringBitmap {
        let Memory { sums, bits } = &mut self.memory;
        find(&mut |row, score| {
            if let Some(sum) = sums.get_mut(row as usize) {
                *sum += score;
                bits[row as usize / 8] |= 1 << (row % 8);
            }
        });
        let found = RoaringBitmap::from_lsb0_bytes(0, bits);
        bits.fill(0);
        self.scored |= &found;
        found
    }

    /// Adds the same to each of some rows.
    pub fn add(&mut self, rows: &RoaringBitmap, score: f32) {
        each(rows, |row| self.memory.sums[row as usize] += score);
        self.scored |= rows;
    }

    /// Adds what an item found.
    pub fn add_said(&mut self, said: &Said, fits: &Fits) {
        fits.each(&said.rows, |row, score| self.memory.sums[row as usize] += score);
        self.scored |= &said.rows;
    }
}

impl Drop for Scores<'_> {
    fn drop(&mut self) {
        let mut memory = std::mem::take(&mut self.memory);
        if self.scored.len() > memory.sums.len() as u64 / SHARE {
            memory.sums.fill(0.0);
        } else {
            each(&self.scored, |row| memory.sums[row as usize] = 0.0);
        }
        let mut spare = self.spare.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE {
            spare.push(memory);
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
            let added = scores.score(|sink| of.iter().for_each(|row| sink(row, 1.5)));
            assert_eq!(added, of);
            scores.add(&of, 0.5);
            assert!(scored == 0 || scores.of(scored - 1) > 1.9);
        }
        let held: Vec<_> = (0..5).map(|_| spare.scores(10)).collect();
        drop(held);
        assert_eq!(spare.0.lock().unwrap().len(), SPARE);
    }
}
