//! Text that people type.

use unicode_normalization::UnicodeNormalization;

/// What someone searches for: one line, NFC, without control characters, at most 200 characters; nothing when empty.
pub fn search_text(text: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let plain: String = text.nfc().map(|c| if c.is_control() { ' ' } else { c }).take(4 * LONGEST).collect();
    let line: String = plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    let line = line.trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}

/// The first letter in upper case, the rest as it is.
pub fn capitalise(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
