//! Pay and rates as people quote them.

use serde::Serialize;

use super::Reading;
use crate::values::{Currency, Period, Price};

/// What a cell says about pay. Structured only when currency, unit and a plausible range are plain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compensation {
    /// The lower bound in whole units.
    pub min: Option<i32>,
    /// The upper bound in whole units.
    pub max: Option<i32>,
    /// What the pay is for.
    pub period: Option<Period>,
    /// The currency that it was quoted in.
    pub currency: Option<Currency>,
    /// Hours a week, lower bound.
    pub hours_per_week_min: Option<i32>,
    /// Hours a week, upper bound.
    pub hours_per_week_max: Option<i32>,
}

impl Compensation {
    /// The price, when it is structured.
    pub fn price(&self) -> Option<Price> {
        Price::new(self.min, self.max, self.period?, self.currency?)
    }
}

/// What is known besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// ISO 3166-1 alpha-2 code of the country, which decides what a bare `$` is.
    pub country: Option<&'a str>,
    /// The currency of the source's amounts where the text names none.
    pub currency: Option<Currency>,
    /// The unit that the column's heading names ("Hourly Rate"), where the text names none.
    pub period: Option<Period>,
}

/// Reads a quotation of pay; where there are several units, the first.
pub fn compensation(text: &str, _context: Context<'_>) -> Reading<Compensation> {
    Reading::unread(text, "not implemented")
}

/// Reads every quotation in a cell, one for each unit ("$200/hr or $9k–12k/mo").
pub fn compensations(text: &str, context: Context<'_>) -> Reading<Vec<Compensation>> {
    compensation(text, context).map(|one| vec![one])
}

/// Reads pay from cells of its own: bounds, unit ("Annual", "Hourly", "PA"), currency.
pub fn from_parts(
    _min: &str,
    _max: &str,
    _period: &str,
    _currency: &str,
    _context: Context<'_>,
) -> Reading<Compensation> {
    Reading::nothing()
}

/// The unit that words name: "Annual", "per hour", "p.a.", "/mo", "PH".
pub fn period(_words: &str) -> Option<Period> {
    None
}

/// The currency that words name: "USD", "£", "Swiss francs", "CA$".
pub fn currency(_words: &str) -> Option<Currency> {
    None
}

/// The hours a week that text names: "10 h/week", "15-20 hours per week".
pub fn hours_per_week(_text: &str) -> Option<(i32, i32)> {
    None
}
