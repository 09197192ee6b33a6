//! The handlers of alerts.

mod asking;
mod confirming;
mod managing;

use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use axum_extra::routing::RouterExt;

use crate::state::{AppState, Rules};
use crate::web::AddressLimit;

/// Links that one client may ask for at once, and after how long it may ask for as many again.
const ASKED_AT_ONCE: u32 = 10;
const ASKED_AGAIN: Duration = Duration::from_mins(10);

/// `/alerts` and below.
pub fn routes(rules: Rules) -> Router<AppState> {
    let limit = AddressLimit::new(rules.rate_limit_scale.times(ASKED_AT_ONCE), ASKED_AGAIN);
    Router::new()
        .typed_get(asking::new)
        .typed_post(asking::ask_for_alert)
        .typed_get(asking::alert_asked)
        .typed_get(asking::index)
        .typed_post(asking::ask_for_all)
        .typed_get(asking::all_asked)
        .layer(Extension(Arc::new(limit)))
        .typed_get(confirming::show)
        .typed_post(confirming::confirm)
        .typed_get(managing::one)
        .typed_post(managing::change)
        .typed_get(managing::ask_whether_to_stop)
        .typed_post(managing::stop)
        .typed_get(managing::all)
        .typed_post(managing::stop_all)
}
