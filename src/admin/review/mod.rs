//! What is on its way to the public: put online or taken off, many at once or one by one, with what each row waits for and
//! where each of its fields comes from.

mod item;
mod list;
mod notice;
mod owner;

use axum::Router;
use axum_extra::routing::RouterExt;

use crate::state::AppState;

pub(super) use item::desk_photo;
pub(super) use list::{called, href};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .typed_get(list::show)
        .typed_post(list::act)
        .typed_get(item::executive)
        .typed_get(item::photo)
        .typed_post(item::act_on_executive)
        .typed_get(owner::show)
        .typed_post(owner::end)
        .typed_get(item::job)
        .typed_post(item::act_on_job)
}
