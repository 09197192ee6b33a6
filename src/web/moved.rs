//! What has another address now.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::CachePolicy;
use crate::error::Error;

/// Leads to the one address of what was asked for, for good (301).
pub fn moved(address: &impl ToString) -> Response {
    match HeaderValue::try_from(address.to_string()) {
        Ok(location) => {
            let headers = [(header::LOCATION, location)];
            (StatusCode::MOVED_PERMANENTLY, headers, CachePolicy::Hour, ()).into_response()
        }
        Err(error) => Error::internal(error).into_response(),
    }
}
