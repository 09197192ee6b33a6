//! Quartiles and distributions of prices of one currency and unit.

use hashbrown::HashMap;

use crate::values::{Currency, Period, Price};

/// Statistics of fewer than this many prices are not shown.
pub const FEWEST: i64 = 5;

/// In what a price is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quote {
    /// The currency.
    pub currency: Currency,
    /// The unit.
    pub period: Period,
}

impl Quote {
    /// A price of this many whole units, ready to read: `$8,500/month`.
    pub fn price(self, amount: i32) -> String {
        let Self { currency, period } = self;
        Price { min: Some(amount), max: Some(amount), period, currency }.to_string()
    }

    /// The same without its unit: `$8,500`.
    pub fn amount(self, amount: i32) -> String {
        let price = self.price(amount);
        price.strip_suffix(&format!("/{}", self.period)).map_or(price.clone(), str::to_owned)
    }

    /// `USD by the month`.
    pub fn label(self) -> String {
        format!("{} by the {}", self.currency.code(), self.period)
    }

    /// For an address within a page: `usd-month`.
    pub fn anchor(self) -> String {
        format!("{}-{}", self.currency.code().to_lowercase(), self.period)
    }
}

/// The lower quartile, the median and the upper quartile, in whole units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quartiles {
    /// A quarter is below.
    pub lower: i32,
    /// Half is below.
    pub median: i32,
    /// A quarter is above.
    pub upper: i32,
}

impl Quartiles {
    /// Where the middle half stands: `half between $8,000 and $10,000`.
    pub fn middle(&self, quote: Quote) -> String {
        let Self { lower, upper, .. } = *self;
        if lower == upper {
            return format!("at least half at {}", quote.amount(lower));
        }
        format!("half between {} and {}", quote.amount(lower), quote.amount(upper))
    }

    /// Of PostgreSQL's `percentile_cont(array[0.25, 0.5, 0.75])`.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let [lower, median, upper] = *<&[f64; 3]>::try_from(values).ok()?;
        Some(Self { lower: whole(lower), median: whole(median), upper: whole(upper) })
    }
}

/// Prices of one currency and unit: each price with how often it is asked, cheapest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// In what they are quoted.
    pub quote: Quote,
    counts: Vec<(i32, i64)>,
}

impl Prices {
    /// Of each price with how often it is asked.
    pub fn new(quote: Quote, mut counts: Vec<(i32, i64)>) -> Self {
        counts.retain(|(_, count)| *count > 0);
        counts.sort_unstable();
        Self { quote, counts }
    }

    /// Of every price that is asked, in any order.
    pub fn of(quote: Quote, prices: impl Iterator<Item = i32>) -> Self {
        // Many ask the same: to count is a tenth of sorting.
        let mut counts: HashMap<i32, i64> = HashMap::new();
        for price in prices {
            *counts.entry(price).or_default() += 1;
        }
        Self::new(quote, counts.into_iter().collect())
    }

    /// How many prices.
    pub fn n(&self) -> i64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// Quartiles as `percentile_cont` has them: between two prices where the place falls between them.
    pub fn quartiles(&self) -> Option<Quartiles> {
        Some(Quartiles {
            lower: whole(self.percentile(0.25)?),
            median: whole(self.percentile(0.5)?),
            upper: whole(self.percentile(0.75)?),
        })
    }

    /// The price below which this share of all stands.
    #[expect(clippy::cast_precision_loss, reason = "there are fewer than 2^52 prices")]
    pub fn percentile(&self, share: f64) -> Option<f64> {
        let place = share * (self.n() - 1).max(0) as f64;
        let (low, high) = (self.at(place.floor())?, self.at(place.ceil())?);
        Some(f64::from(low) + (f64::from(high) - f64::from(low)) * place.fract())
    }

    /// The price at a place, from 0.
    #[expect(clippy::cast_precision_loss, reason = "there are fewer than 2^52 prices")]
    fn at(&self, place: f64) -> Option<i32> {
        let mut before = 0;
        self.counts.iter().find_map(|(price, count)| {
            before += count;
            (place < before as f64).then_some(*price)
        })
    }

    /// How many prices stand in each step of `width` from `from` on; what is outside stands in the first or the last.
    pub fn steps(&self, from: i32, width: i32, steps: usize) -> Vec<i64> {
        let mut counted = vec![0; steps];
        let last = steps.saturating_sub(1);
        for (price, count) in &self.counts {
            let step = usize::try_from((price - from).div_euclid(width.max(1))).unwrap_or(0).min(last);
            if let Some(counted) = counted.get_mut(step) {
                *counted += count;
            }
        }
        counted
    }
}

/// Prices are within i32, and so is what lies between two of them.
#[expect(clippy::cast_possible_truncation, reason = "between two values of i32")]
pub(super) fn whole(price: f64) -> i32 {
    price.round() as i32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const QUOTE: Quote = Quote { currency: Currency::USD, period: Period::Month };

    #[test]
    fn quartiles_are_those_of_the_textbook() {
        let cases = [
            (vec![10], [10, 10, 10]),
            (vec![10, 20], [13, 15, 18]),
            (vec![1, 2, 3, 4, 5], [2, 3, 4]),
            (vec![5, 1, 4, 2, 3, 100], [2, 4, 5]),
        ];
        for (prices, [lower, median, upper]) in cases {
            let prices = Prices::new(QUOTE, prices.iter().map(|price| (*price, 1)).collect());
            assert_eq!(prices.quartiles(), Some(Quartiles { lower, median, upper }), "{prices:?}");
        }
        assert_eq!(Prices::new(QUOTE, vec![]).quartiles(), None);
    }

    #[test]
    fn a_price_is_read_with_and_without_its_unit() {
        assert_eq!(QUOTE.price(8_500), "$8,500/month");
        assert_eq!(QUOTE.amount(8_500), "$8,500");
        assert_eq!(QUOTE.anchor(), "usd-month");
    }

    #[test]
    fn the_middle_half_is_between_two_prices_or_at_one() {
        let middle = |lower, upper| Quartiles { lower, median: upper, upper }.middle(QUOTE);
        assert_eq!(middle(8_000, 10_000), "half between $8,000 and $10,000");
        assert_eq!(middle(390, 390), "at least half at $390");
    }

    proptest! {
        #[test]
        fn steps_lose_no_price(counts in proptest::collection::vec((1_i32..50_000, 1_i64..9), 1..40), width in 1_i32..9_000) {
            let prices = Prices::new(QUOTE, counts);
            prop_assert_eq!(prices.steps(5_000, width, 12).iter().sum::<i64>(), prices.n());
        }

        #[test]
        fn the_median_lies_between_the_quartiles(counts in proptest::collection::vec((1_i32..50_000, 1_i64..9), 1..40)) {
            let Quartiles { lower, median, upper } = Prices::new(QUOTE, counts).quartiles().unwrap();
            prop_assert!(lower <= median && median <= upper);
        }
    }
}
