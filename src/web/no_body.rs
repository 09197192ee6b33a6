//! Answers without their body: to HEAD, and 304.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;
use http_body::Frame;

/// What a GET would have answered, less the body.
pub(super) fn head(mut response: Response) -> Response {
    if let Some(bytes) = http_body::Body::size_hint(response.body()).exact() {
        response.headers_mut().insert(header::CONTENT_LENGTH, bytes.into());
    }
    response.map(|_| nothing())
}

/// No body, and no word about its length: axum and hyper would write `Content-Length: 0`, which is a statement about
/// the page that was left out.
pub(super) fn nothing() -> Body {
    Body::new(Nothing)
}

struct Nothing;

impl http_body::Body for Nothing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }
}
