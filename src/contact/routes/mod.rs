//! The handlers of messages to people.

mod answering;
mod confirming;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Router};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Seat;
use super::mails::Ways;
use super::queries::{self, Request};
use crate::audit::{self, Actor, Entry};
use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::secrets::{Key, Purpose, signed};
use crate::state::{AppState, Rules};
use crate::urls;
use crate::web::links::Link;
use crate::web::page::Layout;
use crate::web::{AddressLimit, said};

/// Messages that one client may write at once, and after how long it may write as many again.
const WRITTEN_AT_ONCE: u32 = 5;
const WRITTEN_AGAIN: Duration = Duration::from_hours(1);

/// `/executives/{slug}/contact`, and `/contact` and below.
pub fn routes(rules: Rules) -> Router<AppState> {
    let limit = AddressLimit::new(rules.rate_limit_scale.times(WRITTEN_AT_ONCE), WRITTEN_AGAIN);
    Router::new()
        .typed_get(writing::new)
        .typed_post(writing::write)
        .layer(Extension(Arc::new(limit)))
        .typed_get(writing::sent)
        .typed_get(confirming::show)
        .typed_post(confirming::confirm)
        .typed_get(answering::show)
        .typed_post(answering::answer)
        .typed_get(answering::ask_whether_to_end)
        .typed_post(answering::end)
}

/// The links of a seat in a correspondence.
pub(in crate::contact) fn ways(key: &Key, origin: &PublicOrigin, seat: Seat, id: Uuid) -> Ways {
    let token = signed::token(key, &seat.link(), id);
    Ways {
        answer: origin.absolute(urls::AnswerContact::to(&token)),
        end: origin.absolute(urls::DeclineContact::to(token)),
    }
}

/// What a link opens.
enum Held {
    /// A correspondence in which whoever holds it may write.
    Open(Box<Request>, Seat),
    /// One in which nobody does any more.
    Ended,
    /// One of a profile that was theirs.
    PassedOn,
}

impl Held {
    /// A page for a link by which nothing more can be written.
    fn explain(self, layout: Layout) -> Response {
        let (heading, text) = match self {
            Self::PassedOn => (
                "The profile is not yours any more",
                "So this link no longer opens what is written to it. If it should be yours, claim it again and say why.",
            ),
            Self::Open(..) | Self::Ended => (
                "This correspondence has ended",
                "It was ended by one of the two, or nobody wrote for so long that it was deleted. Nothing more is sent.",
            ),
        };
        said(StatusCode::GONE, layout, heading, &[text], vec![Link::new("Executives", &urls::Executives)])
    }
}

/// What a link opens, by the correspondence that it names.
async fn held(
    connection: &mut PgConnection,
    key: &Key,
    token: &str,
    request: Option<Request>,
) -> Result<Held> {
    let is_of = |seat: &Seat| signed::read(key, &seat.link(), token).is_some();
    let is_sender = is_of(&Seat::Sender);
    let Some(request) = request else {
        return if is_sender { Ok(Held::Ended) } else { Err(Error::NotFound) };
    };
    let seat = if is_sender { Some(Seat::Sender) } else { request.seat().filter(is_of) };
    match seat {
        Some(seat) if request.status.is_open() => Ok(Held::Open(Box::new(request), seat)),
        Some(_) => Ok(Held::Ended),
        None => {
            let ownerships = queries::ownerships(connection, request.executive_id).await?;
            let was_theirs = ownerships.into_iter().map(Seat::Owner).any(|seat| is_of(&seat));
            if was_theirs { Ok(Held::PassedOn) } else { Err(Error::NotFound) }
        }
    }
}

/// A line in the audit log: that something was done about a profile, and not by whom or what was said.
async fn audit(
    connection: &mut PgConnection,
    action: &'static str,
    request: &Request,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let entry = Entry::new(action, "contact", request.id).after(json!({"profile": request.executive_id}));
    audit::write(connection, &Actor::named("anonymous"), &entry, now).await
}

async fn key(site: &AppState) -> Result<Key> {
    Ok(site.secrets.keys(&site.pool).await?.key(Purpose::Contacts))
}
