//! Demo rows as a table in a file, the way Clay exports one: every cell quoted, lists as JSON text.

use std::collections::HashMap;
use std::io::{self, Write};

use csv::{QuoteStyle, WriterBuilder};
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::{Plan, executive_row, job_row};
use crate::ingestion::Entity;

/// Rows that are made at once.
const CHUNK: usize = 1_000;

/// Writes all rows of the plan. They are made twice: first for their columns, then for their cells.
pub fn write(plan: &Plan, entity: Entity, file: impl Write) -> io::Result<()> {
    let count = match entity {
        Entity::Executive => plan.executives,
        Entity::Job => plan.jobs,
    };
    let row = |n: usize| match entity {
        Entity::Executive => executive_row(plan, n).row,
        Entity::Job => job_row(plan, n).row,
    };
    let rows = |start: usize| -> Vec<Map<String, Value>> {
        (start..count.min(start + CHUNK)).into_par_iter().map(row).collect()
    };
    let mut columns: Vec<(String, String)> = Vec::new();
    for start in (0..count).step_by(CHUNK) {
        for header in rows(start).iter().flat_map(Map::keys) {
            if !columns.iter().any(|(key, _)| *key == key_of(header)) {
                columns.push((key_of(header), header.clone()));
            }
        }
    }
    let mut table = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(file);
    table.write_record(columns.iter().map(|(_, header)| header))?;
    for start in (0..count).step_by(CHUNK) {
        for row in rows(start) {
            let cells: HashMap<String, &Value> =
                row.iter().map(|(header, cell)| (key_of(header), cell)).collect();
            table.write_record(columns.iter().map(|(key, _)| match cells.get(key) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            }))?;
        }
    }
    table.flush()
}

/// A header whatever its style: `full_name` is `Full Name`.
fn key_of(header: &str) -> String {
    header.to_lowercase().replace('_', " ")
}
