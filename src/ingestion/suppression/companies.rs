//! The companies that a row names, in keys under which spellings of one company meet.

use serde_json::Value;

use crate::ingestion::fields::header_key;
use crate::ingestion::normalise::url;
use crate::taxonomy::vocabulary::fold;

/// More companies than any career has.
const MOST: usize = 200;

/// The longest text that may be a company, in characters.
const LONGEST: usize = 200;

/// What stands behind a company's name and doesn't tell it from others.
const FORMS: &[&str] = &[
    "ab",
    "ag",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "nv",
    "oy",
    "oyj",
    "plc",
    "pty",
    "pvt",
    "sa",
    "sarl",
    "sas",
    "se",
    "sl",
    "spa",
    "srl",
];

/// The keys of one company: its name, and its domain where it is given as one.
pub fn keys(company: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let text = company.trim();
    if !text.contains("://") {
        let name = fold(text);
        let mut words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
        if words.len() > 1 && words[0] == "the" {
            words.remove(0);
        }
        while words.len() > 1 && words.last().is_some_and(|word| FORMS.contains(word)) {
            words.pop();
        }
        if !words.is_empty() {
            keys.push(words.join(" "));
        }
    }
    keys.extend(domain(text));
    keys
}

/// `acme.com` of an address or a bare domain.
fn domain(text: &str) -> Option<String> {
    if !text.contains('.') || text.contains(char::is_whitespace) {
        return None;
    }
    let address = url::canonical_apply_url(text)?;
    let host = address.strip_prefix("https://")?.split(['/', '?', '#', ':']).next()?;
    let is_domain = host.contains('.') && host.ends_with(|c: char| c.is_alphabetic());
    is_domain.then(|| host.to_owned())
}

/// The companies that a cell names anywhere in it: under a name such as `company`, `Current Company`, `org`, `domain`.
pub fn named_under(header: &str, cell: &Value) -> Vec<String> {
    let mut named = Vec::new();
    walk(header, cell, 0, &mut named);
    named
}

fn walk(name: &str, value: &Value, depth: usize, named: &mut Vec<String>) {
    if depth > 5 || named.len() >= MOST {
        return;
    }
    match value {
        Value::String(text) if text.starts_with(['[', '{']) => {
            if let Ok(inner @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(text) {
                walk(name, &inner, depth + 1, named);
            }
        }
        Value::String(text) if means_company(name) => {
            named
                .extend(std::iter::once(text.as_str()).chain(text.split([';', '|', '\n'])).filter_map(short));
        }
        Value::Array(values) => values.iter().for_each(|value| walk(name, value, depth + 1, named)),
        Value::Object(fields) => {
            for (inner, value) in fields {
                // `company: {name, domain}`.
                let is_its_own =
                    matches!(inner.as_str(), "name" | "value" | "website") && means_company(name);
                walk(if is_its_own { name } else { inner }, value, depth + 1, named);
            }
        }
        _ => {}
    }
}

fn short(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.chars().count() <= LONGEST).then(|| text.to_owned())
}

fn means_company(name: &str) -> bool {
    let key = header_key(name);
    matches!(key.as_str(), "org" | "domain" | "organization" | "organisation")
        || ["company", "companies", "employer"].iter().any(|word| key.contains(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn spellings_of_one_company_share_a_key() {
        for (one, other) in [
            ("Acme Inc.", "ACME"),
            ("The Acme Company, LLC", "acme"),
            ("Müller & Söhne GmbH", "Muller and Sohne"),
            ("https://www.acme.com/about", "acme.com"),
            ("Booking.com B.V.", "bookingcom"),
            ("Booking.com", "https://booking.com/"),
        ] {
            let others = keys(other);
            assert!(
                keys(one).iter().any(|key| others.contains(key)),
                "{one} {:?}, {other} {others:?}",
                keys(one)
            );
        }
        for (one, other) in
            [("Acme", "Acme Labs"), ("acme.com", "acme.io"), ("", "Acme"), ("Company", "Acme Company")]
        {
            let others = keys(other);
            assert!(!keys(one).iter().any(|key| others.contains(key)), "{one}, {other}");
        }
    }

    #[test]
    fn companies_are_found_wherever_a_row_names_them() {
        let row = json!({
            "Current Company": "Acme Inc.",
            "Company Domain": "acme.com",
            "Work history": "[{\"company\": \"Beta\", \"title\": \"CFO\"}]",
            "latest_experience": {"company": "Gamma", "company_domain": "gamma.io"},
            "Enrich Company": {"name": "Delta", "size": "51-200"},
            "Past companies": "Epsilon; Zeta",
            "org": "Eta",
            "Name": "Sarah Chen",
            "Headline": "Finance leader",
        });
        let named: Vec<String> =
            row.as_object().unwrap().iter().flat_map(|(header, cell)| named_under(header, cell)).collect();
        for company in
            ["Acme Inc.", "acme.com", "Beta", "Gamma", "gamma.io", "Delta", "Epsilon", "Zeta", "Eta"]
        {
            assert!(named.iter().any(|name| name == company), "{company}: {named:?}");
        }
        assert!(!named.iter().any(|name| name == "Sarah Chen" || name == "Finance leader"), "{named:?}");
    }
}
