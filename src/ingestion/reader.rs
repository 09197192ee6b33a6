//! Files into rows: CSV as Clay and as Excel write it, JSON, NDJSON, each also gzipped.
//!
//! Rows are handed on one at a time, so memory doesn't grow with the file. A row that can't be read is handed on too,
//! with what is wrong and what was read of it: nothing is lost.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{UTF_8, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde::de::{DeserializeSeed, IgnoredAny, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// One row as the source wrote it.
#[derive(Debug)]
pub struct RawRow {
    /// The how-manieth row of the delivery, from 1.
    pub position: i32,
    /// Cells by header, in the source's order.
    pub cells: Map<String, Value>,
    /// Why the row can't be used, if it can't.
    pub error: Option<String>,
    /// The source row that it was once a delivery of, where it is read again.
    pub replays: Option<uuid::Uuid>,
}

impl RawRow {
    /// A row of a delivery that comes for the first time.
    pub fn new(position: i32, cells: Map<String, Value>) -> Self {
        Self { position, cells, error: None, replays: None }
    }
}

/// Why no row of a file can be read.
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

/// Hands each row of the file to `take`, until that breaks off.
pub fn read_file(
    path: &Path,
    bytes_read: &BytesRead,
    take: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
) -> Result<(), ReadError> {
    let counted = Counted { file: File::open(path)?, bytes_read: bytes_read.clone() };
    let mut stored = BufReader::with_capacity(1 << 16, counted);
    let is_gzip = stored.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let plain: Box<dyn Read> =
        if is_gzip { Box::new(flate2::read::MultiGzDecoder::new(stored)) } else { Box::new(stored) };
    // A byte order mark decides; without one the bytes pass as they are and each cell is looked at by itself.
    let decoded =
        DecodeReaderBytesBuilder::new().bom_sniffing(true).utf8_passthru(true).strip_bom(true).build(plain);
    let mut text = BufReader::with_capacity(1 << 16, decoded);
    let mut rows = Rows { position: 0, take };
    match Format::of(path, &mut text)? {
        Format::Csv => rows.csv(text),
        Format::Lines => rows.json_lines(text),
        Format::Json => rows.json(text),
    }
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

enum Format {
    Csv,
    Json,
    Lines,
}

impl Format {
    /// What the file's name says, else what its first byte looks like.
    fn of(path: &Path, text: &mut impl BufRead) -> io::Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Ok(match extension {
            "csv" | "tsv" => Self::Csv,
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Lines,
            _ => match text.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace()) {
                Some(b'[') => Self::Json,
                Some(b'{') => Self::Lines,
                _ => Self::Csv,
            },
        })
    }
}

/// Counts the rows and hands them on.
struct Rows<'a> {
    position: i32,
    take: &'a mut dyn FnMut(RawRow) -> ControlFlow<()>,
}

