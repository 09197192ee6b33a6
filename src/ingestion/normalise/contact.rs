//! Ways to reach a person, which no page may ever show.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// What to tell an operator.
pub const WARNING: &str = "an e-mail address was taken out: none is ever public";

/// What stands in an address's place.
const WITHHELD: &str = "(e-mail withheld)";

/// Takes e-mail addresses out of every text of a value; says whether there were any.
pub fn withhold_addresses(value: &mut Value) -> bool {
    match value {
        Value::String(text) => match without_addresses(text) {
            Some(rest) => {
                *text = rest;
                true
            }
            None => false,
        },
        Value::Array(values) => {
            values.iter_mut().fold(false, |found, value| withhold_addresses(value) | found)
        }
        Value::Object(fields) => {
            fields.values_mut().fold(false, |found, value| withhold_addresses(value) | found)
        }
        _ => false,
    }
}

/// The text without e-mail addresses; nothing when it has none.
fn without_addresses(text: &str) -> Option<String> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)(mailto:)?[\p{L}\p{N}._%+'-]*[\p{L}\p{N}_%+-]@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}",
        )
        .expect("the pattern is fixed")
    });
    (text.contains('@') && ADDRESS.is_match(text)).then(|| ADDRESS.replace_all(text, WITHHELD).into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn addresses_are_taken_out_wherever_they_stand() {
        for (text, rest) in [
            ("Write to a.b+c@mail.example.", "Write to (e-mail withheld)."),
            ("<a href='mailto:hr@mail.co.uk'>us</a>", "<a href='(e-mail withheld)'>us</a>"),
            ("(zoë@müller.example)", "((e-mail withheld))"),
        ] {
            let mut value = json!([{"deep": text}]);
            assert!(withhold_addresses(&mut value), "{text}");
            assert_eq!(value[0]["deep"], rest);
        }
    }

    #[test]
    fn what_is_no_address_stays() {
        for text in ["2 years @ Acme", "https://medium.com/@sarah", "a@b", "100% @home", "", "CFO@Large"] {
            let mut value = json!(text);
            assert!(!withhold_addresses(&mut value), "{text}");
            assert_eq!(value, text);
        }
    }
}
