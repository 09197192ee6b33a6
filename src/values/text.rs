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

/// Several people of a role, by its short title: `CFOs`, `VPs Sales`, `Chiefs of Staff`.
pub fn plural_of_title(title: &str) -> String {
    match (title.strip_prefix("VP "), title.strip_prefix("Chief of ")) {
        (Some(function), _) => format!("VPs {function}"),
        (_, Some(of)) => format!("Chiefs of {of}"),
        _ => format!("{title}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_plurals() {
        let cases = [
            ("CFO", "CFOs"),
            ("VP Sales", "VPs Sales"),
            ("VP Customer Success", "VPs Customer Success"),
            ("Chief of Staff", "Chiefs of Staff"),
            ("General Counsel", "General Counsels"),
            ("Chief Compliance Officer", "Chief Compliance Officers"),
            ("Controller", "Controllers"),
        ];
        for (title, plural) in cases {
            assert_eq!(plural_of_title(title), plural);
        }
    }
}
