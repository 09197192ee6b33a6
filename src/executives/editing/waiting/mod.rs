//! Edits that wait until somebody looked at them: kept, taken back, published.

mod queries;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Edit, Editor, note, write};
use crate::audit::{self, Actor, Entry};
use crate::executives::portraits;

pub use queries::{Pending, Waiting, find, lock, pending, reject, reject_waiting, waiting};

/// Keeps an edit until somebody looked at it. What waits from there for any of its fields already is taken into it, so that
/// nothing older is published after it.
pub async fn propose(
    connection: &mut PgConnection,
    id: Uuid,
    edit: &Edit,
    editor: Editor<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut whole = Edit::default();
    let earlier = queries::supersede(&mut *connection, id, &edit.fields(), editor, now).await?;
    for (_, earlier) in &earlier {
        whole.join(earlier.clone());
    }
    whole.join(edit.clone());
    let noted = note(&mut *connection, id, &whole, editor, "PENDING", now).await?;
    portraits::forget_unused(&mut *connection, id).await?;
    let instead_of: Vec<Uuid> = earlier.iter().map(|(earlier, _)| *earlier).collect();
    let entry = Entry::new("propose edit", "executive", id).after(
        json!({"fields": whole.fields(), "from": editor.source, "edit": noted, "instead_of": instead_of}),
    );
    audit::write(connection, editor.actor, &entry, now).await
}

/// Takes an edit back that nobody has looked at.
pub async fn withdraw(
    connection: &mut PgConnection,
    pending: &Pending,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::withdraw(&mut *connection, pending.id, actor, now).await?;
    portraits::forget_unused(&mut *connection, pending.executive_id).await?;
    let entry = Entry::new("withdraw edit", "executive", pending.executive_id)
        .after(json!({"fields": pending.fields, "edit": pending.id}));
    audit::write(connection, actor, &entry, now).await
}

/// Writes an edit that waited into its profile. Who wrote it stays its source.
pub async fn publish(
    connection: &mut PgConnection,
    pending: &Pending,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::applied(&mut *connection, pending, actor, now).await?;
    let editor = Editor { actor, source: &pending.source, reason: None };
    write(connection, pending.executive_id, &pending.edit, editor, pending.id, now).await
}
