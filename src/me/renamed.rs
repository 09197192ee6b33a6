//! Private pages of a row whose address changed since somebody got the link: they lead on, for who may see them.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::queries;
use crate::accounts::SignedIn;
use crate::error::Result;
use crate::ingestion::Entity;
use crate::ingestion::trace::renamed;
use crate::state::AppState;

/// Leads on from `/me/{slug}` and below, where the slug is an earlier one of somebody's own profile.
pub async fn lead_on(State(site): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    match of_theirs(&site, asked).await {
        Ok(found) => found.unwrap_or(response),
        Err(error) => error.into_response(),
    }
}

async fn of_theirs(site: &AppState, mut asked: Parts) -> Result<Option<Response>> {
    let Ok(me) = SignedIn::from_request_parts(&mut asked, site).await else { return Ok(None) };
    let Some(slug) = slug_below(&asked, "/me/") else { return Ok(None) };
    let Some(now) = renamed(&site.pool, Entity::Executive, slug).await? else { return Ok(None) };
    let owned = queries::owned(&site.pool, me.user.id).await?;
    Ok(owned.iter().any(|owned| owned.slug == now).then(|| led_on(&asked, "/me/", &now)))
}

/// The slug that stands in an address behind its beginning.
pub fn slug_below<'a>(asked: &'a Parts, section: &str) -> Option<&'a str> {
    asked.uri.path().strip_prefix(section)?.split('/').next()
}

/// To the same address with another slug behind its beginning. A form goes there with all that it holds.
pub fn led_on(asked: &Parts, section: &str, slug: &str) -> Response {
    let rest = asked.uri.path().strip_prefix(section).and_then(|rest| rest.split_once('/'));
    let rest = rest.map(|(_, rest)| format!("/{rest}")).unwrap_or_default();
    let query = asked.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let to = format!("{section}{slug}{rest}{query}");
    if asked.method == Method::GET {
        Redirect::to(&to).into_response()
    } else {
        Redirect::temporary(&to).into_response()
    }
}
