//! What of a request decides how its answer goes out, whatever the answer is.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::response::Response;

use super::encoding::Encoding;
use super::etag;
use super::metrics::Requests;
use super::request_id::RequestId;
use super::request_log::{RequestLog, Route};

/// One request, before it is answered.
pub(super) struct Visit {
    pub(super) id: RequestId,
    pub(super) log: RequestLog,
    /// Whether it asks for the headers alone.
    pub(super) is_head: bool,
    /// Whether it only reads.
    pub(super) is_read: bool,
    /// The form that it likes best.
    pub(super) encoding: Encoding,
    /// What it has already, as it says.
    if_none_match: Vec<HeaderValue>,
}

impl Visit {
    pub(super) fn of(request: &Request, requests: &Requests) -> Self {
        let headers = request.headers();
        Self {
            id: RequestId::of(headers),
            log: RequestLog::open(request, requests),
            is_head: *request.method() == Method::HEAD,
            is_read: matches!(*request.method(), Method::GET | Method::HEAD),
            encoding: Encoding::preferred(headers),
            if_none_match: headers.get_all(header::IF_NONE_MATCH).iter().cloned().collect(),
        }
    }

    /// Whether it has what bears this tag.
    pub(super) fn has(&self, tag: &HeaderValue) -> bool {
        self.is_read && self.if_none_match.iter().any(|said| etag::names(said, tag))
    }

    /// Names the answer, and writes the log line.
    pub(super) fn close(self, mut response: Response, route: &Route) -> Response {
        self.id.write(response.headers_mut());
        self.log.close(response.status(), route);
        response
    }
}
