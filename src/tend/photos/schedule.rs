//! When a photograph that did not come is asked for again.

use chrono::{DateTime, TimeDelta, Utc};

/// How often a photograph is asked for at most.
const TRIES: i32 = 8;

/// Why a photograph did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// For those who run the site.
    pub why: String,
    /// Whether it may be otherwise later.
    passes: bool,
}

impl Failed {
    /// It would be the same again.
    pub fn for_good(why: impl Into<String>) -> Self {
        Self { why: why.into(), passes: false }
    }

    /// It may be otherwise later.
    pub fn for_now(why: impl Into<String>) -> Self {
        Self { why: why.into(), passes: true }
    }
}

/// When to ask again after so many failures before this one: after an hour, four, sixteen, and then every three days, eight times
/// in all. Never where it would be the same again.
pub fn again_at(failed: &Failed, failures: i32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !failed.passes || failures + 1 >= TRIES {
        return None;
    }
    let hours = 4_i64.pow(u32::try_from(failures.clamp(0, 4)).unwrap_or_default());
    Some(now + TimeDelta::hours(hours).min(TimeDelta::days(3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_come_later_is_asked_for_less_and_less_and_then_no_more() {
        let now = "2026-06-15T12:00:00Z".parse().unwrap();
        let slow = Failed::for_now("No answer.");
        let hours: Vec<Option<i64>> =
            (0..9).map(|failures| again_at(&slow, failures, now).map(|at| (at - now).num_hours())).collect();
        let later = [1, 4, 16, 64, 72, 72, 72].map(Some);
        assert_eq!(hours[..7], later);
        assert_eq!(hours[7..], [None, None]);
        assert_eq!(again_at(&Failed::for_good("404"), 0, now), None);
    }
}
