//! The link of who was asked for a review. Opening it changes nothing: programs that look through mail open links too.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::pages::{DeclinePage, StandingPage, WritePage, Writing};
use super::queries::{self, Invite, Written};
use super::{LINK, Refused, Status, mails, ways};
use crate::audit::{self, Actor, Entry};
use crate::error::{Error, Result};
use crate::executives::view::Review;
use crate::secrets::{Keys, Purpose, signed};
use crate::state::AppState;
use crate::web::form::unprocessable;
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::said;
use crate::{mail, urls};

/// Who writes, in the audit log: somebody who has the mail.
const WRITER: Actor = Actor::named("reviewer");

/// `/reviews/{token}`, `/reviews/decline/{token}`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show).typed_post(write).typed_get(ask_whether_to_decline).typed_post(decline)
}

/// What a link leads to.
enum Found {
    /// A review that can be written.
    Open(Invite),
    /// One that was, and stands somewhere.
    Standing(Invite),
    /// Nobody can write it any more.
    Over(Over),
}

/// Why nobody can write it any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Late,
    Declined,
    Withdrawn,
    Removed,
    /// The profile was taken off the site.
    Gone,
    Unknown,
}

impl Found {
    fn of(invite: Option<Invite>, now: DateTime<Utc>) -> Self {
        let Some(invite) = invite else { return Self::Over(Over::Unknown) };
        match invite.status {
            Status::Declined => Self::Over(Over::Declined),
            Status::Withdrawn => Self::Over(Over::Withdrawn),
            Status::Removed => Self::Over(Over::Removed),
            Status::Written | Status::Published | Status::Rejected => Self::Standing(invite),
            Status::Invited if !invite.is_by_owner => Self::Over(Over::Withdrawn),
            Status::Invited if invite.is_late(now) => Self::Over(Over::Late),
            Status::Invited if !invite.is_public => Self::Over(Over::Gone),
            Status::Invited => Self::Open(invite),
        }
    }
}

impl Over {
    fn explain(self, layout: Layout) -> Response {
        let (status, heading, text) = match self {
            Self::Unknown => (
                StatusCode::NOT_FOUND,
                "We don’t know this link",
                "It was not copied whole, or it is so old that all of it was deleted.",
            ),
            Self::Late => (
                StatusCode::GONE,
                "This invitation has run out",
                "A link is good for 30 days. Whoever asked you for the review can send you another one.",
            ),
            Self::Declined => (
                StatusCode::GONE,
                "You did not want to write a review",
                "Your name and address are deleted, and you are not asked again.",
            ),
            Self::Withdrawn => (
                StatusCode::GONE,
                "This invitation was taken back",
                "There is nothing to do; your name and address are deleted.",
            ),
            Self::Removed => (
                StatusCode::GONE,
                "Your review is deleted",
                "What you wrote, your name and your address are deleted, and you are not asked again.",
            ),
            Self::Gone => (
                StatusCode::GONE,
                "This profile is no longer here",
                "It was taken off the site, so there is nothing to review.",
            ),
        };
        said(status, layout, heading, &[text], vec![Link::new("Executives", &urls::Executives)])
    }
}

fn read(keys: &Keys, token: &str) -> Option<Uuid> {
    signed::read(&keys.key(Purpose::Reviews), LINK, token)
}

async fn find(site: &AppState, token: &str) -> Result<Found> {
    let Some(id) = read(site.secrets.keys(&site.pool).await?, token) else {
        return Ok(Found::Over(Over::Unknown));
    };
    Ok(Found::of(queries::find(&site.pool, id).await?, site.clock.now()))
}

async fn show(
    urls::InvitedReview { token }: urls::InvitedReview,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    Ok(match find(&site, &token).await? {
        Found::Open(invite) => {
            let form = Writing::of(&invite);
            page(layout, token, invite, form, None).into_response()
        }
        Found::Standing(invite) => standing(layout, token, invite).into_response(),
        Found::Over(over) => over.explain(layout),
    })
}

fn page(
    layout: Layout,
    token: String,
    invite: Invite,
    form: Writing,
    preview: Option<Review>,
) -> Page<WritePage> {
    let meta = Meta::for_one(
        format!("Your review of {}", invite.executive),
        "Writes a review that somebody asked you for.",
    );
    Page::private(WritePage { layout, meta, token, invite, form, preview })
}

fn standing(layout: Layout, token: String, invite: Invite) -> Page<StandingPage> {
    let meta = Meta::for_one(
        format!("Your review of {}", invite.executive),
        "How the review stands that you wrote.",
    );
    let review = Review {
        author: invite.author_name.clone().unwrap_or_default(),
        author_title: invite.author_title.clone(),
        author_company: invite.author_company.clone(),
        engagement: invite.engagement.clone(),
        rating: invite.rating.unwrap_or_default(),
        content: invite.content.clone().unwrap_or_default(),
        verified: false,
        is_invited: true,
        published_on: None,
        reply: None,
    };
    Page::private(StandingPage { layout, meta, token, invite, review })
}

/// As the profile would show it.
fn preview(written: &Written) -> Review {
    Review {
        author: written.name.clone(),
        author_title: written.title.clone(),
        author_company: Some(written.company.clone()),
        engagement: written.engagement.clone(),
        rating: f32::from(i8::try_from(written.rating).unwrap_or_default()),
        content: written.content.clone(),
        verified: false,
        is_invited: true,
        published_on: None,
        reply: None,
    }
}

