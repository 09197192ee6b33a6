//! What an owner does: invites clients, reminds them once, takes invitations back, answers reviews. Each function works in the
//! caller's transaction, which holds the ownership.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries::{self, NewInvite};
use super::{Invite, OPEN_FOR, Published, Status, is_unwanted, mails, published, ways};
use crate::audit::{self, Actor, Entry};
use crate::config::{PublicOrigin, RateLimitScale};
use crate::error::{Error, Result};
use crate::mail;
use crate::secrets::Keys;
use crate::values::EmailAddress;

/// Invitations of one profile within a day, and of those that nobody has answered.
const MOST_A_DAY: u32 = 10;
const MOST_OPEN: u32 = 50;
/// Invitations that reach one address within `REACHED_WITHIN`, whoever sends them.
const MOST_TO_ONE: i64 = 3;
const REACHED_WITHIN: TimeDelta = TimeDelta::days(90);
/// After how long a client may be reminded.
pub const REMINDED_AFTER: TimeDelta = TimeDelta::days(7);

/// Whom to ask for a review.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Who they are.
    pub name: String,
    /// Of which company.
    pub company: String,
    /// Where mail reaches them.
    pub email: EmailAddress,
    /// What the owner writes to them.
    pub note: Option<String>,
    /// The same for a form that is sent twice.
    pub request_key: Uuid,
}

/// On whose behalf an owner's transaction works, and what its mails need.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The profile.
    pub profile: Uuid,
    /// In the audit log.
    pub actor: &'a Actor,
    /// What links are signed with.
    pub keys: &'a Keys,
    /// For the links in mails.
    pub origin: &'a PublicOrigin,
}

/// Why nobody is invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This client was asked, and how that stands.
    Asked(Status),
    /// Too many within a day.
    TooManyToday,
    /// Too many that nobody has answered.
    TooManyOpen,
}

/// Whom an owner asked, the last first. Whom an earlier one asked is nobody else's to know.
pub async fn invited(connection: &mut PgConnection, profile: Uuid, by: Uuid) -> sqlx::Result<Vec<Invite>> {
    queries::of_profile(connection, profile, by).await
}

/// The public reviews of a profile, the last first.
pub async fn published(connection: &mut PgConnection, profile: Uuid) -> sqlx::Result<Vec<Published>> {
    published::published(connection, profile).await
}

/// Asks a client for a review. To an address whose owner wants no such mail none is sent, and nobody is told so.
pub async fn invite(
    connection: &mut PgConnection,
    owner: Owner<'_>,
    invitation: &Invitation,
    scale: RateLimitScale,
    now: DateTime<Utc>,
) -> Result<std::result::Result<(), Refusal>> {
    if queries::is_noted(&mut *connection, invitation.request_key).await? {
        return Ok(Ok(()));
    }
    let email = invitation.email.as_str();
    if let Some(status) = queries::asked_already(&mut *connection, owner.profile, email, now).await? {
        return Ok(Err(Refusal::Asked(status)));
    }
    let counts = queries::counts(&mut *connection, owner.profile, now - TimeDelta::days(1), now).await?;
    if counts.since >= i64::from(scale.times(MOST_A_DAY).get()) {
        return Ok(Err(Refusal::TooManyToday));
    }
    if counts.open >= i64::from(scale.times(MOST_OPEN).get()) {
        return Ok(Err(Refusal::TooManyOpen));
    }
    let is_reached_often =
        queries::reached(&mut *connection, email, now - REACHED_WITHIN).await? >= MOST_TO_ONE;
    let is_mailed =
        !is_reached_often && !is_unwanted(&mut *connection, owner.keys, owner.profile, email).await?;
    let id = Uuid::now_v7();
    let new = NewInvite {
        id,
        executive_id: owner.profile,
        invited_by: owner.actor.user,
        invitation,
        mailed_at: is_mailed.then_some(now),
        expires_at: now + OPEN_FOR,
    };
    queries::note(&mut *connection, &new, now).await?;
    audit(&mut *connection, owner, "invite review", id, now).await?;
    if is_mailed {
        let invite = queries::find(&mut *connection, id).await?.ok_or(Error::NotFound)?;
        post(connection, owner, &invite, false, now).await?;
    }
    Ok(Ok(()))
}

/// Reminds a client, once. Nothing where it is too early, or nothing waits for them.
pub async fn remind(
    connection: &mut PgConnection,
    owner: Owner<'_>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let invite = lock(&mut *connection, owner, id).await?;
    if !invite.may_be_reminded(now) {
        return Ok(());
    }
    queries::reminded(&mut *connection, id, now).await?;
    audit(&mut *connection, owner, "remind of review", id, now).await?;
    let email = invite.client_email.as_deref().unwrap_or_default();
    if invite.mailed_at.is_some() && !is_unwanted(&mut *connection, owner.keys, owner.profile, email).await? {
        post(connection, owner, &invite, true, now).await?;
    }
    Ok(())
}

/// Takes an invitation back that nobody has answered: its link leads nowhere, and the address is forgotten.
pub async fn withdraw(
    connection: &mut PgConnection,
    owner: Owner<'_>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    let invite = lock(&mut *connection, owner, id).await?;
    if invite.status != Status::Invited {
        return Ok(());
    }
    queries::end(&mut *connection, id, Status::Withdrawn, now).await?;
    audit(connection, owner, "withdraw invitation", id, now).await?;
    Ok(())
}

/// Answers a public review, once; answers whether that was possible. Where `waits`, it is not public before somebody looked at it.
pub async fn reply(
    connection: &mut PgConnection,
    owner: Owner<'_>,
    review: Uuid,
    text: &str,
    waits: bool,
    now: DateTime<Utc>,
) -> Result<bool> {
    if !published::reply(&mut *connection, owner.profile, review, text, waits, now).await? {
        return Ok(false);
    }
    let entry = Entry::new("answer review", "review", review)
        .after(json!({"profile": owner.profile, "waits": waits}));
    audit::write(connection, owner.actor, &entry, now).await?;
    Ok(true)
}

async fn lock(connection: &mut PgConnection, owner: Owner<'_>, id: Uuid) -> Result<Invite> {
    let invite = queries::lock(connection, id).await?;
    invite.filter(|invite| invite.executive_id == owner.profile).ok_or(Error::NotFound)
}

async fn post(
    connection: &mut PgConnection,
    owner: Owner<'_>,
    invite: &Invite,
    is_reminder: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    let letter = mails::invite(owner.origin, invite, ways(owner.keys, owner.origin, invite.id), is_reminder);
    mail::post(connection, &letter.map_err(Error::internal)?, now).await?;
    Ok(())
}

async fn audit(
    connection: &mut PgConnection,
    owner: Owner<'_>,
    action: &'static str,
    invite: Uuid,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let entry = Entry::new(action, "review", invite).after(json!({"profile": owner.profile}));
    audit::write(connection, owner.actor, &entry, now).await
}
