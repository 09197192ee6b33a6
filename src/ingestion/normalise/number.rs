//! Whole numbers as cells say them: counts and years of experience.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, placeholder::stated, reading::quote};

/// Reads a whole number, with or without separators ("1,234", "1.234", "12 000", "12.0", "1.2k").
pub fn count(text: &str) -> Reading<i64> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    match amount(text) {
        Some(number) if number.fract().abs() < 1e-9 => whole(number, text),
        Some(number) => {
            whole(round_half_up(number), text).warn(format!("{} was rounded to a whole number", quote(text)))
        }
        None => Reading::unread(text, format!("{} is not a number", quote(text))),
    }
}

fn whole(number: f64, text: &str) -> Reading<i64> {
    // Beyond 2^53 a float no longer counts.
    if number.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "the range was just checked")]
        Reading::of(number as i64)
    } else {
        Reading::unread(text, format!("{} is too large", quote(text)))
    }
}

/// Reads years of experience, 0 to 70: "18", "18+ years", "over 20 yrs", "10-15" (the lower bound).
pub fn years(text: &str) -> Reading<i32> {
    static YEARS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^ (?: (?:over|more\sthan|at\sleast|about|around|approx(?:\.|imately)?|circa|ca\.?|nearly|almost|min(?:\.|imum)?(?:\sof)?|[>~≥+]) \s* )*
              (?P<low>\d{1,4}(?:[.,]\d+)?) \s* \+? \s* (?:(?:-|–|—|to|bis|à) \s* (?P<high>\d{1,3}(?:[.,]\d+)?) \s* \+?)? \s*
              (?:(?:years?|yrs?\.?|y|jahre|ans|años) \s* (?:\d{1,2}\s*(?:months?|mos?\.?))?)? \s* (?:['’]?\s*(?:of\s)?(?:\w+\s){0,3}(?:experience|exp\.?|plus|erfahrung))? \.? $",
        )
        .expect("the pattern is fixed")
    });
    let Some(text) = stated(text) else { return Reading::nothing() };
    let unread = || Reading::unread(text, format!("{} doesn't say how many years", quote(text)));
    let spelled = spelled(text);
    let Some(found) = YEARS.captures(spelled.as_deref().unwrap_or(text)) else { return unread() };
    let Some(low) = found.name("low").and_then(|low| low.as_str().replace(',', ".").parse::<f64>().ok())
    else {
        return unread();
    };
    // A year ("2004") is a start, not a length.
    if !(0.0..=70.0).contains(&low) {
        return unread();
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 70")]
    let years = low.floor() as i32;
    match found.name("high") {
        Some(_) => Reading::of(years).warn(format!("{} is a range; kept the lower bound", quote(text))),
        None => Reading::of(years),
    }
}

/// Reads a length in months, 1 to 120: "6 months", "12", "1 year", "3-6 months" (the lower bound), "26 weeks",
/// "90 days".
pub fn months(text: &str) -> Reading<i32> {
    static MONTHS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^ (?: (?:about|around|at\sleast|up\sto|initial(?:ly)?|min(?:\.|imum)?(?:\sof)?|[~≥]) \s* )?
              (?P<low>\d{1,3}) \s* \+? \s* (?:(?:-|–|to) \s* (?P<high>\d{1,3}) \s* \+?)? \s*
              -? (?P<unit>months?|mos?\.?|years?|yrs?\.?|weeks?|wks?\.?|days?)?
              (?:\s+(?:contract|initial(?:ly)?|engagement|minimum|term|rolling|renewable|extendable|fixed|to\sstart) | \s*[,;(].{0,80})* $",
        )
        .expect("the pattern is fixed")
    });
    let Some(text) = stated(text) else { return Reading::nothing() };
    let unread = || Reading::unread(text, format!("{} doesn't say how many months", quote(text)));
    let lower = text.trim().to_lowercase();
    let words = match lower.as_str() {
        "half a year" | "half year" => "6 months".to_owned(),
        "a year" => "1 year".to_owned(),
        _ => spelled(&lower).unwrap_or(lower),
    };
    let Some(found) = MONTHS.captures(&words) else { return unread() };
    let Ok(low) = found["low"].parse::<i32>() else { return unread() };
    let months = match found.name("unit").map_or(b'm', |unit| unit.as_str().as_bytes()[0]) {
        b'y' => low.saturating_mul(12),
        // To the closest month, and never none.
        b'w' => ((low * 12 + 26) / 52).max(low.min(1)),
        b'd' => ((low + 15) / 30).max(low.min(1)),
        _ => low,
    };
    if !(1..=120).contains(&months) {
        return unread();
    }
    match found.name("high") {
        Some(_) => Reading::of(months).warn(format!("{} is a range; kept the lower bound", quote(text))),
        None => Reading::of(months),
    }
}

