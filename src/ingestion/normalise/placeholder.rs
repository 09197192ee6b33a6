//! Cells that say nothing: placeholder words, cells that Clay's export cut, and results that are not there yet.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// What a text cell is, before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No statement: empty, "N/A", "undefined". Never clears a field.
    Nothing,
    /// A cut or summarised cell of Clay's CSV export. Never stored; the field stays as it is.
    Preview,
    /// Something to read, trimmed.
    Text(&'a str),
}

/// What a JSON cell is, before it is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statement<'a> {
    /// No statement.
    Nothing,
    /// A cut or summarised cell.
    Preview,
    /// An enrichment that has not succeeded (`pending`, `error`, …), with its status.
    NotReady(&'a str),
    /// Something to read; of a status object its `value`.
    Value(&'a Value),
}

/// What to tell an operator about a [`Cell::Preview`].
pub const PREVIEW_WARNING: &str = "this cell holds only a preview of the text: Clay's CSV export cuts enrichment and AI \
     columns. Add a formula column that returns the full text (or the part you need), and map that one instead";

/// Words that state nothing, folded to lower case without dots and outer brackets.
const WORDS: &[&str] = &[
    "",
    "undefined",
    "null",
    "nil",
    "none",
    "n/a",
    "na",
    "#n/a",
    "#na",
    "nan",
    "-",
    "--",
    "---",
    "–",
    "—",
    "_",
    ".",
    "..",
    "...",
    "…",
    "?",
    "??",
    "???",
    "/",
    "not available",
    "not applicable",
    "not specified",
    "not provided",
    "not stated",
    "not given",
    "not disclosed",
    "not found",
    "not used",
    "no data",
    "no data found",
    "nothing found",
    "none found",
    "no info",
    "no value",
    "no result",
    "no results",
    "no response",
    "no information",
    "unknown",
    "unspecified",
    "undisclosed",
    "tbd",
    "tba",
    "tbc",
    "to be determined",
    "to be confirmed",
    "to be announced",
    "empty",
    "blank",
    "(blank)",
    "missing",
    "#ref!",
    "#value!",
    "#error!",
    "#name?",
    "#null!",
    "#num!",
    "#div/0!",
    "[object object]",
    "{}",
    "[]",
    "\"\"",
    "''",
    "xx",
    "xxx",
    "k.a.",
    "ka",
    "k.a",
    "keine angabe",
];

/// What a text cell is. Lengths count characters, not bytes.
pub fn cell(text: &str) -> Cell<'_> {
    let text = tidy(text);
    if is_nothing(text) {
        Cell::Nothing
    } else if is_preview(text) {
        Cell::Preview
    } else {
        Cell::Text(text)
    }
}

/// What a JSON cell is: placeholder words, empty arrays and objects state nothing; an API cell
/// (`{"value": …, "status": "success"}`) states its value, and only when it succeeded.
pub fn statement(value: &Value) -> Statement<'_> {
    match value {
        Value::Null => Statement::Nothing,
        Value::String(text) => match cell(text) {
            Cell::Nothing => Statement::Nothing,
            Cell::Preview => Statement::Preview,
            Cell::Text(_) => Statement::Value(value),
        },
        Value::Array(items) if items.iter().all(|item| statement(item) == Statement::Nothing) => {
            Statement::Nothing
        }
        Value::Object(fields) if fields.is_empty() => Statement::Nothing,
        Value::Object(fields) => match (fields.get("status").and_then(Value::as_str), fields.get("value")) {
            (Some(status), inner)
                if STATUSES.contains(&status.to_ascii_lowercase().as_str()) && fields.len() <= 4 =>
            {
                match inner {
                    Some(inner) if status.eq_ignore_ascii_case("success") => statement(inner),
                    _ if status.eq_ignore_ascii_case("empty") || status.eq_ignore_ascii_case("success") => {
                        Statement::Nothing
                    }
                    _ => Statement::NotReady(status),
                }
            }
            _ => Statement::Value(value),
        },
        _ => Statement::Value(value),
    }
}

const STATUSES: &[&str] = &[
    "success",
    "error",
    "pending",
    "running",
    "queued",
    "retry",
    "rate_limited",
    "awaiting_callback",
    "empty",
];

/// Whether trimmed text is a placeholder.
pub fn is_nothing(text: &str) -> bool {
    // The longest word; longer text is never folded.
    if text.chars().count() > 20 {
        return false;
    }
    let folded = text.to_lowercase();
    let bare = folded.trim_matches(['(', ')', '[', ']', '<', '>', '"', '\'', ' ']);
    WORDS.contains(&folded.as_str())
        || WORDS.contains(&bare)
        || matches!(bare, "n.a." | "n.a" | "n. a." | "n / a" | "n\\a")
}

/// The trimmed text of a cell that states something. Every reader asks this first.
pub(super) fn stated(text: &str) -> Option<&str> {
    let text = tidy(text);
    (!is_nothing(text)).then_some(text)
}

