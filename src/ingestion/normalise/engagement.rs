//! The kinds of engagement that a person takes.

use std::collections::HashSet;

use super::{Reading, employment::contains_words, list, reading::quote};
use crate::{executives::EngagementType, taxonomy::vocabulary::fold};

/// Reads a list of engagement types, in order, each once; items that name none are left unread.
pub fn engagements(cell: &str) -> Reading<Vec<EngagementType>> {
    let mut found = Vec::new();
    let mut unread = Vec::new();
    for item in list::items(cell) {
        let mut named: Vec<EngagementType> = item.split(['/', '&', '+']).flat_map(named).collect();
        let mut seen = HashSet::new();
        named.retain(|kind| seen.insert(*kind));
        if named.is_empty() {
            unread.push(item);
        }
        for kind in named {
            if !found.contains(&kind) {
                found.push(kind);
            }
        }
    }
    let warnings = unread
        .iter()
        .map(|item| format!("{} is no kind of engagement we know", quote(item)))
        .collect::<Vec<_>>();
    let value = (!found.is_empty()).then_some(found);
    Reading { value, warnings, unread: None }.leaving(unread.join("; "))
}

/// Every kind that an item names, in the order of its words.
fn named(item: &str) -> Vec<EngagementType> {
    const WORDS: &[(&str, EngagementType)] = &[
        ("fractional", EngagementType::Fractional),
        ("part time", EngagementType::Fractional),
        ("parttime", EngagementType::Fractional),
        ("retainer", EngagementType::Fractional),
        ("ongoing", EngagementType::Fractional),
        ("outsourced", EngagementType::Fractional),
        ("interim", EngagementType::Interim),
        ("temporary", EngagementType::Interim),
        ("acting", EngagementType::Interim),
        ("advisory", EngagementType::Advisory),
        ("advisor", EngagementType::Advisory),
        ("adviser", EngagementType::Advisory),
        ("mentor", EngagementType::Advisory),
        ("mentoring", EngagementType::Advisory),
        ("coaching", EngagementType::Advisory),
        ("advising", EngagementType::Advisory),
        ("project", EngagementType::Project),
        ("projects", EngagementType::Project),
        ("project based", EngagementType::Project),
        ("consulting", EngagementType::Project),
        ("consultant", EngagementType::Project),
        ("freelance", EngagementType::Project),
        ("contract", EngagementType::Project),
        ("board", EngagementType::Board),
        ("boards", EngagementType::Board),
        ("ned", EngagementType::Board),
        ("non executive", EngagementType::Board),
        ("director", EngagementType::Board),
    ];
    let key = fold(item);
    // "Advisory board" advises; "board advisor" too.
    if ["advisory board", "board advisor", "board adviser", "board advisory"]
        .iter()
        .any(|phrase| contains_words(&key, phrase))
    {
        return vec![EngagementType::Advisory];
    }
    let mut found: Vec<(usize, EngagementType)> = Vec::new();
    for &(word, kind) in WORDS {
        if contains_words(&key, word) && !found.iter().any(|&(_, known)| known == kind) {
            found.push((key.find(word).unwrap_or_default(), kind));
        }
    }
    found.sort_by_key(|&(at, _)| at);
    found.into_iter().map(|(_, kind)| kind).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use EngagementType::{Advisory, Board, Fractional, Interim, Project};

    const CASES: &[(&str, &[EngagementType])] = &[
        ("Fractional", &[Fractional]),
        ("Fractional, Interim, Advisory", &[Fractional, Interim, Advisory]),
        ("interim and fractional", &[Interim, Fractional]),
        ("Board seat", &[Board]),
        ("Advisory board", &[Advisory]),
        ("Non-executive director", &[Board]),
        ("Project-based; retainer", &[Project, Fractional]),
        ("[\"FRACTIONAL\",\"BOARD\"]", &[Fractional, Board]),
        ("Part-time", &[Fractional]),
        ("Dancing", &[]),
        ("N/A", &[]),
    ];

    #[test]
    fn engagements_are_read() {
        for (text, expected) in CASES {
            assert_eq!(engagements(text).value.unwrap_or_default(), *expected, "{text:?}");
        }
        assert_eq!(engagements("Dancing").unread.as_deref(), Some("Dancing"));
        for kind in EngagementType::ALL {
            assert_eq!(engagements(kind.label()).value.unwrap(), [*kind]);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = engagements(&text);
        }
    }
}
