//! Tables: cells between separators, in lines.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use serde_json::Value;

use super::{LONGEST_ROW, ReadError, Rows, decode};

/// Put behind the file: where it doesn't come back as a row of its own, a quote is still open.
const END: &[u8] = b"\x1eend of file\x1e";

impl Rows<'_> {
    pub fn csv(&mut self, mut text: impl BufRead) -> Result<(), ReadError> {
        let Head { line: head, mut skipped, separator, ends_in_cr } = Head::read(&mut text)?;
        if head.is_empty() {
            return Err(ReadError::Format("the file is empty: export the table with its header row".into()));
        }
        skipped -= 1;
        let since = Rc::new(Cell::new(0));
        let limited = Limited { inner: text, since: since.clone() };
        let rest: Box<dyn Read + '_> = if ends_in_cr { Box::new(CrToLf(limited)) } else { Box::new(limited) };
        let end = [b"\n", END, b"\n"].concat();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(separator.unwrap_or_else(|| delimiter(&head)))
            .has_headers(false)
            .from_reader(Cursor::new(&head).chain(rest).chain(end.as_slice()));
        let mut record = csv::ByteRecord::new();
        if !reader.read_byte_record(&mut record).map_err(csv_error)? {
            return Err(ReadError::Format("the file has no header row".into()));
        }
        let headers = headers(&record);
        if is_open(&record) {
            return Err(ReadError::Format(
                "line 1: a quote in the header row is never closed: is this a CSV file?".into(),
            ));
        }
        if headers.len() == 1 {
            let only = headers[0].chars().take(60).collect::<String>();
            return Err(ReadError::Format(format!(
                "line 1: a single column, “{only}”: is this a CSV file with a header row, and are its cells between \
                 commas, semicolons, tabs or |?"
            )));
        }
        let mut next = csv::ByteRecord::new();
        let mut encoding = Encoding::default();
        let mut started = false;
        loop {
            since.set(0);
            let line = next_line(&reader);
            let there = reader.read_byte_record(&mut next).map_err(|error| match csv_error(error) {
                ReadError::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                    ReadError::Format(format!(
                        "line {}: a quote is opened and not closed within {} MB; {} before that",
                        line + skipped,
                        LONGEST_ROW >> 20,
                        self.so_far()
                    ))
                }
                other => other,
            })?;
            let is_end = !there || (next.len() == 1 && &next[0] == END);
            if started && self.record(&record, &headers, skipped, is_end, &mut encoding).is_break() {
                break;
            }
            if is_end {
                break;
            }
            std::mem::swap(&mut record, &mut next);
            started = true;
        }
        Ok(())
    }

    /// Hands on one record; the last one of a file may have been cut off.
    fn record(
        &mut self,
        record: &csv::ByteRecord,
        headers: &[String],
        skipped: u64,
        is_last: bool,
        encoding: &mut Encoding,
    ) -> ControlFlow<()> {
        let line = record.position().map_or(0, csv::Position::line) + skipped;
        let is_open = is_last && is_open(record);
        let is_cut = is_last && encoding.is_cut(record);
        let mut cells: Vec<String> = record.iter().map(|cell| decode(without_end(cell, is_open))).collect();
        encoding.note(record);
        // What Excel leaves behind the last column is nothing.
        while cells.len() > headers.len() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        let is_blank = cells.iter().all(|cell| cell.trim().is_empty());
        // Tables that were put one behind the other repeat their header.
        let is_header = cells.len() == headers.len()
            && cells.iter().zip(headers).all(|(cell, header)| cell.trim() == header);
        if is_blank || is_header {
            return ControlFlow::Continue(());
        }
        let count = cells.len();
        let error = if is_open {
            Some(format!(
                "line {line}: a quote is opened and never closed: the file was cut off, or a quote is missing"
            ))
        } else if count != headers.len() {
            Some(format!(
                "line {line}: {count} {} where the header has {}: a quote or separator is missing or the file was cut off",
                if count == 1 { "cell" } else { "cells" },
                headers.len()
            ))
        } else if is_cut {
            Some(format!("line {line}: the file ends within a letter: it was cut off"))
        } else {
            None
        };
        let named = cells.into_iter().enumerate().map(|(at, cell)| {
            let header = headers.get(at).cloned().unwrap_or_else(|| format!("(column {})", at + 1));
            (header, Value::String(cell))
        });
        self.hand_on(named.collect(), error)
    }
}

/// The line that comes next.
fn next_line<R: Read>(reader: &csv::Reader<R>) -> u64 {
    reader.position().line()
}

/// Whether the mark behind the file is in the last cell, not behind it.
fn is_open(record: &csv::ByteRecord) -> bool {
    record
        .iter()
        .next_back()
        .is_some_and(|cell| cell.len() > END.len() && without_end(cell, true).len() < cell.len())
}

