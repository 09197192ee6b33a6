//! Verifications: what somebody checked about a profile, how, when, and until when it counts. An owner asks for them ([`ask`]),
//! those who run the site decide ([`verify`], [`decline`]). No import sets them.

mod mails;
mod queries;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use crate::audit::{self, Actor, Decider, Entry};
use crate::executives::{CheckType, VerificationStatus};
use crate::mail;
use mails::Outcome;

pub use mails::to_operator;
pub use queries::{Asked, Standing};

/// Why nothing is decided.
#[derive(Debug, thiserror::Error)]
pub enum VerifyingError {
    /// There is none.
    #[error("there is no profile at /executives/{0}")]
    NoProfile(String),
    /// Nobody owns it: what would be checked is what a list says.
    #[error("nobody owns this profile yet: unclaimed is not verified")]
    Unclaimed,
    /// Nobody asked.
    #[error("nobody asked for this check")]
    NotAsked,
    /// It would never have counted.
    #[error("{0} has passed")]
    Passed(NaiveDate),
    /// A mail can't be written.
    #[error("a mail can't be written: {0}")]
    Mail(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// How the checks of a profile stand.
pub async fn standing(connection: &mut PgConnection, profile: Uuid) -> sqlx::Result<Vec<Standing>> {
    queries::standing(connection, profile).await
}

/// Checks that owners ask for, the oldest first; where all are asked for, then those that were decided, the last first.
pub async fn list(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Asked>> {
    queries::asked(connection, all, None).await
}

/// One of them, however it stands; nothing where nobody ever asked for it.
pub async fn find(connection: &mut PgConnection, slug: &str, kind: CheckType) -> sqlx::Result<Option<Asked>> {
    Ok(queries::asked(connection, true, Some((slug, kind))).await?.pop())
}

/// Asks for a check, in the caller's transaction. Nothing where it holds or is asked for already; answers whether it is new.
pub async fn ask(
    connection: &mut PgConnection,
    profile: Uuid,
    kind: CheckType,
    note: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let is_new = queries::ask(&mut *connection, profile, kind, note, now).await?;
    if is_new {
        let entry = Entry::new("ask for check", "executive", profile).after(json!({ "check": kind }));
        audit::write(connection, actor, &entry, now).await?;
    }
    Ok(is_new)
}

/// What was found out about a profile.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was looked at.
    pub kind: CheckType,
    /// How, in words that the profile shows.
    pub how: String,
    /// Until when it counts.
    pub until: Option<NaiveDate>,
}

/// Says on a profile that something was checked and holds. Whose identity was checked is verified.
pub async fn verify(
    connection: &mut PgConnection,
    slug: &str,
    finding: &Finding,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), VerifyingError> {
    if let Some(until) = finding.until.filter(|until| *until < now.date_naive()) {
        return Err(VerifyingError::Passed(until));
    }
    let mut transaction = connection.begin().await?;
    let profile = queries::lock(&mut transaction, slug).await?;
    let profile = profile.ok_or_else(|| VerifyingError::NoProfile(slug.to_owned()))?;
    let owner = profile.owner.as_deref().ok_or(VerifyingError::Unclaimed)?;
    queries::verify(&mut transaction, profile.id, finding, decider.actor, now).await?;
    let entry = Entry::new("verify", "executive", profile.id)
        .after(json!({"check": finding.kind, "until": finding.until}));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    let letter = mails::decided(decider.origin, owner, slug, finding.kind, Outcome::Holds)?;
    mail::post(&mut *transaction, &letter, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Turns a request for a check down, or takes back one that held; with a reason that the owner reads.
pub async fn decline(
    connection: &mut PgConnection,
    slug: &str,
    kind: CheckType,
    reason: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), VerifyingError> {
    let mut transaction = connection.begin().await?;
    let profile = queries::lock(&mut transaction, slug).await?;
    let profile = profile.ok_or_else(|| VerifyingError::NoProfile(slug.to_owned()))?;
    let before = queries::decline(&mut transaction, profile.id, kind, decider.actor, now).await?;
    let before = before.ok_or(VerifyingError::NotAsked)?;
    let (action, outcome) = match before {
        VerificationStatus::Verified => ("take check back", Outcome::TakenBack(reason)),
        _ => ("decline check", Outcome::Declined(reason)),
    };
    let entry = Entry::new(action, "executive", profile.id)
        .before(json!({ "status": before }))
        .after(json!({ "check": kind }));
    audit::write(&mut *transaction, decider.actor, &entry, now).await?;
    if let Some(owner) = &profile.owner {
        let letter = mails::decided(decider.origin, owner, slug, kind, outcome)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    transaction.commit().await?;
    Ok(())
}
