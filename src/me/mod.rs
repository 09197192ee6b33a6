//! The owner's pages: what their profile shows and lacks, how others see it, everything in it to be edited, what imports suggest, what was written to them, whether their
//! availability still holds; and all that is kept of them, to be had or erased.
//!
//! What an owner writes is an [`Edit`](crate::executives::editing::Edit): locked against imports from then on. It is published
//! at once, or waits until somebody looked at it ([`reviewing`]), as the deployment says.

mod account;
pub mod availability;
pub mod basics;
mod checks;
pub mod entries;
mod hidden;
mod mails;
mod messages;
mod overview;
mod photo;
mod preview;
mod queries;
pub mod renamed;
pub mod reviewing;
mod reviews;
pub mod saving;
mod suggestions;
mod waiting;

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::state::AppState;

/// `/me` and below, `/availability/{token}`, `/account/export`, `/account/erase`.
pub fn routes(site: &AppState) -> Router<AppState> {
    Router::new()
        .merge(overview::routes())
        .merge(basics::routes())
        .merge(entries::routes())
        .merge(photo::routes())
        .merge(preview::routes())
        .merge(suggestions::routes())
        .merge(waiting::routes())
        .merge(hidden::routes())
        .merge(messages::routes())
        .merge(checks::routes())
        .merge(reviews::routes())
        .merge(availability::routes())
        .merge(account::routes())
        .layer(from_fn_with_state(site.clone(), renamed::lead_on))
}
