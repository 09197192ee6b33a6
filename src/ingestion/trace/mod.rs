//! Where each field of a profile or a posting comes from: source, run, row and time.

mod queries;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::PgPool;
use uuid::Uuid;

use self::queries::Said;
use super::Entity;
use super::executive::ExecutiveRecord;
use super::fold::fold_records;
use super::job::JobRecord;
use super::queries::{TargetState, target_states};
use super::record::{Record, inherit, states_nothing};

/// A canonical row, field by field.
#[derive(Debug)]
pub struct Trace {
    /// What it is.
    pub entity: Entity,
    /// Its id.
    pub id: Uuid,
    /// Its address.
    pub slug: String,
    /// Fields of which anybody said anything, in the record's order.
    pub fields: Vec<Field>,
    /// What imports suggest for fields that an owner wrote.
    pub suggestions: Vec<Suggestion>,
}

/// One field.
#[derive(Debug)]
pub struct Field {
    /// The canonical record's field.
    pub name: String,
    /// What the sources say together; a locked field shows the owner's instead.
    pub value: Value,
    /// Whether an owner wrote it.
    pub is_locked: bool,
    /// Who says so: one row, or for a list all that added to it.
    pub origins: Vec<Origin>,
}

/// A row that said something.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Where it came from.
    pub source: String,
    /// The run's number.
    pub run: i64,
    /// The row of the run, from 1.
    pub position: i32,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// What an import says of a field that an owner wrote.
#[derive(Debug)]
pub struct Suggestion {
    /// The column or list.
    pub field: String,
    /// What it would become.
    pub value: Value,
    /// Who says so.
    pub source: String,
    /// The run's number.
    pub run: i64,
}

/// The slug of the row that stood at another one before, published or not; nothing where none did.
pub async fn renamed(pool: &PgPool, entity: Entity, slug: &str) -> sqlx::Result<Option<String>> {
    queries::renamed(pool, entity, slug).await
}

/// The profile or posting at this address, field by field; none if there is none.
pub async fn trace(pool: &PgPool, slug: &str) -> sqlx::Result<Option<Trace>> {
    let Some((entity, id)) = queries::find(pool, slug).await? else { return Ok(None) };
    let state = target_states(pool, entity, &[id]).await?.pop();
    let said = queries::said(pool, id).await?;
    let fields = match entity {
        Entity::Executive => fields::<ExecutiveRecord>(&said, state.as_ref()),
        Entity::Job => fields::<JobRecord>(&said, state.as_ref()),
    };
    let suggestions = queries::suggestions(pool, id).await?;
    Ok(Some(Trace { entity, id, slug: slug.to_owned(), fields, suggestions }))
}

/// One source row: what it says, and which statement said each field last.
struct SourceRow<R> {
    record: R,
    said_by: HashMap<String, Origin>,
}

/// `said` stands by source row, in the order of the fold, and within one in the order in which it was said.
fn fields<R: Record>(said: &[Said], state: Option<&TargetState>) -> Vec<Field> {
    let rows: Vec<SourceRow<R>> =
        said.chunk_by(|one, other| one.source_row_id == other.source_row_id).map(source_row).collect();
    let Some(folded) = fold_records(rows.iter().map(|row| &row.record)) else { return Vec::new() };
    (object(&folded).into_iter())
        .filter(|(_, value)| !states_nothing(value))
        .map(|(name, value)| {
            let mut origins: Vec<Origin> =
                rows.iter().filter_map(|row| row.said_by.get(&name)).cloned().collect();
            if !value.is_array() {
                origins.truncate(1);
            }
            let is_locked = state.is_some_and(|state| state.locks_field::<R>(&name));
            Field { name, value, is_locked, origins }
        })
        .collect()
}

fn source_row<R: Record>(statements: &[Said]) -> SourceRow<R> {
    let mut said_by = HashMap::new();
    let mut record: Option<R> = None;
    for said in statements {
        let stated: R = serde_json::from_value(said.normalized.clone()).unwrap_or_default();
        for (field, value) in object(&stated) {
            if !states_nothing(&value) {
                let Said { source, run, position, at, .. } = said;
                let origin = Origin { source: source.clone(), run: *run, position: *position, at: *at };
                said_by.insert(field, origin);
            }
        }
        record = Some(match record {
            Some(earlier) => inherit(stated, &earlier),
            None => stated,
        });
    }
    SourceRow { record: record.unwrap_or_default(), said_by }
}

fn object<R: Record>(record: &R) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}
