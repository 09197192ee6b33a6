//! What a file is, by its name and its first bytes.

use std::path::Path;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// How a file holds its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A table with separators.
    Csv,
    /// One JSON document, or several one after the other.
    Json,
    /// A JSON value on each line.
    Lines,
}

impl Format {
    /// What the first sign says where it is JSON's, else the name.
    pub fn of(path: &Path, start: &[u8]) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let mut signs = start.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (extension, signs.next(), signs.next()) {
            ("json", ..) | ("ndjson" | "jsonl", Some(b'['), _) | (_, Some(b'['), Some(b'{')) => Self::Json,
            ("ndjson" | "jsonl", ..) | (_, Some(b'{'), Some(b'"')) => Self::Lines,
            ("csv" | "tsv", ..) => Self::Csv,
            (_, Some(b'['), _) => Self::Json,
            (_, Some(b'{'), _) => Self::Lines,
            _ => Self::Csv,
        }
    }
}

/// What to do with a file that is no table, by its first bytes; nothing where it may be one.
pub(super) fn no_table(start: &[u8]) -> Option<String> {
    const SAVE_AS_CSV: &str = "open it and save it as CSV (in Excel: “CSV UTF-8 (comma delimited)”)";
    let is = |signature: &[u8]| start.starts_with(signature);
    let holds = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    if is(b"PK\x03\x04") {
        return Some(if holds(b"[Content_Types].xml") || holds(b"xl/") || holds(b"_rels/") {
            format!("this is an Excel workbook (.xlsx), no CSV file: {SAVE_AS_CSV}")
        } else if holds(b"opendocument.spreadsheet") || holds(b"Index/") {
            format!("this is a spreadsheet (.ods or .numbers), no CSV file: {SAVE_AS_CSV}")
        } else {
            "this is a ZIP archive: unpack it and import the CSV files that are in it".to_owned()
        });
    }
    if is(b"\xd0\xcf\x11\xe0") {
        return Some(format!("this is an old Excel workbook (.xls), no CSV file: {SAVE_AS_CSV}"));
    }
    if is(b"%PDF") {
        return Some("this is a PDF: export the table itself as CSV".to_owned());
    }
    if is(b"\x89PNG") || is(b"\xff\xd8\xff") || is(b"GIF8") {
        return Some("this is a picture: export the table itself as CSV".to_owned());
    }
    if is(b"BZh") || is(b"\xfd7zXZ") || is(b"\x28\xb5\x2f\xfd") || is(b"7z\xbc\xaf") || is(b"Rar!") {
        return Some("this is compressed in a way that is not read here: unpack it, or use gzip".to_owned());
    }
    if is(b"PAR1") || is(b"SQLite format 3") {
        return Some("this is a database's own file: export the table as CSV".to_owned());
    }
    let head = String::from_utf8_lossy(&start[..start.len().min(400)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    if ["<!doctype html", "<html", "<head", "<?xml"].iter().any(|tag| head.starts_with(tag)) {
        return Some(
            "this is a web page or XML, no CSV file: perhaps the page to sign in was saved; download the export itself"
                .to_owned(),
        );
    }
    None
}

/// UTF-16 that lacks its mark: every other byte of Latin text is NUL then.
pub(super) fn utf_16_without_mark(start: &[u8]) -> Option<&'static Encoding> {
    let pairs = &start[..start.len().min(512) / 2 * 2];
    let nuls = |side: usize| pairs.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    // A third of the signs is enough: separators, spaces and digits are Latin in every language.
    let many = (pairs.len() / 6).max(2);
    match () {
        () if odd >= many && even * 10 < odd => Some(UTF_16LE),
        () if even >= many && odd * 10 < even => Some(UTF_16BE),
        () => None,
    }
}
