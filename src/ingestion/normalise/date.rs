//! Dates and times as cells say them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::Reading;

/// How much of a date the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The day.
    Day,
    /// The month; the day is the first.
    Month,
    /// The year; the day is the first of January.
    Year,
}

/// A date of which perhaps only the month or the year is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartialDate {
    /// The date, with the first day of what is not known.
    pub date: NaiveDate,
    /// How much of it the text says.
    pub precision: Precision,
}

/// Reads a moment.
pub fn date_time(text: &str, _today: NaiveDate) -> Reading<DateTime<Utc>> {
    Reading::unread(text, "not implemented")
}

/// Reads a date of which perhaps only the month or the year is known. "Present" and its like state nothing.
pub fn partial_date(text: &str, _today: NaiveDate) -> Reading<PartialDate> {
    Reading::unread(text, "not implemented")
}

/// Whether the text says that something still goes on: "Present", "current", "heute", "now".
pub fn is_present(_text: &str) -> bool {
    false
}
