//! Whether an availability still holds: an owner who has not confirmed theirs for 45 days is asked by mail, and one press
//! confirms it. After 75 days nothing relies on it any more.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::mails;
use super::queries::{self, Asked};
use super::saving::follow;
use crate::audit::{self, Actor, Entry};
use crate::config::PublicOrigin;
use crate::error::Result;
use crate::executives::Availability;
use crate::state::AppState;
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::said;
use crate::{mail, secrets, urls};

/// After how long without a confirmation an owner is asked.
const ASKED_AFTER: TimeDelta = TimeDelta::days(45);

/// `/availability/{token}`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(ask).typed_post(yes)
}

/// Asks the owners who have not confirmed theirs for long, once each. Gives how many.
pub async fn ask_owners(
    connection: &mut PgConnection,
    origin: &PublicOrigin,
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    let mut transaction = connection.begin().await?;
    let mut asked = 0;
    for owner in queries::unconfirmed(&mut *transaction, now - ASKED_AFTER).await? {
        let secret = secrets::random();
        let href = origin.absolute(urls::ConfirmAvailability::to(&secret));
        let letter = match mails::ask(origin, &owner, href) {
            Ok(letter) => letter,
            Err(error) => {
                tracing::error!(%error, "an owner can't be asked");
                continue;
            }
        };
        queries::asked(&mut *transaction, owner.ownership, &secrets::digest(&secret), now).await?;
        mail::post(&mut *transaction, &letter, now).await?;
        asked += 1;
    }
    transaction.commit().await?;
    Ok(asked)
}

/// Notes that an availability holds, with its line in the audit log.
pub async fn note(
    connection: &mut PgConnection,
    profile: Uuid,
    actor: &Actor,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    queries::confirm(&mut *connection, profile, now).await?;
    audit::write(connection, actor, &Entry::new("confirm availability", "executive", profile), now).await
}

/// `/availability/{token}`
#[derive(Debug, Template)]
#[template(path = "me/availability.html")]
struct AskPage {
    layout: Layout,
    meta: Meta,
    slug: String,
    name: String,
    state: Option<Availability>,
    from: Option<NaiveDate>,
}

/// Opening a link changes nothing: programs that look through mail open links too.
async fn ask(
    urls::ConfirmAvailability { token }: urls::ConfirmAvailability,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let asked = queries::asked_about(&site.pool, &secrets::digest(&token)).await?;
    let Some(asked) = asked else { return Ok(unknown(layout)) };
    if asked.is_confirmed {
        return Ok(confirmed(layout, &asked));
    }
    let meta = Meta::for_one("Does it still hold?", "Confirms an availability with one press.");
    let Asked { slug, name, availability: state, available_from: from, .. } = asked;
    Ok(Page::private(AskPage { layout, meta, slug, name, state, from }).into_response())
}

async fn yes(
    urls::ConfirmAvailability { token }: urls::ConfirmAvailability,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let now = site.clock.now();
    let mut transaction = site.pool.begin().await?;
    let asked = queries::asked_about(&mut *transaction, &secrets::digest(&token)).await?;
    let Some(asked) = asked else { return Ok(unknown(layout)) };
    if !asked.is_confirmed {
        // Whoever has the link has the owner's mailbox.
        let actor = Actor { user: Some(asked.user), ..Actor::named("owner") };
        note(&mut transaction, asked.id, &actor, now).await?;
        transaction.commit().await?;
        follow(&site).await;
    }
    Ok(confirmed(layout, &asked))
}

fn confirmed(layout: Layout, asked: &Asked) -> Response {
    let text = "Whoever looks for somebody available finds you. You are asked again when it was not confirmed for 45 days.";
    let links = vec![
        Link::new("Your profile", &urls::Executive::to(&asked.slug)),
        Link::new("Change something", &urls::MyProfile::to(&asked.slug)),
    ];
    said(StatusCode::OK, layout, "Thank you, your availability is confirmed", &[text], links)
}

fn unknown(layout: Layout) -> Response {
    let text = "It was not copied whole, or a later mail replaced it, or the profile is not yours any more.";
    said(
        StatusCode::NOT_FOUND,
        layout,
        "We don’t know this link",
        &[text],
        vec![Link::new("Your profile", &urls::Me)],
    )
}
