//! Deciding on requests to be taken off the site: by the operator, by the profile's owner, or by time.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::queries;
use super::{KEPT_AFTER, Status, mails};
use crate::audit::{self, Actor, Decider, Entry};
use crate::config::PublicOrigin;
use crate::ingestion::suppression::{self, SuppressionError};
use crate::mail;
use crate::secrets::Key;

pub use queries::Request;

/// Who decides when time does.
const TIME: Actor = Actor::named("tend");
/// Who decides when the profile's owner does.
pub const OWNER: &str = "owner";

/// Why nothing is decided.
#[derive(Debug, thiserror::Error)]
pub enum DecidingError {
    /// There is none.
    #[error("there is no request {0}")]
    NoRequest(String),
    /// It was.
    #[error("{receipt} was decided already: {}", status.label().to_lowercase())]
    Decided {
        /// The request.
        receipt: String,
        /// How.
        status: Status,
    },
    /// What it did can't be settled.
    #[error(transparent)]
    Suppression(#[from] SuppressionError),
    /// A mail can't be written.
    #[error("a mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Requests: those to be decided, the most urgent first; all of them where that is asked for.
pub async fn list(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Request>> {
    const MOST: i64 = 500;
    queries::list(connection, all, MOST).await
}

/// The request of a receipt, in any case.
pub async fn find(connection: &mut PgConnection, receipt: &str) -> Result<Request, DecidingError> {
    let receipt = receipt.trim().to_uppercase();
    queries::find(connection, &receipt).await?.ok_or(DecidingError::NoRequest(receipt))
}

/// The request by which a stranger keeps a profile offline, where nobody has decided on it.
pub async fn hiding(connection: &mut PgConnection, profile: Uuid) -> sqlx::Result<Option<Request>> {
    queries::hiding(connection, profile).await
}

/// Whether a receipt is that of a request that waits for a decision.
pub async fn is_open(connection: &mut PgConnection, receipt: &str) -> sqlx::Result<bool> {
    let request = queries::find(connection, &receipt.trim().to_uppercase()).await?;
    Ok(request.is_some_and(|request| request.status == Status::Received))
}

/// Upholds a request: what is known of the person is erased, and the profile's address answers that it is gone.
pub async fn uphold(
    connection: &mut PgConnection,
    key: &Key,
    receipt: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Request, DecidingError> {
    let mut transaction = connection.begin().await?;
    let request = open(&mut transaction, receipt).await?;
    if !request.is_hiding {
        // It waited while the profile stayed online.
        let profile =
            suppression::Request { profile: request.executive_id, ..suppression::Request::default() };
        suppression::hide(&mut transaction, key, &profile, &request.receipt, decider.actor, now).await?;
    }
    erase(&mut transaction, &request, decider, now).await?;
    transaction.commit().await?;
    Ok(request)
}

/// Erases what is known of those whom a request hides, and closes it.
async fn erase(
    connection: &mut PgConnection,
    request: &Request,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DecidingError> {
    suppression::erase(connection, &request.receipt, decider.actor, now).await?;
    let profiles = queries::held(&mut *connection, &request.receipt).await?;
    queries::erase_profiles(connection, &profiles).await?;
    close(connection, request, (Status::Upheld, None), decider, now).await
}

/// Erases profiles because their owner has it so, in the caller's transaction: as if a request of theirs had been upheld.
pub async fn erase_owned(
    connection: &mut PgConnection,
    key: &Key,
    profiles: &[Uuid],
    email: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DecidingError> {
    for profile in profiles {
        let receipt = suppression::receipt();
        let person = suppression::Request {
            profile: Some(*profile),
            email: Some(email.to_owned()),
            ..suppression::Request::default()
        };
        suppression::hide(connection, key, &person, &receipt, decider.actor, now).await?;
        suppression::erase(connection, &receipt, decider.actor, now).await?;
        // Those that were made one with it, too.
        let profiles = queries::held(&mut *connection, &receipt).await?;
        queries::erase_profiles(connection, &profiles).await?;
    }
    Ok(())
}

/// Rejects a request: the profile stands where it stood, and imports take its rows again. Who asked is told why, where that is
/// said.
pub async fn reject(
    connection: &mut PgConnection,
    receipt: &str,
    because: Option<&str>,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Request, DecidingError> {
    let mut transaction = connection.begin().await?;
    let request = open(&mut transaction, receipt).await?;
    suppression::restore(&mut transaction, &request.receipt, decider.actor, now).await?;
    close(&mut transaction, &request, (Status::Rejected, because), decider, now).await?;
    transaction.commit().await?;
    Ok(request)
}

/// Upholds what nobody decided in time, but for profiles that have an owner. Gives how many.
pub async fn uphold_overdue(
    connection: &mut PgConnection,
    origin: &PublicOrigin,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let mut upheld = 0;
    for receipt in queries::overdue(&mut *connection, now).await? {
        let mut transaction = connection.begin().await?;
        let done = match open(&mut transaction, &receipt).await {
            Ok(request) => erase(&mut transaction, &request, Decider { actor: &TIME, origin }, now).await,
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => {
                transaction.commit().await?;
                upheld += 1;
            }
            Err(DecidingError::Database(error)) => return Err(error),
            // Somebody was quicker.
            Err(DecidingError::Decided { .. }) => {}
            Err(error) => tracing::error!(receipt, %error, "a request for removal can't be upheld"),
        }
    }
    Ok(upheld)
}

/// Forgets who asked and why, where that was decided long ago. Gives how many.
pub async fn forget(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    queries::forget(connection, now - KEPT_AFTER).await
}

/// A request that waits for a decision; nobody else decides on it before the transaction ends.
async fn open(connection: &mut PgConnection, receipt: &str) -> Result<Request, DecidingError> {
    let receipt = receipt.trim().to_uppercase();
    let request = queries::lock(connection, &receipt).await?.ok_or(DecidingError::NoRequest(receipt))?;
    if request.status == Status::Received {
        Ok(request)
    } else {
        Err(DecidingError::Decided { receipt: request.receipt, status: request.status })
    }
}

async fn close(
    connection: &mut PgConnection,
    request: &Request,
    (status, because): (Status, Option<&str>),
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DecidingError> {
    queries::decide(&mut *connection, request.id, status, (&decider.actor.role, because), now).await?;
    let action = if status == Status::Upheld { "uphold removal" } else { "reject removal" };
    let entry = Entry::new(action, "removal", request.id)
        .before(json!({"status": request.status}))
        .after(json!({"status": status, "receipt": request.receipt, "profile": request.executive_id}));
    audit::write(&mut *connection, decider.actor, &entry, now).await?;
    if let Some(to) = &request.contact_email {
        let message = mails::decided(decider.origin, to, &request.receipt, status, because)?;
        mail::post(connection, &message, now).await?;
    }
    Ok(())
}
