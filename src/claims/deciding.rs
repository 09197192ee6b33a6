//! Deciding about claims: what those who run the site see, approve and reject. One transaction each, with its mails and its
//! line in the audit log.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::mails::Letter;
use super::queries;
use crate::audit::{self, Actor, Entry};
use crate::config::PublicOrigin;
use crate::{mail, urls};

pub use super::queries::Claim;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is none.
    #[error("there is no claim {0}: see `quarterdeck claims`")]
    NotFound(Uuid),
    /// It was decided already.
    #[error("this claim is {0} already")]
    Decided(String),
    /// Nobody found out whether it is theirs.
    #[error("nothing proves this claim yet: say what you checked with --checked")]
    Unproven,
    /// Somebody else has the profile.
    #[error("this profile has an owner: say --replace-owner to end that, and they are told")]
    Owned,
    /// Their account is gone.
    #[error("the account that claims it is gone")]
    Nobody,
    /// The mail can't be written.
    #[error("the mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// The claims that wait, the oldest first; all of them where that is asked for.
pub async fn list(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Claim>> {
    queries::claims(connection, None, None, !all).await
}

/// One claim.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Claim, DecisionError> {
    queries::claims(connection, Some(id), None, false).await?.pop().ok_or(DecisionError::NotFound(id))
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
    id: Uuid,
    approval: &Approval,
    origin: &PublicOrigin,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Claim, DecisionError> {
    let mut transaction = connection.begin().await?;
    let claim = open(&mut transaction, id).await?;
    let user = claim.user_id.ok_or(DecisionError::Nobody)?;
    if !claim.is_proven && approval.checked.is_none() {
        return Err(DecisionError::Unproven);
    }
    let other = claim.owner.filter(|owner| *owner != user);
    if other.is_some() && !approval.replaces_owner {
        return Err(DecisionError::Owned);
    }
    queries::decide(&mut *transaction, id, "APPROVED", approval.checked.as_deref(), actor.user, now).await?;
    if claim.owner != Some(user) {
        if let Some(earlier) = queries::end_ownership(&mut *transaction, claim.executive_id, now).await? {
            tell(&mut transaction, &claim, &earlier, origin, State::Lost, now).await?;
        }
        queries::own(&mut *transaction, claim.executive_id, user, now).await?;
    }
    tell(&mut transaction, &claim, &claim.email, origin, State::Approved, now).await?;
    let entry = Entry::new("approve", "claim", id)
        .before(json!({ "status": claim.status, "owner": claim.owner }))
        .after(json!({ "status": "APPROVED", "owner": user, "executive": claim.executive_id }));
    audit::write(&mut *transaction, actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(claim)
}

/// Turns a claim down, with a reason that its sender reads.
pub async fn reject(
    connection: &mut PgConnection,
    id: Uuid,
    reason: &str,
    origin: &PublicOrigin,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Claim, DecisionError> {
    let mut transaction = connection.begin().await?;
    let claim = open(&mut transaction, id).await?;
    queries::decide(&mut *transaction, id, "REJECTED", Some(reason), actor.user, now).await?;
    tell(&mut transaction, &claim, &claim.email, origin, State::Rejected(reason), now).await?;
    let entry = Entry::new("reject", "claim", id)
        .before(json!({ "status": claim.status }))
        .after(json!({ "status": "REJECTED" }));
    audit::write(&mut *transaction, actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(claim)
}

/// An open claim; nobody else decides about its profile before the transaction ends.
async fn open(transaction: &mut PgConnection, id: Uuid) -> Result<Claim, DecisionError> {
    let claim = find(&mut *transaction, id).await?;
    queries::lock_profile(&mut *transaction, claim.executive_id).await?;
    // As it is now that nobody else is at it.
    let claim = find(transaction, id).await?;
    match claim.status.as_str() {
        "RECEIVED" | "IN_REVIEW" => Ok(claim),
        decided => Err(DecisionError::Decided(decided.to_lowercase())),
    }
}

/// What is told.
pub(super) enum State<'a> {
    Received,
    InReview,
    Approved,
    Rejected(&'a str),
    /// Another one owns the profile now.
    Lost,
}

/// Writes to whom a claim concerns, in the transaction of what happened to it.
pub(super) async fn tell(
    transaction: &mut PgConnection,
    claim: &Claim,
    to: &str,
    origin: &PublicOrigin,
    state: State<'_>,
    now: DateTime<Utc>,
) -> Result<(), DecisionError> {
    let profile = &claim.profile;
    let (heading, texts) = match state {
        State::Received => (
            format!("We have your claim to the profile of {profile}"),
            vec!["Its proof is looked at next, then whoever runs this site decides. Each step is told by mail.".to_owned()],
        ),
        State::InReview => (
            format!("Your claim to the profile of {profile} is in review"),
            vec!["Its proof was looked at. Whoever runs this site decides now.".to_owned()],
        ),
        State::Approved => (
            format!("The profile of {profile} is yours"),
            vec!["Your claim is approved: the profile says so from now on.".to_owned()],
        ),
        State::Rejected(reason) => (
            format!("Your claim to the profile of {profile} is not approved"),
            vec![format!("The reason: {reason}"), "You can claim it again with another proof.".to_owned()],
        ),
        State::Lost => (
            format!("The profile of {profile} has another owner now"),
            vec!["Somebody proved that it is theirs, and whoever runs this site approved it. If that is wrong, claim it and say so: that is looked at again.".to_owned()],
        ),
    };
    let claim_page = origin.absolute(urls::ClaimExecutive::to(&claim.slug));
    let letter = Letter {
        origin: origin.as_str(),
        heading,
        texts,
        way: ("See how it stands", claim_page),
        why: "You get this because this address claimed or owned the profile.",
    };
    mail::post(transaction, &letter.message(to)?, now).await?;
    Ok(())
}
