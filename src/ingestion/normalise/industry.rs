//! Industries in free text → canonical slugs; what no alias knows goes to the taxonomy inbox.

use serde::Serialize;
use serde_json::Value;

use super::{Reading, list, reading::quote};
use crate::taxonomy::{TaxonomyKind, Vocabulary, vocabulary::fold};

/// What a list of terms names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// Canonical slugs, in order, each once.
    pub slugs: Vec<String>,
    /// Terms that no alias knows, as they were written.
    pub unknown: Vec<String>,
}

/// Reads a cell of industries.
pub fn industries(cell: &str, vocabulary: &Vocabulary) -> Reading<Terms> {
    terms(cell, &list::items(cell), TaxonomyKind::Industry, vocabulary)
}

/// Reads a JSON cell of industries: text, an array of strings, an array of objects with a name.
pub fn industries_of(value: &Value, vocabulary: &Vocabulary) -> Reading<Terms> {
    terms(value.as_str().unwrap_or_default(), &list::items_of(value), TaxonomyKind::Industry, vocabulary)
}

/// The slugs that items name. A whole cell that is one name wins over its parts ("Software, IT and Media"), and an
/// unknown item is tried again by its parts ("Fintech & Payments").
pub(super) fn terms(
    cell: &str,
    items: &[String],
    kind: TaxonomyKind,
    vocabulary: &Vocabulary,
) -> Reading<Terms> {
    let mut terms = Terms::default();
    if let Some(slug) = vocabulary.slug(kind, cell) {
        terms.slugs.push(slug.to_owned());
        return Reading::of(terms);
    }
    let mut at = 0;
    while at < items.len() {
        // "Technology, Information and Media" is one industry of LinkedIn's: join neighbours while a name fits.
        let joined = (2..=4).rev().find_map(|count| {
            let slice = items.get(at..at + count)?;
            Some((count, vocabulary.slug(kind, &slice.join(", "))?))
        });
        if let Some((count, slug)) = joined {
            add(&mut terms.slugs, slug);
            at += count;
            continue;
        }
        let item = &items[at];
        at += 1;
        if let Some(slug) = vocabulary.slug(kind, item) {
            add(&mut terms.slugs, slug);
            continue;
        }
        let parts = parts(item);
        let known: Vec<&str> = parts.iter().filter_map(|part| vocabulary.slug(kind, part)).collect();
        // Only when every part is a name: half a name read is a guess.
        if parts.len() > 1 && known.len() == parts.len() {
            for slug in known {
                add(&mut terms.slugs, slug);
            }
        } else {
            terms.unknown.push(item.clone());
        }
    }
    if terms.slugs.is_empty() && terms.unknown.is_empty() {
        return Reading::nothing();
    }
    let warnings: Vec<String> = terms
        .unknown
        .iter()
        .map(|term| {
            format!(
                "{} is no {} we know yet; map it once in the taxonomy inbox",
                quote(term),
                kind.label().to_lowercase()
            )
        })
        .collect();
    let unread = terms.unknown.join("; ");
    Reading::of(terms).warn_all(warnings).leaving(unread)
}

fn add(slugs: &mut Vec<String>, slug: &str) {
    if !slugs.iter().any(|known| known == slug) {
        slugs.push(slug.to_owned());
    }
}

fn parts(item: &str) -> Vec<&str> {
    let parts: Vec<&str> = item
        .split(['/', '&', '+', '(', ')', '>', ','])
        .flat_map(|part| part.split(" and "))
        .map(str::trim)
        .collect();
    parts.into_iter().filter(|part| !fold(part).is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

    const CASES: &[(&str, &[&str], &[&str])] = &[
        ("SaaS", &["saas"], &[]),
        ("saas; Fintech", &["saas", "fintech"], &[]),
        ("SaaS, Fintech, B2B SaaS", &["saas", "fintech"], &[]),
        ("Health Tech", &["healthtech"], &[]),
        ("Technology, Information and Media", &["it-services"], &[]),
        ("SaaS, Technology, Information and Media", &["saas", "it-services"], &[]),
        ("Software Development; Computer & Network Security", &["enterprise-software", "cybersecurity"], &[]),
        ("Fintech & SaaS", &["fintech", "saas"], &[]),
        ("SaaS, Fintech; Payments", &["saas", "fintech", "payments"], &[]),
        ("Fintech/SaaS", &["fintech", "saas"], &[]),
        ("SaaS; Underwater Basket Weaving", &["saas"], &["Underwater Basket Weaving"]),
        ("[\"SaaS\", {\"name\": \"AI\"}]", &["saas", "artificial-intelligence"], &[]),
        ("Underwater Basket Weaving", &[], &["Underwater Basket Weaving"]),
        ("N/A", &[], &[]),
    ];

    #[test]
    fn industries_are_known_or_go_to_the_inbox() {
        for (text, slugs, unknown) in CASES {
            let read = industries(text, &VOCABULARY);
            let terms = read.value.unwrap_or_default();
            assert_eq!(
                (terms.slugs.as_slice(), terms.unknown.as_slice()),
                (strings(slugs).as_slice(), strings(unknown).as_slice()),
                "{text:?}"
            );
            assert_eq!(read.warnings.len(), unknown.len());
        }
        let read = industries_of(&json!(["SaaS", {"name": "Payments"}]), &VOCABULARY);
        assert_eq!(read.value.unwrap().slugs, ["saas", "payments"]);
    }

    #[test]
    fn every_shipped_name_and_alias_is_known() {
        for alias in crate::taxonomy::shipped::INDUSTRY_ALIASES.iter() {
            let read = industries(&alias.alias, &VOCABULARY).value.unwrap();
            assert_eq!(read.slugs, [alias.industry_slug.as_str()], "{}", alias.alias);
        }
        for specialty in crate::taxonomy::shipped::SPECIALTIES.iter() {
            let read = super::super::specialty::specialties(&specialty.name, &VOCABULARY).value.unwrap();
            assert_eq!(read.slugs, [specialty.slug.as_str()], "{}", specialty.name);
        }
    }

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = industries(&text, &VOCABULARY);
        }
    }
}
