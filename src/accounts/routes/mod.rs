//! The handlers of accounts.

mod account;
mod factor;
mod signing_in;

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Router};
use axum_extra::routing::RouterExt;

use crate::state::{AppState, Rules};
use crate::web::AddressLimit;

/// Links that one client may ask for at once, and after how long it may ask for as many again.
const ASKED_AT_ONCE: u32 = 10;
const ASKED_AGAIN: Duration = Duration::from_mins(5);

/// `/signin` and `/account`.
pub fn routes(rules: Rules) -> Router<AppState> {
    let limit = AddressLimit::new(rules.rate_limit_scale.times(ASKED_AT_ONCE), ASKED_AGAIN);
    Router::new()
        .typed_get(signing_in::form)
        .typed_post(signing_in::ask)
        .layer(Extension(Arc::new(limit)))
        .typed_get(signing_in::sent)
        .typed_get(signing_in::open)
        .typed_post(signing_in::sign_in)
        .typed_get(signing_in::ended)
        .typed_get(account::show)
        .typed_post(account::sign_out)
        .typed_post(account::end_others)
        .typed_post(account::end_one)
        .typed_get(factor::show)
        .typed_post(factor::enter)
        .typed_post(factor::renew)
}

/// Goes on to a page of ours, with what the browser is to keep.
fn go_on(to: &str, cookie: Option<HeaderValue>) -> Response {
    (with_cookie(cookie), Redirect::to(to)).into_response()
}

fn with_cookie(cookie: Option<HeaderValue>) -> HeaderMap {
    cookie.map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect()
}
