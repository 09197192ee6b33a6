//! JSON as Clay's HTTP column writes it: repaired where what was meant is plain, else refused with the place and what
//! to do about it.

use std::borrow::Cow;
use std::str::Utf8Error;

use serde_json::Value;

/// What is wrong with a body, for the cell in which Clay keeps the answer.
#[derive(Debug, PartialEq, Eq)]
pub struct NotJson(pub String);

const QUOTED_CHIP: &str = "don't put quotes around column chips";

/// Reads a body. `undefined` as a value is null, and line breaks inside of strings are taken as they are.
pub fn parse(bytes: &[u8]) -> Result<Value, NotJson> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error))?;
    if text.trim().is_empty() {
        return Err(NotJson("the body is empty: send the row as a JSON object, {\"full_name\": …}".into()));
    }
    let repaired = Repaired::of(text);
    serde_json::from_str(&repaired.text).map_err(|error| {
        let at = repaired.original_offset(offset_of(&repaired.text, &error));
        NotJson(format!("the body is not JSON at {}: {}", place(text, at), hint(text, at, &error)))
    })
}

fn not_utf8(bytes: &[u8], error: Utf8Error) -> NotJson {
    let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
    NotJson(format!("the body is not UTF-8 at {}: send it as UTF-8", place(valid, valid.len())))
}

/// A text that may be JSON now, and how to find the way back to the text that came.
struct Repaired<'a> {
    text: Cow<'a, str>,
    /// Where bytes were added: the offset in the repaired text behind them, and how many.
    added: Vec<(usize, usize)>,
}

impl<'a> Repaired<'a> {
    fn of(text: &'a str) -> Self {
        const UNDEFINED: &str = "undefined";
        let mut repaired = String::new();
        let mut added = Vec::new();
        // Up to here the text was copied.
        let mut copied = 0;
        let (mut in_string, mut escaped) = (false, false);
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if in_string {
                if byte < 0x20 {
                    repaired.push_str(&text[copied..at]);
                    let escape = if escaped { "\\".to_owned() } else { String::new() } + &escape_of(byte);
                    repaired.push_str(&escape);
                    added.push((repaired.len(), escape.len() - 1));
                    copied = at + 1;
                    escaped = false;
                } else {
                    in_string = escaped || byte != b'"';
                    escaped = !escaped && byte == b'\\';
                }
            } else if byte == b'"' {
                in_string = true;
            } else if bytes[at..].starts_with(UNDEFINED.as_bytes()) && is_value(bytes, at, UNDEFINED.len()) {
                repaired.push_str(&text[copied..at]);
                // As long as before, so that places stay.
                repaired.push_str("null     ");
                at += UNDEFINED.len();
                copied = at;
                continue;
            }
            at += 1;
        }
        if copied == 0 {
            return Self { text: Cow::Borrowed(text), added };
        }
        repaired.push_str(&text[copied..]);
        Self { text: Cow::Owned(repaired), added }
    }

    /// Where a byte of the repaired text stood before.
    fn original_offset(&self, offset: usize) -> usize {
        let added: usize = self.added.iter().filter(|(end, _)| *end <= offset).map(|(_, count)| count).sum();
        offset - added
    }
}

/// A control character as JSON wants it inside of a string.
fn escape_of(byte: u8) -> String {
    match byte {
        b'\n' => "\\n".to_owned(),
        b'\r' => "\\r".to_owned(),
        b'\t' => "\\t".to_owned(),
        other => format!("\\u{other:04x}"),
    }
}

/// Whether a word of this length stands where a value does: behind `:`, `,` or `[`, before `,`, `]`, `}` or the end.
fn is_value(bytes: &[u8], at: usize, length: usize) -> bool {
    let before = bytes[..at].iter().rev().find(|byte| !byte.is_ascii_whitespace());
    let after = bytes[at + length..].iter().find(|byte| !byte.is_ascii_whitespace());
    before.is_none_or(|byte| b":,[".contains(byte)) && after.is_none_or(|byte| b",]}".contains(byte))
}

/// Where the parser stopped, in bytes.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line_start: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// `line 4, column 17`, both from 1, columns in characters.
fn place(text: &str, at: usize) -> String {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("line {line}, column {column}")
}

