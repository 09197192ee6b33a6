//! How long others may keep an answer. Handlers state a policy; the shell writes the headers.

use std::convert::Infallible;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponseParts, Response, ResponseParts};

use super::shell::fixed;

/// How long others may keep an answer. Stated beside the body: `(CachePolicy::Page, Html(…))`.
/// Without one, and for every error, nothing is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CachePolicy {
    /// Anybody may keep it and must ask each time whether it still holds: pages for everybody, made of the address and the
    /// content alone. We keep them ourselves (`web::pages`).
    Page,
    /// Anybody may keep it for an hour: permanent redirects, robots.txt, the manifest.
    Hour,
    /// Anybody may keep it for ever: files named by their content.
    Immutable,
    /// Nobody may keep it: pages for one visitor.
    Private,
}

impl CachePolicy {
    const fn header(self) -> HeaderValue {
        fixed(match self {
            Self::Page => "public, max-age=0, must-revalidate",
            Self::Hour => "public, max-age=3600",
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Private => "no-store",
        })
    }

    /// What holds for this answer.
    pub(super) fn of(response: &Response) -> Self {
        let status = response.status();
        if status.is_client_error() || status.is_server_error() {
            return Self::Private;
        }
        response.extensions().get().copied().unwrap_or(Self::Private)
    }
}

impl IntoResponseParts for CachePolicy {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}

/// Writes the header.
pub(super) fn write(headers: &mut HeaderMap, policy: CachePolicy) {
    headers.insert(header::CACHE_CONTROL, policy.header());
}
