//! Lists in a cell: `;`, `,`, `|`, new lines, bullets, JSON arrays of strings or of objects with a name.

use std::collections::HashSet;

use serde_json::Value;

use super::{placeholder::stated, text};
use crate::taxonomy::vocabulary::fold;

/// The items of a list cell, trimmed, in order, each once (whatever its case). A comma separates only when nothing
/// stronger does, and never inside brackets.
pub fn items(cell: &str) -> Vec<String> {
    let Some(cell) = stated(cell) else { return Vec::new() };
    if cell.starts_with(['[', '{'])
        && let Ok(value) = serde_json::from_str::<Value>(cell)
    {
        return items_of(&value);
    }
    let cleaned = text::clean(cell);
    let separator: fn(char) -> bool = if cleaned.contains(['\n', ';', '|', '•', '·', '▪', '●', '¦']) {
        |c| matches!(c, '\n' | ';' | '|' | '•' | '·' | '▪' | '●' | '¦')
    } else {
        |c| matches!(c, ',' | '，' | '、')
    };
    unique(split(&cleaned, separator).into_iter())
}

/// The items of a JSON cell: an array's strings, or its objects' names; text is read as by [`items`].
pub fn items_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(cell) => items(cell),
        Value::Array(values) => unique(values.iter().filter_map(item)),
        Value::Object(_) | Value::Number(_) => unique(item(value).into_iter()),
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

fn item(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text::clean(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(fields) => ["name", "title", "label", "value", "text", "slug"]
            .iter()
            .find_map(|key| fields.get(*key)?.as_str())
            .map(text::clean),
        _ => None,
    }
}

/// Cuts at separators that stand outside brackets and quotes.
fn split(text: &str, is_separator: fn(char) -> bool) -> Vec<String> {
    let mut items = Vec::new();
    let mut item = String::new();
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            // A bracket that never closes must not swallow the other lines.
            '\n' => depth = 0,
            _ => {}
        }
        if depth == 0 && is_separator(c) {
            items.push(std::mem::take(&mut item));
        } else {
            item.push(c);
        }
    }
    items.push(item);
    items
}

fn unique(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    items
        .filter_map(|item| {
            let item = item.trim().trim_start_matches(['-', '*', '•', '–', '—', '·', ' ', '\t']).trim();
            let item = item.trim_matches(['"', '“', '”']).trim().trim_end_matches(['.', ',', ';']).trim_end();
            let item = stated(item)?.split_whitespace().collect::<Vec<_>>().join(" ");
            let key = fold(&item);
            // Items of signs alone have no key; they are told apart as they stand.
            seen.insert(if key.is_empty() { item.clone() } else { key }).then_some(item)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const CASES: &[(&str, &[&str])] = &[
        ("SaaS; Fintech", &["SaaS", "Fintech"]),
        ("SaaS, Fintech, saas", &["SaaS", "Fintech"]),
        ("SaaS | Fintech", &["SaaS", "Fintech"]),
        ("SaaS\nFintech\r\nAI", &["SaaS", "Fintech", "AI"]),
        ("• SaaS • Fintech", &["SaaS", "Fintech"]),
        ("- SaaS\n- Fintech", &["SaaS", "Fintech"]),
        ("Oil, Gas and Mining; Software", &["Oil, Gas and Mining", "Software"]),
        ("Payments (cards, wallets), Banking", &["Payments (cards, wallets)", "Banking"]),
        ("[\"SaaS\", \"Fintech\"]", &["SaaS", "Fintech"]),
        ("[{\"name\": \"SaaS\"}, {\"title\": \"AI\"}, 3, null]", &["SaaS", "AI", "3"]),
        ("{\"name\": \"SaaS\"}", &["SaaS"]),
        ("SaaS,,N/A, ", &["SaaS"]),
        ("\"SaaS\", \"AI\"", &["SaaS", "AI"]),
        ("SaaS (B2B, Fintech", &["SaaS (B2B, Fintech"]),
        ("[broken", &["[broken"]),
        ("N/A", &[]),
        ("", &[]),
    ];

    #[test]
    fn lists_come_apart() {
        for (input, expected) in CASES {
            assert_eq!(items(input), *expected, "{input:?}");
        }
        assert_eq!(items_of(&json!(["a", {"label": "b"}, ["c"], true])), ["a", "b"]);
    }

    proptest! {
        #[test]
        fn items_never_panic_and_stay(text in any::<String>()) {
            let once = items(&text);
            // JSON keeps them apart whatever they hold.
            prop_assert!(items_of(&Value::from(once.clone())).len() <= once.len());
        }
    }
}
