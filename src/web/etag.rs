//! `ETag` and `If-None-Match`: who has the page already gets a 304.
//!
//! The tag is a hash of the plain body. It is strong where the body travels plain and weak (`W/`) where it travels
//! compressed, because a strong one would promise the same bytes in each encoding. Comparison is the weak one, as
//! RFC 9110 § 13.1.2 asks, so a client may change its mind about compression and still get its 304.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use http_body::Body as _;
use sha2::{Digest, Sha256};
use tower_http::compression::Predicate;

use super::CachePolicy;
use super::compression::{self, Compressible};
use super::encoding::Encoding;
use super::no_body;

/// What of the request decides about tags.
pub(super) struct Conditions {
    is_read: bool,
    encoding: Encoding,
    if_none_match: Vec<HeaderValue>,
}

impl Conditions {
    pub(super) fn of(request: &Request) -> Self {
        Self {
            is_read: matches!(*request.method(), Method::GET | Method::HEAD),
            encoding: Encoding::preferred(request.headers()),
            if_none_match: request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect(),
        }
    }

    fn hold(&self, tag: &HeaderValue) -> bool {
        let texts = self.if_none_match.iter().filter_map(|value| value.to_str().ok());
        let mut candidates = texts.flat_map(|text| text.split(','));
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        tag.to_str().is_ok_and(|tag| candidates.any(|one| one.trim() == "*" || opaque(one) == opaque(tag)))
    }
}

/// Tags an answer that may be kept, and leaves out the body where the client has it.
pub(super) async fn write(mut response: Response, conditions: &Conditions) -> Response {
    compression::announce(response.headers_mut());
    let may_be_kept = CachePolicy::of(&response) != CachePolicy::Private;
    if !conditions.is_read || response.status() != StatusCode::OK || !may_be_kept {
        return response;
    }
    if !response.headers().contains_key(header::ETAG) {
        response = tag(response, conditions.encoding).await;
    }
    match response.headers().get(header::ETAG) {
        Some(tag) if conditions.hold(tag) => not_modified(response),
        _ => response,
    }
}

/// Only what is in memory; a stream is not held up for its tag.
async fn tag(response: Response, encoding: Encoding) -> Response {
    let is_plain = encoding == Encoding::Identity || !Compressible.should_compress(&response);
    let (mut parts, body) = response.into_parts();
    if body.size_hint().exact().is_none() {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, Body::empty());
    };
    insert(&mut parts.headers, &hash(&bytes), is_plain);
    Response::from_parts(parts, Body::from(bytes))
}

/// Writes a tag made of `hash`.
pub(super) fn insert(headers: &mut HeaderMap, hash: &str, is_plain: bool) {
    let tag = if is_plain { format!("\"{hash}\"") } else { format!("W/\"{hash}\"") };
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
}

/// 96 bits of SHA-256 in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    use std::fmt::Write;

    Sha256::digest(bytes)[..12].iter().fold(String::with_capacity(24), |mut hash, byte| {
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

fn not_modified(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        parts.headers.remove(name);
    }
    Response::from_parts(parts, no_body::nothing())
}
