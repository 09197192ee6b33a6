//! Dates and times as cells say them.
//!
//! Where day and month could be either: with slashes the month stands first (`04/03/2026` is 3 April, as in the US),
//! with dots or hyphens the day (`4.3.2026` is 4 March). Slashes and hyphens that could be read the other way are warned
//! about.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, Utc};
use regex::{Captures, Regex};
use serde::{Deserialize, Serialize};

use super::{Reading, placeholder::stated, reading::quote, remote::pattern};
use crate::taxonomy::vocabulary::fold;

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

impl Precision {
    /// As the database keeps it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// A date of which perhaps only the month or the year is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartialDate {
    /// The date, with the first day of what is not known.
    pub date: NaiveDate,
    /// How much of it the text says.
    pub precision: Precision,
}

/// Reads a moment (UTC; a date alone is its midnight). A year alone is none; a month alone is its first day, with a
/// warning.
pub fn date_time(text: &str, today: NaiveDate) -> Reading<DateTime<Utc>> {
    let read = read(text, today);
    match read.value {
        Some(Moment { precision: Precision::Year, .. }) => {
            Reading::unread(text.trim(), format!("{} is only a year, not a date", quote(text)))
        }
        Some(Moment { precision: Precision::Month, at }) => Reading::of(at)
            .warn_all(read.warnings)
            .warn(format!("{} names no day; read as the first of the month", quote(text))),
        _ => read.map(|moment| moment.at),
    }
}

/// Reads a date of which perhaps only the month or the year is known. "Present" and its like state nothing; ask
/// [`is_present`].
pub fn partial_date(text: &str, today: NaiveDate) -> Reading<PartialDate> {
    if is_present(text) {
        return Reading::nothing();
    }
    read(text, today).map(|moment| PartialDate { date: moment.at.date_naive(), precision: moment.precision })
}

/// Whether the text says that something still goes on: "Present", "current", "heute", "now".
pub fn is_present(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "present"
            | "current"
            | "currently"
            | "now"
            | "today"
            | "ongoing"
            | "to date"
            | "till date"
            | "till now"
            | "until now"
            | "to present"
            | "heute"
            | "aktuell"
            | "bis heute"
            | "actualidad"
            | "actual"
            | "aujourdhui"
            | "en cours"
            | "oggi"
            | "heden"
            | "atualmente"
            | "still"
            | "active"
    )
}

/// A moment and how much of it the text says.
#[derive(Clone, Copy, Debug)]
struct Moment {
    at: DateTime<Utc>,
    precision: Precision,
}

fn read(text: &str, today: NaiveDate) -> Reading<Moment> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    let no_date = || Reading::unread(text, format!("{} is no date we can read", quote(text)));
    if text.len() > 100 {
        return no_date();
    }
    let mut warnings = Vec::new();
    let tidy = LEAD.replace(text, "");
    let tidy = tidy.trim().trim_matches(['"', '\'', ',', ';']).trim_end_matches('.').trim();
    let found = iso(tidy)
        .or_else(|| numeric(tidy, &mut warnings))
        .or_else(|| named_month(tidy, today, &mut warnings))
        .or_else(|| month_or_year(tidy))
        .or_else(|| relative(tidy, today, &mut warnings))
        .or_else(|| mail_header(tidy))
        .or_else(|| counted(tidy, &mut warnings));
    match found.filter(|moment| (1900..=2100).contains(&moment.at.year())) {
        Some(moment) => Reading::of(moment).warn_all(warnings),
        None => no_date(),
    }
}

/// Words before a date.
static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:(?:re)?posted|published|updated|active|created|date|since|as of|on|dated|started|joined|issued|expires?)\s*(?:on|at)?\s*:?\s+|^\s*(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+",
    )
});

/// A time of day behind a date, with its offset.
const TIME: &str = r"(?:(?:T|,?\s+(?:at\s+)?)(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<ap>am|pm|a\.m\.|p\.m\.)?\s*(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?";

fn with_time(date: &str) -> Regex {
    pattern(&format!("^(?:{date}){TIME}$"))
}

