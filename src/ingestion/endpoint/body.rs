//! The shapes in which rows arrive: an object, an array, `{"rows": […]}`, `{"provider", "payload", "external_id"}`,
//! `{"data": {…}}`.

use serde_json::{Map, Value};

use super::json::{self, NotJson};
use crate::ingestion::reader::{RawRow, without_nul};

/// Rows of one request.
pub const MOST_ROWS: usize = 100;

/// Bytes of a request that brings one row; arrays may have what the site takes at all (1 MiB).
pub const ROW_BYTES: usize = 256 * 1024;

/// What a request brings.
#[derive(Debug)]
pub struct Delivered {
    /// The rows.
    pub rows: Vec<RawRow>,
    /// Whether they came as a list, and are answered as one.
    pub is_list: bool,
}

/// Why a body is not taken.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// It isn't JSON, or no row (400).
    NotRows(String),
    /// Too long, or too many (413).
    TooLarge(String),
}

/// Reads a body, whatever its content type says.
pub fn read(bytes: &[u8]) -> Result<Delivered, Refused> {
    let value = json::parse(bytes).map_err(|NotJson(message)| Refused::NotRows(message))?;
    let delivered = unwrap(without_nul(value))?;
    if delivered.rows.len() > MOST_ROWS {
        let count = delivered.rows.len();
        return Err(Refused::TooLarge(format!("{count} rows: send at most {MOST_ROWS} in one request")));
    }
    if !delivered.is_list && bytes.len() > ROW_BYTES {
        let message = "this row is larger than 256 KiB: leave out columns that are not needed";
        return Err(Refused::TooLarge(message.into()));
    }
    Ok(delivered)
}

fn unwrap(value: Value) -> Result<Delivered, Refused> {
    match value {
        Value::Array(values) => Ok(list(values)),
        Value::Object(mut cells) if is_envelope(&cells, "rows", &["provider"]) => {
            match cells.remove("rows") {
                Some(Value::Array(values)) => Ok(list(values)),
                other => {
                    Ok(one(cells.into_iter().chain(other.map(|rows| ("rows".to_owned(), rows))).collect()))
                }
            }
        }
        Value::Object(cells) => Ok(one(cells)),
        _ => Err(Refused::NotRows(
            "the body is no row: send a JSON object, {\"full_name\": …}, or an array of them".into(),
        )),
    }
}

fn list(values: Vec<Value>) -> Delivered {
    let rows = (1..).zip(values).map(|(position, value)| row(position, value)).collect();
    Delivered { rows, is_list: true }
}

fn one(cells: Map<String, Value>) -> Delivered {
    Delivered { rows: vec![row(1, Value::Object(cells))], is_list: false }
}

/// A row out of its envelope.
fn row(position: i32, value: Value) -> RawRow {
    let Value::Object(cells) = value else {
        let cells = Map::from_iter([("(value)".to_owned(), value)]);
        let error = "not an object: each row is {\"full_name\": …}".to_owned();
        return RawRow { error: Some(error), ..RawRow::new(position, cells) };
    };
    RawRow::new(position, opened(cells))
}

fn opened(mut cells: Map<String, Value>) -> Map<String, Value> {
    for (name, others) in [("payload", &["provider", "external_id"][..]), ("data", &["external_id"][..])] {
        if !is_envelope(&cells, name, others) {
            continue;
        }
        let Some(inner) = cells.get(name).and_then(object) else { continue };
        let external_id = cells.remove("external_id");
        let mut row = inner;
        if let Some(id) = external_id.filter(|id| !id.is_null()) {
            row.entry("source_record_id").or_insert(id);
        }
        return row;
    }
    cells
}

/// An object, also one that a quoted chip made a text.
fn object(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(cells) => Some(cells.clone()),
        Value::String(text) if text.trim_start().starts_with('{') => {
            match json::parse(text.as_bytes()).ok()? {
                Value::Object(cells) => Some(cells),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether `name` is there, and nothing besides but these.
fn is_envelope(cells: &Map<String, Value>, name: &str, others: &[&str]) -> bool {
    cells.contains_key(name) && cells.keys().all(|key| key == name || others.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_shape_gives_its_rows() {
        let ann = json!({"full_name": "Ann"});
        let with_id = json!({"full_name": "Ann", "source_record_id": "r_1"});
        let cases = [
            (ann.clone(), vec![&ann], false),
            (json!([ann, ann]), vec![&ann, &ann], true),
            (json!({"rows": [ann]}), vec![&ann], true),
            (json!({"data": ann}), vec![&ann], false),
            (json!([{"data": ann}]), vec![&ann], true),
            (json!({"provider": "clay", "payload": ann, "external_id": "r_1"}), vec![&with_id], false),
            (json!({"payload": ann.to_string(), "external_id": "r_1"}), vec![&with_id], false),
            (json!([]), vec![], true),
        ];
        for (body, rows, is_list) in cases {
            let read = read(body.to_string().as_bytes()).unwrap();
            let cells: Vec<Value> = read.rows.into_iter().map(|row| Value::Object(row.cells)).collect();
            assert_eq!(cells.iter().collect::<Vec<_>>(), rows, "{body}");
            assert_eq!(read.is_list, is_list, "{body}");
        }
    }

    #[test]
    fn a_row_that_merely_has_such_a_column_stays_whole() {
        for body in [json!({"name": "Ann", "data": {"a": 1}}), json!({"data": "x"}), json!({"rows": 3})] {
            let read = read(body.to_string().as_bytes()).unwrap();
            assert_eq!(Value::Object(read.rows.into_iter().next().unwrap().cells), body);
        }
    }

    #[test]
    fn too_many_rows_and_too_long_ones_are_refused() {
        let rows = json!(vec![json!({}); MOST_ROWS + 1]).to_string();
        assert!(matches!(read(rows.as_bytes()), Err(Refused::TooLarge(_))));
        let long = json!({"bio": "x".repeat(ROW_BYTES)});
        assert!(matches!(read(long.to_string().as_bytes()), Err(Refused::TooLarge(_))));
        assert!(read(json!([long]).to_string().as_bytes()).is_ok());
        for value in ["1", "null", "\"text\"", "true"] {
            assert!(matches!(read(value.as_bytes()), Err(Refused::NotRows(_))), "{value}");
        }
    }
}
