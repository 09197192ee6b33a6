//! `/{key}.txt`: the file by which IndexNow knows that a notice comes from this site.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::config::IndexNowKey;
use crate::state::AppState;
use crate::web::CachePolicy;

/// The key's file, where there is a key. Its address is the deployment's own, so no type names it.
pub fn routes(key: Option<&IndexNowKey>) -> Router<AppState> {
    let Some(key) = key else { return Router::new() };
    let text = key.to_string();
    let file = move || async move {
        (CachePolicy::Hour, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    };
    Router::new().route(&key_file(key), get(file))
}

/// Where the file is.
pub fn key_file(key: &IndexNowKey) -> String {
    format!("/{key}.txt")
}
