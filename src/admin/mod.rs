//! The console of those who run the site: what needs them first, what came in, what goes online, what people ask.
//!
//! Each page calls the functions that the commands call; nothing is decided here. Every change is made as the account that
//! signed in, and its line in the audit log stands in the same transaction.

mod accounts;
mod desk;
mod editing;
mod home;
mod imports;
mod log;
mod renamed;
mod requests;
mod review;
mod search;
mod sources;
mod taxonomy;

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::config::Limits;
use crate::state::AppState;

/// `/admin` and below.
pub fn routes(limits: &Limits, site: &AppState) -> Router<AppState> {
    let of_one = review::routes().merge(editing::routes());
    Router::new()
        .merge(home::routes())
        .merge(imports::routes(limits))
        .merge(of_one.layer(from_fn_with_state(site.clone(), renamed::lead_on)))
        .merge(requests::routes())
        .merge(sources::routes())
        .merge(taxonomy::routes())
        .merge(log::routes())
        .merge(search::routes())
        .merge(accounts::routes())
}
