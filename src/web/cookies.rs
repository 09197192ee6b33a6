//! Cookies that browsers send and keep.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::config::PublicOrigin;
use crate::error::{Error, Result};

/// The cookie by which somebody is known. What other cookies say changes no page but those that are for one reader alone.
pub const SESSION: &str = "__Host-sid";

/// Whether a request says that it belongs to a session, whichever kind of site this is.
pub fn names_session(headers: &HeaderMap) -> bool {
    let plain = SESSION.trim_start_matches("__Host-");
    pairs(headers).any(|(name, _)| name == SESSION || name == plain)
}

/// The cookies that a browser sends.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    // Bytes that are no text can't stand in a cookie of ours, but beside one.
    (headers.get_all(header::COOKIE).iter())
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| str::from_utf8(pair).ok()?.trim().split_once('='))
}

/// A cookie of ours: its name and what holds for it, as it is on a site with this address. Browsers take `__Host-` and
/// `Secure` over TLS only, which a development site has not.
#[derive(Clone, Copy, Debug)]
pub struct Cookie {
    name: &'static str,
    attributes: &'static str,
}

impl Cookie {
    /// One that pages of ours and links to them bring along; `name` begins with `__Host-`. Scripts may read it.
    pub fn readable(name: &'static str, origin: &PublicOrigin) -> Self {
        let attributes = ["Path=/; Secure; SameSite=Lax", "Path=/; SameSite=Lax"];
        Self::over(name, origin, attributes)
    }

    /// The same, which no script may read.
    pub fn hidden(name: &'static str, origin: &PublicOrigin) -> Self {
        let attributes = ["Path=/; Secure; HttpOnly; SameSite=Lax", "Path=/; HttpOnly; SameSite=Lax"];
        Self::over(name, origin, attributes)
    }

    fn over(name: &'static str, origin: &PublicOrigin, [tls, plain]: [&'static str; 2]) -> Self {
        if origin.is_https() {
            Self { name, attributes: tls }
        } else {
            Self { name: name.trim_start_matches("__Host-"), attributes: plain }
        }
    }

    /// The values that a browser sends under this name.
    pub fn values<'a>(&self, headers: &'a HeaderMap) -> impl Iterator<Item = &'a str> {
        let name = self.name;
        pairs(headers).filter(move |(its, _)| *its == name).map(|(_, value)| value)
    }

    /// Has the browser keep a value for so many seconds.
    pub fn keep(&self, value: &str, seconds: i64) -> Result<HeaderValue> {
        let Self { name, attributes } = self;
        let cookie = format!("{name}={value}; Max-Age={seconds}; {attributes}");
        HeaderValue::try_from(cookie).map_err(Error::internal)
    }

    /// Has the browser forget it.
    pub fn forget(&self) -> Result<HeaderValue> {
        self.keep("", 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_and_written_by_its_name() {
        let cookie = Cookie::hidden("__Host-sid", &"https://quarterdeck.example".parse().unwrap());
        let headers: HeaderMap = [
            (header::COOKIE, HeaderValue::from_static("a=b; __Host-sid=one;sid=no")),
            (header::COOKIE, HeaderValue::from_static("__Host-sid=two=2")),
        ]
        .into_iter()
        .collect();
        assert_eq!(cookie.values(&headers).collect::<Vec<_>>(), ["one", "two=2"]);
        assert_eq!(
            cookie.keep("x", 60).unwrap(),
            "__Host-sid=x; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            cookie.forget().unwrap(),
            "__Host-sid=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"
        );
        assert!(cookie.keep("a\nb", 60).is_err());
        assert!(names_session(&headers));
        let plain = Cookie::readable("__Host-list", &"http://localhost:8080".parse().unwrap());
        assert_eq!(plain.keep("x", 1).unwrap(), "list=x; Max-Age=1; Path=/; SameSite=Lax");
    }

    #[test]
    fn a_session_is_named_whatever_stands_beside_it() {
        for (cookies, is_named) in [
            (&b"sid=1"[..], true),
            (b"a=\xff; __Host-sid=1", true),
            (b"a=1;sid=", true),
            (b"__Host-shortlist=sid", false),
            (b"xsid=1; _ga=sid=1", false),
            (b"", false),
        ] {
            let headers = [(header::COOKIE, HeaderValue::from_bytes(cookies).unwrap())].into_iter().collect();
            assert_eq!(names_session(&headers), is_named, "{cookies:?}");
        }
    }
}
