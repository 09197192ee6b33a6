//! Canonical rows into the database: a batch is one statement a table. Wide rows are passed as one JSON array, the
//! entries of lists as one array a column.

mod executive_lists;
pub mod executives;
pub mod jobs;
mod locks;
mod records;

use std::collections::HashSet;

use serde::Serialize;
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
pub use records::keep_records;

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
    fn inserts<'s, C: Serialize>(
        &'s self,
        columns: impl Fn(&'s R, &'s Target<R>) -> C,
    ) -> Json<Vec<NewRow<'s, C>>> {
        let row = |(target, slug): &'s (&'_ Target<R>, String)| NewRow {
            slug,
            columns: columns(&target.record, target),
        };
        Json(self.new.iter().map(row).collect())
    }

    /// One column of the new rows, in the same order.
    fn column<'s, C>(&'s self, cell: impl Fn(&'s Target<R>) -> C) -> Vec<C> {
        self.new.iter().map(|(target, _)| cell(target)).collect()
    }

    /// The changed rows' columns, in which what an owner wrote stays; what sources say instead is suggested.
    fn updates<'s, C: Serialize>(
        &'s self,
        columns: impl Fn(&'s R, &'s Target<R>) -> C,
    ) -> (Json<Vec<Map<String, Value>>>, Suggestions) {
        let columns = |record, target| object(&columns(record, target));
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
    fn list<'s, E: PartialEq + Serialize>(
        &'s self,
        field: &str,
        entries: impl Fn(&'s R) -> Vec<E>,
    ) -> ListChanges<E> {
        let mut list = ListChanges::default();
        for (target, _) in &self.new {
            list.add(target.id, entries(&target.record));
        }
        for target in &self.changed {
            let said = entries(&target.record);
            let before = target.before.as_ref().map(&entries).unwrap_or_default();
            if said == before {
                continue;
            }
            if target.locks(field) {
                list.suggestions.list(target, self, field, &json!(said), &json!(before));
            } else {
                list.rewritten.push(target.id);
                list.add(target.id, said);
            }
        }
        list
    }
}

/// A canonical row that is new.
#[derive(Serialize)]
struct NewRow<'s, C> {
    slug: &'s str,
    #[serde(flatten)]
    columns: C,
}

/// What becomes of one kind of list in a batch.
struct ListChanges<E> {
    /// Rows whose entries are taken away first.
    rewritten: Vec<Uuid>,
    /// The entries, each with the row that it is of and its place in the list.
    entries: Vec<(Uuid, i32, E)>,
    /// For lists that are an owner's.
    suggestions: Suggestions,
}

impl<E> Default for ListChanges<E> {
    fn default() -> Self {
        Self { rewritten: Vec::new(), entries: Vec::new(), suggestions: Suggestions::default() }
    }
}

impl<E> ListChanges<E> {
    fn add(&mut self, target: Uuid, entries: Vec<E>) {
        self.entries.extend((0..).zip(entries).map(|(place, entry)| (target, place, entry)));
    }

    /// A new id for each entry.
    fn ids(&self) -> Vec<Uuid> {
        self.entries.iter().map(|_| Uuid::now_v7()).collect()
    }

    /// The row that each entry is of.
    fn targets(&self) -> Vec<Uuid> {
        self.entries.iter().map(|(target, _, _)| *target).collect()
    }

    /// Each entry's place in its list.
    fn places(&self) -> Vec<i32> {
        self.entries.iter().map(|(_, place, _)| *place).collect()
    }

    /// One column of the entries.
    fn column<'e, C>(&'e self, cell: impl Fn(&'e E) -> C) -> Vec<C> {
        self.entries.iter().map(|(_, _, entry)| cell(entry)).collect()
    }
}

/// Columns by name.
fn object(columns: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(columns) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}
