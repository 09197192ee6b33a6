//! An answer for everybody, finished but for the form in which it travels: its bytes, its tag and its headers.

use std::sync::OnceLock;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body::Body as _;

use super::cache_policy::{self, CachePolicy};
use super::compression::{is_text, is_worth_compressing, vary};
use super::encoding::Encoding;
use super::packed::{Effort, Packed};
use super::request_id::RequestId;
use super::request_log::Route;
use super::visit::Visit;
use super::{etag, no_body, security_headers};
use crate::config::PublicOrigin;

/// A finished answer.
pub(super) struct Finished {
    packed: Packed,
    hash: String,
    policy: CachePolicy,
    route: Route,
    /// What holds in every form.
    headers: HeaderMap,
    /// The headers of each form, once it was sent.
    forms: [OnceLock<HeaderMap>; 4],
}

impl Finished {
    /// Finishes what a handler answered, unless it is an error, for one visitor, has its own tag, or is a stream, which is
    /// not held up.
    pub(super) async fn of(response: Response, origin: &PublicOrigin) -> Result<Self, Response> {
        let policy = CachePolicy::of(&response);
        let is_for_everybody = response.status() == StatusCode::OK && policy != CachePolicy::Private;
        let has_own_form = [header::ETAG, header::CONTENT_ENCODING, header::SET_COOKIE]
            .iter()
            .any(|name| response.headers().contains_key(name));
        if !is_for_everybody || has_own_form || response.body().size_hint().exact().is_none() {
            return Err(response);
        }
        let (mut parts, body) = response.into_parts();
        let Ok(bytes) = to_bytes(body, usize::MAX).await else {
            parts.status = StatusCode::INTERNAL_SERVER_ERROR;
            return Err(Response::from_parts(parts, Body::empty()));
        };
        let mut headers = parts.headers;
        headers.remove(header::CONTENT_LENGTH);
        vary(&mut headers);
        cache_policy::write(&mut headers, policy);
        security_headers::write(&mut headers, origin);
        // Its place is there, so that nothing has to move when the answer gets its own.
        RequestId::reserve(&mut headers);
        let route = parts.extensions.remove().unwrap_or_default();
        let hash = etag::hash(&bytes);
        let packed = if is_text(&headers) && is_worth_compressing(bytes.len()) {
            Packed::new(bytes, Effort::Once)
        } else {
            Packed::incompressible(bytes)
        };
        Ok(Self { packed, hash, policy, route, headers, forms: Default::default() })
    }

    /// The answer to one visitor: in the form that they like best, and without its body where they have it already.
    pub(super) fn answer(&self, visit: &Visit) -> Response {
        let (encoding, bytes) = self.packed.form(visit.encoding);
        let headers = self.forms[encoding as usize].get_or_init(|| self.headers_of(encoding));
        if headers.get(header::ETAG).is_some_and(|tag| visit.has(tag)) {
            return etag::not_modified(headers.clone());
        }
        let mut response = Response::new(Body::empty());
        *response.headers_mut() = headers.clone();
        if visit.is_head {
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            return response.map(|_| no_body::nothing());
        }
        response.map(|_| Body::from(bytes.clone()))
    }

    fn headers_of(&self, encoding: Encoding) -> HeaderMap {
        let mut headers = self.headers.clone();
        if encoding != Encoding::Identity {
            headers.insert(header::CONTENT_ENCODING, encoding.name());
        }
        etag::insert(&mut headers, &self.hash, encoding == Encoding::Identity);
        headers
    }

    /// Whether it need not be compressed for this.
    pub(super) fn has_form(&self, encoding: Encoding) -> bool {
        self.packed.has(encoding)
    }

    /// Makes the forms that another one has, so that nobody waits for them.
    pub(super) fn make_forms_of(&self, other: &Self) {
        for encoding in [Encoding::Brotli, Encoding::Zstandard, Encoding::Gzip] {
            if other.packed.has(encoding) {
                self.packed.form(encoding);
            }
        }
    }

    /// Whether both say the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.hash == other.hash && self.headers == other.headers
    }

    pub(super) fn plain(&self) -> &Bytes {
        self.packed.plain()
    }

    pub(super) fn policy(&self) -> CachePolicy {
        self.policy
    }

    pub(super) fn route(&self) -> &Route {
        &self.route
    }
}