/// Without space around it, and without the mark by which exports (ours too) keep a spreadsheet from taking a cell for a
/// formula.
fn tidy(text: &str) -> &str {
    let trim = |text| str::trim_matches(text, |c: char| c.is_whitespace() || is_invisible(c));
    let text = trim(text);
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => trim(rest),
        _ => text,
    }
}

fn is_preview(text: &str) -> bool {
    static SUMMARY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)^ \s* (?:
                [✅❌⚠⏳⌛🔄🔍🔎🚫☑✔🟢🔴🟡] \x{fe0f}? \s* .{0,80}
              | \d+ \s (?:posts?|results?|people|jobs?|items?|records?|profiles?|contacts?|experiences?|certifications?|objects?) \s found
              | (?:response|object|record|list|array|result) \s (?:found|returned) \.?
              | \[? (?:object|array) \s? \(\d+\) \]?
              | run \s condition \s not \s met | click \s to \s run | no \s (?:profile|record|match|results?|company|person) \s found
            ) $",
        )
        .expect("the pattern is fixed")
    });
    (text.ends_with("...") && (150..=156).contains(&text.chars().count()))
        || (text.len() <= 320 && SUMMARY.is_match(text))
}

/// Characters that show nothing and so can stand around a placeholder.
fn is_invisible(c: char) -> bool {
    matches!(c, '\0' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn placeholder_words_state_nothing() {
        let words = [
            "",
            " ",
            "undefined",
            "Undefined",
            "null",
            "NULL",
            "N/A",
            "n/a",
            "#N/A",
            "n.a.",
            "N.A.",
            "-",
            "—",
            "–",
            "--",
            "none",
            "None",
            "nil",
            "NaN",
            "unknown",
            "Not available",
            "(blank)",
            "[N/A]",
            "TBD",
            "Not Used",
            "\u{feff}",
            "\u{200b}",
            "...",
            "?",
            "[]",
            "{}",
            "#REF!",
            "[object Object]",
            "\0",
        ];
        for word in words {
            assert_eq!(cell(word), Cell::Nothing, "{word:?}");
        }
        for word in [
            "0",
            "no",
            "No",
            "false",
            "Nona",
            "Naomi",
            "Nil Desperandum Ltd",
            "na na",
            "Nan Goldin",
            "X Corp",
        ] {
            assert_eq!(cell(word), Cell::Text(word), "{word:?}");
        }
    }

    #[test]
    fn the_mark_before_a_formula_is_no_part_of_the_cell() {
        for (text, read) in [("'+49 30", "+49 30"), ("'=1", "=1"), ("'\tx", "x"), ("'round", "'round")] {
            assert_eq!(cell(text), Cell::Text(read));
        }
        assert_eq!(cell("'-"), Cell::Nothing);
    }

    #[test]
    fn cut_cells_are_previews() {
        assert_eq!(cell(&format!("{}...", "a".repeat(150))), Cell::Preview);
        assert_eq!(cell(&format!("{}...", "é".repeat(150))), Cell::Preview);
        assert!(matches!(cell(&format!("{}...", "a".repeat(100))), Cell::Text(_)));
        assert!(matches!(cell(&format!("{}...", "a".repeat(400))), Cell::Text(_)));
        assert!(matches!(cell(&"a".repeat(153)), Cell::Text(_)));
        for text in [
            "✅ 25 posts found",
            "✅ Profile found",
            "❌ No profile found",
            "⚠️ Error",
            "25 results found",
            "Response found",
            "Run condition not met",
            "[Object (3)]",
        ] {
            assert_eq!(cell(text), Cell::Preview, "{text:?}");
        }
    }

    #[test]
    fn only_success_states_anything() {
        let value = json!({"value": "x", "status": "success"});
        assert_eq!(statement(&value), Statement::Value(&json!("x")));
        assert_eq!(statement(&json!({"value": "x", "status": "pending"})), Statement::NotReady("pending"));
        assert_eq!(statement(&json!({"value": null, "status": "error"})), Statement::NotReady("error"));
        assert_eq!(statement(&json!({"value": "N/A", "status": "success"})), Statement::Nothing);
        assert_eq!(statement(&json!({"status": "empty"})), Statement::Nothing);
        assert_eq!(statement(&json!(["", null, "N/A"])), Statement::Nothing);
        assert_eq!(statement(&json!({})), Statement::Nothing);
        assert_eq!(statement(&json!(null)), Statement::Nothing);
        assert_eq!(statement(&json!(0)), Statement::Value(&json!(0)));
        assert_eq!(
            statement(&json!({"status": "OPEN", "value": 1})),
            Statement::Value(&json!({"status": "OPEN", "value": 1}))
        );
    }

    proptest! {
        #[test]
        fn any_cell_is_something(text in any::<String>()) {
            if let Cell::Text(stated) = cell(&text) {
                prop_assert_eq!(cell(stated), Cell::Text(stated));
            }
        }
    }
}