async fn write(
    urls::InvitedReview { token }: urls::InvitedReview,
    layout: Layout,
    State(site): State<AppState>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let sent =
        |name: &str| sent.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let keys = site.secrets.keys(&site.pool).await?;
    let Some(id) = read(keys, &token) else { return Ok(Over::Unknown.explain(layout)) };
    let now = site.clock.now();
    let mut transaction = site.pool.begin().await?;
    let invite = match Found::of(queries::lock(&mut *transaction, id).await?, now) {
        Found::Open(invite) => invite,
        Found::Standing(invite) if sent("do") == "remove" => {
            remove(&mut transaction, keys, &invite, now).await?;
            transaction.commit().await?;
            follow(&site).await;
            let text = "What you wrote, your name and your address are deleted, and you are not asked again.";
            let links = vec![Link::new("Executives", &urls::Executives)];
            return Ok(said(StatusCode::OK, layout, "Your review is deleted", &[text], links));
        }
        // The same form, sent again.
        Found::Standing(_) => return Ok(here(&token)),
        Found::Over(over) => return Ok(over.explain(layout)),
    };
    let mut form = Writing::new(|name| sent(name).to_owned());
    let is_sent = sent("do") != "preview";
    let Some(written) = form.read(is_sent) else {
        drop(transaction);
        return Ok(unprocessable(page(layout, token, invite, form, None)));
    };
    if !is_sent {
        drop(transaction);
        let preview = preview(&written);
        return Ok(page(layout, token, invite, form, Some(preview)).into_response());
    }
    queries::write(&mut *transaction, id, &written, now).await?;
    let entry = Entry::new("write review", "review", id).after(json!({"profile": invite.executive_id}));
    audit::write(&mut *transaction, &WRITER, &entry, now).await?;
    let letter = mails::received(&site.origin, &invite, ways(keys, &site.origin, id));
    mail::post(&mut *transaction, &letter.map_err(Error::internal)?, now).await?;
    if let Some(operator) = site.operator.email() {
        let letter = mails::to_operator(&site.origin, operator.as_str(), &invite);
        mail::post(&mut *transaction, &letter.map_err(Error::internal)?, now).await?;
    }
    transaction.commit().await?;
    Ok(here(&token))
}

/// Deletes a review because its writer has it so, with all that tells who they are.
async fn remove(
    connection: &mut PgConnection,
    keys: &Keys,
    invite: &Invite,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    refuse(&mut *connection, keys, invite, false, now).await?;
    queries::end(&mut *connection, invite.id, Status::Removed, now).await?;
    let entry = Entry::new("take review back", "review", invite.id)
        .before(json!({"status": invite.status}))
        .after(json!({"profile": invite.executive_id}));
    audit::write(connection, &WRITER, &entry, now).await
}

/// Whoever said no is not asked again: by this profile's owner, or by anybody.
async fn refuse(
    connection: &mut PgConnection,
    keys: &Keys,
    invite: &Invite,
    by_anybody: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let Some(email) = &invite.client_email else { return Ok(()) };
    let refused = if by_anybody { Refused::All } else { Refused::Of(invite.executive_id) };
    queries::refuse(connection, &refused.hash(&keys.key(Purpose::Reviews), email), now).await
}

async fn ask_whether_to_decline(
    urls::DeclineReview { token }: urls::DeclineReview,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    Ok(match find(&site, &token).await? {
        Found::Open(invite) => {
            let meta = Meta::for_one("No review?", "Says that you don’t want to write a review.");
            let executive = invite.executive;
            Page::private(DeclinePage { layout, meta, token, executive }).into_response()
        }
        Found::Standing(_) => here(&token),
        Found::Over(over) => over.explain(layout),
    })
}

async fn decline(
    urls::DeclineReview { token }: urls::DeclineReview,
    layout: Layout,
    State(site): State<AppState>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let keys = site.secrets.keys(&site.pool).await?;
    let Some(id) = read(keys, &token) else { return Ok(Over::Unknown.explain(layout)) };
    let now = site.clock.now();
    let by_anybody = sent.iter().any(|(name, value)| name == "whoever" && !value.is_empty());
    let mut transaction = site.pool.begin().await?;
    let invite = match Found::of(queries::lock(&mut *transaction, id).await?, now) {
        Found::Open(invite) => invite,
        Found::Standing(_) => return Ok(here(&token)),
        Found::Over(over) => return Ok(over.explain(layout)),
    };
    refuse(&mut transaction, keys, &invite, by_anybody, now).await?;
    queries::end(&mut transaction, id, Status::Declined, now).await?;
    let entry = Entry::new("decline review", "review", id).after(json!({"profile": invite.executive_id}));
    audit::write(&mut *transaction, &WRITER, &entry, now).await?;
    transaction.commit().await?;
    let text = if by_anybody {
        "Your name and address are deleted, and nobody can ask you for a review through this site any more."
    } else {
        "Your name and address are deleted, and you are not asked again for this profile."
    };
    let links = vec![Link::new("Executives", &urls::Executives)];
    Ok(said(StatusCode::OK, layout, "No review, then", &[text], links))
}

fn here(token: &str) -> Response {
    Redirect::to(&urls::InvitedReview::to(token).to_string()).into_response()
}

/// Lets this process's pages follow: whoever took something off sees that it is gone.
async fn follow(site: &AppState) {
    site.search.catch_up_soon(&site.pool, &site.clock).await;
}
