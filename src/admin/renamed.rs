//! The console's pages of a row whose address changed: they lead on from the one that it had.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::accounts::AsOperator;
use crate::error::Result;
use crate::ingestion::Entity;
use crate::ingestion::trace::renamed;
use crate::me::renamed::{led_on, slug_below};
use crate::state::AppState;

/// Where profiles and postings stand at the console.
const SECTIONS: [(Entity, &str); 2] =
    [(Entity::Executive, "/admin/executives/"), (Entity::Job, "/admin/jobs/")];

/// Leads on from them, where the slug is an earlier one. Whoever may not see them learns nothing.
pub(super) async fn lead_on(State(site): State<AppState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() != StatusCode::NOT_FOUND {
        return response;
    }
    match of_one(&site, asked).await {
        Ok(found) => found.unwrap_or(response),
        Err(error) => error.into_response(),
    }
}

async fn of_one(site: &AppState, mut asked: Parts) -> Result<Option<Response>> {
    if AsOperator::from_request_parts(&mut asked, site).await.is_err() {
        return Ok(None);
    }
    for (entity, section) in SECTIONS {
        let Some(slug) = slug_below(&asked, section) else { continue };
        let now = renamed(&site.pool, entity, slug).await?;
        return Ok(now.map(|now| led_on(&asked, section, &now)));
    }
    Ok(None)
}
