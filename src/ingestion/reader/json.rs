//! Rows in JSON: an array, objects one after the other, or a value on each line.

use std::io::{BufRead, Read};
use std::ops::ControlFlow;

use serde::Deserializer;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{LONGEST_ROW, ReadError, Rows, decode, without_nul};

impl Rows<'_> {
    /// A broken line costs that line only.
    pub fn json_lines(&mut self, mut text: impl BufRead) -> Result<(), ReadError> {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let count = text.by_ref().take(LONGEST_ROW).read_until(b'\n', &mut line)?;
            if count as u64 == LONGEST_ROW {
                return Err(ReadError::Format(format!(
                    "line {number} is longer than {} MB: in this format each row has a line of its own",
                    LONGEST_ROW >> 20
                )));
            }
            if count == 0 {
                break;
            }
            let line = decode(&line);
            if line.trim().is_empty() {
                continue;
            }
            let flow = match serde_json::from_str::<Value>(&line) {
                Ok(value) => self.json_value(value),
                Err(error) => {
                    let cells = Map::from_iter([("(line)".to_owned(), Value::String(line.clone()))]);
                    let message =
                        format!("line {number}, column {}: not JSON: {}", error.column(), reason(&error));
                    self.hand_on(cells, Some(message))
                }
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    pub fn json(&mut self, mut text: impl BufRead) -> Result<(), ReadError> {
        let mut skipped = 0;
        while let Some(&byte) = text.fill_buf()?.first().filter(|byte| byte.is_ascii_whitespace()) {
            skipped += usize::from(byte == b'\n');
            text.consume(1);
        }
        let first = text.fill_buf()?.first().copied();
        let mut stopped = false;
        let mut deserializer = serde_json::Deserializer::from_reader(text);
        let result = match first {
            None => return Err(ReadError::Format("the file is empty: export the rows again".into())),
            Some(b'[') => deserializer
                .deserialize_seq(Elements { rows: self, stopped: &mut stopped })
                .and_then(|()| if stopped { Ok(()) } else { deserializer.end() }),
            Some(_) => deserializer.into_iter::<Value>().try_for_each(|value| {
                stopped = stopped || self.json_value(value?).is_break();
                Ok(())
            }),
        };
        match result {
            _ if stopped => Ok(()),
            Err(error) if error.is_io() => Err(ReadError::Io(error.into())),
            Err(error) => Err(ReadError::Format(format!(
                "line {}, column {}: not JSON: {}; {} before it",
                error.line() + skipped,
                error.column(),
                reason(&error),
                self.so_far()
            ))),
            Ok(()) => Ok(()),
        }
    }

    /// One JSON value: a row, or an object with rows (`{"rows": […]}`, `{"data": […]}`), or `{"data": {…}}`.
    fn json_value(&mut self, value: Value) -> ControlFlow<()> {
        match without_nul(value) {
            Value::Array(values) => values.into_iter().try_for_each(|value| self.json_value(value)),
            Value::Object(mut cells) => {
                for name in ["rows", "data"] {
                    let are_rows = cells.get(name).and_then(Value::as_array).is_some_and(|rows| {
                        (!rows.is_empty() || cells.len() == 1) && rows.iter().all(Value::is_object)
                    });
                    if let Some(Value::Array(rows)) = cells.get_mut(name).filter(|_| are_rows) {
                        return std::mem::take(rows).into_iter().try_for_each(|row| self.json_value(row));
                    }
                }
                match (cells.len(), cells.get_mut("data")) {
                    (1, Some(Value::Object(row))) => {
                        let row = std::mem::take(row);
                        self.hand_on(row, None)
                    }
                    _ => self.hand_on(cells, None),
                }
            }
            other => {
                let cells = Map::from_iter([("(value)".to_owned(), other)]);
                self.hand_on(cells, Some("not an object: each row is {\"Header\": value, …}".into()))
            }
        }
    }
}

/// What is wrong, without the place, and what to do about the commonest.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    if error.is_eof() {
        format!("{text}: the file was cut off")
    } else if text.contains("unicode code point") {
        format!("{text}: save the file as UTF-8")
    } else {
        text.to_owned()
    }
}

/// Hands on the elements of an array as they are parsed.
struct Elements<'a, 'b> {
    rows: &'a mut Rows<'b>,
    stopped: &'a mut bool,
}

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("an array of rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(value) = elements.next_element::<Value>()? {
            if self.rows.json_value(value).is_break() {
                *self.stopped = true;
                break;
            }
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