impl Rows<'_> {
    fn hand_on(&mut self, cells: Map<String, Value>, error: Option<String>) -> ControlFlow<()> {
        self.position += 1;
        (self.take)(RawRow { error, ..RawRow::new(self.position, cells) })
    }

    fn csv(&mut self, mut text: impl BufRead) -> Result<(), ReadError> {
        let head = header_line(&mut text)?;
        if head.is_empty() {
            return Err(ReadError::Format("the file is empty: export the table with its header row".into()));
        }
        let delimiter = delimiter(&head);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter)
            .has_headers(false)
            .from_reader(io::Cursor::new(head).chain(text));
        let mut record = csv::ByteRecord::new();
        if !reader.read_byte_record(&mut record).map_err(csv_error)? {
            return Err(ReadError::Format("the file has no header row".into()));
        }
        let headers = headers(&record);
        if headers.len() == 1 {
            let only = headers[0].chars().take(60).collect::<String>();
            return Err(ReadError::Format(format!(
                "line 1: a single column, “{only}”: is this a CSV file with a header row?"
            )));
        }
        while reader.read_byte_record(&mut record).map_err(csv_error)? {
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().all(<[u8]>::is_empty) {
                continue;
            }
            let mut cells = Map::with_capacity(headers.len());
            for (at, cell) in record.iter().enumerate() {
                let header = headers.get(at).cloned().unwrap_or_else(|| format!("(column {})", at + 1));
                cells.insert(header, Value::String(decode(cell)));
            }
            let error = (record.len() != headers.len()).then(|| {
                format!(
                    "line {line}: {} cells where the header has {}: a quote or separator is missing or the file was cut off",
                    record.len(),
                    headers.len()
                )
            });
            if self.hand_on(cells, error).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn json_lines(&mut self, text: impl BufRead) -> Result<(), ReadError> {
        for (at, line) in text.split(b'\n').enumerate() {
            let line = decode(&line?);
            if line.trim().is_empty() {
                continue;
            }
            let flow = match serde_json::from_str::<Value>(&line) {
                Ok(value) => self.json_value(value),
                Err(error) => {
                    let cells = Map::from_iter([("(line)".to_owned(), Value::String(line.clone()))]);
                    let message = format!("line {}, column {}: not JSON: {error}", at + 1, error.column());
                    self.hand_on(cells, Some(message))
                }
            };
            if flow.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn json(&mut self, mut text: impl BufRead) -> Result<(), ReadError> {
        while let Some(&byte) = text.fill_buf()?.first() {
            if !byte.is_ascii_whitespace() {
                break;
            }
            text.consume(1);
        }
        let is_array = text.fill_buf()?.first() == Some(&b'[');
        let mut stopped = false;
        let mut deserializer = serde_json::Deserializer::from_reader(text);
        let result = if is_array {
            Elements { rows: self, stopped: &mut stopped }.deserialize(&mut deserializer)
        } else {
            Value::deserialize_from(&mut deserializer).map(|value| {
                let _ = self.json_value(value);
            })
        };
        match result {
            Err(error) if !stopped => Err(ReadError::Format(format!(
                "line {}, column {}: {error}; {} rows were read before it",
                error.line(),
                error.column(),
                self.position
            ))),
            _ => Ok(()),
        }
    }

    /// One JSON value: a row, or `{"rows": […]}`, or `{"data": {…}}`.
    fn json_value(&mut self, value: Value) -> ControlFlow<()> {
        match without_nul(value) {
            Value::Array(values) => values.into_iter().try_for_each(|value| self.json_value(value)),
            Value::Object(mut cells) => match (cells.len(), cells.remove("rows"), cells.remove("data")) {
                (1, Some(Value::Array(rows)), None) => {
                    rows.into_iter().try_for_each(|row| self.json_value(row))
                }
                (1, None, Some(Value::Object(row))) => self.hand_on(row, None),
                (_, rows, data) => {
                    cells.extend(rows.map(|rows| ("rows".to_owned(), rows)));
                    cells.extend(data.map(|data| ("data".to_owned(), data)));
                    self.hand_on(cells, None)
                }
            },
            other => {
                let cells = Map::from_iter([("(value)".to_owned(), other)]);
                self.hand_on(cells, Some("not an object: each row is {\"Header\": value, …}".into()))
            }
        }
    }
}

/// Reads one whole value; `Value::deserialize` under a name that says so.
trait DeserializeFrom: Sized {
    fn deserialize_from<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl DeserializeFrom for Value {
    fn deserialize_from<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::Deserialize::deserialize(deserializer)
    }
}

/// Hands on the elements of an array as they are parsed.
struct Elements<'a, 'b> {
    rows: &'a mut Rows<'b>,
    stopped: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Elements<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
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

/// The header line with its end; a quoted header may run over several lines.
fn header_line(text: &mut impl BufRead) -> io::Result<Vec<u8>> {
    const LONGEST: usize = 1 << 16;
    let mut head = Vec::new();
    let mut quoted = false;
    loop {
        let start = head.len();
        if text.read_until(b'\n', &mut head)? == 0 {
            break;
        }
        quoted ^= head[start..].split(|byte| *byte == b'"').count().is_multiple_of(2);
        if !quoted || head.len() > LONGEST {
            break;
        }
    }
    Ok(head)
}

/// The separator that the header line uses most, outside quotes.
fn delimiter(start: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for &byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if !quoted => {
                counts.iter_mut().filter(|(known, _)| *known == byte).for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
    }
    // The first of equals, so that a comma wins a tie.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| *byte)
}

/// The header names: trimmed, and told apart where two are the same.
fn headers(record: &csv::ByteRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for (at, cell) in record.iter().enumerate() {
        let name = decode(cell).trim().to_owned();
        let name = if name.is_empty() { format!("(column {})", at + 1) } else { name };
        let same =
            names.iter().filter(|known| **known == name || known.starts_with(&format!("{name} ("))).count();
        names.push(if same == 0 { name } else { format!("{name} ({})", same + 1) });
    }
    names
}

/// A cell's text: UTF-8 where it is, else Windows-1252 (what Excel writes). NUL, which PostgreSQL can't keep, becomes
/// U+FFFD.
fn decode(bytes: &[u8]) -> String {
    let (text, malformed) = UTF_8.decode_without_bom_handling(bytes);
    let text = if malformed { WINDOWS_1252.decode_without_bom_handling(bytes).0 } else { text };
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text.into_owned() }
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

fn csv_error(error: csv::Error) -> ReadError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ReadError::Io(error),
        other => ReadError::Format(format!("{other:?}")),
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
        assert!(error.starts_with("line 3: 1 cells where the header has 2"), "{error}");
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
            ("broken.json", b"[{\"a\":1},", "1 rows were read before it"),
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
