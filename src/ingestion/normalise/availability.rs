//! When, and for how many hours, a person can take on more.

use std::sync::LazyLock;

use chrono::{Months, NaiveDate};
use regex::Regex;
use serde::Serialize;

use super::{
    Reading, compensation::hours_per_week, date, employment::contains_words, placeholder::stated,
    reading::quote,
};
use crate::{executives::Availability, taxonomy::vocabulary::fold};

/// What a cell says about availability.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AvailabilityReading {
    /// How soon.
    pub availability: Availability,
    /// The first day, where one is named.
    pub available_from: Option<NaiveDate>,
    /// Hours a week, lower bound.
    pub hours_per_week_min: Option<i32>,
    /// Hours a week, upper bound.
    pub hours_per_week_max: Option<i32>,
}

/// Reads availability: "Available now", "Booked until March 2026", "from 1 May", "limited: 10 h/week", "fully booked".
pub fn availability(text: &str, today: NaiveDate) -> Reading<AvailabilityReading> {
    static FROM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?P<how>from|starting|as of|after|until|till|til|through|thru|beginning|ab|bis|by|in|opens?)\s+(?P<date>[^;()]{3,40})").expect("the pattern is fixed")
    });
    // "Not available" is an answer here, not a placeholder.
    let answered = fold(text) == "not available";
    let Some(text) = stated(text).or_else(|| answered.then_some(text)) else { return Reading::nothing() };
    let key = fold(text);
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| contains_words(&key, phrase));
    let (min, max) = hours_per_week(text).map_or((None, None), |(min, max)| (Some(min), Some(max)));
    let from = FROM
        .captures(text)
        .and_then(|found| {
            let named = date::partial_date(found["date"].trim().trim_end_matches('.'), today).value?;
            let through = matches!(&*found["how"].to_lowercase(), "through" | "thru");
            if through { after(named) } else { Some(named.date) }
        })
        .or_else(|| date::partial_date(text, today).value.map(|found| found.date))
        .filter(|&date| date > today);
    let availability = if has(&[
        "unavailable",
        "not available",
        "not looking",
        "not open",
        "closed",
        "retired",
        "on leave",
        "no longer",
        "inactive",
        "not accepting",
        "not taking",
        "sabbatical",
        "parental leave",
    ]) {
        Availability::Unavailable
    } else if has(&[
        "booked",
        "fully booked",
        "engaged",
        "busy",
        "no capacity",
        "at capacity",
        "full",
        "waitlist",
        "wait list",
        "not currently available",
        "ausgebucht",
    ]) {
        Availability::Booked
    } else if has(&[
        "limited",
        "limited hours",
        "some capacity",
        "partially",
        "partly",
        "part time only",
        "few hours",
        "one slot",
        "1 slot",
        "slot left",
        "slots left",
        "spot left",
        "spots left",
        "one more",
        "1 more",
        "selective",
        "selectively",
    ]) {
        Availability::Limited
    } else if has(&[
        "available",
        "open",
        "immediately",
        "immediate",
        "now",
        "asap",
        "ready",
        "yes",
        "true",
        "1",
        "taking clients",
        "accepting",
        "open to work",
        "looking",
        "active",
        "verfugbar",
        "sofort",
        "disponible",
    ]) || from.is_some()
    {
        Availability::Available
    } else if min.is_some() {
        Availability::Limited
    } else if has(&["no", "false", "0"]) {
        Availability::Unavailable
    } else {
        return Reading::unread(text, format!("{} doesn't say whether the person is available", quote(text)));
    };
    Reading::of(AvailabilityReading {
        availability,
        available_from: from,
        hours_per_week_min: min,
        hours_per_week_max: max,
    })
}

/// The first day after the day, month or year.
fn after(named: date::PartialDate) -> Option<NaiveDate> {
    match named.precision {
        date::Precision::Day => named.date.succ_opt(),
        date::Precision::Month => named.date.checked_add_months(Months::new(1)),
        date::Precision::Year => named.date.checked_add_months(Months::new(12)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
    }

    const CASES: &[(&str, &str)] = &[
        ("Available", "AVAILABLE"),
        ("AVAILABLE", "AVAILABLE"),
        ("Available now", "AVAILABLE"),
        ("Immediately", "AVAILABLE"),
        ("Open to work", "AVAILABLE"),
        ("Open", "AVAILABLE"),
        ("yes", "AVAILABLE"),
        ("ASAP", "AVAILABLE"),
        ("Available from 1 May 2026", "AVAILABLE 2026-05-01"),
        ("from May 2026", "AVAILABLE 2026-05-01"),
        ("2026-05-01", "AVAILABLE 2026-05-01"),
        ("Available in 2 weeks", "AVAILABLE"),
        ("1 May", "AVAILABLE 2026-05-01"),
        ("Limited", "LIMITED"),
        ("Limited hours", "LIMITED"),
        ("Limited: 10 h/week", "LIMITED 10-10"),
        ("10-15 hours per week", "LIMITED 10-15"),
        ("Available, 20 hours per week", "AVAILABLE 20-20"),
        ("Selectively taking clients", "LIMITED"),
        ("Booked", "BOOKED"),
        ("Fully booked", "BOOKED"),
        ("Booked until June 2026", "BOOKED 2026-06-01"),
        ("Waitlist", "BOOKED"),
        ("At capacity", "BOOKED"),
        ("Unavailable", "UNAVAILABLE"),
        ("Not available", "UNAVAILABLE"),
        ("Not looking", "UNAVAILABLE"),
        ("no", "UNAVAILABLE"),
        ("Retired", "UNAVAILABLE"),
        ("Purple", ""),
        ("N/A", ""),
        ("", ""),
    ];

    #[test]
    fn availability_is_read() {
        for (text, expected) in CASES {
            let told = availability(text, today()).value.map_or_else(String::new, |read| {
                let mut told = read.availability.as_str().to_owned();
                if let Some(date) = read.available_from.filter(|_| !text.contains("weeks")) {
                    told = format!("{told} {date}");
                }
                if let (Some(min), Some(max)) = (read.hours_per_week_min, read.hours_per_week_max) {
                    told = format!("{told} {min}-{max}");
                }
                told
            });
            assert_eq!(told, *expected, "{text:?}");
        }
        for kind in Availability::ALL {
            assert_eq!(availability(kind.label(), today()).value.map(|read| read.availability), Some(*kind));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = availability(&text, today());
        }
    }
}
