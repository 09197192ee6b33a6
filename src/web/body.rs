//! Reads a request's body whole before the handler's clock starts, within its limits of size and time.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderMap, Method, header};
use axum_extra::routing::TypedPath;
use http_body::Body as _;
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::config::Limits;
use crate::error::{Error, Result};
use crate::urls;

/// For how long a body that is too large is read on and thrown away: a connection that is closed while its client
/// still sends is reset, and the client never sees the 413.
const LINGER: Duration = Duration::from_secs(1);

/// Whether a request's handler reads the body itself, as it comes: a file that may be larger than what is kept in memory.
pub(super) fn is_streamed(request: &Request) -> bool {
    let pattern = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    *request.method() == Method::POST
        && matches!(pattern, Some(urls::AdminUploads::PATH | urls::MyPhoto::PATH))
}

/// Such a request.
pub(super) fn unread(request: Request) -> Result<Request> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Error::UnsupportedMediaType);
    }
    Ok(request)
}

/// The same request with its body in memory. Nothing is ever decompressed; a GET has no body worth reading.
pub(super) async fn read(request: Request, limits: &Limits) -> Result<Request> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Error::UnsupportedMediaType);
    }
    let (parts, mut body) = request.into_parts();
    if body.is_end_stream() || matches!(parts.method, Method::GET | Method::HEAD) {
        return Ok(Request::from_parts(parts, Body::empty()));
    }
    let read = timeout(limits.body_read, collect(&mut body, limits.body_bytes)).await;
    match read.unwrap_or(Err(Error::RequestTimeout)) {
        Ok(bytes) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Err(error) => {
            if matches!(error, Error::PayloadTooLarge) && !waits_for_leave(&parts.headers) {
                let _ = timeout(LINGER, discard(body)).await;
            }
            Err(error)
        }
    }
}

async fn collect(body: &mut Body, limit: usize) -> Result<Vec<u8>> {
    let announced = body.size_hint().lower();
    if announced > limit as u64 {
        return Err(Error::PayloadTooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::BadRequest("The request broke off.".into()))?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > limit {
            return Err(Error::PayloadTooLarge);
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
}

/// `Expect: 100-continue`: the client has not begun to send, and reading would tell it to.
fn waits_for_leave(headers: &HeaderMap) -> bool {
    headers.contains_key(header::EXPECT)
}

async fn discard(mut body: Body) {
    while let Some(Ok(_)) = body.frame().await {}
}
