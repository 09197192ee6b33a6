//! Files into rows: CSV as Clay and as Excel write it, JSON, NDJSON, each also gzipped.
//!
//! Rows are handed on one at a time, so memory doesn't grow with the file. A row that can't be read is handed on too,
//! with what is wrong and what was read of it: nothing is lost. What is no table at all is refused with what to do.

mod json;
mod kind;
mod table;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use encoding_rs::WINDOWS_1252;
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde_json::{Map, Value};
use uuid::Uuid;

use kind::Format;

/// One row as the source wrote it.
#[derive(Debug)]
pub struct RawRow {
    /// The how-manieth row of the delivery, from 1.
    pub position: i32,
    /// Cells by header, in the source's order.
    pub cells: Map<String, Value>,
    /// Why the row can't be used, if it can't.
    pub error: Option<String>,
    /// The delivery that it was once part of, where it is read again.
    pub replays: Option<Replayed>,
}

/// A row's delivery of before.
#[derive(Clone, Copy, Debug)]
pub struct Replayed {
    /// The source row that it was a delivery of, if that could be told.
    pub source_row: Option<Uuid>,
    /// When it came: what it says is read against that day, and nothing later is confirmed by it.
    pub at: DateTime<Utc>,
}

impl RawRow {
    /// A row of a delivery that comes for the first time.
    pub fn new(position: i32, cells: Map<String, Value>) -> Self {
        Self { position, cells, error: None, replays: None }
    }

    /// About how much text it is, in bytes.
    pub fn bytes(&self) -> usize {
        self.cells.iter().map(|(header, cell)| header.len() + bytes_of(cell)).sum()
    }

    /// Whether it could be read, and is a delivery of its own.
    pub fn is_whole(&self) -> bool {
        self.error.is_none() && self.replays.is_none()
    }
}

fn bytes_of(cell: &Value) -> usize {
    match cell {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(bytes_of).sum(),
        Value::Object(fields) => fields.iter().map(|(name, value)| name.len() + bytes_of(value)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 4,
    }
}

/// Why no row of a file can be read, or none after those that were.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file can't be opened or read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The file isn't of its format.
    #[error("{0}")]
    Format(String),
}

/// How far a file has been read, in bytes of the file as it is stored; shared with a progress bar.
pub type BytesRead = Arc<AtomicU64>;

/// The most bytes that one row may have: more is a quote that is never closed.
const LONGEST_ROW: u64 = 64 << 20;

/// Hands each row of the file to `take`, until that breaks off.
pub fn read_file(
    path: &Path,
    bytes_read: &BytesRead,
    take: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let counted = Counted { file: File::open(path)?, bytes_read: bytes_read.clone() };
    let mut stored = BufReader::with_capacity(1 << 16, counted);
    let is_gzip = stored.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut rows = Rows { position: 0, take };
    let result = if is_gzip {
        rows.read(path, flate2::read::MultiGzDecoder::new(stored))
    } else {
        rows.read(path, stored)
    };
    match result {
        Err(ReadError::Io(error)) if is_gzip && is_damage(&error) => Err(ReadError::Format(format!(
            "the gzip file is cut off or damaged ({error}); {} before that: download or copy it again",
            rows.so_far()
        ))),
        result => result,
    }
}

fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

/// A file that says how much of it was read.
struct Counted {
    file: File,
    bytes_read: BytesRead,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.bytes_read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Counts the rows and hands them on.
struct Rows<'a> {
    position: i32,
    take: &'a mut dyn FnMut(RawRow) -> ControlFlow<()>,
}

impl Rows<'_> {
    fn read(&mut self, path: &Path, plain: impl Read) -> Result<(), ReadError> {
        let mut plain = BufReader::with_capacity(1 << 16, plain);
        let start = plain.fill_buf()?;
        if let Some(advice) = kind::no_table(start) {
            return Err(ReadError::Format(advice));
        }
        // A byte order mark decides; without one the bytes pass as they are and each cell is looked at by itself.
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(kind::utf_16_without_mark(start))
            .bom_sniffing(true)
            .utf8_passthru(true)
            .strip_bom(true)
            .build(plain);
        let mut text = BufReader::with_capacity(1 << 16, decoded);
        match Format::of(path, text.fill_buf()?) {
            Format::Csv => self.csv(text),
            Format::Lines => self.json_lines(text),
            Format::Json => self.json(text),
        }
    }

    fn hand_on(&mut self, cells: Map<String, Value>, error: Option<String>) -> ControlFlow<()> {
        self.position += 1;
        (self.take)(RawRow { error, ..RawRow::new(self.position, cells) })
    }

    /// "3 rows were read".
    fn so_far(&self) -> String {
        match self.position {
            0 => "no row was read".to_owned(),
            1 => "1 row was read".to_owned(),
            count => format!("{count} rows were read"),
        }
    }
}

