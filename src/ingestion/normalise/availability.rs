//! When, and for how many hours, a person can take on more.

use std::sync::LazyLock;

use chrono::NaiveDate;
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
        Regex::new(r"(?i)\b(?:from|starting|as of|after|until|till|til|through|thru|beginning|ab|bis|by|in|opens?)\s+(?P<date>[^;()]{3,40})").expect("the pattern is fixed")
    });
    let Some(text) = stated(text) else { return Reading::nothing() };
    let key = fold(text);
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| contains_words(&key, phrase));
    let (min, max) = hours_per_week(text).map_or((None, None), |(min, max)| (Some(min), Some(max)));
    let from = FROM
        .captures(text)
        .and_then(|found| date::partial_date(found["date"].trim().trim_end_matches('.'), today).value)
        .or_else(|| date::partial_date(text, today).value)
        .map(|found| found.date)
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
