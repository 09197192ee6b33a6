//! Looking at what owners wrote, where the deployment wants that before it is public. One transaction each, with its mail and its
//! line in the audit log.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::overview::labels;
use super::{entries, mails, queries, saving, suggestions};
use crate::audit::{self, Decider, Entry};
use crate::executives::editing::{self, List};
use crate::executives::portraits;
use crate::mail;

pub use crate::executives::editing::Pending;

/// Why nothing is decided.
#[derive(Debug, thiserror::Error)]
pub enum ReviewingError {
    /// There is none, or it was decided.
    #[error("no edit {0} waits")]
    NoEdit(Uuid),
    /// Two profiles would be one person's.
    #[error("another profile names the same page at LinkedIn: look among the duplicates")]
    LinkedIn,
    /// A mail can't be written.
    #[error("a mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Edits that wait, the oldest first.
pub async fn list(connection: &mut PgConnection) -> sqlx::Result<Vec<Pending>> {
    editing::pending(connection).await
}

/// One thing that an edit changes, as people read it: of a list an entry a line.
#[derive(Clone, Debug)]
pub struct Change {
    /// What it is called.
    pub label: String,
    /// What the profile says now; of an edit that was decided, what it said before.
    pub standing: Vec<String>,
    /// What it is to say.
    pub written: Vec<String>,
    /// The photographs that stand there and are to stand there, by their names, where it is about them.
    pub photos: [Option<String>; 2],
}

impl Change {
    /// Whether it is about the photograph.
    pub fn is_photo(&self) -> bool {
        self.label == "Photo"
    }
}

/// An edit, with what it changes or changed.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<(Pending, Vec<Change>), ReviewingError> {
    let pending = editing::find(&mut *connection, id).await?.ok_or(ReviewingError::NoEdit(id))?;
    let standing = if pending.is_waiting {
        editing::standing(&mut *connection, pending.executive_id, &pending.fields).await?
    } else {
        pending.before.clone()
    };
    let standing = standing.as_object().cloned().unwrap_or_default();
    let written = pending.edit.said();
    let ids = suggestions::ids_in(standing.values().chain(written.values()));
    let names: HashMap<Uuid, String> = queries::names(connection, &ids).await?.into_iter().collect();
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for field in pending.fields.iter().map(String::as_str) {
        let label = suggestions::label(field);
        match groups.iter_mut().find(|(known, _)| *known == label) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((label, vec![field])),
        }
    }
    let changes = groups.into_iter().map(|(label, fields)| {
        let list = fields.first().and_then(|field| List::of_field(field));
        let told = |side: &Map<String, Value>| {
            if let Some(list) = list {
                let rows = side.get(list.field()).and_then(Value::as_array);
                return rows.into_iter().flatten().map(|row| entries::told(list, row)).collect();
            }
            let mut said = side.clone();
            said.retain(|field, _| fields.contains(&field.as_str()));
            suggestions::told(&label, &said, &names)
        };
        let photo = |side: &Map<String, Value>| {
            let name = side.get("photo").filter(|_| fields == ["photo"]);
            name.and_then(Value::as_str).map(str::to_owned)
        };
        let photos = [photo(&standing), photo(&written)];
        let (mut standing, mut written) = (told(&standing), told(&written));
        if fields == ["photo"] {
            // Its name says nothing to anybody.
            standing.clear();
            written.clear();
        }
        Change { label, standing, written, photos }
    });
    let changes = changes.collect();
    Ok((pending, changes))
}

/// Fields as people read them.
pub fn fields(pending: &Pending) -> String {
    labels(&pending.fields)
}

/// Publishes an edit.
pub async fn publish(
    connection: &mut PgConnection,
    id: Uuid,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Pending, ReviewingError> {
    let mut transaction = connection.begin().await?;
    let pending = editing::lock(&mut transaction, id).await?.ok_or(ReviewingError::NoEdit(id))?;
    match editing::publish(&mut transaction, &pending, decider.actor, now).await {
        Err(error) if saving::is_linkedin(&error) => return Err(ReviewingError::LinkedIn),
        done => done?,
    }
    tell(&mut transaction, &pending, None, decider, now).await?;
    transaction.commit().await?;
    Ok(pending)
}

/// Turns an edit down, with a reason that its owner reads.
pub async fn reject(
    connection: &mut PgConnection,
    id: Uuid,
    reason: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Pending, ReviewingError> {
    let mut transaction = connection.begin().await?;
    let pending = editing::lock(&mut transaction, id).await?.ok_or(ReviewingError::NoEdit(id))?;
    editing::reject(&mut *transaction, &pending, reason, decider.actor, now).await?;
    portraits::forget_unused(&mut *transaction, pending.executive_id).await?;
    let entry = Entry::new("reject edit", "executive", pending.executive_id)
        .after(json!({"fields": pending.fields, "edit": pending.id}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    tell(&mut transaction, &pending, Some(reason), decider, now).await?;
    transaction.commit().await?;
    Ok(pending)
}

async fn tell(
    connection: &mut PgConnection,
    pending: &Pending,
    reason: Option<&str>,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ReviewingError> {
    if let Some(to) = &pending.email {
        let letter = mails::looked_at(decider.origin, to, &pending.slug, &fields(pending), reason)?;
        mail::post(connection, &letter, now).await?;
    }
    Ok(())
}