/// `2026-02-20`, `2026-02-20T10:00:00.000Z`, `2026/02/20`, `20260220`, `2026年2月20日`.
fn iso(text: &str) -> Option<Moment> {
    static DASHED: LazyLock<Regex> =
        LazyLock::new(|| with_time(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"));
    static JOINED: LazyLock<Regex> =
        LazyLock::new(|| with_time(r"(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)"));
    static SIGNS: LazyLock<Regex> =
        LazyLock::new(|| with_time(r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"));
    let found = DASHED.captures(text).or_else(|| JOINED.captures(text)).or_else(|| SIGNS.captures(text))?;
    day(date(number(&found, "y")?, number(&found, "m")?, number(&found, "d")?)?, &found)
}

/// `3/4/2026`, `4.3.2026`, `04-03-26`.
fn numeric(text: &str, warnings: &mut Vec<String>) -> Option<Moment> {
    static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
        with_time(r"(?P<a>\d{1,2})(?P<sep>[./-])\s?(?P<b>\d{1,2})[./-]\s?(?P<y>\d{4}|\d{2})")
    });
    let found = NUMERIC.captures(text)?;
    let (first, second) = (number(&found, "a")?, number(&found, "b")?);
    let year = full_year(number(&found, "y")?);
    let slash = &found["sep"] == "/";
    let either = first <= 12 && second <= 12 && first != second;
    let month_first = if either { slash } else { second > 12 };
    let (month, day_of_month) = if month_first { (first, second) } else { (second, first) };
    let date = date(year, month, day_of_month)?;
    if either && &found["sep"] != "." {
        warnings.push(format!(
            "{} could be day or month first; read as {}",
            quote(text),
            date.format("%-d %B %Y")
        ));
    }
    day(date, &found)
}

/// `20 Feb 2026`, `February 20th, 2026`, `20-Feb-2026`, `Feb 2026`, `Feb '21`, `1 May`.
fn named_month(text: &str, today: NaiveDate, warnings: &mut Vec<String>) -> Option<Moment> {
    static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
        with_time(
            r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.)?[\s-]*(?:of\s+|de\s+)?(?P<m>\p{L}{3,12})\.?(?:[\s,-]+(?:de\s+)?(?P<y>\d{4}|'?\d{2}))?",
        )
    });
    static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
        with_time(r"(?P<m>\p{L}{3,12})\.?[\s-]*(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:[\s,]+(?P<y>\d{4}))?")
    });
    static MONTH_YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^(?P<m>\p{L}{3,12})\.?[\s,/-]*(?:of\s+|de\s+)?(?:(?P<y>\d{4})|['’](?P<short>\d{2}))$")
    });
    static YEAR_MONTH: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?P<y>\d{4})[\s,/-]+(?P<m>\p{L}{3,12})\.?$"));
    static QUARTER: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^Q(?P<q>[1-4])[\s,/-]*'?(?P<y>\d{4}|\d{2})$"));
    static MONTH_ALONE: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?:early |mid |late |mid-|end of )?(?P<m>\p{L}{3,12})\.?$"));
    let first_of = |date| Some(Moment { at: midnight(date), precision: Precision::Month });
    if let Some(found) = MONTH_YEAR.captures(text).or_else(|| YEAR_MONTH.captures(text))
        && let Some(month) = month(&found["m"])
    {
        let year = number(&found, "y").or_else(|| number(&found, "short").map(full_year))?;
        return first_of(date(year, month, 1)?);
    }
    if let Some(found) = QUARTER.captures(text) {
        return first_of(date(full_year(number(&found, "y")?), number(&found, "q")? * 3 - 2, 1)?);
    }
    if let Some(month) = MONTH_ALONE.captures(text).and_then(|found| month(&found["m"])) {
        let date = closest(month, 1, today)?;
        warnings.push(format!("{} names no year; read as {}", quote(text), date.format("%B %Y")));
        return first_of(date);
    }
    let found = MONTH_FIRST
        .captures(text)
        .filter(|found| month(&found["m"]).is_some())
        .or_else(|| DAY_FIRST.captures(text))?;
    let month = month(&found["m"])?;
    let day_of_month = number(&found, "d")?;
    let year = found
        .name("y")
        .and_then(|year| year.as_str().trim_start_matches('\'').parse::<u32>().ok())
        .map(full_year);
    if let Some(year) = year {
        return day(date(year, month, day_of_month)?, &found);
    }
    let date = closest(month, day_of_month, today)?;
    warnings.push(format!("{} names no year; read as {}", quote(text), date.format("%-d %B %Y")));
    day(date, &found)
}

