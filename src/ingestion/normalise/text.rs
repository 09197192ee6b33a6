//! Text as a person would have typed it: NFC, no control characters or bidi overrides, spaces in order.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{Reading, placeholder::stated, reading::quote};

/// A single line of at most `max_chars` characters.
pub fn line(text: &str, max_chars: usize) -> Reading<String> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    let tidy = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    cut(tidy, max_chars)
}

/// Several lines of at most `max_chars` characters: line ends are `\n`, at most one empty line in a row.
pub fn paragraphs(text: &str, max_chars: usize) -> Reading<String> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    cut(tidy_lines(&clean(text)), max_chars)
}

/// Text without what a page must never carry: NUL and other control characters, bidi overrides, zero-width spaces;
/// mended where it is UTF-8 read as Windows-1252, in NFC. Line ends become `\n`.
pub fn clean(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return text.to_owned();
    }
    let mended = mend(text);
    let text = mended.as_deref().unwrap_or(text);
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if is_unwanted(c) => {}
            c => out.push(c),
        }
    }
    if is_nfc(&out) { out } else { out.nfc().collect() }
}

/// Controls, bidi embeddings, overrides and isolates, byte order marks, soft hyphens, non-characters. Kept: the
/// joiners that emoji and Indic scripts need, the plain direction marks, private use is dropped.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}')
}

fn tidy_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(line);
    }
    out.trim().to_owned()
}

fn cut(text: String, max_chars: usize) -> Reading<String> {
    if text.is_empty() {
        return Reading::nothing();
    }
    let Some((at, _)) = text.char_indices().nth(max_chars) else { return Reading::of(text) };
    let kept = text[..at].trim_end().to_owned();
    let length = text.chars().count();
    let warning = format!("the text has {length} characters and was cut to {max_chars}: {}", quote(&kept));
    Reading {
        value: (!kept.is_empty()).then_some(kept),
        warnings: vec![warning],
        unread: Some(text[at..].trim_start().to_owned()),
    }
}

/// Repairs UTF-8 that something read as Windows-1252 (`Cityâ€™s` → `City’s`), run by run and only where every
/// character of the run maps back to a byte and the bytes are UTF-8. None when nothing needed it.
pub fn mend(text: &str) -> Option<String> {
    // Every broken sequence starts with a lead byte seen as one of À-ô.
    if !text.chars().any(|c| ('\u{c2}'..='\u{f4}').contains(&c)) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut mended = false;
    let mut at = 0;
    while at < chars.len() {
        if let Some((c, length)) = sequence(&chars[at..]) {
            out.push(c);
            mended = true;
            at += length;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    if !mended {
        return None;
    }
    // Twice-broken text ("Ã¢â‚¬â„¢") mends in as many rounds; each makes it shorter.
    Some(mend(&out).unwrap_or(out))
}

/// The character that the first few characters were before they were misread, and how many they are.
fn sequence(chars: &[char]) -> Option<(char, usize)> {
    let lead = windows_1252(*chars.first()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [0; 4];
    for (byte, &c) in bytes.iter_mut().zip(chars.get(..length)?) {
        *byte = windows_1252(c)?;
    }
    let c = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    // "Ã " or "Â°" could be meant; a mend must give a letter, mark or sign that text has, never a control.
    (!c.is_control()).then_some((c, length))
}

/// The byte that Windows-1252 shows as this character.
const fn windows_1252(c: char) -> Option<u8> {
    Some(match c {
        '€' => 0x80,
        '‚' => 0x82,
        'ƒ' => 0x83,
        '„' => 0x84,
        '…' => 0x85,
        '†' => 0x86,
        '‡' => 0x87,
        'ˆ' => 0x88,
        '‰' => 0x89,
        'Š' => 0x8a,
        '‹' => 0x8b,
        'Œ' => 0x8c,
        'Ž' => 0x8e,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '˜' => 0x98,
        '™' => 0x99,
        'š' => 0x9a,
        '›' => 0x9b,
        'œ' => 0x9c,
        'ž' => 0x9e,
        'Ÿ' => 0x9f,
        '\u{81}' | '\u{8d}' | '\u{8f}' | '\u{90}' | '\u{9d}' | '\u{80}'..='\u{ff}' => c as u8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINES: &[(&str, &str)] = &[
        ("  Sarah \t Chen\n", "Sarah Chen"),
        ("Sa\0rah", "Sarah"),
        ("\u{feff}Sarah", "Sarah"),
        ("a\u{202e}b\u{202c}", "ab"),
        ("a\u{2066}b\u{2069}", "ab"),
        ("zero\u{200b}width", "zerowidth"),
        ("soft\u{ad}hyphen", "softhyphen"),
        ("Jose\u{301}", "José"),
        ("CFO\u{a0}& COO", "CFO & COO"),
        ("\u{1b}[31mred", "[31mred"),
        ("👩🏽‍💻 CTO", "👩🏽‍💻 CTO"),
        ("مرحبا", "مرحبا"),
        ("Cityâ€™s", "City’s"),
        ("â€¢ one", "• one"),
        ("cafÃ©", "café"),
        ("MÃ¼nchen", "München"),
        ("â€œquotedâ€\u{9d}", "“quoted”"),
        ("10â€“20", "10–20"),
        ("Ã¢â‚¬â„¢", "’"),
        ("SÃ£o Paulo", "São Paulo"),
        // Real letters stay.
        ("São Paulo", "São Paulo"),
        ("Ângela â", "Ângela â"),
        ("naïve Ã", "naïve Ã"),
        ("N/A", ""),
        ("", ""),
    ];

    #[test]
    fn a_line_is_what_a_person_would_have_typed() {
        for (input, expected) in LINES {
            assert_eq!(line(input, 1_000).value.unwrap_or_default(), *expected, "{input:?}");
        }
    }

    #[test]
    fn paragraphs_keep_their_lines() {
        let cases = [
            ("one\r\ntwo\rthree", "one\ntwo\nthree"),
            ("one\n\n\n\ntwo  \n", "one\n\ntwo"),
            ("  one\u{2028}two", "one\ntwo"),
        ];
        for (input, expected) in cases {
            assert_eq!(paragraphs(input, 1_000).value.unwrap(), expected, "{input:?}");
        }
    }

    #[test]
    fn long_text_is_cut_in_characters_with_a_warning() {
        let read = line("ééééé", 3);
        assert_eq!(read.value.as_deref(), Some("ééé"));
        assert_eq!(read.unread.as_deref(), Some("éé"));
        assert_eq!(read.warnings.len(), 1);
    }

    proptest! {
        #[test]
        fn tidy_text_stays_as_it_is(text in any::<String>(), max in 0_usize..40) {
            if let Some(once) = line(&text, max).value {
                prop_assert_eq!(line(&once, max).value.unwrap_or_default(), if is_stated(&once) { once } else { String::new() });
            }
            if let Some(once) = paragraphs(&text, max).value {
                prop_assert_eq!(paragraphs(&once, max).value.unwrap_or_default(), if is_stated(&once) { once } else { String::new() });
            }
        }

        #[test]
        fn nothing_unwanted_stays(text in any::<String>()) {
            prop_assert!(!clean(&text).chars().any(|c| is_unwanted(c) && c != '\n' && c != '\t'));
        }
    }

    fn is_stated(text: &str) -> bool {
        stated(text).is_some()
    }
}
