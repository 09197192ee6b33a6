//! One figure of every row.

use super::collected::gathered;

/// Stands where a row has no such figure.
pub const MISSING: i64 = i64::MIN;

/// Rows whose figure lies on one side of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// The figure's place in the list.
    pub number: usize,
    /// Whether the bound is the least, or the most.
    pub is_least: bool,
    /// The bound, which belongs to the range.
    pub bound: i64,
}

impl Range {
    /// All that have the figure.
    pub fn any(number: usize) -> Self {
        Self { number, is_least: true, bound: MISSING }
    }

    /// Whether a figure lies within.
    pub fn holds(self, number: i64) -> bool {
        number != MISSING && if self.is_least { number >= self.bound } else { number <= self.bound }
    }
}

/// A figure of every row: in 32 bits as long as all of them fit, which most do.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// All fit.
    Narrow(Vec<i32>),
    /// Moments, in microseconds.
    Wide(Vec<i64>),
}

impl Numbers {
    /// The figure of a row, or `MISSING`.
    pub fn get(&self, row: u32) -> i64 {
        match self {
            Self::Narrow(numbers) => match numbers[row as usize] {
                i32::MIN => MISSING,
                number => i64::from(number),
            },
            Self::Wide(numbers) => numbers[row as usize],
        }
    }

    /// Writes the figure of a row.
    pub fn set(&mut self, row: u32, number: Option<i64>) {
        let at = row as usize;
        if self.len() <= at {
            self.extend(at + 1);
        }
        match (&mut *self, narrow(number)) {
            (Self::Narrow(numbers), Some(narrow)) => numbers[at] = narrow,
            (Self::Narrow(numbers), None) => {
                let rows = 0..u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *self = Self::Wide(rows.map(|row| self.get(row)).collect());
                self.set(row, number);
            }
            (Self::Wide(numbers), _) => numbers[at] = number.unwrap_or(MISSING),
        }
    }

    /// The figures of these rows, in their order.
    pub fn gathered(&self, old: &[u32]) -> Self {
        match self {
            Self::Narrow(numbers) => Self::Narrow(gathered(numbers, old)),
            Self::Wide(numbers) => Self::Wide(gathered(numbers, old)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(numbers) => numbers.len(),
            Self::Wide(numbers) => numbers.len(),
        }
    }

    fn extend(&mut self, size: usize) {
        match self {
            Self::Narrow(numbers) => numbers.resize(size, i32::MIN),
            Self::Wide(numbers) => numbers.resize(size, MISSING),
        }
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

/// In 32 bits, if it fits.
fn narrow(number: Option<i64>) -> Option<i32> {
    match number {
        None => Some(i32::MIN),
        Some(number) => i32::try_from(number).ok().filter(|narrow| *narrow != i32::MIN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_needs_more_bits_changes_none_of_the_others() {
        let mut numbers = Numbers::default();
        numbers.set(0, Some(-7));
        numbers.set(2, Some(i64::from(i32::MAX)));
        assert!(matches!(numbers, Numbers::Narrow(_)));
        numbers.set(3, Some(1_764_000_000_000_000));
        numbers.set(4, Some(i64::from(i32::MIN)));
        let all: Vec<i64> = (0..5).map(|row| numbers.get(row)).collect();
        assert_eq!(all, [-7, MISSING, i64::from(i32::MAX), 1_764_000_000_000_000, i64::from(i32::MIN)]);
    }
}
