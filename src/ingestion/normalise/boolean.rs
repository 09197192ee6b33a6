//! Yes and no, as cells say them.

use super::{Reading, placeholder::stated, reading::quote};

/// Reads a yes or a no ("yes", "TRUE", "1", "✓", "ja"; "no", "false", "0", "✗", "nein").
pub fn boolean(text: &str) -> Reading<bool> {
    let trimmed = text.trim();
    // "x" is a cross in a checkbox column, not a placeholder.
    if trimmed.eq_ignore_ascii_case("x") {
        return Reading::of(true);
    }
    let Some(text) = stated(trimmed) else { return Reading::nothing() };
    let word = text.trim_end_matches(['.', '!', '\u{fe0f}']).to_lowercase();
    match word.as_str() {
        "yes" | "yep" | "yeah" | "yup" | "y" | "true" | "t" | "1" | "1.0" | "on" | "✓" | "✔" | "☑" | "✅"
        | "checked" | "ok" | "sure" | "ja" | "oui" | "sí" | "si" | "sim" | "da" | "wahr" | "vrai"
        | "verdadero" | "open" | "available" | "eligible" => Reading::of(true),
        "no" | "nope" | "nah" | "n" | "false" | "f" | "0" | "0.0" | "off" | "✗" | "✘" | "☐" | "❌" | "✖"
        | "unchecked" | "never" | "not" | "nein" | "non" | "não" | "nee" | "falsch" | "faux" | "falso"
        | "not eligible" | "not available" => Reading::of(false),
        _ if word.starts_with("yes,") || word.starts_with("yes ") || word.starts_with("yes -") => {
            Reading::of(true)
        }
        _ if word.starts_with("no,") || word.starts_with("no -") || word.starts_with("no –") => {
            Reading::of(false)
        }
        _ => Reading::unread(text, format!("{} is neither yes nor no", quote(text))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn yes_and_no_are_read() {
        for text in [
            "yes",
            "Yes",
            "Y",
            "TRUE",
            "true",
            "1",
            "1.0",
            "✓",
            "✔️",
            "✅",
            "ja",
            "Oui",
            "sí",
            "on",
            "x",
            "Yes, remote",
            "checked",
        ] {
            assert_eq!(boolean(text).value, Some(true), "{text:?}");
        }
        for text in
            ["no", "No.", "N", "FALSE", "0", "✗", "❌", "nein", "non", "off", "No, on-site only", "never"]
        {
            assert_eq!(boolean(text).value, Some(false), "{text:?}");
        }
        for text in ["", "N/A", "maybe", "undefined", "2"] {
            assert_eq!(boolean(text).value, None, "{text:?}");
        }
        assert_eq!(boolean("maybe").warnings.len(), 1);
        assert!(boolean("N/A").is_nothing());
    }

    proptest! {
        #[test]
        fn nothing_panics(text in any::<String>()) {
            let _ = boolean(&text);
        }
    }
}
