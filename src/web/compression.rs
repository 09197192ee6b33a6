//! Compression of what is made on request. (What is sent more than once is compressed once: `packed`.)

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use http_body::Body as _;
use tower_http::CompressionLevel;
use tower_http::compression::{CompressionLayer, Predicate};

use super::encoding::Encoding;
use super::packed::{Effort, compress};
use super::shell::fixed;

/// Below this, the gain fits in the packet that is sent anyway.
const WORTH_IT_BYTES: usize = 1_024;
/// For Brotli and gzip alike: near the size of 9, at a fraction of its time.
const LEVEL: CompressionLevel = CompressionLevel::Precise(4);

const VARY_BY_ENCODING: HeaderValue = fixed("accept-encoding");

/// Compresses streams while they flow. What is in memory is compressed whole, further out.
pub(super) fn of_streams() -> CompressionLayer<Stream> {
    CompressionLayer::new().quality(LEVEL).compress_when(Stream)
}

/// Text of unknown length.
#[derive(Clone, Copy)]
pub(super) struct Stream;

impl Predicate for Stream {
    fn should_compress<B: http_body::Body>(&self, response: &Response<B>) -> bool {
        response.body().size_hint().exact().is_none() && is_text(response.headers())
    }
}

/// The same answer, smaller where that is worth it.
pub(super) async fn compressed(response: Response<Body>, encoding: Encoding) -> Response<Body> {
    let length = response.body().size_hint().exact().and_then(|bytes| usize::try_from(bytes).ok());
    let headers = response.headers();
    let is_plain = is_text(headers) && !headers.contains_key(header::CONTENT_ENCODING);
    if encoding == Encoding::Identity || !is_plain || !length.is_some_and(is_worth_compressing) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // It is in memory: nothing can go wrong.
    let plain = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Some(packed) = compress(&plain, encoding, Effort::Once) else {
        return Response::from_parts(parts, Body::from(plain));
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_ENCODING, encoding.name());
    Response::from_parts(parts, Body::from(packed))
}

/// Tells caches that the answer depends on `Accept-Encoding`, also where this one comes out plain or without a body.
pub(super) fn vary(headers: &mut HeaderMap) {
    if is_text(headers) && !headers.contains_key(header::VARY) {
        headers.insert(header::VARY, VARY_BY_ENCODING);
    }
}

/// Whether so many bytes get noticeably fewer.
pub(super) const fn is_worth_compressing(bytes: usize) -> bool {
    bytes >= WORTH_IT_BYTES
}

pub(super) fn is_text(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(is_text_type)
}

/// Whether a content type is worth compressing.
pub(super) fn is_text_type(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || essence.ends_with("json")
        || essence.ends_with("xml")
        || matches!(essence, "application/javascript" | "image/x-icon" | "image/vnd.microsoft.icon")
}
