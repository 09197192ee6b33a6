//! How often an alert is told.

use chrono::{DateTime, TimeDelta, Utc};

use crate::values::terms;

terms! {
    /// How often an alert is told, where there is something to tell.
    Frequency = "alert_frequency" {
        Daily: "DAILY", "daily", "Every day";
        Weekly: "WEEKLY", "weekly", "Every week";
    }
}

impl Frequency {
    /// Between two mails.
    pub const fn period(self) -> TimeDelta {
        match self {
            Self::Daily => TimeDelta::days(1),
            Self::Weekly => TimeDelta::days(7),
        }
    }

    /// When it is due after `now`, at the same time of the day. However long nobody ran, what was missed is one run.
    pub fn next_after(self, due: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let period = self.period();
        let missed = i32::try_from((now - due).num_seconds() / period.num_seconds()).unwrap_or_default();
        due + period * (missed.max(0) + 1)
    }

    /// As a word within a sentence: `daily`.
    pub const fn adverb(self) -> &'static str {
        self.param()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_that_were_missed_are_one_and_the_time_of_the_day_stays() {
        let at = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        for (frequency, now, next) in [
            (Frequency::Daily, 0, 24),
            (Frequency::Daily, 23, 24),
            (Frequency::Daily, 24, 48),
            (Frequency::Daily, 24 * 9 + 5, 24 * 10),
            (Frequency::Weekly, 1, 168),
            (Frequency::Weekly, 24 * 15, 24 * 21),
            (Frequency::Daily, -5, 24),
        ] {
            assert_eq!(frequency.next_after(at(0), at(now)), at(next), "{frequency:?} at {now}");
        }
    }
}
