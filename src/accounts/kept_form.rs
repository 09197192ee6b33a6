//! Forms that are sent after their session ended: whoever typed them gets all of it back, to be sent again.
//!
//! Every address below [`SECTIONS`] answers so, whether or not there is anything: who is a stranger learns nothing.

use askama::Template;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::TypedPath;
use url::form_urlencoded;

use super::{Guest, Next, Role};
use crate::error::Result;
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// Where nobody does anything without having signed in; a page of each to go on with.
const SECTIONS: [&str; 3] = [urls::Account::PATH, urls::Me::PATH, urls::Admin::PATH];
/// Bytes of a form that are given back. On the page they may be several times as many.
const GIVEN_BACK: usize = 256 * 1024;
/// How a browser is told to show who it is, though none asks for it by itself.
const CHALLENGE: &str = "Cookie form-action=\"/signin\"";

/// Lets pass what comes from who may send it, as far as their session tells.
pub async fn keep_forms(State(site): State<AppState>, request: Request, next: middleware::Next) -> Response {
    match returned(&site, request).await {
        Ok(Returned::Passes(request)) => next.run(request).await,
        Ok(Returned::Kept(page)) => page,
        Err(error) => error.into_response(),
    }
}

enum Returned {
    Passes(Request),
    Kept(Response),
}

async fn returned(site: &AppState, request: Request) -> Result<Returned> {
    let path = request.uri().path();
    let is_meant = *request.method() == Method::POST && path != urls::SignOut::PATH;
    let Some(section) = section(path).filter(|_| is_meant) else { return Ok(Returned::Passes(request)) };
    let (mut parts, body) = request.into_parts();
    let guest = Guest::from_request_parts(&mut parts, site).await?;
    let Some(lacks) = Lacks::of(&guest, section) else {
        parts.extensions.insert(guest);
        return Ok(Returned::Passes(Request::from_parts(parts, body)));
    };
    let Ok(layout) = Layout::from_request_parts(&mut parts, site).await;
    let bytes = if is_plain_form(&parts.headers) { to_bytes(body, GIVEN_BACK).await.ok() } else { None };
    let fields: Option<Vec<_>> = bytes.map(|bytes| form_urlencoded::parse(&bytes).into_owned().collect());
    let next = Next::parse(section);
    let page = KeptFormPage {
        layout,
        meta: Meta::for_one(lacks.heading(), "Gives back what was typed."),
        heading: lacks.heading(),
        way: lacks.way(),
        way_href: Next::through(next.as_ref(), &lacks.page()),
        action: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        is_kept: fields.is_some(),
        fields: fields.unwrap_or_default(),
    };
    let challenge = [(header::WWW_AUTHENTICATE, CHALLENGE)];
    Ok(Returned::Kept((StatusCode::UNAUTHORIZED, challenge, Page::private(page)).into_response()))
}

/// In which section an address stands.
fn section(path: &str) -> Option<&'static str> {
    let is_of = |section: &&str| {
        path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    SECTIONS.into_iter().find(is_of)
}

/// A form without files.
fn is_plain_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded")
}

/// What has to be shown before a form is taken.
#[derive(Clone, Copy)]
enum Lacks {
    Session,
    SecondFactor,
}

impl Lacks {
    fn of(guest: &Guest, section: &str) -> Option<Self> {
        let Some(user) = guest.user() else { return Some(Self::Session) };
        let is_proven = guest.session.as_ref().is_some_and(|session| session.proven_at.is_some());
        let has_to_prove = section == urls::Admin::PATH && user.role >= Role::Operator;
        (has_to_prove && !is_proven).then_some(Self::SecondFactor)
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Session => "You are not signed in any more",
            Self::SecondFactor => "Your second factor first",
        }
    }

    const fn way(self) -> &'static str {
        match self {
            Self::Session => "Sign in, in another tab",
            Self::SecondFactor => "Type your code, in another tab",
        }
    }

    fn page(self) -> String {
        match self {
            Self::Session => urls::SignIn.to_string(),
            Self::SecondFactor => urls::SecondFactor.to_string(),
        }
    }
}

/// A form that was not taken, to be sent again.
#[derive(Debug, Template)]
#[template(path = "accounts/kept_form.html")]
struct KeptFormPage {
    layout: Layout,
    meta: Meta,
    heading: &'static str,
    /// What to do first, and where.
    way: &'static str,
    way_href: String,
    /// Where it was sent to.
    action: String,
    /// Whether it could be kept.
    is_kept: bool,
    /// What was sent, in its order.
    fields: Vec<(String, String)>,
}

impl KeptFormPage {
    /// What people typed, to be read and copied.
    fn typed(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(name, value)| name != "request_key" && !value.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_known_by_its_address() {
        for (path, of) in [
            ("/me", Some("/me")),
            ("/me/ann-abel/edit", Some("/me")),
            ("/admin/nothing/of/the/kind", Some("/admin")),
            ("/account/sessions", Some("/account")),
            ("/mentors", None),
            ("/executives/me", None),
            ("/", None),
        ] {
            assert_eq!(section(path), of, "{path}");
        }
    }
}
