//! `ETag` and `If-None-Match`: who has the page already gets a 304.
//!
//! The tag is a hash of the plain body. It is strong where the body travels plain and weak (`W/`) where it travels
//! compressed, because a strong one would promise the same bytes in each encoding. Comparison is the weak one, as
//! RFC 9110 § 13.1.2 asks, so a client may change its mind about compression and still get its 304.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::xxh3_128;

use super::no_body;

/// Writes a tag made of `hash`.
pub(super) fn insert(headers: &mut HeaderMap, hash: &str, is_plain: bool) {
    let tag = if is_plain { format!("\"{hash}\"") } else { format!("W/\"{hash}\"") };
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
}

/// 96 bits of a hash in hexadecimal digits, the same in every process. It tells versions of one page apart, which takes no
/// secrecy: SHA-256 of a list is as much work as finding its rows.
pub(super) fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))[..24].to_owned()
}

/// The same answer with a tag of its own, where its headers are for one visitor: nobody else gets it from memory, and who
/// has its body still gets a 304.
pub async fn tagged(response: Response) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        parts.status = StatusCode::INTERNAL_SERVER_ERROR;
        return Response::from_parts(parts, Body::empty());
    };
    // Whether it will be compressed is decided later.
    insert(&mut parts.headers, &hash(&bytes), false);
    Response::from_parts(parts, Body::from(bytes))
}

/// The tag of an answer that is never whole in memory, made of what it is made from by this version of the program.
pub fn tag_of(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> HeaderValue {
    use std::fmt::Write;

    let mut all = Sha256::new_with_prefix(env!("CARGO_PKG_VERSION"));
    for part in parts {
        all.update((part.as_ref().len() as u64).to_be_bytes());
        all.update(part);
    }
    let tag = all.finalize()[..12].iter().fold(String::from("W/\""), |mut tag, byte| {
        let _ = write!(tag, "{byte:02x}");
        tag
    });
    HeaderValue::try_from(tag + "\"").unwrap_or(HeaderValue::from_static("W/\"\""))
}

/// Whether an `If-None-Match` names this tag, among others or by `*`.
pub(super) fn names(if_none_match: &HeaderValue, tag: &HeaderValue) -> bool {
    let (Ok(said), Ok(tag)) = (if_none_match.to_str(), tag.to_str()) else { return false };
    said.split(',').map(str::trim).any(|one| one == "*" || strong(one) == strong(tag))
}

fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// 304, with the headers that the answer would have had.
pub(super) fn not_modified(mut headers: HeaderMap) -> Response {
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        headers.remove(name);
    }
    let mut response = Response::new(no_body::nothing());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.headers_mut() = headers;
    response
}
