//! Forms are only taken from our own pages, told by two headers that scripts and other sites cannot forge.
//!
//! Stricter than `tower_http::csrf::CsrfLayer`, which lets pass what carries neither header, `Sec-Fetch-Site: none`,
//! and any `Origin` that equals `Host`.

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, header};
use axum_extra::routing::TypedPath;

use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::urls;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a request that changes something unless it comes from a page of ours.
pub(super) fn check(request: &Request, origin: &PublicOrigin) -> Result<()> {
    if request.method().is_safe() || bears_its_proof(request) || is_ours(request, origin) {
        return Ok(());
    }
    Err(Error::Forbidden(
        "This form was not sent from a page of this site. Open the page again and retry.".into(),
    ))
}

/// Whether a token is the proof: under `/api/`, and where a mail program takes somebody off a list by itself, as
/// `List-Unsubscribe-Post` asks it to (RFC 8058). That token stands in the address, which nobody else knows.
fn bears_its_proof(request: &Request) -> bool {
    let pattern = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    request.uri().path().starts_with("/api/") || pattern == Some(urls::StopAlert::PATH)
}

fn is_ours(request: &Request, origin: &PublicOrigin) -> bool {
    let headers = request.headers();
    let is_said_twice = |name| headers.get_all(name).iter().nth(1).is_some();
    if is_said_twice(SEC_FETCH_SITE) || is_said_twice(header::ORIGIN) {
        return false; // No browser does that.
    }
    match headers.get(SEC_FETCH_SITE) {
        Some(site) => site == "same-origin",
        None => headers.get(header::ORIGIN).is_some_and(|from| from == origin.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn post(headers: &[(&str, &str)]) -> bool {
        let mut request = Request::post("/claims");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&request.body(Body::empty()).unwrap(), &"https://example.com".parse().unwrap()).is_ok()
    }

    #[test]
    fn our_own_pages_may_post() {
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(post(&[("sec-fetch-site", "same-origin"), ("origin", "https://example.com")]));
        assert!(post(&[("origin", "https://example.com")]));
    }

    #[test]
    fn nobody_else_may() {
        assert!(!post(&[]));
        assert!(!post(&[("host", "example.com")]));
        for site in ["cross-site", "same-site", "none", "", "SAME-ORIGIN"] {
            assert!(!post(&[("sec-fetch-site", site)]), "{site}");
            assert!(!post(&[("sec-fetch-site", site), ("origin", "https://example.com")]), "{site}");
        }
        for origin in [
            "https://evil.com",
            "null",
            "http://example.com",
            "https://example.com:8443",
            "https://example.com/",
        ] {
            assert!(!post(&[("origin", origin)]), "{origin}");
        }
        assert!(!post(&[("origin", "https://evil.com"), ("host", "evil.com")]));
        assert!(!post(&[("origin", "https://example.com"), ("origin", "https://evil.com")]));
    }
}
