//! What can be seen of a file before it is imported: its columns, what each is taken for, and its first cells.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::Value;

use crate::ingestion::fields::{field_named, header_key, recognise};
use crate::ingestion::normalise::placeholder::{self, Statement};
use crate::ingestion::reader::{BytesRead, ReadError, read_file};
use crate::ingestion::{Entity, Mapping, Origin, known_fields};

/// Rows that are looked at.
const ROWS: usize = 200;
/// Cells that are shown of a column.
const SAMPLES: usize = 3;
/// Characters that are shown of a cell.
const LONGEST: usize = 90;

/// A file's columns.
#[derive(Debug, Default)]
pub struct Preview {
    /// Them, in the file's order.
    pub columns: Vec<Column>,
    /// How many rows were looked at.
    pub rows: usize,
    /// Whether there are more.
    pub has_more: bool,
    /// Our fields that some of these rows state, and how many do.
    pub stated: BTreeMap<&'static str, usize>,
    /// Rows that can't be read, and why the first can't.
    pub unreadable: (usize, Option<String>),
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Its header.
    pub header: String,
    /// The field that the header means by itself.
    pub by_itself: Option<&'static str>,
    /// The field that it was mapped to.
    pub mapped: Option<&'static str>,
    /// How many of the rows state something in it.
    pub filled: usize,
    /// Its first cells that state something, shortened.
    pub samples: Vec<String>,
}

impl Column {
    /// The field that takes it.
    pub fn field(&self) -> Option<&'static str> {
        self.mapped.or(self.by_itself)
    }
}

/// Looks at the first rows of a file, or of the beginning of one. Reads from the disk: call it where that may block.
pub fn preview(path: &Path, is_cut: bool, entity: Entity, mapping: &Mapping) -> Result<Preview, ReadError> {
    let mut preview = Preview::default();
    let mut columns: Vec<Column> = Vec::new();
    let read = read_file(path, &BytesRead::default(), &mut |row| {
        if preview.rows == ROWS {
            preview.has_more = true;
            return ControlFlow::Break(());
        }
        preview.rows += 1;
        if let Some(error) = row.error {
            preview.unreadable.0 += 1;
            preview.unreadable.1.get_or_insert(error);
            return ControlFlow::Continue(());
        }
        for (header, cell) in &row.cells {
            let at = columns.iter().position(|column| column.header == *header).unwrap_or_else(|| {
                columns.push(column(entity, mapping, header));
                columns.len() - 1
            });
            columns[at].see(cell);
        }
        for field in recognise(entity, mapping, &row.cells).fields.into_keys() {
            *preview.stated.entry(field).or_default() += 1;
        }
        ControlFlow::Continue(())
    });
    preview.columns = columns;
    match read {
        // The beginning of a file ends where it was cut, and not by a fault of its own.
        Err(_) if is_cut && !preview.columns.is_empty() => preview.has_more = true,
        Ok(()) if is_cut => preview.has_more = true,
        read => read?,
    }
    Ok(preview)
}

fn column(entity: Entity, mapping: &Mapping, header: &str) -> Column {
    let key = header_key(header);
    let is_it = |origin: &Origin| matches!(origin, Origin::Column(column) if header_key(column) == key);
    let mapped = mapping.0.iter().find(|(_, origin)| is_it(origin)).map(|(field, _)| field);
    Column {
        header: header.to_owned(),
        by_itself: field_named(entity, header),
        mapped: mapped.and_then(|mapped| known_fields(entity).find(|field| field == mapped)),
        filled: 0,
        samples: Vec::new(),
    }
}

impl Column {
    fn see(&mut self, cell: &Value) {
        let Statement::Value(value) = placeholder::statement(cell) else { return };
        self.filled += 1;
        if self.samples.len() < SAMPLES {
            let shown = short(value);
            if !self.samples.contains(&shown) {
                self.samples.push(shown);
            }
        }
    }
}

/// A cell in one short line.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        value => value.to_string(),
    };
    let cut = text.chars().count() > LONGEST;
    text.chars().take(LONGEST).chain(cut.then_some('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_says_what_each_column_is_taken_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.csv");
        let long = "x".repeat(200);
        std::fs::write(
            &path,
            format!("Job Title,Agency,Colour\nFractional CFO,Port,N/A\nCMO,,{long}\n\"cut"),
        )
        .unwrap();
        let mut mapping = Mapping::default();
        mapping.insert(Entity::Job, "company_name", Origin::Column("agency".into())).unwrap();
        let seen = preview(&path, false, Entity::Job, &mapping).unwrap();
        let fields: Vec<_> = seen.columns.iter().map(|column| (column.field(), column.filled)).collect();
        assert_eq!(fields, [(Some("title"), 2), (Some("company_name"), 1), (None, 1)]);
        assert_eq!(seen.columns[1].mapped, Some("company_name"));
        assert_eq!(seen.columns[2].samples[0].chars().count(), LONGEST + 1);
        assert_eq!((seen.stated["title"], seen.stated["company_name"]), (2, 1));
        assert_eq!(seen.rows, 3);
        assert!(seen.unreadable.1.unwrap().contains("never closed") && !seen.has_more);
    }
}
