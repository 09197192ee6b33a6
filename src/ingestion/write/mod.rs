//! Canonical rows into the database: a batch is one statement a table, its rows passed as one JSON array.

pub mod executives;
pub mod jobs;
mod locks;

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::fold::Target;
use super::queries;
use super::record::{Batch, Delivered, Record};
use super::slugs;
use crate::taxonomy::Catalog;
use locks::Suggestions;

/// Writes what a fold says has to be written.
pub async fn write<R: Record>(
    connection: &mut PgConnection,
    targets: &[Target<R>],
    delivered: &[Delivered<'_>],
    catalog: &Catalog,
    source: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> sqlx::Result<()> {
    let (changed, new): (Vec<_>, Vec<_>) = targets.iter().partition(|target| target.state.is_some());
    let new = with_slugs(connection, new).await?;
    R::write(connection, &Batch { new, changed, delivered, catalog, source, now }).await
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

impl<R: Record> Batch<'_, R> {
    /// The id that the delivered row has in its source; the fold may hold another source's.
    fn source_record_id(&self, target: &Target<R>) -> Option<&str> {
        self.delivered[target.row].source_record_id
    }

    /// The new rows' columns, with the address of each.
    fn inserts(
        &self,
        columns: impl Fn(&R, &Target<R>) -> Map<String, Value>,
    ) -> Json<Vec<Map<String, Value>>> {
        let row = |(target, slug): &(&Target<R>, String)| {
            let mut columns = columns(&target.record, target);
            columns.insert("slug".into(), json!(slug));
            columns
        };
        Json(self.new.iter().map(row).collect())
    }

    /// The changed rows' columns, in which what an owner wrote stays; what sources say instead is suggested.
    fn updates(
        &self,
        columns: impl Fn(&R, &Target<R>) -> Map<String, Value>,
    ) -> (Json<Vec<Map<String, Value>>>, Suggestions) {
        let mut suggestions = Suggestions::default();
        let mut rows = Vec::with_capacity(self.changed.len());
        for target in &self.changed {
            let said = columns(&target.record, target);
            let before = target.before.as_ref().map(|before| columns(before, target));
            suggestions.columns(target, self, &said, before.as_ref());
            rows.push(target.settle(said, before.as_ref()));
        }
        (Json(rows), suggestions)
    }

    /// What becomes of a list, which `field` fills in the table of its entries: only lists that say something else are
    /// written anew, and an owner's list stays.
    fn list(&self, field: &str, parent: &str, entries: impl Fn(&R) -> Vec<Value>) -> ListChanges {
        let mut list = ListChanges::default();
        for (target, _) in &self.new {
            list.add(parent, target.id, entries(&target.record));
        }
        for target in &self.changed {
            let said = entries(&target.record);
            let before = target.before.as_ref().map(&entries).unwrap_or_default();
            if said == before {
                continue;
            }
            if target.locks(field) {
                list.suggestions.list(target, self, field, &said, &before);
            } else {
                list.rewritten.push(target.id);
                list.add(parent, target.id, said);
            }
        }
        list
    }
}

/// What becomes of one kind of list in a batch.
#[derive(Default)]
struct ListChanges {
    /// Rows whose entries are taken away first.
    rewritten: Vec<Uuid>,
    /// The entries, each with its parent and its place in the list.
    entries: Vec<Value>,
    /// For lists that are an owner's.
    suggestions: Suggestions,
}

impl ListChanges {
    fn add(&mut self, parent: &str, target: Uuid, entries: Vec<Value>) {
        for (at, mut entry) in entries.into_iter().enumerate() {
            entry["id"] = json!(Uuid::now_v7());
            entry[parent] = json!(target);
            entry["sort_order"] = json!(at);
            self.entries.push(entry);
        }
    }
}

/// An object literal's fields.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
