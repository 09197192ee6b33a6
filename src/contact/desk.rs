//! What those who run the site do with messages that came to them, because nobody owned the profile: they answer, pass a
//! message on by a way of their own, or say that nothing comes of it. Each is noted as theirs.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::queries::{self, Request};
use super::{LONGEST_MESSAGE, Seat, Side, Status, mails, routes};
use crate::audit::{self, Decider, Entry};
use crate::mail;
use crate::secrets::Key;

/// Characters of an answer.
pub const LONGEST: usize = LONGEST_MESSAGE;

/// Why nothing is done.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// One of the two ended it, or somebody owns the profile and answers themselves.
    #[error("this correspondence has ended, or is its owner’s")]
    NotOurs,
    /// A mail can't be written.
    #[error("a mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Answers in the executive's stead. The same answer, sent twice, is one.
pub async fn answer(
    connection: &mut PgConnection,
    id: Uuid,
    (text, request_key): (&str, Uuid),
    key: &Key,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DeskError> {
    let mut transaction = connection.begin().await?;
    let request = lock(&mut transaction, id).await?;
    if !queries::write(&mut transaction, id, (Side::Executive, None), text, request_key, now).await? {
        return Ok(());
    }
    if let Some(to) = &request.email {
        let ways = routes::ways(key, decider.origin, Seat::Sender, id);
        let letter = mails::answer(decider.origin, to, &request, Side::Executive, text, ways)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    note(&mut transaction, "answer message", &request, decider, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Notes that a message was passed on. It waits no more, until its sender writes again.
pub async fn pass_on(
    connection: &mut PgConnection,
    id: Uuid,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DeskError> {
    let mut transaction = connection.begin().await?;
    let request = lock(&mut transaction, id).await?;
    queries::set(&mut *transaction, id, Status::PassedOn, now).await?;
    note(&mut transaction, "pass message on", &request, decider, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Ends it: its sender is told, without a reason, that it does not fit.
pub async fn decline(
    connection: &mut PgConnection,
    id: Uuid,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DeskError> {
    let mut transaction = connection.begin().await?;
    let request = lock(&mut transaction, id).await?;
    queries::set(&mut *transaction, id, Status::Declined, now).await?;
    if let Some(to) = &request.email {
        let letter = mails::declined(decider.origin, to, &request)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    note(&mut transaction, "end correspondence", &request, decider, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether a message is for those who run the site to answer.
pub fn is_ours(request: &Request) -> bool {
    request.status.is_open() && request.went_to.as_deref() == Some("OPERATOR")
}

async fn lock(connection: &mut PgConnection, id: Uuid) -> Result<Request, DeskError> {
    queries::lock(connection, id).await?.filter(is_ours).ok_or(DeskError::NotOurs)
}

async fn note(
    connection: &mut PgConnection,
    action: &'static str,
    request: &Request,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let entry = Entry::new(action, "contact", request.id).after(json!({"profile": request.executive_id}));
    audit::write(connection, decider.actor, &entry, now).await
}