/// What most likely happened there, and what to do.
fn hint(text: &str, at: usize, error: &serde_json::Error) -> Cow<'static, str> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = text[..at].chars().next_back();
    let here = text[at..].chars().next();
    let said = error.to_string();
    let quotes = ['\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}', '\'', '`'];
    if error.is_eof() {
        return if said.contains("string") {
            "the text begins here and never ends: a closing quote is missing".into()
        } else {
            "the body ends too soon: a closing bracket is missing".into()
        };
    }
    if said.contains("recursion limit") {
        return "too many brackets inside of brackets".into();
    }
    if said.contains("trailing comma") {
        return "take away the comma before the closing bracket".into();
    }
    if said.contains("key must be a string") {
        return "write each name in straight double quotes, \"full_name\": …".into();
    }
    if said.contains("number out of range") {
        return "this number is too large".into();
    }
    if said.contains("escape") || said.contains("surrogate") || said.contains("hex") {
        return format!("this backslash means nothing in JSON; {QUOTED_CHIP}").into();
    }
    if said.contains("expected `:`") {
        return "a colon is missing after the name".into();
    }
    // A chip brings its own quotes: `""Sarah""`, or a quote in the text ends the string early.
    if before == Some('"') || said.contains("trailing characters") && here == Some('"') {
        return QUOTED_CHIP.into();
    }
    if here.is_some_and(|c| quotes.contains(&c)) {
        return "use straight double quotes (\")".into();
    }
    if said.contains("expected value") || said.contains("expected ident") {
        return match here {
            Some(',' | '}' | ']') => {
                "a value is missing before this: put the column chip back, or write null".into()
            }
            _ => "text that is no column chip stands in straight double quotes".into(),
        };
    }
    if said.contains("trailing characters") {
        return "something stands behind the end: send one object, or an array of them".into();
    }
    if said.contains("expected `,`") {
        return if here == Some('"') && text[..at].trim_end().len() < at {
            "a comma is missing before this".into()
        } else {
            QUOTED_CHIP.into()
        };
    }
    QUOTED_CHIP.into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_plainly_meant_is_repaired() {
        let cases = [
            (r#"{"city": undefined}"#, json!({"city": null})),
            (r#"{"city":undefined,"a":[undefined, undefined]}"#, json!({"city": null, "a": [null, null]})),
            (r#"{"city": "undefined, undefined"}"#, json!({"city": "undefined, undefined"})),
            (r#"{"a": "say \"hi\": undefined,"}"#, json!({"a": "say \"hi\": undefined,"})),
            ("{\"bio\": \"two\nlines\r\n\tand a tab\"}", json!({"bio": "two\nlines\r\n\tand a tab"})),
            ("{\"bio\": \"ends in \\\nbackslash\"}", json!({"bio": "ends in \\\nbackslash"})),
            ("\u{feff}{\"a\": 1}", json!({"a": 1})),
        ];
        for (body, value) in cases {
            assert_eq!(parse(body.as_bytes()), Ok(value), "{body}");
        }
    }

    #[test]
    fn what_was_not_plain_is_refused_with_place_and_hint() {
        let cases = [
            (
                "{\n  \"a\": 1,\n  \"b\": 2,\n  \"full_name\": \"\"Sarah\"\"\n}",
                "line 4, column 18: don't put quotes around",
            ),
            ("{\"a\": \"the \"big\" one\"}", "line 1, column 13: don't put quotes around"),
            ("{\"bio\": \"one\ntwo\", \"x\": \"a \"b\" c\"}", "line 2, column 16: don't put quotes around"),
            ("{\"city\": undefined, \"x\": \"a \"b\" c\"}", "line 1, column 30: don't put quotes around"),
            ("{\"größe\": \"ä \"b\" c\"}", "line 1, column 15: don't put quotes around"),
            ("{\"a\": 1,}", "line 1, column 9: take away the comma"),
            ("{\"a\": }", "line 1, column 7: a value is missing"),
            ("{\"a\": Sarah}", "line 1, column 7: text that is no column chip"),
            ("{\"a\": “Sarah”}", "line 1, column 7: use straight double quotes"),
            ("{a: 1}", "line 1, column 2: write each name in straight double quotes"),
            ("{\"a\": 1\n \"b\": 2}", "line 2, column 2: a comma is missing"),
            ("{\"a\": 1} {\"a\": 2}", "line 1, column 10: something stands behind the end"),
            ("{\"a\": \"\\q\"}", "line 1, column 9: this backslash"),
            ("{\"a\": [1, 2", "the body ends too soon"),
            ("{\"a\": \"text", "a closing quote is missing"),
            ("{\"a\": 1e999}", "this number is too large"),
            ("  \n", "the body is empty"),
        ];
        for (body, words) in cases {
            let NotJson(message) = parse(body.as_bytes()).unwrap_err();
            assert!(message.contains(words), "{body}: {message}");
        }
        assert!(parse(b"{\"a\": \"\xff\"}").unwrap_err().0.contains("not UTF-8 at line 1, column 8"));
    }

    proptest! {
        #[test]
        fn valid_json_is_read_as_it_is(text in "\\PC{0,40}", number in any::<i64>()) {
            let value = json!({"a": text.as_str(), "undefined": [number, null, {"b": text.as_str()}]});
            prop_assert_eq!(parse(value.to_string().as_bytes()), Ok(value.clone()));
            prop_assert_eq!(parse(serde_json::to_string_pretty(&value).unwrap().as_bytes()), Ok(value));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:a\\\\\n\u{e9}undefi]{0,60}") {
            let _ = parse(&bytes);
            let _ = parse(text.as_bytes());
        }
    }
}
