//! One line for each request, and its place among the figures. No query strings, addresses, cookies or bodies: nothing that says who it was.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::Request;
use axum::http::{Method, StatusCode};

use super::metrics::Requests;

/// What is known of a request before it is answered.
pub(super) struct RequestLog {
    method: Method,
    requests: Requests,
    pub(super) began: Instant,
}

/// The pattern that an address matched; in the response's extensions, because it is known further in.
#[derive(Clone, Default)]
pub(super) struct Route(pub(super) Option<Arc<str>>);

impl RequestLog {
    pub(super) fn open(request: &Request, requests: &Requests) -> Self {
        Self { method: request.method().clone(), requests: requests.clone(), began: Instant::now() }
    }

    /// Counts it, and writes the line, inside the request's span.
    pub(super) fn close(&self, status: StatusCode, route: &Route) {
        let took = self.began.elapsed();
        self.requests.count(&self.method, route.0.as_ref(), status, took);
        tracing::info!(
            method = %self.method,
            route = route.0.as_deref().unwrap_or("-"),
            status = status.as_u16(),
            milliseconds = took.as_secs_f64() * 1_000.0,
            "answered"
        );
    }
}
