//! The handlers of messages to people.

mod answering;
mod confirming;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use axum::{Extension, Router};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Side;
use super::mails::Ways;
use super::queries::Request;
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

/// The links of one side of a correspondence.
pub(in crate::contact) fn ways(key: &Key, origin: &PublicOrigin, side: Side, id: Uuid) -> Ways {
    let token = signed::token(key, side.link(), id);
    Ways {
        answer: origin.absolute(urls::AnswerContact::to(&token)),
        end: origin.absolute(urls::DeclineContact::to(token)),
    }
}

/// The correspondence that a link is of, and whose link it is.
fn read(key: &Key, token: &str) -> Result<(Uuid, Side)> {
    let of = |side: &Side| Some((signed::read(key, side.link(), token)?, *side));
    Side::ALL.iter().find_map(of).ok_or(Error::NotFound)
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

/// Nothing more can be written.
fn ended(layout: Layout) -> Response {
    let text = "It was ended by one of the two, or nobody wrote for so long that it was deleted. Nothing more is sent.";
    let links = vec![Link::new("Executives", &urls::Executives)];
    said(axum::http::StatusCode::GONE, layout, "This correspondence has ended", &[text], links)
}
