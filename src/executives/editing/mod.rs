//! What people write into a profile: it stands from then on, and imports only suggest.
//!
//! An edit is columns and lists with what they are to say. It is written with where it came from (`field_sources`) and a
//! lock on each field (`locked_fields`, which `ingestion::write` keeps), with what stood there before (`profile_edits`) and
//! its line in the audit log, in the caller's transaction. One that has to be looked at first waits in `profile_edits`.

pub mod documents;
mod queries;
mod waiting;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::portraits;
use crate::audit::{self, Actor, Entry};
use crate::taxonomy::search_document;
use crate::values::language_name;

pub use queries::{lock_profile, standing};
pub use waiting::{
    Pending, Waiting, find, lock, pending, propose, publish, reject, reject_waiting, waiting, withdraw,
};

/// What a profile is to say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// Columns of `executives`, as JSON has them.
    pub columns: Map<String, Value>,
    /// Industries, most important first.
    pub industries: Option<Vec<Uuid>>,
    /// Specialties, most important first.
    pub specialties: Option<Vec<Uuid>>,
    /// Entries of other lists in their order, as rows of their tables.
    #[serde(default)]
    pub entries: BTreeMap<List, Vec<Map<String, Value>>>,
}

/// A list of a profile with a table of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// The career.
    Experience,
    /// Degrees.
    Education,
    /// Certifications.
    Certifications,
    /// Outcome stories.
    CaseStudies,
}

impl List {
    /// All of them, as the page shows them.
    pub const ALL: [Self; 4] = [Self::CaseStudies, Self::Experience, Self::Education, Self::Certifications];

    /// Its name among the fields.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Experience => "experience",
            Self::Education => "education",
            Self::Certifications => "certifications",
            Self::CaseStudies => "case_studies",
        }
    }

    /// The list of a field.
    pub fn of_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.field() == field)
    }
}

/// Who edits.
#[derive(Clone, Copy, Debug)]
pub struct Editor<'a> {
    /// In the audit log.
    pub actor: &'a Actor,
    /// Where it came from: `owner`, `operator`, `correction C-7F3K-Q9XD`.
    pub source: &'a str,
    /// Why, where somebody said so. Kept with the edit, and erased with the profile.
    pub reason: Option<&'a str>,
}

impl Edit {
    /// The fields that it writes.
    pub fn fields(&self) -> Vec<String> {
        let lists = [("industries", &self.industries), ("specialties", &self.specialties)];
        let lists = lists.into_iter().filter(|(_, list)| list.is_some()).map(|(name, _)| name.to_owned());
        let entries = self.entries.keys().map(|list| list.field().to_owned());
        self.columns.keys().cloned().chain(lists).chain(entries).collect()
    }

    /// What it says field by field, as [`standing`] gives what a profile says.
    pub fn said(&self) -> Map<String, Value> {
        let lists = [("industries", &self.industries), ("specialties", &self.specialties)];
        let lists =
            lists.into_iter().filter_map(|(name, list)| Some((name.to_owned(), json!(list.as_ref()?))));
        let entries = self.entries.iter().map(|(list, rows)| (list.field().to_owned(), json!(rows)));
        self.columns.clone().into_iter().chain(lists).chain(entries).collect()
    }

    /// Adds what another one says.
    pub fn join(&mut self, other: Self) {
        self.columns.extend(other.columns);
        self.industries = other.industries.or(self.industries.take());
        self.specialties = other.specialties.or(self.specialties.take());
        self.entries.extend(other.entries);
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
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
    let noted = note(connection, id, edit, editor, "APPLIED", now).await?;
    write(connection, id, edit, editor, noted, now).await
}

/// Notes an edit with what stands there before it. Gives the note's id.
async fn note(
    connection: &mut PgConnection,
    id: Uuid,
    edit: &Edit,
    editor: Editor<'_>,
    status: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let fields = edit.fields();
    let before = standing(&mut *connection, id, &fields).await?;
    queries::note(connection, id, &fields, (&before, edit), editor, status, now).await
}

async fn write(
    connection: &mut PgConnection,
    id: Uuid,
    edit: &Edit,
    editor: Editor<'_>,
    noted: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let fields = edit.fields();
    let source = json!({"by": editor.actor.role, "from": editor.source, "at": now});
    let sources: Map<String, Value> = fields.iter().map(|field| (field.clone(), source.clone())).collect();
    queries::update(connection, id, &Value::Object(edit.columns.clone()), &fields, &Value::Object(sources))
        .await?;
    if let Some(industries) = &edit.industries {
        queries::replace_industries(connection, id, industries).await?;
    }
    if let Some(specialties) = &edit.specialties {
        queries::replace_specialties(connection, id, specialties).await?;
    }
    for (list, entries) in &edit.entries {
        let rows = entries.iter().cloned().zip(0..).map(|(mut row, place)| {
            row.insert("id".to_owned(), json!(Uuid::now_v7()));
            row.insert("sort_order".to_owned(), json!(place));
            Value::Object(row)
        });
        queries::replace_entries(connection, id, *list, &Value::Array(rows.collect())).await?;
    }
    if edit.columns.contains_key("photo") {
        portraits::forget_unused(&mut *connection, id).await?;
    }
    refresh_search_documents(connection, &[id]).await?;
    let entry = Entry::new("edit", "executive", id)
        .after(json!({"fields": fields, "from": editor.source, "edit": noted}));
    audit::write(connection, editor.actor, &entry, now).await
}

/// Gives a profile another address; the earlier one leads there from then on. Answers whether it could: not where another
/// profile has it.
pub async fn rename(
    connection: &mut PgConnection,
    id: Uuid,
    slug: &str,
    editor: Editor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    if queries::is_taken(&mut *connection, slug).await? {
        return Ok(false);
    }
    let edit = Edit { columns: [("slug".to_owned(), json!(slug))].into_iter().collect(), ..Edit::default() };
    let noted = note(&mut *connection, id, &edit, editor, "APPLIED", now).await?;
    queries::rename(&mut *connection, id, slug).await?;
    let entry = Entry::new("rename", "executive", id)
        .after(json!({"fields": ["slug"], "from": editor.source, "edit": noted}));
    audit::write(connection, editor.actor, &entry, now).await?;
    Ok(true)
}

/// Has profiles found by what they say now. Whoever changes what that is made of raises [`documents::FORM`].
pub async fn refresh_search_documents(connection: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    let searched = queries::searched(&mut *connection, ids).await?;
    let document = |of: &queries::Searched| {
        let languages = of.languages.iter().filter_map(|code| language_name(code));
        let texts = of.texts.iter().map(String::as_str).chain(documents::stage_words(&of.stages));
        search_document(texts.chain(languages).chain(of.bio.as_deref()))
    };
    let documents: Vec<(Uuid, String)> = searched.iter().map(|of| (of.id, document(of))).collect();
    queries::keep_search_documents(connection, &documents).await
}
