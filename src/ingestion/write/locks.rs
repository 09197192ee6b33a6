//! What an owner wrote stays; what imports say instead is kept as a suggestion.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::fold::Target;
use super::super::queries::TargetState;
use super::super::record::{Batch, Record, states_nothing};

impl TargetState {
    /// Whether an owner wrote this column or list, or one that says one thing with it.
    pub fn locks<R: Record>(&self, column: &str) -> bool {
        if self.locked_fields.is_empty() {
            return false;
        }
        let is_locked = |name: &str| self.locked_fields.iter().any(|locked| locked == name);
        match R::PARTS.iter().find(|part| part.columns.contains(&column)) {
            Some(part) => part.columns.iter().any(|column| is_locked(column)),
            None => is_locked(column),
        }
    }

    /// As [`TargetState::locks`], by a record's field.
    pub fn locks_field<R: Record>(&self, field: &str) -> bool {
        match R::PARTS.iter().find(|part| part.fields.contains(&field)) {
            Some(part) => part.columns.iter().any(|column| self.locks::<R>(column)),
            None => self.locks::<R>(field),
        }
    }
}

/// Columns that tell of the import itself: nobody's statement.
const BOOKKEEPING: [&str; 7] = [
    "id",
    "source_system",
    "source_record_id",
    "source_synced_at",
    "raw_payload",
    "content_hash",
    "search_document",
];

impl<R: Record> Target<R> {
    /// Whether an owner wrote any of it.
    pub(super) fn has_locks(&self) -> bool {
        self.state.as_ref().is_some_and(|state| !state.locked_fields.is_empty())
    }

    /// Whether an owner wrote this column or list.
    pub(super) fn locks(&self, column: &str) -> bool {
        self.state.as_ref().is_some_and(|state| state.locks::<R>(column))
    }

    /// The columns as they are to stand: what an owner locked stays, and so does what no source ever said. What sources
    /// said and none says any more goes: that happens only when a run is taken back.
    pub(super) fn settle(
        &self,
        mut said: Map<String, Value>,
        before: Option<&Map<String, Value>>,
    ) -> Map<String, Value> {
        let Some(state) = &self.state else { return said };
        for (column, value) in &mut said {
            if BOOKKEEPING.contains(&column.as_str()) {
                continue;
            }
            let current = state.current.get(column).unwrap_or(&Value::Null);
            let earlier = before.and_then(|before| before.get(column)).unwrap_or(&Value::Null);
            let was_never_said = states_nothing(value) && states_nothing(earlier);
            if self.locks(column) || was_never_said {
                *value = current.clone();
            } else if column == "last_confirmed_at" && !is_same(current, earlier) {
                // Confirmed since, and not by an import.
                *value = later(value, current);
            }
        }
        said
    }
}

fn later(one: &Value, other: &Value) -> Value {
    if time(one) >= time(other) { one.clone() } else { other.clone() }
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str()?.parse().ok()
}

/// Whether two values say the same, however the time is written.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other
        || (states_nothing(one) && states_nothing(other))
        || (time(one).is_some() && time(one) == time(other))
}

/// One row of `suggestions`.
#[derive(Debug, Serialize)]
struct Suggestion {
    id: Uuid,
    entity_type: &'static str,
    target_id: Uuid,
    field: String,
    value: Value,
    record_id: Uuid,
    created_at: DateTime<Utc>,
}

/// Suggestions of a batch: to be made, and to be withdrawn because no source says so any more.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    made: Vec<Suggestion>,
    withdrawn: (Vec<Uuid>, Vec<String>),
}

impl Suggestions {
    /// Compares what sources say of an owner's columns with what they said before.
    pub(super) fn columns<R: Record>(
        &mut self,
        target: &Target<R>,
        batch: &Batch<'_, R>,
        said: &Map<String, Value>,
        before: Option<&Map<String, Value>>,
    ) {
        let Some(state) = target.state.as_ref().filter(|state| !state.locked_fields.is_empty()) else {
            return;
        };
        for (column, value) in said.iter().filter(|(column, _)| target.locks(column)) {
            let earlier = before.and_then(|before| before.get(column)).unwrap_or(&Value::Null);
            let is_agreed = is_same(value, state.current.get(column).unwrap_or(&Value::Null));
            self.compare(target, batch, column, value, earlier, is_agreed);
        }
    }

    /// As [`Suggestions::columns`], for a list of an owner's.
    pub(super) fn list<R: Record>(
        &mut self,
        target: &Target<R>,
        batch: &Batch<'_, R>,
        field: &str,
        said: &Value,
        before: &Value,
    ) {
        self.compare(target, batch, field, said, before, false);
    }

    fn compare<R: Record>(
        &mut self,
        target: &Target<R>,
        batch: &Batch<'_, R>,
        field: &str,
        said: &Value,
        before: &Value,
        is_agreed: bool,
    ) {
        if states_nothing(said) || is_agreed {
            self.withdrawn.0.push(target.id);
            self.withdrawn.1.push(field.to_owned());
        } else if !is_same(said, before)
            && let Some(record_id) = batch.delivered[target.row].record_id
        {
            self.made.push(Suggestion {
                id: Uuid::now_v7(),
                entity_type: R::ENTITY.as_str(),
                target_id: target.id,
                field: field.to_owned(),
                value: said.clone(),
                record_id,
                created_at: batch.now,
            });
        }
    }

    /// Keeps them: one open suggestion a field, the newest.
    pub(super) async fn keep(&self, connection: &mut PgConnection) -> sqlx::Result<()> {
        let (targets, fields) = &self.withdrawn;
        if !targets.is_empty() {
            sqlx::query!(
                "delete from suggestions s using unnest($1::uuid[], $2::text[]) as gone(target_id, field)
                  where s.target_id = gone.target_id and s.field = gone.field and s.decided_at is null",
                targets,
                fields
            )
            .execute(&mut *connection)
            .await?;
        }
        if !self.made.is_empty() {
            sqlx::query!(
                "insert into suggestions (id, entity_type, target_id, field, value, record_id, created_at)
                 select id, entity_type, target_id, field, value, record_id, created_at
                   from jsonb_populate_recordset(null::suggestions, $1)
                 on conflict (target_id, field) where decided_at is null do update
                    set value = excluded.value, record_id = excluded.record_id, created_at = excluded.created_at",
                Json(&self.made) as _
            )
            .execute(connection)
            .await?;
        }
        Ok(())
    }
}