/// A cell's text: UTF-8 where it is, else Windows-1252 (what Excel writes), even side by side. NUL, which PostgreSQL
/// can't keep, becomes U+FFFD.
fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// A JSON value without NUL, which PostgreSQL can't keep.
pub(super) fn without_nul(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\0') => Value::String(text.replace('\0', "\u{fffd}")),
        Value::Array(values) => Value::Array(values.into_iter().map(without_nul).collect()),
        Value::Object(cells) => {
            let clean = |(name, value): (String, Value)| (name.replace('\0', "\u{fffd}"), without_nul(value));
            Value::Object(cells.into_iter().map(clean).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn rows(name: &str, bytes: &[u8]) -> Result<Vec<RawRow>, ReadError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut rows = Vec::new();
        read_file(&path, &BytesRead::default(), &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn every_encoding_and_separator_gives_the_same_row() {
        let utf16: Vec<u8> =
            "\u{feff}Name\tCity\nZoë\tKöln\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let files: [(&str, &[u8]); 9] = [
            ("plain.csv", "Name,City\nZoë,Köln\n".as_bytes()),
            ("bom-crlf.csv", "\u{feff}Name,City\r\nZoë,Köln\r\n".as_bytes()),
            ("semicolon.csv", "Name;City\nZoë;Köln".as_bytes()),
            ("tab.tsv", "Name\tCity\nZoë\tKöln".as_bytes()),
            ("windows-1252.csv", b"Name,City\nZo\xeb,K\xf6ln\n"),
            ("excel-unicode.csv", &utf16),
            ("lines.ndjson", "{\"Name\":\"Zoë\",\"City\":\"Köln\"}\n\n".as_bytes()),
            ("array.json", " [{\"Name\":\"Zoë\",\"City\":\"Köln\"}]".as_bytes()),
            ("wrapped.json", "{\"rows\":[{\"Name\":\"Zoë\",\"City\":\"Köln\"}]}".as_bytes()),
        ];
        for (name, bytes) in files {
            for (name, bytes) in [(name.to_owned(), bytes.to_vec()), (format!("{name}.gz"), gzipped(bytes))] {
                let rows = rows(&name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(rows.len(), 1, "{name}");
                assert_eq!(rows[0].error, None, "{name}");
                assert_eq!(rows[0].cells["Name"], "Zoë", "{name}");
                assert_eq!(rows[0].cells["City"], "Köln", "{name}");
            }
        }
    }

    #[test]
    fn duplicate_headers_are_told_apart() {
        let rows = rows("twice.csv", b"Title,Title,Title\na,b,c\n").unwrap();
        let cells = Value::Object(rows[0].cells.clone());
        assert_eq!(cells, serde_json::json!({"Title": "a", "Title (2)": "b", "Title (3)": "c"}));
    }

    #[test]
    fn a_row_that_cannot_be_read_is_handed_on_with_its_line() {
        let rows = rows("cut.csv", b"Name,City\nAnn,Leeds\n\"Bob,Yo").unwrap();
        assert_eq!(rows.len(), 2);
        let error = rows[1].error.as_deref().unwrap();
        assert!(error.starts_with("line 3: a quote is opened and never closed"), "{error}");
        assert_eq!(rows[1].cells["Name"], "Bob,Yo");
    }

    #[test]
    fn one_bad_json_line_costs_that_line_only() {
        let rows =
            rows("bad.jsonl", b"{\"Name\":\"Ann\"}\n{\"Name\": undefined}\n[]\n7\n{\"Name\":\"Cy\"}\n")
                .unwrap();
        let errors: Vec<bool> = rows.iter().map(|row| row.error.is_some()).collect();
        assert_eq!(errors, [false, true, true, false]);
        assert!(rows[1].error.as_deref().unwrap().starts_with("line 2, column 1"), "{rows:?}");
    }

    #[test]
    fn a_file_that_is_no_table_is_refused_with_a_reason() {
        let cases: [(&str, &[u8], &str); 4] = [
            ("empty.csv", b"", "the file is empty"),
            ("prose.csv", b"Dear all\nplease find attached\n", "a single column"),
            ("broken.json", b"[{\"a\":1},", "1 row was read before it"),
            ("header-only.csv", b"Name,City\n", ""),
        ];
        for (name, bytes, message) in cases {
            match rows(name, bytes) {
                Ok(rows) => assert!(rows.is_empty() && message.is_empty(), "{name}"),
                Err(error) => {
                    assert!(!message.is_empty() && error.to_string().contains(message), "{name}: {error}");
                }
            }
        }
    }

    #[test]
    fn nul_is_replaced() {
        assert_eq!(rows("nul.csv", b"Name,City\nA\0n,B\n").unwrap()[0].cells["Name"], "A\u{fffd}n");
    }
}
