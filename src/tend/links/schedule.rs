//! What a look means after the ones before it, and when to look again.

use chrono::{DateTime, TimeDelta, Utc};

/// How a posting was found before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Looks in a row that ended in doubt.
    pub failures: i32,
    /// Since when its page has been missing, look for look.
    pub missing_since: Option<DateTime<Utc>>,
}

/// What one look found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It can be applied for.
    Open,
    /// The platform says that it is closed.
    Closed,
    /// Its page is missing from a host that is otherwise in order.
    Missing,
    /// Nothing follows from it.
    Unknown,
    /// Nobody answered.
    NoAnswer,
}

/// What is kept of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// `open`, `closed`, `unknown`.
    pub outcome: &'static str,
    /// As [`Before`] will say it.
    pub before: Before,
    /// When to look again.
    pub next_at: DateTime<Utc>,
}

/// Every open posting is looked at so often.
const ROUND: TimeDelta = TimeDelta::days(3);

/// A page has to be missing for so long, and on two days, before it counts as gone.
const GONE_FOR: TimeDelta = TimeDelta::hours(20);

/// The longest pause after looks in vain.
const LONGEST: TimeDelta = TimeDelta::days(12);

/// Settles it.
pub fn settle(before: Before, found: Found, now: DateTime<Utc>) -> After {
    let doubt = Before { failures: before.failures.saturating_add(1), missing_since: None };
    let after = |outcome, before, pause| After { outcome, before, next_at: now + pause };
    match found {
        Found::Open => after("open", Before::default(), ROUND),
        Found::Closed => after("closed", Before::default(), ROUND),
        Found::Missing => {
            let since = before.missing_since.unwrap_or(now);
            let is_gone = now - since >= GONE_FOR && now.date_naive() > since.date_naive();
            let missing = Before { missing_since: Some(since), ..doubt };
            after(if is_gone { "closed" } else { "unknown" }, missing, TimeDelta::days(1))
        }
        Found::Unknown => after("unknown", doubt, pause(before.failures)),
        // Silence neither repeats nor refutes what was seen before.
        Found::NoAnswer => {
            let silent = Before { missing_since: before.missing_since, ..doubt };
            after("unknown", silent, pause(before.failures))
        }
    }
}

/// After a day, two, four, eight, then every twelve.
fn pause(failures: i32) -> TimeDelta {
    TimeDelta::days(1 << failures.clamp(0, 4)).min(LONGEST)
}

/// How long a host that doesn't answer is left alone: ten minutes, twenty, forty … up to a day.
pub fn host_pause(failures: i32) -> TimeDelta {
    TimeDelta::minutes(10 << failures.clamp(0, 8)).min(TimeDelta::days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-06-{text}:00Z").parse().unwrap()
    }

    #[test]
    fn a_missing_page_closes_on_another_day_and_not_before() {
        let first = settle(Before::default(), Found::Missing, at("15T12:00"));
        assert_eq!((first.outcome, first.next_at), ("unknown", at("16T12:00")));
        // The same day, or minutes into the next.
        assert_eq!(settle(first.before, Found::Missing, at("15T23:00")).outcome, "unknown");
        let late = settle(Before::default(), Found::Missing, at("15T23:50"));
        assert_eq!(settle(late.before, Found::Missing, at("16T00:10")).outcome, "unknown");
        assert_eq!(settle(first.before, Found::Missing, at("16T12:00")).outcome, "closed");
    }

    #[test]
    fn whatever_was_seen_between_begins_anew_and_silence_does_not() {
        let missing = settle(Before::default(), Found::Missing, at("15T12:00")).before;
        for found in [Found::Open, Found::Unknown] {
            let between = settle(missing, found, at("16T12:00"));
            assert_eq!(
                settle(between.before, Found::Missing, at("17T12:00")).outcome,
                "unknown",
                "{found:?}"
            );
        }
        let silence = settle(missing, Found::NoAnswer, at("16T12:00"));
        assert_eq!(silence.outcome, "unknown");
        assert_eq!(settle(silence.before, Found::Missing, at("17T12:00")).outcome, "closed");
    }

    #[test]
    fn doubt_never_closes_and_is_looked_at_less_and_less() {
        let mut before = Before::default();
        let mut days = Vec::new();
        for _ in 0..7 {
            let after = settle(before, Found::Unknown, at("15T12:00"));
            assert_eq!(after.outcome, "unknown");
            days.push((after.next_at - at("15T12:00")).num_days());
            before = after.before;
        }
        assert_eq!((days, before.failures), (vec![1, 2, 4, 8, 12, 12, 12], 7));
        assert_eq!(settle(before, Found::Open, at("15T12:00")).before, Before::default());
    }

    #[test]
    fn a_host_in_trouble_is_left_alone_for_longer_and_longer() {
        let minutes: Vec<i64> = (0..10).map(|failures| host_pause(failures).num_minutes()).collect();
        assert_eq!(minutes, [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
    }
}
