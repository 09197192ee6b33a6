//! What people ask: to be taken off the site, to be shown otherwise, to be checked, to be put through. And what rows ask: whether two of
//! them are one, and what their words mean.

mod claims;
mod contacts;
mod corrections;
mod duplicates;
mod edits;
mod merging;
mod removals;
mod reviews;
mod terms;
mod verifications;

use axum::Router;
use axum_extra::routing::RouterExt;

use super::desk::Desk;
use crate::state::AppState;

pub(super) use terms::{meant, read_again};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .typed_get(removals::list)
        .typed_get(removals::show)
        .typed_post(removals::decide)
        .typed_get(claims::list)
        .typed_get(claims::show)
        .typed_post(claims::decide)
        .typed_get(corrections::list)
        .typed_get(corrections::show)
        .typed_post(corrections::decide)
        .typed_get(edits::list)
        .typed_get(edits::show)
        .typed_post(edits::decide)
        .typed_get(verifications::list)
        .typed_get(verifications::show)
        .typed_post(verifications::decide)
        .typed_get(reviews::list)
        .typed_get(reviews::show)
        .typed_post(reviews::decide)
        .typed_get(contacts::list)
        .typed_get(contacts::show)
        .typed_post(contacts::decide)
        .typed_get(duplicates::list)
        .typed_post(duplicates::dismiss)
        .typed_get(merging::show)
        .typed_post(merging::decide)
        .typed_get(terms::list)
        .typed_post(terms::decide)
}

/// Whoever decided finds it so, wherever they look next.
pub(super) async fn follow(desk: &Desk) {
    desk.site.search.catch_up_soon(&desk.site.pool, &desk.site.clock).await;
}

/// Whether those that are decided are asked for, too.
fn asks_for_all(desk: &Desk) -> bool {
    desk.asked("all").is_some()
}
