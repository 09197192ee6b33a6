//! Finding somebody's own profile, and writing what they say into it.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::accounts::{SignedIn, User};
use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::executives::about;
use crate::executives::editing::{self, Edit, Editor};
use crate::executives::queries::{ProfileRow, find_kept};
use crate::mail;
use crate::state::AppState;

use super::overview::labels;
use super::{mails, queries};

/// Where an owner's edits come from.
pub const SOURCE: &str = "owner";

/// A profile of theirs, public or not; somebody else's is none, nor is one that was taken down.
pub async fn mine(site: &AppState, me: &SignedIn, slug: &str) -> Result<Box<ProfileRow>> {
    let owned = queries::owned(&site.pool, me.user.id).await?;
    let owned = owned.into_iter().find(|owned| owned.slug == slug).ok_or(Error::NotFound)?;
    let catalog = site.search.catalog(&site.pool).await?;
    find_kept(&mut *site.pool.acquire().await?, &catalog, &owned.slug)
        .await?
        .map(Box::new)
        .ok_or(Error::NotFound)
}

/// Why an edit was not taken.
pub enum Refused {
    /// Another profile names the same page at LinkedIn.
    LinkedIn,
    /// The profile is not theirs any more.
    NotTheirs,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is public.
    Published,
    /// It waits until somebody looked at it.
    Waits,
}

impl Saved {
    /// The query by which the page that follows says so.
    pub const fn query(self) -> &'static str {
        match self {
            Self::Published => "saved=now",
            Self::Waits => "saved=waits",
        }
    }
}

/// Tells the owner of a profile, if that is somebody else, what one who runs the site wrote into it.
pub async fn tell_owner(
    connection: &mut PgConnection,
    origin: &PublicOrigin,
    profile: (Uuid, &str),
    edit: &Edit,
    (by, reason): (&User, Option<&str>),
    now: DateTime<Utc>,
) -> Result<()> {
    let (id, slug) = profile;
    let owner = about::owner(&mut *connection, id).await?.filter(|owner| *owner != by.email);
    if let Some(owner) = owner {
        let message =
            mails::edited(origin, &owner, slug, &labels(&edit.fields()), reason).map_err(Error::internal)?;
        mail::post(connection, &message, now).await?;
    }
    Ok(())
}

/// Writes an edit, or has it wait, as the deployment says.
pub async fn save(
    site: &AppState,
    me: &SignedIn,
    profile: Uuid,
    edit: Edit,
) -> Result<std::result::Result<Saved, Refused>> {
    save_with(site, me, profile, edit, async |_| Ok(())).await
}

/// The same, with what has to be written along with it.
pub async fn save_with(
    site: &AppState,
    me: &SignedIn,
    profile: Uuid,
    mut edit: Edit,
    along: impl AsyncFnOnce(&mut PgConnection) -> sqlx::Result<()>,
) -> Result<std::result::Result<Saved, Refused>> {
    let now = site.clock.now();
    if ["availability", "available_from"].iter().any(|column| edit.columns.contains_key(*column)) {
        // Whoever says it confirms it.
        edit.columns.insert("last_confirmed_at".to_owned(), json!(now));
    }
    let editor = Editor { actor: &me.actor, source: SOURCE, reason: None };
    let mut transaction = site.pool.begin().await?;
    if !queries::lock_owned(&mut *transaction, me.user.id, profile).await? {
        return Ok(Err(Refused::NotTheirs));
    }
    along(&mut transaction).await?;
    let saved = if site.rules.reviews_edits { Saved::Waits } else { Saved::Published };
    let written = match saved {
        Saved::Waits => editing::propose(&mut transaction, profile, &edit, editor, now).await,
        Saved::Published => editing::apply(&mut transaction, profile, &edit, editor, now).await,
    };
    match written {
        Err(error) if is_linkedin(&error) => return Ok(Err(Refused::LinkedIn)),
        written => written?,
    }
    transaction.commit().await?;
    follow(site).await;
    Ok(Ok(saved))
}

/// Whether two profiles would name one page at LinkedIn.
pub fn is_linkedin(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.constraint()) == Some("executives_linkedin_key")
}

/// Lets this process's pages follow: whoever wrote something sees it wherever they look next.
pub async fn follow(site: &AppState) {
    site.search.catch_up_soon(&site.pool, &site.clock).await;
}

/// Confirms that what a profile says of their availability holds. Not a change: nothing is published or locked by it.
pub async fn confirm(site: &AppState, me: &SignedIn, profile: Uuid, now: DateTime<Utc>) -> Result<()> {
    let mut transaction = site.pool.begin().await?;
    if !queries::lock_owned(&mut *transaction, me.user.id, profile).await? {
        return Err(Error::NotFound);
    }
    super::availability::note(&mut transaction, profile, &me.actor, now).await?;
    transaction.commit().await?;
    follow(site).await;
    Ok(())
}
