//! Whose a profile is, and what ends with that.

mod queries;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::deciding::DecidingError;
use super::mails;
use super::queries::lock_profile;
use crate::audit::{self, Decider, Entry};
use crate::executives::{editing, portraits};
use crate::mail;

pub use queries::Holder;
pub(super) use queries::own;

/// Who owns the profile at a slug.
pub async fn holder(connection: &mut PgConnection, slug: &str) -> sqlx::Result<Option<Holder>> {
    queries::holder(connection, slug).await
}

/// Takes a profile from its owner, with a reason that they read. Nobody owns it then, until a claim is approved.
pub async fn end_ownership(
    connection: &mut PgConnection,
    slug: &str,
    reason: &str,
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> Result<(), DecidingError> {
    let mut transaction = connection.begin().await?;
    let unowned = || DecidingError::Unowned(slug.to_owned());
    let holder = queries::holder(&mut *transaction, slug).await?.ok_or_else(unowned)?;
    lock_profile(&mut *transaction, holder.executive_id).await?;
    let ends = ("end of ownership", Some(reason));
    let former =
        part(&mut transaction, holder.executive_id, ends, decider, now).await?.ok_or_else(unowned)?;
    let letter = mails::ended(decider.origin, &former.email, &holder, reason)?;
    mail::post(&mut *transaction, &letter, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Parts a profile from its owner, if it has one, and from what they alone are trusted for: what was checked about them no
/// longer counts, and what they wrote and nobody looked at stays unwritten.
pub(super) async fn part(
    transaction: &mut PgConnection,
    profile: Uuid,
    (from, reason): (&str, Option<&str>),
    decider: Decider<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<queries::Former>> {
    let Some(former) = queries::end_ownership(&mut *transaction, profile, reason, now).await? else {
        return Ok(None);
    };
    let source = json!({"by": decider.actor.role, "from": from, "at": now});
    let checks = queries::distrust(&mut *transaction, profile, &source, decider.actor, now).await?;
    let edits = editing::reject_waiting(&mut *transaction, profile, decider.actor, now).await?;
    portraits::forget_unused(&mut *transaction, profile).await?;
    let entry = Entry::new("end ownership", "executive", profile)
        .before(json!({"owner": former.user, "checks": checks}))
        .after(json!({"owner": null, "rejected_edits": edits, "from": from}));
    audit::write(transaction, decider.actor, &entry, now).await?;
    Ok(Some(former))
}
