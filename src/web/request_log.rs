//! One line for each request. No query strings, addresses, cookies or bodies: nothing that says who it was.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::response::Response;

/// What is known of a request before it is answered.
pub(super) struct RequestLog {
    method: Method,
    route: Option<MatchedPath>,
    began: Instant,
}

impl RequestLog {
    pub(super) fn open(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            route: request.extensions().get::<MatchedPath>().cloned(),
            began: Instant::now(),
        }
    }

    /// Writes the line, inside the request's span.
    pub(super) fn close(self, response: &Response) {
        tracing::info!(
            method = %self.method,
            route = self.route.as_ref().map_or("-", MatchedPath::as_str),
            status = response.status().as_u16(),
            milliseconds = self.began.elapsed().as_secs_f64() * 1_000.0,
            "answered"
        );
    }
}
