//! Reads a request's body whole before the handler's clock starts, within its limits of size and time.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Method, header};
use http_body::Body as _;
use http_body_util::LengthLimitError;
use tokio::time::timeout;

use crate::config::Limits;
use crate::error::{Error, Result};

/// The same request with its body in memory. Nothing is ever decompressed; a GET has no body worth reading.
pub(super) async fn read(request: Request, limits: &Limits) -> Result<Request> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Error::UnsupportedMediaType);
    }
    let (parts, body) = request.into_parts();
    if body.is_end_stream() || matches!(parts.method, Method::GET | Method::HEAD) {
        return Ok(Request::from_parts(parts, Body::empty()));
    }
    if body.size_hint().lower() > limits.body_bytes as u64 {
        return Err(Error::PayloadTooLarge);
    }
    let read = timeout(limits.body_read, to_bytes(body, limits.body_bytes)).await;
    let bytes = read.map_err(|_| Error::RequestTimeout)?.map_err(refusal)?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

fn refusal(error: axum::Error) -> Error {
    if error.into_inner().is::<LengthLimitError>() {
        Error::PayloadTooLarge
    } else {
        Error::BadRequest("The request broke off.".into())
    }
}
