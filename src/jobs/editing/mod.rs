//! What people write into a posting: it stands from then on, and imports only suggest, as it is with profiles
//! (`executives::editing`). A posting is about nobody, so the audit log keeps what stood there before and after.

mod queries;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::{self, Actor, Entry};
use crate::taxonomy::search_document;

pub use queries::{Renamed, Standing, find, lock};

/// What a posting is to say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// Columns of `jobs`, as JSON has them.
    pub columns: Map<String, Value>,
    /// Industries, most important first.
    pub industries: Option<Vec<Uuid>>,
    /// What there is to do, a line each.
    pub responsibilities: Option<Vec<String>>,
    /// What one has to bring, a line each.
    pub requirements: Option<Vec<String>>,
}

/// Who edits.
#[derive(Clone, Copy, Debug)]
pub struct Editor<'a> {
    /// In the audit log.
    pub actor: &'a Actor,
    /// Where it came from: `operator`.
    pub source: &'a str,
    /// Why, where somebody said so.
    pub reason: Option<&'a str>,
}

impl Edit {
    /// What it says field by field.
    fn said(&self) -> Map<String, Value> {
        let lists = [
            ("industries", self.industries.as_ref().map(|list| json!(list))),
            ("responsibilities", self.responsibilities.as_ref().map(|list| json!(list))),
            ("requirements", self.requirements.as_ref().map(|list| json!(list))),
        ];
        let lists = lists.into_iter().filter_map(|(name, list)| Some((name.to_owned(), list?)));
        self.columns.clone().into_iter().chain(lists).collect()
    }

    /// The fields that it writes.
    pub fn fields(&self) -> Vec<String> {
        self.said().keys().cloned().collect()
    }

    /// Adds what another one says.
    pub fn join(&mut self, other: Self) {
        self.columns.extend(other.columns);
        self.industries = other.industries.or(self.industries.take());
        self.responsibilities = other.responsibilities.or(self.responsibilities.take());
        self.requirements = other.requirements.or(self.requirements.take());
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Writes an edit into a posting, with a lock on each of its fields.
pub async fn apply(
    connection: &mut PgConnection,
    id: Uuid,
    edit: &Edit,
    editor: Editor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let said = edit.said();
    let fields = edit.fields();
    let before = queries::said(&mut *connection, id, &fields).await?;
    let source = json!({"by": editor.actor.role, "from": editor.source, "at": now});
    let sources: Map<String, Value> = fields.iter().map(|field| (field.clone(), source.clone())).collect();
    queries::update(connection, id, &Value::Object(edit.columns.clone()), &fields, &Value::Object(sources))
        .await?;
    if let Some(industries) = &edit.industries {
        queries::replace_industries(connection, id, industries).await?;
    }
    if let Some(lines) = &edit.responsibilities {
        queries::replace_responsibilities(connection, id, lines).await?;
    }
    if let Some(lines) = &edit.requirements {
        queries::replace_requirements(connection, id, lines).await?;
    }
    refresh_search_documents(connection, &[id]).await?;
    let mut after = said;
    after.insert("fields".to_owned(), json!(fields));
    after.insert("from".to_owned(), json!(editor.source));
    if let Some(reason) = editor.reason {
        after.insert("reason".to_owned(), json!(reason));
    }
    let entry = Entry::new("edit", "job", id).before(before).after(Value::Object(after));
    audit::write(connection, editor.actor, &entry, now).await
}

/// Gives a posting another address; the earlier one leads there from then on. Nothing where another posting has it.
pub async fn rename(
    connection: &mut PgConnection,
    id: Uuid,
    slug: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Renamed>> {
    let Some(renamed) = queries::rename(&mut *connection, id, slug).await? else { return Ok(None) };
    let entry = Entry::new("rename", "job", id)
        .before(json!({"slug": renamed.before}))
        .after(json!({"slug": renamed.after}));
    audit::write(connection, actor, &entry, now).await?;
    Ok(Some(renamed))
}

/// Has postings found by what they say now.
pub async fn refresh_search_documents(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    let texts = queries::searched_texts(&mut *connection, ids).await?;
    let documents: Vec<(Uuid, String)> =
        (texts.iter()).map(|(id, texts)| (*id, search_document(texts.iter().map(String::as_str)))).collect();
    queries::keep_search_documents(connection, &documents).await
}
