//! How a request stands, and what the profile's owner says to it. Opening a link changes nothing, its button does.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{failed, follow, undo as undo_as};
use crate::audit::{Actor, Decider};
use crate::error::{Error, Result};
use crate::removals::Status;
use crate::removals::deciding::{self, DecidingError, OWNER};
use crate::removals::pages::{ReceiptPage, UndoPage};
use crate::removals::queries;
use crate::secrets::{Purpose, signed};
use crate::state::AppState;
use crate::urls;
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::said;

pub(super) async fn receipt(
    urls::RemovalReceipt { receipt }: urls::RemovalReceipt,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<ReceiptPage>> {
    let mut connection = site.pool.acquire().await?;
    let request = match deciding::find(&mut connection, &receipt).await {
        Err(DecidingError::NoRequest(_)) => return Err(Error::NotFound),
        found => found.map_err(failed)?,
    };
    let meta = Meta::for_one(
        format!("Request {}", request.receipt),
        "How your request to be taken off the site stands, and until when it is decided.",
    );
    Ok(Page::private(ReceiptPage {
        because: request.decided_because,
        layout,
        meta,
        receipt: request.receipt,
        status: request.status,
        is_hiding: request.is_hiding,
        asked_on: request.created_at.date_naive(),
        decide_by: request.decide_by.date_naive(),
        decided_on: request.decided_at.map(|at| at.date_naive()),
        is_told: request.contact_email.is_some(),
    }))
}

pub(super) async fn ask_whether_to_undo(
    urls::UndoRemoval { token }: urls::UndoRemoval,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let (request, is_theirs) = of_token(&site, &token).await?;
    if request.status != Status::Received {
        return Ok(decided_already(layout, &request));
    }
    if !is_theirs {
        return Ok(not_theirs(layout));
    }
    let meta = Meta::for_one("Put your profile back online?", "Takes back that somebody had it hidden.");
    Ok(Page::private(UndoPage { layout, meta, receipt: request.receipt }).into_response())
}

pub(super) async fn undo(
    urls::UndoRemoval { token }: urls::UndoRemoval,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let (request, is_theirs) = of_token(&site, &token).await?;
    if !is_theirs && request.status == Status::Received {
        return Ok(not_theirs(layout));
    }
    let mut connection = site.pool.acquire().await?;
    let decider = Decider { actor: &Actor::named(OWNER), origin: &site.origin };
    match deciding::reject(&mut connection, &request.receipt, None, decider, site.clock.now()).await {
        Ok(_) => {}
        Err(DecidingError::Decided { .. }) => return Ok(decided_already(layout, &request)),
        Err(error) => return Err(failed(error)),
    }
    follow(&site).await;
    let texts = [
        "Everything is as it was, and from now on no request of a stranger hides your profile: the people who run the site look at it first.",
    ];
    let links = request.slug.map(|slug| Link::new("Your profile", &urls::Executive::to(slug)));
    Ok(said(StatusCode::OK, layout, "Your profile is online again", &texts, links.into_iter().collect()))
}

/// The request that the link in an owner's mail is about, and whether the profile is theirs still.
async fn of_token(site: &AppState, token: &str) -> Result<(deciding::Request, bool)> {
    let key = site.secrets.keys(&site.pool).await?.key(Purpose::Removals);
    let id = signed::named(token).ok_or(Error::NotFound)?;
    let request = queries::find_by_id(&site.pool, id).await?.ok_or(Error::NotFound)?;
    let ownerships = queries::ownerships(&site.pool, &request).await?;
    let of = ownerships
        .into_iter()
        .find(|(ownership, _)| signed::read(&key, &undo_as(*ownership), token).is_some());
    let (_, is_theirs) = of.ok_or(Error::NotFound)?;
    Ok((request, is_theirs))
}

fn not_theirs(layout: Layout) -> Response {
    let text = "So this link no longer decides whether it is online. If it should be yours, claim it again and say why.";
    let links = vec![Link::new("Privacy, and whom to write to", &urls::Privacy)];
    said(StatusCode::GONE, layout, "The profile is not yours any more", &[text], links)
}

fn decided_already(layout: Layout, request: &deciding::Request) -> Response {
    let text = match (request.status, request.decided_by.as_deref()) {
        (Status::Rejected, Some(OWNER)) => "You put the profile back online by this link before.",
        (Status::Rejected, _) => {
            "The people who run the site did not uphold the request: the profile is where it was."
        }
        _ => "The request was upheld, and what the profile said is erased.",
    };
    let links = vec![Link::new("Privacy, and whom to write to", &urls::Privacy)];
    said(StatusCode::GONE, layout, "This was decided already", &[text], links)
}
