//! Dates of which only the year, or the year and the month, is known.

use std::fmt::{self, Display};

use chrono::{Datelike, NaiveDate};

/// A day as people read it, the same everywhere: `5 Mar 2026`.
pub fn day(date: &NaiveDate) -> impl Display {
    date.format("%-d %b %Y")
}

/// A month, or a year whose month nobody gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12, when it is known.
    pub month: Option<u32>,
}

impl Month {
    /// The form that `<time datetime>` wants: `2019-03`, or `2019`.
    pub fn machine(self) -> String {
        self.month.map_or_else(|| self.year.to_string(), |month| format!("{:04}-{month:02}", self.year))
    }
}

/// The first of January is how a date column holds a bare year: it reads as the year alone.
impl From<NaiveDate> for Month {
    fn from(date: NaiveDate) -> Self {
        let month = (date.ordinal() != 1).then(|| date.month());
        Self { year: date.year(), month }
    }
}

/// `Mar 2019`, or `2019`.
impl Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMES: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let name = self.month.and_then(|month| NAMES.get(month.checked_sub(1)? as usize));
        match name {
            Some(name) => write!(f, "{name} {}", self.year),
            None => write!(f, "{}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_year_reads_without_a_month() {
        let month = |y, m, d| Month::from(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(month(2019, 3, 1).to_string(), "Mar 2019");
        assert_eq!(month(2019, 3, 1).machine(), "2019-03");
        assert_eq!(month(2019, 1, 1).to_string(), "2019");
        assert_eq!(month(2019, 1, 1).machine(), "2019");
    }
}
