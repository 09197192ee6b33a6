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
        "yes" | "y" | "true" | "t" | "1" | "1.0" | "on" | "✓" | "✔" | "☑" | "✅" | "checked" | "ok"
        | "sure" | "ja" | "oui" | "sí" | "si" | "sim" | "da" | "wahr" | "vrai" | "verdadero" | "open"
        | "available" | "eligible" => Reading::of(true),
        "no" | "n" | "false" | "f" | "0" | "0.0" | "off" | "✗" | "✘" | "☐" | "❌" | "✖" | "unchecked"
        | "never" | "not" | "nein" | "non" | "não" | "nee" | "falsch" | "faux" | "falso" | "not eligible"
        | "not available" => Reading::of(false),
        _ if word.starts_with("yes,") || word.starts_with("yes ") || word.starts_with("yes -") => {
            Reading::of(true)
        }
        _ if word.starts_with("no,") || word.starts_with("no -") || word.starts_with("no –") => {
            Reading::of(false)
        }
        _ => Reading::unread(text, format!("{} is neither yes nor no", quote(text))),
    }
}
