//! One line for each request. No query strings, addresses, cookies or bodies: nothing that says who it was.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};

/// What is known of a request before it is answered.
pub(super) struct RequestLog {
    method: Method,
    pub(super) began: Instant,
}

/// The pattern that an address matched; in the response's extensions, because it is known further in.
#[derive(Clone, Default)]
pub(super) struct Route(pub(super) Option<MatchedPath>);

impl RequestLog {
    pub(super) fn open(request: &Request) -> Self {
        Self { method: request.method().clone(), began: Instant::now() }
    }

    /// Writes the line, inside the request's span.
    pub(super) fn close(&self, status: StatusCode, route: &Route) {
        tracing::info!(
            method = %self.method,
            route = route.0.as_ref().map_or("-", MatchedPath::as_str),
            status = status.as_u16(),
            milliseconds = self.began.elapsed().as_secs_f64() * 1_000.0,
            "answered"
        );
    }
}
