//! The handlers of requests to be taken off the site.

mod asking;
mod standing;

use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use axum_extra::routing::RouterExt;
use uuid::Uuid;

use super::deciding::DecidingError;
use crate::error::Error;
use crate::ingestion::suppression::SuppressionError;
use crate::state::{AppState, Rules};
use crate::web::AddressLimit;

/// Requests that one client may make at once, and after how long it may make as many again.
const ASKED_AT_ONCE: u32 = 5;
const ASKED_AGAIN: Duration = Duration::from_hours(1);
/// `/privacy/removal`, and `/executives/{slug}/remove`.
pub fn routes(rules: Rules) -> Router<AppState> {
    let limit = AddressLimit::new(rules.rate_limit_scale.times(ASKED_AT_ONCE), ASKED_AGAIN);
    Router::new()
        .typed_get(asking::profile)
        .typed_post(asking::remove)
        .typed_get(asking::anybody)
        .typed_post(asking::object)
        .layer(Extension(Arc::new(limit)))
        .typed_get(standing::receipt)
        .typed_get(standing::ask_whether_to_undo)
        .typed_post(standing::undo)
}

/// What a signed link is for that stands in an owner's mail. It is of their ownership, and ends with it.
fn undo(ownership: Uuid) -> String {
    format!("undo removal as the owner {}", ownership.simple())
}

/// Lets this process's pages and lists follow. What was done is done: where they can't now, they do so by themselves.
async fn follow(site: &AppState) {
    site.search.catch_up_soon(&site.pool, &site.clock).await;
}

/// The database passes, what else may go wrong here is ours to mend.
pub fn failed(error: impl Into<DecidingError>) -> Error {
    match error.into() {
        DecidingError::Database(error) | DecidingError::Suppression(SuppressionError::Database(error)) => {
            error.into()
        }
        other => Error::internal(other),
    }
}