fn without_end(cell: &[u8], is_open: bool) -> &[u8] {
    if !is_open {
        return cell;
    }
    let bare = cell.strip_suffix(b"\n").unwrap_or(cell);
    bare.strip_suffix(END).map_or(cell, |cell| cell.strip_suffix(b"\n").unwrap_or(cell))
}

/// What the bytes so far say of the encoding.
#[derive(Default)]
struct Encoding {
    /// Letters of several bytes came.
    is_utf_8: bool,
    /// So did bytes that are none of UTF-8.
    is_other: bool,
}

impl Encoding {
    fn note(&mut self, record: &csv::ByteRecord) {
        for cell in record.iter().filter(|cell| !cell.is_ascii()) {
            match std::str::from_utf8(cell) {
                Ok(_) => self.is_utf_8 = true,
                Err(_) => self.is_other = true,
            }
        }
    }

    /// Whether the last cell of a file in UTF-8 ends within a letter. In Windows-1252 "é" at the end looks the same.
    fn is_cut(&self, last: &csv::ByteRecord) -> bool {
        let Some(cell) = last.iter().next_back() else { return false };
        let within = std::str::from_utf8(cell).is_err_and(|error| error.error_len().is_none());
        let is_utf_8 =
            self.is_utf_8 || last.iter().any(|cell| !cell.is_ascii() && std::str::from_utf8(cell).is_ok());
        (within && is_utf_8 && !self.is_other) || cell.ends_with("\u{fffd}".as_bytes())
    }
}

/// The header line.
struct Head {
    /// With its end; a quoted header may run over several lines.
    line: Vec<u8>,
    /// The number of its line, from 1.
    skipped: u64,
    /// What "sep=;" before it says, which Excel writes and reads.
    separator: Option<u8>,
    /// Whether lines end in CR alone, as on old Macs.
    ends_in_cr: bool,
}

impl Head {
    fn read(text: &mut impl BufRead) -> Result<Self, ReadError> {
        let mut head = Self { line: Vec::new(), skipped: 0, separator: None, ends_in_cr: false };
        loop {
            head.skipped += 1;
            head.line.clear();
            head.ends_in_cr = read_line(text, &mut head.line)?;
            if head.line.is_empty() {
                return Ok(head);
            }
            match head.line.trim_ascii() {
                [] => {}
                [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => head.separator = Some(*separator),
                [b's' | b'S', b'e' | b'E', b'p' | b'P', b'='] => head.separator = Some(b'\t'),
                _ => return Ok(head),
            }
        }
    }
}

/// Reads a line with its end (LF, CRLF or CR) outside quotes, and says whether it ended in CR alone.
fn read_line(text: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool, ReadError> {
    const LONGEST: usize = 4 << 20;
    let mut quoted = false;
    loop {
        let buffer = text.fill_buf()?;
        let Some(&byte) = buffer.first() else { return Ok(false) };
        if byte == b'\n' && !quoted {
            line.push(byte);
            text.consume(1);
            return Ok(false);
        }
        if byte == b'\r' && !quoted {
            line.push(b'\n');
            text.consume(1);
            if text.fill_buf()?.first() == Some(&b'\n') {
                text.consume(1);
                return Ok(false);
            }
            return Ok(true);
        }
        quoted ^= byte == b'"';
        let more = buffer[1..].iter().position(|byte| matches!(byte, b'\n' | b'\r' | b'"'));
        let count = 1 + more.unwrap_or(buffer.len() - 1);
        line.extend_from_slice(&buffer[..count]);
        text.consume(count);
        if line.len() > LONGEST {
            return Err(ReadError::Format(format!(
                "line 1 is longer than {} MB: is this a CSV file with a header row?",
                LONGEST >> 20
            )));
        }
    }
}

/// A text of which one row may not have more than [`LONGEST_ROW`] bytes.
struct Limited<R> {
    inner: R,
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > LONGEST_ROW {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let count = self.inner.read(buffer)?;
        self.since.set(self.since.get() + count as u64);
        Ok(count)
    }
}

/// A text whose lines end in CR, as if they ended in LF.
struct CrToLf<R>(R);

impl<R: Read> Read for CrToLf<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        buffer[..count].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        Ok(count)
    }
}

/// The separator that the header line uses most, outside quotes.
fn delimiter(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    for &byte in head {
        match byte {
            b'"' => quoted = !quoted,
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
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for (at, cell) in record.iter().enumerate() {
        let name = decode(cell).trim().to_owned();
        let name = if name.is_empty() { format!("(column {})", at + 1) } else { name };
        let mut unique = name.clone();
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        let mut number = *count;
        while number > 1 {
            unique = format!("{name} ({number})");
            if !seen.contains_key(&unique) {
                break;
            }
            number += 1;
        }
        seen.entry(unique.clone()).or_insert(1);
        names.push(unique);
    }
    names
}

fn csv_error(error: csv::Error) -> ReadError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => ReadError::Io(error),
        other => ReadError::Format(format!("{other:?}")),
    }
}
