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

/// What somebody typed is longer than it may be; says by how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("That has {is} characters, and {longest} are the most: shorten it.")]
pub struct TooLong {
    /// Its length, in characters.
    pub is: usize,
    /// The longest that is taken.
    pub longest: usize,
}

/// One line that somebody typed: NFC, without control characters, single spaces; nothing when empty.
pub fn typed_line(text: &str, longest: usize) -> Result<Option<String>, TooLong> {
    let plain: String = text.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    no_longer(plain.split_whitespace().collect::<Vec<_>>().join(" "), longest)
}

/// A text of several lines that somebody typed: NFC, without control characters, no more than one empty line between
/// others; nothing when empty.
pub fn typed_text(text: &str, longest: usize) -> Result<Option<String>, TooLong> {
    let plain: String = (text.nfc().filter(|c| *c != '\r'))
        .map(|c| if c.is_control() && c != '\n' { ' ' } else { c })
        .collect();
    let mut lines: Vec<&str> = Vec::new();
    for line in plain.trim().lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    no_longer(lines.join("\n"), longest)
}

fn no_longer(text: String, longest: usize) -> Result<Option<String>, TooLong> {
    let is = text.chars().count();
    if is > longest { Err(TooLong { is, longest }) } else { Ok((is > 0).then_some(text)) }
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
    fn what_is_typed_is_plain_and_not_too_long() {
        assert_eq!(typed_line("  Ann\u{0}\tAbel \r\nBcc: x", 40), Ok(Some("Ann Abel Bcc: x".to_owned())));
        assert_eq!(typed_line("e\u{301}", 1), Ok(Some("é".to_owned())));
        assert_eq!(typed_line(" \n", 5), Ok(None));
        assert_eq!(typed_line("abcdef", 5), Err(TooLong { is: 6, longest: 5 }));
        assert_eq!(typed_text(" a \r\n\r\n\n\n b\u{7}", 40), Ok(Some("a\n\n b".to_owned())));
        assert_eq!(typed_text("\r\n ", 40), Ok(None));
        assert!(typed_text("abc", 2).unwrap_err().to_string().contains("3 characters"));
    }

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
