//! Looking at reviews and at what owners answer, before they are public. One transaction each, with its mails and its line in the
//! audit log.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::queries;
use super::{Status, mails, published, ways};
use crate::audit::{self, Decider, Entry};
use crate::mail;
use crate::secrets::Keys;

pub use super::published::Published;
pub use super::queries::Invite;

/// Why nothing is decided.
#[derive(Debug, thiserror::Error)]
pub enum ModeratingError {
    /// There is none, or it was decided, or its writer took it back.
    #[error("no review {0} waits")]
    None(Uuid),
    /// A mail can't be written.
    #[error("a mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Reviews that wait, the oldest first; all that were written, the last first, where that is asked for.
pub async fn list(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Invite>> {
    queries::written(connection, all).await
}

/// Answers of owners that wait, the oldest first; all answers, the last first, where that is asked for.
pub async fn replies(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Published>> {
    published::replies(connection, all).await
}

/// How many reviews and answers wait.
pub async fn count(connection: &mut PgConnection) -> sqlx::Result<i64> {
    queries::count_waiting(connection).await
}

/// A review that somebody wrote and that was not taken back.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Invite>> {
    let invite = queries::find(connection, id).await?;
    Ok(invite
        .filter(|invite| matches!(invite.status, Status::Written | Status::Published | Status::Rejected)))
}

/// Reviews that lists brought, of a profile or of all, the last first: public, or taken off.
pub async fn from_lists(
    connection: &mut PgConnection,
    profile: Option<Uuid>,
) -> sqlx::Result<Vec<Published>> {
    match profile {
        Some(profile) => published::from_lists_of(connection, profile).await,
        None => published::from_lists(connection).await,
    }
}

/// A review that the public sees, wherever it came from, or that was taken off.
pub async fn find_public(connection: &mut PgConnection, id: Uuid) -> sqlx::Result<Option<Published>> {
    published::find_review(connection, id).await
}

/// Puts a review on its profile. Where it was found out that its writer was a client, it says so.
pub async fn publish(
    connection: &mut PgConnection,
    keys: &Keys,
    id: Uuid,
    is_client: bool,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    let mut transaction = connection.begin().await?;
    let invite = open(&mut transaction, id, Status::Written).await?;
    let review = queries::publish(&mut transaction, id, is_client, decider.actor, now).await?;
    let entry = Entry::new("publish review", "review", id)
        .after(json!({"profile": invite.executive_id, "review": review, "client_confirmed": is_client}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    let ways = ways(keys, decider.origin, id);
    mail::post(&mut *transaction, &mails::decided(decider.origin, &invite, ways, None)?, now).await?;
    if let Some(owner) = &invite.owner {
        mail::post(&mut *transaction, &mails::to_owner(decider.origin, owner, &invite)?, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Turns a review down, or takes a public one off, with a reason that its writer reads.
pub async fn reject(
    connection: &mut PgConnection,
    keys: &Keys,
    id: Uuid,
    reason: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    let mut transaction = connection.begin().await?;
    let invite = queries::lock(&mut *transaction, id).await?;
    let invite = invite.filter(|invite| matches!(invite.status, Status::Written | Status::Published));
    let invite = invite.ok_or(ModeratingError::None(id))?;
    queries::reject(&mut transaction, id, reason, decider.actor, now).await?;
    let entry = Entry::new("reject review", "review", id)
        .before(json!({"status": invite.status}))
        .after(json!({"profile": invite.executive_id}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    let letter = mails::decided(decider.origin, &invite, ways(keys, decider.origin, id), Some(reason))?;
    mail::post(&mut *transaction, &letter, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Lets an owner's answer be public.
pub async fn publish_reply(
    connection: &mut PgConnection,
    review: Uuid,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    decide_reply(connection, review, None, decider, now).await
}

/// Turns an owner's answer down, or takes a public one off, with a reason that they read. They may write another.
pub async fn reject_reply(
    connection: &mut PgConnection,
    review: Uuid,
    reason: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    decide_reply(connection, review, Some(reason), decider, now).await
}

async fn decide_reply(
    connection: &mut PgConnection,
    id: Uuid,
    reason: Option<&str>,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    let mut transaction = connection.begin().await?;
    let review = published::lock_review(&mut *transaction, id).await?;
    let is_open = |review: &Published| review.reply.is_some() && (review.reply_waits || reason.is_some());
    let review = review.filter(is_open).ok_or(ModeratingError::None(id))?;
    published::decide_reply(&mut *transaction, id, reason.is_none()).await?;
    let action = if reason.is_none() { "publish answer" } else { "reject answer" };
    let entry = Entry::new(action, "review", id).after(json!({"profile": review.executive_id}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    if let Some(owner) = &review.owner {
        let letter = mails::reply_decided(decider.origin, owner, &review, reason)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Takes a review off that a list brought, with a reason that the profile's owner reads. No import brings it back.
pub async fn take_off(
    connection: &mut PgConnection,
    id: Uuid,
    reason: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    move_listed(connection, id, Some(reason), decider, now).await
}

/// Shows a review again that was taken off.
pub async fn put_back(
    connection: &mut PgConnection,
    id: Uuid,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    move_listed(connection, id, None, decider, now).await
}

async fn move_listed(
    connection: &mut PgConnection,
    id: Uuid,
    reason: Option<&str>,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), ModeratingError> {
    let mut transaction = connection.begin().await?;
    let review = published::lock_review(&mut *transaction, id).await?;
    let moves = |review: &Published| !review.is_invited && review.taken_off.is_none() == reason.is_some();
    let review = review.filter(moves).ok_or(ModeratingError::None(id))?;
    let action = if let Some(reason) = reason {
        published::take_off(&mut *transaction, id, reason, now).await?;
        "take review off"
    } else {
        published::put_back(&mut *transaction, id, now).await?;
        "put review back"
    };
    let entry = Entry::new(action, "review", id).after(json!({"profile": review.executive_id}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    if let Some(owner) = &review.owner {
        mail::post(&mut *transaction, &mails::moved(decider.origin, owner, &review, reason)?, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn open(connection: &mut PgConnection, id: Uuid, status: Status) -> Result<Invite, ModeratingError> {
    let invite = queries::lock(connection, id).await?;
    invite.filter(|invite| invite.status == status).ok_or(ModeratingError::None(id))
}
