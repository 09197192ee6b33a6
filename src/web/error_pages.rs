//! The one place where errors get their page: the router's 404 and 405, an extractor's 400, 413, 415 or 422, a
//! form from elsewhere, a panic, a timeout, and every `Error` of a handler.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::request_id::RequestId;
use super::shell::fixed;
use crate::error::{Explanation, Link};

/// What an error page shows.
#[derive(Clone, Debug)]
pub struct ErrorPage {
    /// The path that was asked for, with its query.
    pub address: String,
    /// The status that it is sent with.
    pub status: StatusCode,
    /// What happened, in a few words.
    pub title: &'static str,
    /// One or two sentences: what to do about it.
    pub advice: &'static str,
    /// What exactly was wrong, where that can be said.
    pub detail: Option<Cow<'static, str>>,
    /// Ways on; may be empty.
    pub links: Vec<Link>,
    /// Whether the browser asks again in a moment.
    pub comes_by_itself: bool,
    /// What to quote when asking for help.
    pub request_id: String,
}

/// Renders the site's own error page as HTML.
pub type RenderErrorPage = Arc<dyn Fn(&ErrorPage) -> String + Send + Sync>;

/// In which form an error is told.
#[derive(Clone, Copy)]
enum Form {
    /// A page of the site.
    Page,
    /// RFC 9457, for programs.
    Problem,
    /// Two flat fields, for senders of rows: Clay keeps the answer in a cell.
    Flat,
}

/// What of the request decides how an error looks.
pub(super) struct Asked {
    form: Form,
    /// Whether asking again does nothing but show the page.
    may_repeat: bool,
    address: String,
    request_id: String,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let path = request.uri().path();
        Self {
            form: if path.starts_with("/api/v1/ingest/") {
                Form::Flat
            } else if path.starts_with("/api/") || is_data(path) || prefers_json(request.headers()) {
                Form::Problem
            } else {
                Form::Page
            },
            may_repeat: request.method() == Method::GET,
            address: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            request_id: request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default(),
        }
    }
}

/// Whether an address is that of data: its own form has no capitals.
fn is_data(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("json"))
}

/// Programs ask for JSON and not for HTML; browsers ask for HTML.
fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types =
        accept.flat_map(|value| value.split(',')).map(|item| item.split(';').next().unwrap_or("").trim());
    let first =
        types.find(|one| one.starts_with("text/html") || one.ends_with("/json") || one.ends_with("+json"));
    first.is_some_and(|one| one.ends_with("json"))
}

/// Gives a bare error its page; leaves everything else alone. Keeps headers such as `Allow` and `Retry-After`.
pub(super) fn dress(response: Response, asked: &Asked, render: &RenderErrorPage) -> Response {
    if !is_bare_error(&response) {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let explanation = parts.extensions.remove().unwrap_or_default();
    let page = ErrorPage::new(parts.status, explanation, asked);
    let (content_type, body) = match asked.form {
        Form::Flat => ("application/json", page.flat()),
        Form::Problem => ("application/problem+json", page.problem()),
        Form::Page => ("text/html; charset=utf-8", page.html(render)),
    };
    if page.comes_by_itself
        && let Some(seconds) = parts.headers.get(header::RETRY_AFTER)
    {
        parts.headers.insert(header::REFRESH, seconds.clone());
    }
    parts.headers.insert(header::CONTENT_TYPE, fixed(content_type));
    (parts, Body::from(body)).into_response()
}

/// axum's own rejections are plain text; pages that a handler made (a form with its errors) are not.
fn is_bare_error(response: &Response) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let content_type = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    is_error && content_type.is_none_or(|content_type| content_type.starts_with(b"text/plain"))
}

impl ErrorPage {
    fn new(status: StatusCode, explanation: Explanation, asked: &Asked) -> Self {
        let Explanation { words, detail, links } = explanation;
        let (title, mut advice) = words.unwrap_or_else(|| words_of(status));
        let (address, request_id) = (asked.address.clone(), asked.request_id.clone());
        let is_page = matches!(asked.form, Form::Page);
        let comes_by_itself = status == StatusCode::SERVICE_UNAVAILABLE && is_page && asked.may_repeat;
        if comes_by_itself {
            advice = "The site is being restarted, or its database cannot be reached. This page asks again by itself, every few seconds.";
        }
        Self { address, status, title, advice, detail, links, comes_by_itself, request_id }
    }

    /// What a cell holds.
    fn flat(&self) -> String {
        let message = self.detail.as_deref().unwrap_or(self.title);
        json!({"status": "error", "message": message, "request_id": self.request_id}).to_string()
    }

    /// RFC 9457.
    fn problem(&self) -> String {
        let Self { status, title, request_id, .. } = self;
        let detail = self.detail.as_deref().unwrap_or(self.advice);
        json!({
            "type": "about:blank",
            "title": title,
            "status": status.as_u16(),
            "detail": detail,
            "request_id": request_id,
        })
        .to_string()
    }

    /// The site's page, or a few plain words should that one fail, too.
    fn html(&self, render: &RenderErrorPage) -> String {
        catch_unwind(AssertUnwindSafe(|| render(self))).unwrap_or_else(|_| {
            tracing::error!("the error page itself failed");
            format!("<!doctype html><html lang=en><title>{0}</title><h1>{0}</h1>", self.title)
        })
    }
}

/// What each status means for a reader, and what to do about it.
fn words_of(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::BAD_REQUEST => (
            "We could not read that request",
            "The address or the form held something we do not understand. Start again from a list below.",
        ),
        StatusCode::UNAUTHORIZED => ("Please sign in", "This is for people who have signed in."),
        StatusCode::FORBIDDEN => (
            "This is not open to you",
            "The form was sent from another site, or you are signed in as someone else. Open the page again and send it from there.",
        ),
        StatusCode::NOT_FOUND => (
            "There is no page at this address",
            "It may have been mistyped, renamed or never published. Search for the person, role or place instead.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "That address does not work this way",
            "The page exists, but not for this kind of request. Open it with a plain link.",
        ),
        StatusCode::REQUEST_TIMEOUT => {
            ("That took too long to arrive", "Your request did not arrive in time. Send it again.")
        }
        StatusCode::GONE => (
            "This page has been taken down",
            "It was removed on purpose, for instance because the person asked for it.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("That was too large to send", "Shorten the text or the file and send it again.")
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("We cannot read that kind of file", "Send plain form data, without compression.")
        }
        StatusCode::UNPROCESSABLE_ENTITY => (
            "Some of that needs correcting",
            "Go back, correct the fields and send the form again. Nothing was saved.",
        ),
        StatusCode::TOO_MANY_REQUESTS => {
            ("That was too many requests at once", "Wait a minute, then try again.")
        }
        StatusCode::SERVICE_UNAVAILABLE => (
            "We are briefly out of service",
            "The site is being restarted or its database cannot be reached. Try again in a minute.",
        ),
        status if status.is_client_error() => {
            ("That did not work", "Go back and try again, or go on from here.")
        }
        _ => (
            "Something broke on our side",
            "It was not your doing and it has been logged. Try again, or go on from here.",
        ),
    }
}
