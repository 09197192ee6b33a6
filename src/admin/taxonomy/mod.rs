//! The terms that rows are filed under: looked through, added, called otherwise, taken out of use, merged.

mod list;
mod term;

use axum::Router;
use axum_extra::routing::RouterExt;

use crate::state::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new().typed_get(list::show).typed_post(list::add).typed_get(term::show).typed_post(term::change)
}