/// `2021-01`, `01/2021`, `1.2021`, `2021`, `summer 2021`.
fn month_or_year(text: &str) -> Option<Moment> {
    static YEAR_MONTH: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?P<y>(?:19|20)\d{2})[-/.](?P<m>\d{1,2})$"));
    static MONTH_YEAR: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?P<m>\d{1,2})[-/.](?P<y>(?:19|20)\d{2})$"));
    static YEAR: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:c\.?\s?|ca\.?\s?|circa\s|(?:early|mid|late|spring|summer|autumn|fall|winter)[\s-]+(?:of\s+)?)?(?P<y>(?:19|20)\d{2})(?:\.0)?$",
        )
    });
    if let Some(found) = YEAR_MONTH.captures(text).or_else(|| MONTH_YEAR.captures(text)) {
        let date = date(number(&found, "y")?, number(&found, "m")?, 1)?;
        return Some(Moment { at: midnight(date), precision: Precision::Month });
    }
    let found = YEAR.captures(text)?;
    Some(Moment { at: midnight(date(number(&found, "y")?, 1, 1)?), precision: Precision::Year })
}

/// `3 days ago`, `yesterday`, `30+ days ago`, `in 2 weeks`, `last month`.
fn relative(text: &str, today: NaiveDate, warnings: &mut Vec<String>) -> Option<Moment> {
    static AGO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:about |over |more than |almost |~)?(?P<n>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|few|couple of)\s?(?P<plus>\+)?\s*(?P<u>minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|h|d|w|mo|yr|y|m)\s*(?P<plus2>\+)?\s*(?P<ago>ago|from now)?$",
        )
    });
    static IN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^in\s+(?:about\s+)?(?P<n>\d{1,3}|an?|one|two|three|four|five|six)\s*(?P<u>days?|weeks?|months?|years?)(?:['’]?\s*time)?$",
        )
    });
    let day = |date| Some(Moment { at: midnight(date), precision: Precision::Day });
    match fold(text).as_str() {
        "today" | "now" | "just now" | "just posted" | "new" | "heute" | "immediately" | "asap" => {
            return day(today);
        }
        "yesterday" | "gestern" | "hier" => return day(today.checked_sub_days(Days::new(1))?),
        "tomorrow" | "morgen" => return day(today.checked_add_days(Days::new(1))?),
        "last week" => return day(today.checked_sub_days(Days::new(7))?),
        "next week" => return day(today.checked_add_days(Days::new(7))?),
        "last month" => return day(today.checked_sub_months(Months::new(1))?),
        "next month" => return day(today.with_day(1)?.checked_add_months(Months::new(1))?),
        _ => {}
    }
    let (found, ahead) = match AGO.captures(text) {
        // "3d" alone is a posting's age; "3 years" alone is a length, no date.
        Some(found)
            if found.name("ago").is_some() || matches!(&*found["u"].to_lowercase(), "h" | "d" | "w") =>
        {
            let ahead = found.name("ago").is_some_and(|ago| ago.as_str().eq_ignore_ascii_case("from now"));
            (found, ahead)
        }
        Some(_) => return None,
        None => (IN.captures(text)?, true),
    };
    let count = match &*found["n"].to_lowercase() {
        "a" | "an" | "one" => 1,
        "two" | "couple of" => 2,
        "three" | "few" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        digits => digits.parse::<u32>().ok()?,
    };
    if found.name("plus").is_some() || found.name("plus2").is_some() {
        warnings.push(format!("{} is a limit, not a date; read as exactly that long ago", quote(text)));
    }
    let unit = found["u"].to_lowercase();
    let months = match unit.as_bytes()[0] {
        b'y' => Some(count.checked_mul(12)?),
        b'm' if unit.starts_with("mo") => Some(count),
        _ => None,
    };
    if let Some(months) = months {
        let months = Months::new(months);
        return day(if ahead {
            today.checked_add_months(months)?
        } else {
            today.checked_sub_months(months)?
        });
    }
    let days = match unit.as_bytes()[0] {
        b'w' => u64::from(count) * 7,
        b'd' => u64::from(count),
        b'h' => u64::from(count) / 24,
        _ => 0,
    };
    day(if ahead {
        today.checked_add_days(Days::new(days))?
    } else {
        today.checked_sub_days(Days::new(days))?
    })
}

