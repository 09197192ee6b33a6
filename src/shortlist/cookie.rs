//! The shortlist as the browser keeps it: the slugs and a signature, `sarah-chen.omar-haddad~3f…`.
//!
//! It holds nothing secret, and scripts may read it: they show on the buttons of pages that are the same for everybody who
//! is on the list. Only we can write one that is taken.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use subtle::ConstantTimeEq;

use super::Chosen;
use crate::error::{Error, Result};
use crate::secrets::{Key, Purpose, hex};
use crate::state::AppState;
use crate::web::Cookie;

/// For how long a browser keeps it after its last change.
const HALF_A_YEAR: i64 = 180 * 24 * 60 * 60;

/// The visitor's list, and what has the browser keep another one.
pub struct Kept {
    /// Whom the browser has on its list.
    pub chosen: Chosen,
    /// Writes another one.
    pub cookie: ListCookie,
}

impl FromRequestParts<AppState> for Kept {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let key = state.secrets.keys(&state.pool).await?.key(Purpose::Cookies);
        let cookie = ListCookie { key, cookie: Cookie::readable("__Host-shortlist", &state.origin) };
        Ok(Self { chosen: cookie.read(&parts.headers), cookie })
    }
}

/// Reads and writes the cookie.
pub struct ListCookie {
    key: Key,
    cookie: Cookie,
}

impl ListCookie {
    /// Whom the browser has on its list; nobody where there is no cookie of ours.
    fn read(&self, headers: &HeaderMap) -> Chosen {
        let ours = self.cookie.values(headers).find_map(|value| self.slugs(value));
        Chosen::of(ours.unwrap_or_default().split('.').map(str::to_owned))
    }

    /// Whether the browser has any, be it ours or not.
    pub fn is_there(&self, headers: &HeaderMap) -> bool {
        self.cookie.values(headers).next().is_some()
    }

    /// Has the browser keep this list instead.
    pub fn write(&self, chosen: &Chosen) -> Result<HeaderValue> {
        if chosen.is_empty() {
            return self.cookie.forget();
        }
        let slugs = chosen.slugs().join(".");
        self.cookie.keep(&format!("{slugs}~{}", self.signature(&slugs)), HALF_A_YEAR)
    }

    /// The slugs of a value that we signed.
    fn slugs<'a>(&self, value: &'a str) -> Option<&'a str> {
        let (slugs, signature) = value.rsplit_once('~')?;
        bool::from(self.signature(slugs).as_bytes().ct_eq(signature.as_bytes())).then_some(slugs)
    }

    fn signature(&self, slugs: &str) -> String {
        hex(&self.key.sign(&["shortlist", slugs]))
    }
}
