//! Money as people quote it: whole units of one currency, for one period, with one or two bounds.

use std::fmt::{self, Display};

use super::{Currency, terms};

terms! {
    /// What a price is for.
    Period = "text" {
        Hour: "hour", "hour", "hour";
        Day: "day", "day", "day";
        Week: "week", "week", "week";
        Month: "month", "month", "month";
        Year: "year", "year", "year";
    }
}

/// A price or a range of prices. Never converted: its currency and period are those it was quoted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// The lower bound in whole units; a price with this bound alone reads "from …".
    pub min: Option<i32>,
    /// The upper bound in whole units; a price with this bound alone reads "up to …".
    pub max: Option<i32>,
    /// What the price is for.
    pub period: Period,
    /// The currency that it was quoted in.
    pub currency: Currency,
}

impl Price {
    /// The price, when at least one bound is known.
    pub fn new(min: Option<i32>, max: Option<i32>, period: Period, currency: Currency) -> Option<Self> {
        (min.is_some() || max.is_some()).then_some(Self { min, max, period, currency })
    }
}

/// `$9,000–$18,000/month`, `from £450/day`, `up to CHF 2,900/month`.
impl Display for Price {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { min, max, period, currency } = *self;
        match (min, max) {
            (Some(min), Some(max)) if min == max => write!(f, "{}", Amount(min, currency))?,
            (Some(min), Some(max)) => write!(f, "{}–{}", Amount(min, currency), Amount(max, currency))?,
            (Some(min), None) => write!(f, "from {}", Amount(min, currency))?,
            (None, Some(max)) => write!(f, "up to {}", Amount(max, currency))?,
            (None, None) => return f.write_str("on request"),
        }
        write!(f, "/{period}")
    }
}

/// One amount with its currency: `$12,000`, `CHF 2,900`.
struct Amount(i32, Currency);

impl Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(amount, currency) = *self;
        let digits = group_thousands(amount);
        match currency {
            Currency::USD => write!(f, "${digits}"),
            Currency::GBP => write!(f, "£{digits}"),
            Currency::EUR => write!(f, "€{digits}"),
            Currency::INR => write!(f, "₹{digits}"),
            Currency::CAD => write!(f, "CA${digits}"),
            Currency::AUD => write!(f, "A${digits}"),
            Currency::NZD => write!(f, "NZ${digits}"),
            // U+00A0 keeps the code and its amount on one line.
            other => write!(f, "{}\u{a0}{digits}", other.code()),
        }
    }
}

/// `1234567` as `1,234,567`.
pub(crate) fn group_thousands(number: impl Into<i64>) -> String {
    let number = number.into();
    let mut digits = number.to_string();
    let sign = usize::from(number < 0);
    let mut at = digits.len();
    while at > sign + 3 {
        at -= 3;
        digits.insert(at, ',');
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_reads_as_people_quote_it() {
        let cases = [
            (Some(9_000), Some(18_000), Period::Month, Currency::USD, "$9,000–$18,000/month"),
            (Some(450), None, Period::Day, Currency::GBP, "from £450/day"),
            (None, Some(2_900), Period::Month, Currency::CHF, "up to CHF\u{a0}2,900/month"),
            (Some(100), Some(100), Period::Hour, Currency::EUR, "€100/hour"),
            (Some(1_250_000), None, Period::Year, Currency::INR, "from ₹1,250,000/year"),
        ];
        for (min, max, period, currency, label) in cases {
            assert_eq!(Price::new(min, max, period, currency).unwrap().to_string(), label);
        }
    }

    #[test]
    fn a_price_without_bounds_is_no_price() {
        assert_eq!(Price::new(None, None, Period::Hour, Currency::USD), None);
    }
}