/// `Fri, 20 Feb 2026 10:00:00 +0000`.
fn mail_header(text: &str) -> Option<Moment> {
    let at = DateTime::parse_from_rfc2822(text)
        .or_else(|_| DateTime::parse_from_str(text, "%b %e %H:%M:%S %z %Y"))
        .ok()?;
    Some(Moment { at: at.with_timezone(&Utc), precision: Precision::Day })
}

/// Seconds or milliseconds since 1970, or a spreadsheet's day number (2000 to 2040 only: other numbers are numbers).
fn counted(text: &str, warnings: &mut Vec<String>) -> Option<Moment> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let at = match whole.len() {
        9 | 10 => DateTime::from_timestamp(number, 0)?,
        12 | 13 => DateTime::from_timestamp_millis(number)?,
        5 if (36_526..=51_501).contains(&number) => {
            warnings.push(format!("{} was read as a spreadsheet's day number", quote(text)));
            // Day 0 is 30 December 1899, as spreadsheets believe that 1900 was a leap year.
            midnight(
                NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(number.unsigned_abs()))?,
            )
        }
        _ => return None,
    };
    (at.year() >= 2000).then_some(Moment { at, precision: Precision::Day })
}

/// The date with the time of day that the pattern found behind it.
fn day(date: NaiveDate, found: &Captures<'_>) -> Option<Moment> {
    let Some(hour) = number(found, "h") else {
        return Some(Moment { at: midnight(date), precision: Precision::Day });
    };
    let half = found.name("ap").map(|half| half.as_str().to_lowercase().starts_with('p'));
    let hour = match half {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    // A leap second is the next one.
    let time =
        NaiveTime::from_hms_opt(hour, number(found, "min")?, number(found, "s").unwrap_or_default().min(59))?;
    let minutes = found.name("z").map_or(Some(0), |zone| offset(zone.as_str()))?;
    let at = date.and_time(time).and_utc().checked_sub_signed(TimeDelta::try_minutes(minutes)?)?;
    Some(Moment { at, precision: Precision::Day })
}

/// The minutes that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone.as_bytes().first()? {
        b'+' => (1, &zone[1..]),
        b'-' => (-1, &zone[1..]),
        _ => return Some(0),
    };
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn number(found: &Captures<'_>, name: &str) -> Option<u32> {
    found.name(name)?.as_str().parse().ok()
}

/// `26` is 2026, `87` is 1987.
const fn full_year(year: u32) -> u32 {
    match year {
        0..=49 => 2000 + year,
        50..=99 => 1900 + year,
        _ => year,
    }
}

/// The date with this month and day that is closest to today.
fn closest(month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    (today.year() - 1..=today.year() + 1)
        .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
        .min_by_key(|date| date.signed_duration_since(today).num_days().abs())
}

