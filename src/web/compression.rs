//! Compression of what is made on request. (Files are compressed once, in `assets`.)

use axum::http::{HeaderMap, HeaderValue, Response, header};
use http_body::Body;
use tower_http::CompressionLevel;
use tower_http::compression::{CompressionLayer, Predicate};

use super::shell::fixed;

/// Below this, the gain fits in the packet that is sent anyway.
const WORTH_IT_BYTES: u64 = 1_024;
/// For Brotli and gzip alike: near the size of 9, at a fraction of its time.
const LEVEL: CompressionLevel = CompressionLevel::Precise(4);

const VARY_BY_ENCODING: HeaderValue = fixed("accept-encoding");

pub(super) fn layer() -> CompressionLayer<Compressible> {
    CompressionLayer::new().quality(LEVEL).compress_when(Compressible)
}

/// Text that is long enough, or of unknown length.
#[derive(Clone, Copy)]
pub(super) struct Compressible;

impl Predicate for Compressible {
    fn should_compress<B: Body>(&self, response: &Response<B>) -> bool {
        let is_long = response.body().size_hint().exact().is_none_or(|bytes| bytes >= WORTH_IT_BYTES);
        is_long && is_text(response.headers())
    }
}

/// Tells caches that the answer depends on `Accept-Encoding`, also where this one comes out plain or without a body.
pub(super) fn announce(headers: &mut HeaderMap) {
    if is_text(headers) && !headers.contains_key(header::VARY) {
        headers.insert(header::VARY, VARY_BY_ENCODING);
    }
}

fn is_text(headers: &HeaderMap) -> bool {
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
