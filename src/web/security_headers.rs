//! What browsers must not do with our pages; the same on every answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::shell::fixed;
use crate::config::PublicOrigin;

/// Nothing inline, nothing from elsewhere, no frames.
pub(super) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";

const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
    (header::REFERRER_POLICY, fixed("strict-origin-when-cross-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        fixed("camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), fixed("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), fixed("same-origin")),
];

/// Two years, as browsers' preload lists ask.
const STRICT_TRANSPORT_SECURITY: HeaderValue = fixed("max-age=63072000; includeSubDomains");

pub(super) fn write(headers: &mut HeaderMap, origin: &PublicOrigin) {
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    // A mail in development has one of its own.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(const { fixed(CONTENT_SECURITY_POLICY) });
    if origin.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY);
    }
}
