//! What people write into a profile: it stands from then on, and imports only suggest.
//!
//! An edit is columns and lists with what they are to say. It is written with where it came from (`field_sources`) and a
//! lock on each field (`locked_fields`, which `ingestion::write` keeps), with its line in the audit log, in the caller's
//! transaction.

mod queries;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::{self, Actor, Entry};
use crate::taxonomy::search_document;

/// What a profile is to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// Columns of `executives`, as JSON has them.
    pub columns: Map<String, Value>,
    /// Industries, most important first.
    pub industries: Option<Vec<Uuid>>,
    /// Specialties, most important first.
    pub specialties: Option<Vec<Uuid>>,
}

/// Who edits.
#[derive(Clone, Copy, Debug)]
pub struct Editor<'a> {
    /// In the audit log.
    pub actor: &'a Actor,
    /// Where it came from: `correction C-7F3K-Q9XD`.
    pub source: &'a str,
}

impl Edit {
    /// The fields that it writes.
    pub fn fields(&self) -> Vec<String> {
        let lists = [("industries", &self.industries), ("specialties", &self.specialties)];
        let lists = lists.into_iter().filter(|(_, list)| list.is_some()).map(|(name, _)| name.to_owned());
        self.columns.keys().cloned().chain(lists).collect()
    }

    /// Adds what another one says.
    pub fn join(&mut self, other: Self) {
        self.columns.extend(other.columns);
        self.industries = other.industries.or(self.industries.take());
        self.specialties = other.specialties.or(self.specialties.take());
    }
}

/// Writes an edit into a profile.
pub async fn apply(
    connection: &mut PgConnection,
    id: Uuid,
    edit: &Edit,
    editor: Editor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let fields = edit.fields();
    let source = json!({"by": editor.actor.signature(), "from": editor.source, "at": now});
    let sources: Map<String, Value> = fields.iter().map(|field| (field.clone(), source.clone())).collect();
    queries::update(connection, id, &Value::Object(edit.columns.clone()), &fields, &Value::Object(sources))
        .await?;
    if let Some(industries) = &edit.industries {
        queries::replace_industries(connection, id, industries).await?;
    }
    if let Some(specialties) = &edit.specialties {
        queries::replace_specialties(connection, id, specialties).await?;
    }
    refresh_search_documents(connection, &[id]).await?;
    let entry = Entry::new("edit", "executive", id).after(json!({"fields": fields, "from": editor.source}));
    audit::write(connection, editor.actor, &entry, now).await
}

/// Has profiles found by what they say now.
pub async fn refresh_search_documents(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    let texts = queries::searched_texts(&mut *connection, ids).await?;
    let documents: Vec<(Uuid, String)> =
        (texts.iter()).map(|(id, texts)| (*id, search_document(texts.iter().map(String::as_str)))).collect();
    queries::keep_search_documents(connection, &documents).await
}
