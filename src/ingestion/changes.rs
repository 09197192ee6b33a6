//! What a row changes on a canonical row, field by field, in the words of the canonical record.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::queries::TargetState;
use super::record::{Record, states_nothing};

/// One field that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The record's field, or a part of one (`headline`, `rates.monthly`).
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
    let mut told = Vec::new();
    for (field, is) in after {
        let was = before.get(&field).cloned().unwrap_or_default();
        let kept = is_kept(&field);
        match (&was, &is) {
            (Value::Object(_) | Value::Null, Value::Object(parts)) | (Value::Object(parts), Value::Null) => {
                for part in parts.keys() {
                    let of = |whole: &Value| whole.get(part).cloned().unwrap_or_default();
                    told.push(Change { field: format!("{field}.{part}"), was: of(&was), is: of(&is), kept });
                }
            }
            _ => told.push(Change { field, was, is, kept }),
        }
    }
    told.retain(|Change { was, is, .. }| was != is && !(states_nothing(was) && states_nothing(is)));
    told
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
        let mut priced = after.clone();
        priced.rates.monthly = (Some(9_000), Some(14_000));
        assert_eq!(changes(&after, &priced, None)[0].to_string(), "rates.monthly: nothing → [9000,14000]");
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
