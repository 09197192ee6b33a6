//! Looking at what owners wrote, where the deployment wants that before it is public. One transaction each, with its mail and its
//! line in the audit log.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::overview::labels;
use super::{mails, saving};
use crate::audit::{self, Decider, Entry};
use crate::executives::editing;
use crate::mail;

pub use crate::executives::editing::Pending;

/// Why nothing is decided.
#[derive(Debug, thiserror::Error)]
pub enum ReviewingError {
    /// There is none, or it was decided.
    #[error("no edit {0} waits")]
    NoEdit(Uuid),
    /// Two profiles would be one person's.
    #[error("another profile names the same page at LinkedIn (`quarterdeck duplicates`)")]
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
