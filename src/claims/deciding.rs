//! Deciding on claims: what those who run the site see, approve and reject. One transaction each, with its mails and its line
//! in the audit log.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};

use super::mails::{self, Dispute, News};
use super::{KEPT_AFTER, Status};
use super::{owning, queries};
use crate::audit::{self, Decider, Entry};
use crate::mail;

pub use super::queries::Claim;

/// Why nothing is decided.
#[derive(Debug, thiserror::Error)]
pub enum DecidingError {
    /// There is none.
    #[error("there is no claim {0}")]
    NoClaim(String),
    /// It was.
    #[error("{number} was decided already: {}", status.label().to_lowercase())]
    Decided {
        /// The claim.
        number: String,
        /// How.
        status: Status,
    },
    /// Nobody found out whether it is theirs.
    #[error("nothing proves {0} yet: say what you checked yourself with --checked")]
    Unproven(String),
    /// Somebody else has the profile.
    #[error("the profile has an owner: --replace-owner ends that, and they are told")]
    Owned,
    /// Nobody has the profile.
    #[error("nobody owns {0}")]
    Unowned(String),
    /// Their account is gone, or closed.
    #[error("the account that claims it is gone or closed")]
    Nobody,
    /// A mail can't be written.
    #[error("a mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Claims: those to be decided, the oldest first; all of them where that is asked for.
pub async fn list(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Claim>> {
    queries::list(connection, !all).await
}

/// The claim of a number, in any case.
pub async fn find(connection: &mut PgConnection, number: &str) -> Result<Claim, DecidingError> {
    let number = number.trim().to_uppercase();
    queries::find(connection, &number).await?.ok_or(DecidingError::NoClaim(number))
}

/// What somebody found out by themselves, and whether an earlier owner goes.
#[derive(Clone, Debug, Default)]
pub struct Approval {
    /// What was checked, where the proof alone does not tell.
    pub checked: Option<String>,
    /// Whether whoever has the profile loses it.
    pub replaces_owner: bool,
}

/// Makes who claims a profile its owner. However many approve at once, it has one.
pub async fn approve(
    connection: &mut PgConnection,
    number: &str,
    approval: &Approval,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Claim, DecidingError> {
    let mut transaction = connection.begin().await?;
    let claim = open(&mut transaction, number).await?;
    let user = claim.user_id.ok_or(DecidingError::Nobody)?;
    if !claim.is_proven && approval.checked.is_none() {
        return Err(DecidingError::Unproven(claim.number));
    }
    if claim.is_dispute() && !approval.replaces_owner {
        return Err(DecidingError::Owned);
    }
    queries::decide(
        &mut *transaction,
        claim.id,
        Status::Approved,
        approval.checked.as_deref(),
        decider.actor,
        now,
    )
    .await?;
    if claim.owner != Some(user) {
        let from = format!("claim {}", claim.number);
        let earlier = owning::part(&mut transaction, claim.executive_id, (&from, None), decider, now).await?;
        if let Some(earlier) = earlier {
            let letter = mails::to_owner(decider.origin, &earlier.email, &claim, Dispute::Lost)?;
            mail::post(&mut *transaction, &letter, now).await?;
        }
        let source = json!({"by": decider.actor.role, "from": from, "at": now});
        owning::own(&mut transaction, claim.executive_id, user, &source, now).await?;
    }
    let letter = mails::to_claimant(decider.origin, &claim, News::Approved)?;
    mail::post(&mut *transaction, &letter, now).await?;
    let entry = Entry::new("approve claim", "claim", claim.id)
        .before(json!({"status": claim.status, "owner": claim.owner}))
        .after(json!({"status": Status::Approved, "owner": user, "profile": claim.executive_id, "number": claim.number}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(claim)
}

/// Turns a claim down, with a reason that its sender reads.
pub async fn reject(
    connection: &mut PgConnection,
    number: &str,
    reason: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<Claim, DecidingError> {
    let mut transaction = connection.begin().await?;
    let claim = open(&mut transaction, number).await?;
    queries::decide(&mut *transaction, claim.id, Status::Rejected, Some(reason), decider.actor, now).await?;
    let letter = mails::to_claimant(decider.origin, &claim, News::Rejected(reason))?;
    mail::post(&mut *transaction, &letter, now).await?;
    if claim.is_dispute()
        && let Some(owner) = &claim.owner_email
    {
        let letter = mails::to_owner(decider.origin, owner, &claim, Dispute::Won)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    let entry = Entry::new("reject claim", "claim", claim.id)
        .before(json!({"status": claim.status}))
        .after(json!({"status": Status::Rejected, "profile": claim.executive_id, "number": claim.number}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(claim)
}

/// Deletes claims of which nothing comes any more. Gives how many.
pub async fn forget(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    queries::forget(connection, now - KEPT_AFTER).await
}

/// A claim that waits for a decision; nobody else decides about its profile before the transaction ends.
async fn open(transaction: &mut PgConnection, number: &str) -> Result<Claim, DecidingError> {
    let claim = find(&mut *transaction, number).await?;
    queries::lock_profile(&mut *transaction, claim.executive_id).await?;
    // As it is now that nobody else is at it.
    let claim = find(transaction, &claim.number).await?;
    if claim.status.is_open() {
        Ok(claim)
    } else {
        Err(DecidingError::Decided { number: claim.number, status: claim.status })
    }
}
