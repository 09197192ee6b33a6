//! What an owner wrote and nobody has looked at: to be seen, and to be taken back.

use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries;
use super::reviewing::{self, Change, ReviewingError};
use super::saving::mine;
use crate::accounts::SignedIn;
use crate::error::{Error, Result};
use crate::executives::editing;
use crate::state::AppState;
use crate::urls;
use crate::web::query::href;

/// `/me/{slug}/changes/{id}`
pub fn routes() -> Router<AppState> {
    Router::new().typed_post(take_back)
}

/// A change that waits.
#[derive(Debug)]
pub struct Waiting {
    /// Where it is taken back.
    pub take_back: String,
    /// Since when.
    pub since: NaiveDate,
    /// What it changes.
    pub changes: Vec<Change>,
}

/// What waits of a profile, the oldest first.
pub async fn list(connection: &mut PgConnection, slug: &str, profile: Uuid) -> Result<Vec<Waiting>> {
    let mut waiting = Vec::new();
    for edit in editing::waiting(&mut *connection, profile).await? {
        let changes = match reviewing::find(&mut *connection, edit.id).await {
            Ok((_, changes)) => changes,
            // Decided meanwhile.
            Err(ReviewingError::NoEdit(_)) => continue,
            Err(ReviewingError::Database(error)) => return Err(error.into()),
            Err(error) => return Err(Error::internal(error)),
        };
        let take_back = urls::TakeBackMine::to(slug, edit.id.to_string()).to_string();
        waiting.push(Waiting { take_back, since: edit.since.date_naive(), changes });
    }
    Ok(waiting)
}

async fn take_back(
    urls::TakeBackMine { slug, id }: urls::TakeBackMine,
    me: SignedIn,
    State(site): State<AppState>,
) -> Result<Redirect> {
    let row = mine(&site, &me, &slug).await?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let mut transaction = site.pool.begin().await?;
    if !queries::lock_owned(&mut *transaction, me.user.id, row.id).await? {
        return Err(Error::NotFound);
    }
    let pending = editing::lock(&mut transaction, id).await?;
    let done = match pending.filter(|pending| pending.executive_id == row.id) {
        Some(pending) => {
            editing::withdraw(&mut transaction, &pending, &me.actor, site.clock.now()).await?;
            "taken-back"
        }
        // Somebody else's, none at all, or one that was looked at meanwhile: the page shows how it stands.
        None => "looked-at",
    };
    transaction.commit().await?;
    Ok(Redirect::to(&href(&urls::MyProfile::to(slug), done)))
}
