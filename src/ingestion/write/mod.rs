//! Canonical rows into the database: a batch is one statement a table, its rows passed as one JSON array.

pub mod executives;
pub mod jobs;

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::fold::Target;
use super::queries;
use super::record::{Batch, Record, Row};
use super::slugs;
use crate::taxonomy::Catalog;

/// Writes what a fold says has to be written.
pub async fn write<R: Record>(
    connection: &mut PgConnection,
    targets: &[Target<R>],
    rows: &[Row<R>],
    catalog: &Catalog,
    source: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<()> {
    let (changed, new): (Vec<_>, Vec<_>) = targets.iter().partition(|target| target.state.is_some());
    let new = with_slugs(connection, new).await?;
    R::write(connection, &Batch { new, changed, rows, catalog, source, now }).await
}

/// Gives each new row the plainest address that is free.
async fn with_slugs<'a, R: Record>(
    connection: &mut PgConnection,
    new: Vec<&'a Target<R>>,
) -> sqlx::Result<Vec<(&'a Target<R>, String)>> {
    let wanted: Vec<Vec<String>> =
        new.iter().map(|target| slugs::candidates(&target.record.slug_parts(), target.id)).collect();
    let all: Vec<String> = wanted.iter().flatten().cloned().collect();
    let mut taken: HashSet<String> =
        queries::taken_slugs(connection, R::ENTITY, &all).await?.into_iter().collect();
    Ok(new
        .into_iter()
        .zip(wanted)
        .map(|(target, wanted)| (target, slugs::first_free(wanted, &mut taken)))
        .collect())
}

impl<R> Batch<'_, R> {
    /// The id that the delivered row has in its source; the fold may hold another source's.
    fn source_record_id(&self, target: &Target<R>) -> Option<&str>
    where
        R: Record,
    {
        self.rows[target.row].record.as_ref().ok()?.source_record_id()
    }

    /// Every canonical row of the batch.
    fn targets(&self) -> impl Iterator<Item = &Target<R>> {
        self.new.iter().map(|(target, _)| *target).chain(self.changed.iter().copied())
    }

    /// Those whose part `field` an import may write: no owner locked it.
    fn writable<'b>(&'b self, field: &'b str) -> impl Iterator<Item = &'b Target<R>> {
        self.targets().filter(move |target| !target.locks(field))
    }

    /// The new rows' columns, with the address of each.
    fn inserts(&self, columns: impl Fn(&Target<R>) -> Map<String, Value>) -> Json<Vec<Map<String, Value>>> {
        let row = |(target, slug): &(&Target<R>, String)| {
            let mut columns = columns(target);
            columns.insert("slug".into(), json!(slug));
            columns
        };
        Json(self.new.iter().map(row).collect())
    }

    /// The changed rows' columns, in which what an owner wrote stays.
    fn updates(&self, columns: impl Fn(&Target<R>) -> Map<String, Value>) -> Json<Vec<Map<String, Value>>> {
        Json(self.changed.iter().map(|target| target.keep_locked(columns(target))).collect())
    }

    /// The rows of a child table, which `field` fills: each entry with its parent and its place in the list.
    fn entries(&self, field: &str, parent: &str, entries: impl Fn(&R) -> Vec<Value>) -> Json<Vec<Value>> {
        let mut rows = Vec::new();
        for target in self.writable(field) {
            for (at, mut entry) in entries(&target.record).into_iter().enumerate() {
                entry["id"] = json!(Uuid::now_v7());
                entry[parent] = json!(target.id);
                entry["sort_order"] = json!(at);
                rows.push(entry);
            }
        }
        Json(rows)
    }

    /// Changed rows whose part `field` is to be written anew.
    fn rewritten(&self, field: &str) -> Vec<Uuid> {
        self.changed.iter().filter(|target| !target.locks(field)).map(|target| target.id).collect()
    }
}

impl<R> Target<R> {
    fn locks(&self, field: &str) -> bool {
        self.state.as_ref().is_some_and(|state| state.locked_fields.iter().any(|locked| locked == field))
    }

    /// Puts back what an owner wrote.
    fn keep_locked(&self, mut columns: Map<String, Value>) -> Map<String, Value> {
        let Some(state) = &self.state else { return columns };
        let Some(Value::Object(current)) = &state.current else { return columns };
        for field in &state.locked_fields {
            if let (Some(column), Some(kept)) = (columns.get_mut(field), current.get(field)) {
                *column = kept.clone();
            }
        }
        columns
    }
}

/// An object literal's fields.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
