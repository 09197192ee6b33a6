//! The link that confirms a message. Opening it changes nothing: programs that look through mail open links too.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};

use super::{audit, key, ways};
use crate::contact::pages::{ConfirmPage, Letter};
use crate::contact::queries::{self, Request};
use crate::contact::{Seat, Status, mails};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::web::form::too_often;
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::said;
use crate::{mail, secrets, urls};

/// Messages that reach one profile within a day.
const MOST_A_DAY: u32 = 20;
/// After how long it is worth trying again.
const TRY_AGAIN: u64 = 60 * 60;

/// What a link leads to.
enum Found {
    /// A message that can be sent.
    Open(Request),
    /// One that was.
    Sent(Request),
    /// One that can't be sent any more.
    Late,
    /// The profile was taken off the site.
    Gone,
    /// We know of none.
    Unknown,
}

impl Found {
    fn of(request: Option<Request>, now: DateTime<Utc>) -> Self {
        match request {
            None => Self::Unknown,
            Some(request) if request.status != Status::Received => Self::Sent(request),
            Some(request) if request.expires_at.is_none_or(|end| end <= now) => Self::Late,
            Some(request) if !request.is_public => Self::Gone,
            Some(request) => Self::Open(request),
        }
    }

    /// A page for a link that sends nothing any more.
    fn explain(self, layout: Layout) -> Response {
        let others = Link::new("Executives", &urls::Executives);
        let (status, heading, text, link) = match self {
            Self::Open(_) | Self::Unknown => (
                StatusCode::NOT_FOUND,
                "We don’t know this link",
                "It was not copied whole, or it is so old that its message was deleted. A link is good for 7 days.",
                others,
            ),
            Self::Late => (
                StatusCode::GONE,
                "This link has run out",
                "It was good for 7 days. Nothing was sent, and what you wrote is deleted.",
                others,
            ),
            Self::Gone => (
                StatusCode::GONE,
                "This profile is no longer here",
                "It was taken off the site since you wrote. Nothing was sent, and what you wrote is deleted.",
                others,
            ),
            Self::Sent(request) => (
                StatusCode::GONE,
                "You have sent this already",
                "The message is on its way, and there is nothing left to do. An answer comes to your mailbox.",
                Link::new("Back to the profile", &urls::Executive::to(request.slug)),
            ),
        };
        said(status, layout, heading, &[text], vec![link])
    }
}

pub(super) async fn show(
    urls::ConfirmContact { token }: urls::ConfirmContact,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let request = queries::find_by_token(&site.pool, &secrets::digest(&token)).await?;
    match Found::of(request, site.clock.now()) {
        Found::Open(request) => {
            let meta = Meta::for_one("Send your message?", "Sends what you wrote, once you say so.");
            let letter = Letter {
                from: "You".to_owned(),
                on: request.created_at.date_naive(),
                message: request.message.unwrap_or_default(),
            };
            let (executive, is_owned) = (request.executive, request.owner.is_some());
            Ok(Page::private(ConfirmPage { layout, meta, executive, is_owned, letter }).into_response())
        }
        found => Ok(found.explain(layout)),
    }
}

pub(super) async fn confirm(
    urls::ConfirmContact { token }: urls::ConfirmContact,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let now = site.clock.now();
    let key = key(&site).await?;
    let mut transaction = site.pool.begin().await?;
    let request = queries::lock_by_token(&mut *transaction, &secrets::digest(&token)).await?;
    let request = match Found::of(request, now) {
        Found::Open(request) => request,
        found => return Ok(found.explain(layout)),
    };
    let most = i64::from(site.rules.rate_limit_scale.times(MOST_A_DAY).get());
    let today =
        queries::confirmed_since(&mut *transaction, request.executive_id, now - TimeDelta::days(1)).await?;
    if today >= most {
        let text = format!(
            "So many messages went to {} today that yours would not be read. It is kept: open the link again tomorrow.",
            request.executive
        );
        let links = vec![Link::new("Executives", &urls::Executives)];
        let page = said(StatusCode::TOO_MANY_REQUESTS, layout, "Not today", &[&text], links);
        return Ok(too_often(TRY_AGAIN, page));
    }
    let operator = site.operator.email().map(|email| email.to_string());
    let is_owned = request.owner.is_some();
    let to = request.owner.clone().or(operator);
    if let Some(to) = &to {
        let ways = ways(&key, &site.origin, Seat::of(request.ownership), request.id);
        let letter = mails::first(&site.origin, to, &request, ways, is_owned).map_err(Error::internal)?;
        mail::post(&mut *transaction, &letter, now).await?;
    }
    queries::confirmed(&mut *transaction, request.id, request.ownership, to.is_some(), now).await?;
    audit(&mut transaction, "send message", &request, now).await?;
    transaction.commit().await?;
    let first = if is_owned {
        format!(
            "It goes to {} by mail. An answer comes to your mailbox, and neither of you sees the other’s address.",
            request.executive
        )
    } else {
        format!(
            "Nobody has claimed the profile of {} yet, so your message goes to the people who run this site, who try to pass it on. An answer comes to your mailbox.",
            request.executive
        )
    };
    let links = vec![
        Link::new("Back to the profile", &urls::Executive::to(request.slug)),
        Link::new("All executives", &urls::Executives),
    ];
    Ok(said(StatusCode::OK, layout, "Your message is sent", &[&first], links))
}
