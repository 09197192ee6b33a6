//! The values of each row, to count by: what a search found is gone through once, and every value of every column is counted
//! on the way. Looking up each value's rows instead costs as much for ten results as for a million.

use roaring::RoaringBitmap;

use super::each::{SOME, some_of};

/// The number of a value, the same as long as the index lives.
pub type Code = u16;

/// For each row the codes of its values.
#[derive(Debug, Default)]
pub struct Forward {
    /// Where the codes of a row begin, by row.
    starts: Vec<u32>,
    /// One row after the other: how many there are, and those.
    codes: Vec<Code>,
    /// How many of the codes are of rows that have others now.
    unused: usize,
}

impl Forward {
    /// The values of so many rows: each code with the rows that have it, in order.
    pub fn new<R: Iterator<Item = u32>>(size: usize, values: impl Fn() -> Vec<(Code, R)>) -> Self {
        let mut lengths: Vec<u32> = vec![0; size];
        for (_, rows) in values() {
            for row in rows {
                lengths[row as usize] += 1;
            }
        }
        let mut starts = Vec::with_capacity(size);
        let mut next: u32 = 0;
        for length in lengths {
            starts.push(next);
            next += length + 1;
        }
        let mut codes: Vec<Code> = vec![0; next as usize];
        for (code, rows) in values() {
            for row in rows {
                let start = starts[row as usize] as usize;
                codes[start] += 1;
                let last = start + usize::from(codes[start]);
                codes[last] = code;
            }
        }
        Self { starts, codes, unused: 0 }
    }

    /// Writes the values of a row; a new one is the next. What it had stays behind until that is as much as what is used.
    pub fn put(&mut self, row: u32, values: &[Code]) {
        let at = row as usize;
        match self.starts.get(at) {
            Some(start) => self.unused += 1 + usize::from(self.codes[*start as usize]),
            None => self.starts.resize(at + 1, 0),
        }
        if self.unused > self.codes.len() / 2 {
            self.compact();
        }
        self.starts[at] = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.push(Code::try_from(values.len()).unwrap_or(Code::MAX));
        self.codes.extend_from_slice(values);
    }

    fn compact(&mut self) {
        let mut codes = Vec::with_capacity(self.codes.len());
        for start in &mut self.starts {
            let from = *start as usize;
            let end = from + 1 + usize::from(self.codes[from]);
            *start = u32::try_from(codes.len()).unwrap_or(u32::MAX);
            codes.extend_from_slice(&self.codes[from..end]);
        }
        (self.codes, self.unused) = (codes, 0);
    }

    /// The codes of a row.
    pub fn of(&self, row: u32) -> &[Code] {
        let start = self.starts[row as usize] as usize;
        let end = start + 1 + usize::from(self.codes[start]);
        &self.codes[start + 1..end]
    }

    /// Of each code how many of the rows have it.
    pub fn count(&self, rows: &RoaringBitmap, codes: usize) -> Vec<u32> {
        let mut counts = vec![0; codes];
        let mut spans = [(0, 0); SOME];
        some_of(rows, |rows| {
            // Rows that were found stand far apart: where they are is read of all of them before the first is counted, so that the
            // processor waits for many at once.
            for (span, row) in spans.iter_mut().zip(rows) {
                span.0 = self.starts[*row as usize] as usize;
            }
            for (start, end) in &mut spans[..rows.len()] {
                *end = *start + usize::from(self.codes[*start]);
            }
            for (start, end) in &spans[..rows.len()] {
                for code in &self.codes[*start + 1..=*end] {
                    counts[usize::from(*code)] += 1;
                }
            }
        });
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_as_they_are_now() {
        let values = || vec![(0, vec![0, 2].into_iter()), (1, vec![2].into_iter())];
        let mut forward = Forward::new(3, values);
        assert_eq!(forward.count(&(0..3).collect(), 2), [2, 1]);
        forward.put(0, &[1]);
        forward.put(3, &[0, 1]);
        assert_eq!(forward.count(&(0..4).collect(), 2), [2, 3]);
        assert_eq!(forward.count(&[0, 1].into_iter().collect(), 2), [0, 1]);
        for _ in 0..100 {
            forward.put(2, &[1]);
        }
        assert_eq!(forward.count(&(0..4).collect(), 2), [1, 3]);
        assert!(forward.codes.len() < 30);
    }
}
