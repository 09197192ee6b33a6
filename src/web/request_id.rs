//! A name for each request, in its log lines, on its error page and in its answer.

use std::fmt;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use uuid::Uuid;

use super::shell::fixed;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const BYTES: usize = 64;

/// Names a request; take it with `Extension<RequestId>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The one that a proxy gave, where it is harmless to log and to show; else a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(X_REQUEST_ID).filter(|id| is_harmless(id.as_bytes()));
        Self(given.cloned().unwrap_or_else(new))
    }

    /// Makes room for one.
    pub(super) fn reserve(headers: &mut HeaderMap) {
        headers.insert(X_REQUEST_ID, fixed("-"));
    }

    pub(super) fn write(self, headers: &mut HeaderMap) {
        headers.insert(X_REQUEST_ID, self.0);
    }
}

fn new() -> HeaderValue {
    let mut text = Uuid::encode_buffer();
    let text = Uuid::now_v7().as_hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(text).unwrap_or(fixed("-"))
}

fn is_harmless(id: &[u8]) -> bool {
    (1..=BYTES).contains(&id.len())
        && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_str().unwrap_or_default())
    }
}
