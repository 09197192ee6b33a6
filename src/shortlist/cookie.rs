//! The shortlist as the browser keeps it: the slugs and a signature, `sarah-chen.omar-haddad~3f…`.
//!
//! It holds nothing secret, and scripts may read it: they show on the buttons of pages that are the same for everybody who
//! is on the list. Only we can write one that is taken.

use std::fmt::Write;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use subtle::ConstantTimeEq;

use super::Chosen;
use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::secrets::{Key, Purpose};
use crate::state::AppState;

/// For how long a browser keeps it after its last change.
const HALF_A_YEAR: u32 = 180 * 24 * 60 * 60;

/// The visitor's list, and what has the browser keep another one.
pub struct Kept {
    /// Whom the browser has on its list.
    pub chosen: Chosen,
    /// Writes another one.
    pub cookie: Cookie,
}

impl FromRequestParts<AppState> for Kept {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let key = state.secrets.keys(&state.pool).await?.key(Purpose::Cookies);
        let cookie = Cookie::new(key, &state.origin);
        Ok(Self { chosen: cookie.read(&parts.headers), cookie })
    }
}

/// Reads and writes the cookie.
pub struct Cookie {
    key: Key,
    name: &'static str,
    attributes: &'static str,
}

impl Cookie {
    /// As it is on a site with this address: browsers take `__Host-` and `Secure` over TLS only, which a development site
    /// has not.
    fn new(key: Key, origin: &PublicOrigin) -> Self {
        let (name, attributes) = if origin.is_https() {
            ("__Host-shortlist", "Path=/; Secure; SameSite=Lax")
        } else {
            ("shortlist", "Path=/; SameSite=Lax")
        };
        Self { key, name, attributes }
    }

    /// Whom the browser has on its list; nobody where there is no cookie of ours.
    fn read(&self, headers: &HeaderMap) -> Chosen {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs =
            cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let ours = pairs.find_map(|(name, value)| if name == self.name { self.slugs(value) } else { None });
        Chosen::of(ours.unwrap_or_default().split('.').map(str::to_owned))
    }

    /// Has the browser keep this list instead.
    pub fn write(&self, chosen: &Chosen) -> Result<HeaderValue> {
        let Self { name, attributes, .. } = self;
        let slugs = chosen.slugs().join(".");
        let cookie = if chosen.is_empty() {
            format!("{name}=; Max-Age=0; {attributes}")
        } else {
            format!("{name}={slugs}~{}; Max-Age={HALF_A_YEAR}; {attributes}", self.signature(&slugs))
        };
        HeaderValue::try_from(cookie).map_err(Error::internal)
    }

    /// The slugs of a value that we signed.
    fn slugs<'a>(&self, value: &'a str) -> Option<&'a str> {
        let (slugs, signature) = value.rsplit_once('~')?;
        bool::from(self.signature(slugs).as_bytes().ct_eq(signature.as_bytes())).then_some(slugs)
    }

    fn signature(&self, slugs: &str) -> String {
        self.key.sign(&["shortlist", slugs]).iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}
