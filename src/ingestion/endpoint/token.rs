//! Where a request shows its token.

use axum::http::HeaderMap;

/// The headers that may carry it, the commonest first.
pub const HEADERS: [&str; 3] = ["authorization", "x-api-key", "x-clay-webhook-auth"];

/// The token of a request, with or without `Bearer` before it.
pub fn of(headers: &HeaderMap) -> Option<&str> {
    HEADERS
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .map(|value| {
            let value = value.trim();
            match value.split_once(' ') {
                Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
                _ => value,
            }
        })
        .find(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_token_is_found_in_each_header() {
        let cases = [
            ("authorization", "Bearer qd_1", Some("qd_1")),
            ("authorization", "bearer  qd_1 ", Some("qd_1")),
            ("authorization", "qd_1", Some("qd_1")),
            ("x-api-key", "qd_1", Some("qd_1")),
            ("x-clay-webhook-auth", "qd_1", Some("qd_1")),
            ("x-api-key", "", None),
            ("cookie", "qd_1", None),
        ];
        for (name, value, token) in cases {
            let header = (HeaderName::from_static(name), HeaderValue::from_static(value));
            assert_eq!(of(&HeaderMap::from_iter([header])), token, "{name}: {value}");
        }
    }
}
