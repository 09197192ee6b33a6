//! One price by other units. The same stands in SQL (`rate_per`, migration 99), for searches without the index; the index reckons by
//! itself, because that would be a third of what PostgreSQL does for it.

/// What somebody quotes, in whole units of one currency, as far as they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quoted {
    /// By the hour.
    pub hourly: Option<i64>,
    /// By the day.
    pub daily: Option<i64>,
    /// By the year; a month is a twelfth of it, a week a fifty-second.
    pub yearly: Option<i64>,
    /// For so many hours a week.
    pub hours: Option<i64>,
}

/// A day has 8 hours, a year 52 weeks and 12 months.
const HOURS: i64 = 8;
const WEEKS: i64 = 52;
const MONTHS: i64 = 12;

impl Quoted {
    /// By the hour: as quoted, else what it comes to, rounded up. Nothing where it can't be reckoned or is more than 32 bits hold.
    pub fn by_hour(self) -> Option<i32> {
        let of_year = || Some(up(self.yearly?, WEEKS * self.hours?));
        narrow(self.hourly.or_else(of_year).or_else(|| Some(up(self.daily?, HOURS))))
    }

    /// By the day, likewise.
    pub fn by_day(self) -> Option<i32> {
        let of_hours = || Some(self.hourly? * HOURS);
        let of_year = || Some(up(self.yearly? * HOURS, WEEKS * self.hours?));
        narrow(self.daily.or_else(of_hours).or_else(of_year))
    }

    /// By the month, likewise.
    pub fn by_month(self) -> Option<i32> {
        let of_year = || Some(up(self.yearly?, MONTHS));
        let of_hours = || Some(up(self.hourly? * self.hours? * WEEKS, MONTHS));
        let of_days = || Some(up(self.daily? * self.hours? * WEEKS, MONTHS * HOURS));
        narrow(of_year().or_else(of_hours).or_else(of_days))
    }
}

/// The quotient, rounded up.
fn up(dividend: i64, divisor: i64) -> i64 {
    (dividend + divisor - 1) / divisor
}

fn narrow(price: Option<i64>) -> Option<i32> {
    price.and_then(|price| i32::try_from(price).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_the_same_by_each_unit() {
        let quoted = |hourly, daily, monthly: Option<i64>, hours| Quoted {
            hourly,
            daily,
            yearly: monthly.map(|monthly| monthly * MONTHS),
            hours,
        };
        for (price, by_hour, by_day, by_month) in [
            (quoted(Some(150), None, None, Some(10)), Some(150), Some(1_200), Some(6_500)),
            (quoted(None, Some(1_001), None, None), Some(126), Some(1_001), None),
            (quoted(None, None, Some(6_500), Some(10)), Some(150), Some(1_200), Some(6_500)),
            (quoted(None, None, Some(6_501), Some(10)), Some(151), Some(1_201), Some(6_501)),
            (quoted(None, None, Some(6_500), None), None, None, Some(6_500)),
            // What is quoted holds, whatever else would come to.
            (quoted(Some(150), Some(1_000), Some(9_000), Some(40)), Some(150), Some(1_000), Some(9_000)),
            (quoted(Some(i64::from(i32::MAX)), None, None, Some(1)), Some(i32::MAX), None, None),
            (Quoted::default(), None, None, None),
        ] {
            assert_eq!(
                (price.by_hour(), price.by_day(), price.by_month()),
                (by_hour, by_day, by_month),
                "{price:?}"
            );
        }
    }
}
