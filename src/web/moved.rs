//! Addresses that have moved for good.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::CachePolicy;
use crate::error::Error;

/// 301 to an own path: search engines carry over what they know.
pub fn moved(to: &impl ToString) -> Response {
    match HeaderValue::try_from(to.to_string()) {
        Ok(location) => {
            (StatusCode::MOVED_PERMANENTLY, CachePolicy::Hour, [(header::LOCATION, location)]).into_response()
        }
        Err(error) => Error::internal(error).into_response(),
    }
}
