//! How far a person travels.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, employment::contains_words, placeholder::stated, reading::quote, remote::pattern};
use crate::{executives::Travel, taxonomy::vocabulary::fold};

/// "Within 50 miles": a day's drive there and back.
static NEARBY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:within|up to|max\.?|radius of)\s+(?:a\s+)?\d{1,2}0?[\s-]*(?:miles?|mi|km|kilomet(?:er|re)s?)\b",
    )
});

/// Reads a travel willingness ("nationwide", "EMEA", "local only", "anywhere"); the widest that is named wins.
/// Percentages and a bare yes say nothing about how far.
pub fn travel(text: &str) -> Reading<Travel> {
    const WORDS: &[(Travel, &[&str])] = &[
        (
            Travel::International,
            &[
                "international",
                "internationally",
                "global",
                "globally",
                "worldwide",
                "anywhere",
                "abroad",
                "overseas",
                "emea",
                "apac",
                "europe wide",
                "europe",
                "european union",
                "eu",
                "north america",
                "latam",
                "latin america",
                "asia",
                "middle east",
                "africa",
                "mena",
                "dach",
                "nordics",
                "us and canada",
                "usa and canada",
                "weltweit",
                "world",
                "any country",
            ],
        ),
        (
            Travel::National,
            &[
                "national",
                "nationally",
                "nationwide",
                "domestic",
                "domestically",
                "country wide",
                "countrywide",
                "us wide",
                "uk wide",
                "within the us",
                "within the uk",
                "within the country",
                "bundesweit",
                "across the us",
                "across the uk",
                "continental us",
            ],
        ),
        (
            Travel::Regional,
            &[
                "regional",
                "regionally",
                "within the region",
                "region",
                "tri state",
                "statewide",
                "state wide",
                "within state",
                "in state",
                "midwest",
                "new england",
                "west coast",
                "east coast",
            ],
        ),
        (
            Travel::Local,
            &[
                "local",
                "locally",
                "within the city",
                "metro area",
                "same city",
                "commutable",
                "local only",
                "no travel",
                "none",
                "no",
                "not willing",
                "commuting distance",
                "city",
            ],
        ),
    ];
    let trimmed = text.trim();
    // "None" is an answer here, not a placeholder.
    if trimmed.eq_ignore_ascii_case("none") {
        return Reading::of(Travel::Local);
    }
    let Some(text) = stated(trimmed) else { return Reading::nothing() };
    let key = fold(text);
    if ["no international", "not international", "not internationally", "not abroad"]
        .iter()
        .any(|phrase| contains_words(&key, phrase))
    {
        return Reading::of(Travel::National);
    }
    match WORDS.iter().find(|(_, words)| words.iter().any(|word| contains_words(&key, word))) {
        Some((travel, _)) => Reading::of(*travel),
        None if NEARBY.is_match(text) => Reading::of(Travel::Local),
        None => Reading::unread(text, format!("{} doesn't say how far the person travels", quote(text))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn travel_is_read() {
        let cases = [
            ("Nationwide", Some(Travel::National)),
            ("NATIONAL", Some(Travel::National)),
            ("Local only", Some(Travel::Local)),
            ("No travel", Some(Travel::Local)),
            ("None", Some(Travel::Local)),
            ("Regional / national", Some(Travel::National)),
            ("Willing to travel internationally", Some(Travel::International)),
            ("National, no international", Some(Travel::National)),
            ("EMEA", Some(Travel::International)),
            ("Anywhere", Some(Travel::International)),
            ("Midwest", Some(Travel::Regional)),
            ("25%", None),
            ("Yes", None),
            ("N/A", None),
        ];
        for (text, expected) in cases {
            assert_eq!(travel(text).value, expected, "{text:?}");
        }
        for kind in Travel::ALL {
            assert_eq!(travel(kind.label()).value, Some(*kind));
            assert_eq!(travel(kind.as_str()).value, Some(*kind));
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = travel(&text);
        }
    }
}