fn month(word: &str) -> Option<u32> {
    const MONTHS: &[&[&str]] = &[
        &[
            "jan", "january", "januar", "janner", "janvier", "janv", "enero", "ene", "gennaio", "janeiro",
            "januari",
        ],
        &[
            "feb",
            "february",
            "februar",
            "fevrier",
            "fevr",
            "fev",
            "febrero",
            "febbraio",
            "fevereiro",
            "februari",
        ],
        &["mar", "march", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart"],
        &["apr", "april", "avril", "avr", "abril", "abr", "aprile"],
        &["may", "mai", "mayo", "maggio", "maio", "mei"],
        &["jun", "june", "juni", "juin", "junio", "giugno", "junho"],
        &["jul", "july", "juli", "juillet", "juil", "juill", "julio", "luglio", "julho"],
        &["aug", "august", "aout", "agosto", "ago", "augustus"],
        &["sep", "sept", "september", "septembre", "septiembre", "setiembre", "settembre", "setembro"],
        &["oct", "october", "oktober", "okt", "octobre", "octubre", "ottobre", "outubro"],
        &["nov", "november", "novembre", "noviembre", "novembro"],
        &["dec", "december", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre", "dezembro"],
    ];
    let key = fold(word);
    let at = MONTHS.iter().position(|names| names.contains(&key.as_str()))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
    }

    /// Input on 10 March 2026; date with as much as is known; "?" behind it when there is a warning.
    const DATES: &[(&str, &str)] = &[
        ("2026-02-20", "2026-02-20"),
        ("2026-02-20T00:00:00.000Z", "2026-02-20"),
        ("2019-02-11T00:00:00.000", "2019-02-11"),
        ("2025-09-29T00:00:00.0000", "2025-09-29"),
        ("2026-02-20 10:15:00", "2026-02-20"),
        ("2026/02/20", "2026-02-20"),
        ("20260220", "2026-02-20"),
        ("2026-2-3", "2026-02-03"),
        ("2026.02.20", "2026-02-20"),
        ("3/14/2026", "2026-03-14"),
        ("03/14/2026", "2026-03-14"),
        ("14/03/2026", "2026-03-14"),
        ("3/4/2026", "2026-03-04?"),
        ("04/03/2026", "2026-04-03?"),
        ("3/3/2026", "2026-03-03"),
        ("3/14/26", "2026-03-14"),
        ("4.3.2026", "2026-03-04"),
        ("04.03.26", "2026-03-04"),
        ("04-03-2026", "2026-03-04?"),
        ("31-12-2025", "2025-12-31"),
        ("3/14/2026 5:30 PM", "2026-03-14"),
        ("20 Feb 2026", "2026-02-20"),
        ("Feb 20, 2026", "2026-02-20"),
        ("February 20th, 2026", "2026-02-20"),
        ("20th of February 2026", "2026-02-20"),
        ("20-Feb-2026", "2026-02-20"),
        ("20-Feb-26", "2026-02-20"),
        ("Friday, February 20, 2026", "2026-02-20"),
        ("Fri 20 Feb 2026", "2026-02-20"),
        ("4. März 2026", "2026-03-04"),
        ("20 février 2026", "2026-02-20"),
        ("20 de enero de 2026", "2026-01-20"),
        ("Sept. 3, 2025", "2025-09-03"),
        ("Jan 2021", "2021-01"),
        ("January 2021", "2021-01"),
        ("Jan, 2021", "2021-01"),
        ("Jan '21", "2021-01"),
        ("2021-01", "2021-01"),
        ("01/2021", "2021-01"),
        ("1/2021", "2021-01"),
        ("1.2021", "2021-01"),
        ("2021 Jan", "2021-01"),
        ("März 2021", "2021-03"),
        ("Q2 2026", "2026-04"),
        ("2021", "2021"),
        ("1998", "1998"),
        ("circa 1998", "1998"),
        ("1 May", "2026-05-01?"),
        ("May", "2026-05?"),
        ("Dec 20", "2025-12-20?"),
        ("yesterday", "2026-03-09"),
        ("3 days ago", "2026-03-07"),
        ("Posted 3 days ago", "2026-03-07"),
        ("a week ago", "2026-03-03"),
        ("2 weeks ago", "2026-02-24"),
        ("1 month ago", "2026-02-10"),
        ("30+ days ago", "2026-02-08?"),
        ("Posted 30+ days ago", "2026-02-08?"),
        ("5 hours ago", "2026-03-10"),
        ("3d ago", "2026-03-07"),
        ("3d", "2026-03-07"),
        ("Just posted", "2026-03-10"),
        ("2 years ago", "2024-03-10"),
        ("in 2 weeks", "2026-03-24"),
        ("next month", "2026-04-01"),
        ("tomorrow", "2026-03-11"),
        ("Fri, 20 Feb 2026 10:00:00 +0000", "2026-02-20"),
        ("Fri, 20 Feb 2026 10:00:00 GMT", "2026-02-20"),
        ("1771545600", "2026-02-20"),
        ("1771545600000", "2026-02-20"),
        ("46073", "2026-02-20?"),
        ("46073.5", "2026-02-20?"),
        ("2026-02-30", ""),
        ("13/13/2026", ""),
        ("3000-01-01", ""),
        ("Wiley", ""),
        ("12345678", ""),
        ("99999", ""),
        ("7", ""),
        ("3 years", ""),
        ("Under direct supervision, assist", ""),
        ("N/A", ""),
        ("Present", ""),
        ("", ""),
    ];

    #[test]
    fn dates_are_read_in_every_usual_shape() {
        let mut wrong = Vec::new();
        for (text, expected) in DATES {
            let read = partial_date(text, today());
            let told = read.value.map_or_else(String::new, |value| {
                let date = match value.precision {
                    Precision::Day => value.date.format("%Y-%m-%d"),
                    Precision::Month => value.date.format("%Y-%m"),
                    Precision::Year => value.date.format("%Y"),
                };
                format!("{date}{}", if read.warnings.is_empty() { "" } else { "?" })
            });
            if told != *expected {
                wrong.push(format!("{text:?}: {told:?}, not {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn moments_are_in_utc() {
        let cases = [
            ("2026-02-20T10:15:30Z", Some("2026-02-20T10:15:30+00:00")),
            ("2026-02-20T10:15:30+02:00", Some("2026-02-20T08:15:30+00:00")),
            ("2026-02-20 23:15 -0500", Some("2026-02-21T04:15:00+00:00")),
            ("3/14/2026 5:30 PM", Some("2026-03-14T17:30:00+00:00")),
            ("12/31/2025 12:05 am", Some("2025-12-31T00:05:00+00:00")),
            ("Fri, 20 Feb 2026 10:00:00 -0800", Some("2026-02-20T18:00:00+00:00")),
            ("Feb 20, 2026 at 10:00", Some("2026-02-20T10:00:00+00:00")),
            ("Feb 2026", Some("2026-02-01T00:00:00+00:00")),
            ("2026", None),
            ("today", Some("2026-03-10T00:00:00+00:00")),
            ("2026-02-20T25:00:00", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(
                date_time(text, today()).value.map(|at| at.to_rfc3339()).as_deref(),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn present_is_no_date() {
        for word in ["Present", "current", "NOW", "heute", "Ongoing", "actualidad"] {
            assert!(is_present(word), "{word}");
            assert!(partial_date(word, today()).is_nothing());
        }
        assert!(!is_present("2021"));
    }

    proptest! {
        #[test]
        fn dates_never_panic(text in any::<String>()) {
            let _ = date_time(&text, today());
            let _ = partial_date(&text, today());
        }

        #[test]
        fn shapes_of_digits_never_panic(text in "[0-9]{1,5}[-/. ][0-9]{1,3}[-/. ][0-9]{1,5}( [0-9]{1,2}:[0-9]{2})?") {
            let _ = date_time(&text, today());
        }

        #[test]
        fn dates_read_back(days in 0_u64..70_000) {
            let date = NaiveDate::from_ymd_opt(1901, 1, 1).unwrap().checked_add_days(Days::new(days)).unwrap();
            for shape in ["%Y-%m-%d", "%-d %B %Y", "%B %-d, %Y", "%d.%m.%Y"] {
                let text = date.format(shape).to_string();
                prop_assert_eq!(partial_date(&text, today()).value.map(|read| read.date), Some(date), "{}", text);
            }
        }
    }
}