/// A number word at the start, as digits: "twenty years".
fn spelled(text: &str) -> Option<String> {
    const WORDS: &[(&str, &str)] = &[
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("fifteen", "15"),
        ("eighteen", "18"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("two decades", "20 years"),
        ("a decade", "10 years"),
        ("three decades", "30 years"),
    ];
    let lower = text.to_lowercase();
    let rest = ["over ", "more than ", "at least ", "nearly ", "about "]
        .iter()
        .find_map(|lead| lower.strip_prefix(lead))
        .unwrap_or(&lower);
    WORDS.iter().rev().find_map(|(word, digits)| {
        let tail = rest.strip_prefix(word)?;
        (tail.is_empty() || tail.starts_with([' ', '+'])).then(|| format!("{digits}{tail}"))
    })
}

/// The number that the whole text is, whatever its separators: "1,234.5", "1.234,56", "2'900", "12 000", "3k", "1.2m".
pub fn amount(text: &str) -> Option<f64> {
    let text = text.trim();
    let (digits, factor) = match text.char_indices().next_back()? {
        (at, 'k' | 'K') => (&text[..at], 1e3),
        (at, 'm' | 'M') => (&text[..at], 1e6),
        _ => (text, 1.0),
    };
    Some(separated(digits.trim())? * factor)
}

/// A number with separators. One separator with three digits behind it groups thousands ("1,234", "1.234"); otherwise
/// it is the decimal mark. With two kinds, the last kind is the decimal mark.
pub(super) fn separated(text: &str) -> Option<f64> {
    let (sign, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if text.len() > 40
        || !text.starts_with(|c: char| c.is_ascii_digit())
        || !text.ends_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let tidy: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_'))
        .collect();
    if !tidy.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let (last_dot, last_comma) = (tidy.rfind('.'), tidy.rfind(','));
    let decimal = match (last_dot, last_comma) {
        (Some(dot), Some(comma)) => Some(dot.max(comma)),
        (Some(at), None) | (None, Some(at)) => {
            let mark = tidy.as_bytes()[at];
            let several = tidy.bytes().filter(|&b| b == mark).count() > 1;
            let leading_zero = tidy.starts_with('0');
            let groups = tidy.len() - at - 1 == 3 && at <= 3 && !leading_zero;
            (!several && !groups).then_some(at)
        }
        (None, None) => None,
    };
    let number: String = tidy
        .char_indices()
        .filter_map(|(at, c)| match c {
            '.' | ',' => (Some(at) == decimal).then_some('.'),
            digit => Some(digit),
        })
        .collect();
    number.parse::<f64>().ok().map(|number| sign * number)
}

/// Half goes up: 19.5 is 20.
pub(super) fn round_half_up(number: f64) -> f64 {
    (number + 0.5).floor()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn years_are_read() {
        let cases = [
            ("18", Some(18)),
            ("18.0", Some(18)),
            ("18+", Some(18)),
            ("18+ years", Some(18)),
            ("18 years", Some(18)),
            ("over 20 yrs", Some(20)),
            ("20+ years of experience", Some(20)),
            ("More than 15 years experience", Some(15)),
            ("10-15", Some(10)),
            ("10 – 15 years", Some(10)),
            ("15 to 20 years", Some(15)),
            ("12.5", Some(12)),
            ("12,5 Jahre", Some(12)),
            ("~25", Some(25)),
            (">20", Some(20)),
            ("twenty years", Some(20)),
            ("over twenty-five years", None),
            ("two decades", Some(20)),
            ("20 years' experience", Some(20)),
            ("5 years 3 months", Some(5)),
            ("0", Some(0)),
            ("20+ yrs exp.", Some(20)),
            ("15 years of finance leadership experience", Some(15)),
            ("2004", None),
            ("-3", None),
            ("100", None),
            ("many", None),
            ("N/A", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(years(text).value, expected, "{text:?}");
        }
        assert_eq!(years("10-15").warnings.len(), 1);
        assert_eq!(years("many").unread.as_deref(), Some("many"));
    }

    #[test]
    fn numbers_are_read_with_any_separators() {
        let cases = [
            ("0", Some(0.0)),
            ("1,234", Some(1_234.0)),
            ("1.234", Some(1_234.0)),
            ("1,234.5", Some(1_234.5)),
            ("1.234,56", Some(1_234.56)),
            ("2'900", Some(2_900.0)),
            ("12 000", Some(12_000.0)),
            ("12\u{a0}000", Some(12_000.0)),
            ("1,234,567", Some(1_234_567.0)),
            ("1.234.567", Some(1_234_567.0)),
            ("12.5", Some(12.5)),
            ("12,5", Some(12.5)),
            ("0.125", Some(0.125)),
            ("3k", Some(3_000.0)),
            ("1.2m", Some(1_200_000.0)),
            ("-5", Some(-5.0)),
            ("+5", Some(5.0)),
            ("42405", Some(42_405.0)),
            ("251.23", Some(251.23)),
            ("1234.567", Some(1234.567)),
            ("", None),
            ("abc", None),
            ("1e5", None),
            ("5.", None),
            ("--5", None),
            ("1-2", None),
        ];
        for (text, expected) in cases {
            assert_eq!(amount(text), expected, "{text:?}");
        }
        assert_eq!(count("1,234").value, Some(1_234));
        assert_eq!(count("19.5").value, Some(20));
        assert_eq!(count("19.5").warnings.len(), 1);
        assert_eq!(count("lots").value, None);
    }

    fn grouped_by_commas(number: i64) -> String {
        let digits = number.to_string();
        let groups: Vec<&str> =
            digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
        groups.join(",")
    }

    #[test]
    fn lengths_are_read_in_months() {
        let cases = [
            ("6 months", Some(6)),
            ("12", Some(12)),
            ("1 year", Some(12)),
            ("3-6 months", Some(3)),
            ("6-month contract", Some(6)),
            ("up to 9 mos", Some(9)),
            ("0 months", None),
            ("500", None),
            ("open-ended", None),
        ];
        for (text, read) in cases {
            assert_eq!(months(text).value, read, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = (years(&text), count(&text), amount(&text));
        }

        #[test]
        fn grouped_numbers_read_back(number in 0_i64..2_000_000_000) {
            let grouped = grouped_by_commas(number);
            prop_assert_eq!(count(&grouped).value, Some(number));
            prop_assert_eq!(count(&grouped.replace(',', "'")).value, Some(number));
            prop_assert_eq!(count(&grouped.replace(',', " ")).value, Some(number));
        }
    }
}
