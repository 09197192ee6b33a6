//! What a row changes on a canonical row, field by field, in the words of the canonical record.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::queries::TargetState;
use super::record::{Record, states_nothing};

/// One field that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The record's field (`headline`, `rates`).
    pub field: String,
    /// What it said; null for nothing.
    #[serde(default)]
    pub was: Value,
    /// What it says now.
    #[serde(default)]
    pub is: Value,
    /// Whether an owner's value stays, and this is only suggested.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

/// The fields in which two records differ, in the record's order.
pub fn changes<R: Record>(before: &R, after: &R, state: Option<&TargetState>) -> Vec<Change> {
    let (Ok(Value::Object(before)), Ok(Value::Object(after))) =
        (serde_json::to_value(before), serde_json::to_value(after))
    else {
        return Vec::new();
    };
    let is_kept = |field: &str| state.is_some_and(|state| state.locks_field::<R>(field));
    (after.into_iter())
        .filter_map(|(field, is)| {
            let was = before.get(&field).cloned().unwrap_or_default();
            if was == is || (states_nothing(&was) && states_nothing(&is)) {
                return None;
            }
            Some(Change { kept: is_kept(&field), field, was, is })
        })
        .collect()
}

/// `headline: “Counts” → “Counts twice”`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} → {}", self.field, short(&self.was), short(&self.is))?;
        if self.kept { f.write_str(" (suggested: the owner's own stays)") } else { Ok(()) }
    }
}

/// A value in one line.
fn short(value: &Value) -> String {
    const MOST: usize = 80;
    let text = match value {
        Value::String(text) => format!("“{}”", text.replace('\n', " ")),
        value if states_nothing(value) => "nothing".to_owned(),
        value => value.to_string(),
    };
    if text.chars().count() <= MOST {
        return text;
    }
    let cut: String = text.chars().take(MOST).collect();
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::executive::ExecutiveRecord;
    use super::*;

    #[test]
    fn only_fields_that_say_something_else_are_named() {
        let before = ExecutiveRecord { headline: Some("Counts".into()), ..ExecutiveRecord::default() };
        let after = ExecutiveRecord {
            headline: Some("Counts twice".into()),
            industries: vec!["saas".into()],
            ..before.clone()
        };
        let told: Vec<String> = changes(&before, &after, None).iter().map(ToString::to_string).collect();
        assert_eq!(told, ["headline: “Counts” → “Counts twice”", "industries: nothing → [\"saas\"]"]);
        assert_eq!(changes(&after, &after, None), []);
    }

    #[test]
    fn a_long_value_is_told_in_one_line() {
        let change =
            Change { field: "bio".into(), was: Value::Null, is: json!("word\n".repeat(90)), kept: true };
        let told = change.to_string();
        assert!(told.ends_with("… (suggested: the owner's own stays)") && told.len() < 200, "{told}");
        assert!(!told.contains('\n'));
    }
}
