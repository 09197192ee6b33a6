//! A profile that a stranger had hidden: its owner, signed in, says that it stays.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Redirect;
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries;
use super::saving::follow;
use crate::accounts::SignedIn;
use crate::audit::{Actor, Decider};
use crate::error::{Error, Result};
use crate::removals::deciding::{self, DecidingError, OWNER};
use crate::removals::failed;
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;

/// `/me/{slug}/online`
pub fn routes() -> Router<AppState> {
    Router::new().typed_post(put_back)
}

/// `/me/{slug}`, while a request of a stranger hides the profile.
#[derive(Debug, Template)]
#[template(path = "me/hidden.html")]
pub struct HiddenPage {
    layout: Layout,
    meta: Meta,
    slug: String,
    asked_on: NaiveDate,
    decide_by: NaiveDate,
}

/// The page of a profile that such a request hides; nothing where none does.
pub async fn page(
    connection: &mut PgConnection,
    layout: Layout,
    slug: &str,
    profile: Uuid,
) -> Result<Option<Page<HiddenPage>>> {
    let Some(request) = deciding::hiding(connection, profile).await? else { return Ok(None) };
    Ok(Some(Page::private(HiddenPage {
        layout,
        meta: Meta::for_one("Your profile is offline", "Why, and how it comes back."),
        slug: slug.to_owned(),
        asked_on: request.created_at.date_naive(),
        decide_by: request.decide_by.date_naive(),
    })))
}

async fn put_back(
    urls::PutBackMine { slug }: urls::PutBackMine,
    me: SignedIn,
    State(site): State<AppState>,
) -> Result<Redirect> {
    let mut connection = site.pool.acquire().await?;
    let owned = queries::owned(&mut *connection, me.user.id).await?;
    let owned = owned.into_iter().find(|owned| owned.slug == slug).ok_or(Error::NotFound)?;
    // Whatever else they may, here they decide as the owner: from then on, no request of a stranger hides it.
    let actor = Actor { role: OWNER.into(), ..me.actor.clone() };
    while let Some(request) = deciding::hiding(&mut connection, owned.id).await? {
        let decider = Decider { actor: &actor, origin: &site.origin };
        match deciding::reject(&mut connection, &request.receipt, None, decider, site.clock.now()).await {
            // Somebody was quicker: what they decided stands.
            Ok(_) | Err(DecidingError::Decided { .. }) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    drop(connection);
    follow(&site).await;
    Ok(Redirect::to(&href(&urls::MyProfile::to(slug), "online")))
}
