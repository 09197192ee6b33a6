//! A page in another form: `/jobs/cfo.json` is the page `/jobs/cfo` for programs, `/jobs.atom` the list for feed readers.
//!
//! The form is the extension of the address. No slug has a dot, so none can be taken for one. A request for a sibling is
//! routed among the siblings by the address of its page, by the same types as the page itself.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;

use super::RequestId;
use super::shell::fixed;

/// A form in which a page can be had besides HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// RFC 4287.
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    JsonFeed,
    /// The data themselves.
    Json,
    /// Text for reading, by people and by language models.
    Markdown,
    /// What previews of links to it show.
    Picture,
}

impl Form {
    /// The forms of a feed.
    pub const FEEDS: [Self; 3] = [Self::Atom, Self::Rss, Self::JsonFeed];
    /// Longer extensions before those that they end with.
    const ALL: [Self; 6] = [Self::JsonFeed, Self::Atom, Self::Rss, Self::Json, Self::Markdown, Self::Picture];

    /// What the address ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Atom => ".atom",
            Self::Rss => ".rss",
            Self::JsonFeed => ".feed.json",
            Self::Json => ".json",
            Self::Markdown => ".md",
            Self::Picture => ".png",
        }
    }

    /// The media type, as links name it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::JsonFeed => "application/feed+json",
            Self::Json => "application/json",
            Self::Markdown => "text/markdown",
            Self::Picture => "image/png",
        }
    }

    /// The media type, as the answer names it.
    pub const fn content_type(self) -> HeaderValue {
        fixed(match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::JsonFeed => "application/feed+json",
            Self::Json => "application/json",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Picture => "image/png",
        })
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Atom => "Atom",
            Self::Rss => "RSS",
            Self::JsonFeed => "JSON Feed",
            Self::Json => "JSON",
            Self::Markdown => "Markdown",
            Self::Picture => "PNG",
        }
    }

    /// The address of this form of a page, whose own address may have a query.
    pub fn of(self, page: &(impl ToString + ?Sized)) -> String {
        let page = page.to_string();
        match page.split_once('?') {
            Some((path, query)) => format!("{path}{}?{query}", self.extension()),
            None => format!("{page}{}", self.extension()),
        }
    }

    /// The page and the form that a path names.
    fn read(path: &str) -> Option<(&str, Self)> {
        let (page, form) = Self::ALL
            .into_iter()
            .find_map(|form| Some((path.strip_suffix(form.extension())?, form)))
            .filter(|(page, _)| !page.ends_with('/') && !page.is_empty())?;
        Some((page, form))
    }
}

/// The siblings beside their pages. They stand inside all that stands around the pages, which meets their addresses as
/// they were asked for.
pub fn beside(pages: Router, siblings: Router) -> Router {
    pages.layer(from_fn_with_state(siblings, lead))
}

async fn lead(State(siblings): State<Router>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // `/api/openapi.json` is no sibling, but an address of its own; so are files.
    let is_own = request.extensions().get::<MatchedPath>().is_some_and(|matched| matched.as_str() == path);
    let named = (!is_own && !path.starts_with("/static/")).then(|| Form::read(path)).flatten();
    let Some((page, form)) = named else { return next.run(request).await };
    let page = page.to_owned();
    let Some(request) = to_sibling(&page, form, request) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = siblings.oneshot(request).await.unwrap_or_else(|never| match never {});
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), fixed("noindex"));
    response
}

/// The same request at the page's address. What routing the first address found out stays behind.
fn to_sibling(page: &str, form: Form, request: Request) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let at: Uri = match parts.uri.query() {
        Some(query) => format!("{page}?{query}").parse().ok()?,
        None => page.parse().ok()?,
    };
    let mut sibling = Request::new(body);
    *sibling.method_mut() = parts.method;
    *sibling.uri_mut() = at;
    *sibling.headers_mut() = parts.headers;
    let extensions = sibling.extensions_mut();
    extensions.insert(form);
    if let Some(id) = parts.extensions.get::<RequestId>() {
        extensions.insert(id.clone());
    }
    if let Some(peer) = parts.extensions.get::<ConnectInfo<SocketAddr>>() {
        extensions.insert(*peer);
    }
    Some(sibling)
}

impl<S: Send + Sync> FromRequestParts<S> for Form {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::Json))
    }
}

/// Says which page an answer is another form of.
pub fn with_canonical(mut response: Response, page: &str) -> Response {
    if let Ok(link) = HeaderValue::try_from(format!("<{page}>; rel=\"canonical\"")) {
        response.headers_mut().append(header::LINK, link);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_names_a_form() {
        for (path, read) in [
            ("/jobs/cfo.json", Some(("/jobs/cfo", Form::Json))),
            ("/jobs.feed.json", Some(("/jobs", Form::JsonFeed))),
            ("/jobs.atom", Some(("/jobs", Form::Atom))),
            ("/jobs.rss", Some(("/jobs", Form::Rss))),
            ("/executives/ann.md", Some(("/executives/ann", Form::Markdown))),
            ("/roles/cfo/jobs.png", Some(("/roles/cfo/jobs", Form::Picture))),
            ("/jobs", None),
            ("/.json", None),
            ("/jobs/.feed.json", None),
            ("/robots.txt", None),
            ("/jobs/feed.xml", None),
        ] {
            assert_eq!(Form::read(path), read, "{path}");
        }
    }

    #[test]
    fn the_extension_stands_before_the_query() {
        assert_eq!(Form::Atom.of("/jobs?role=fractional-cfo"), "/jobs.atom?role=fractional-cfo");
        assert_eq!(Form::JsonFeed.of(&crate::urls::Jobs), "/jobs.feed.json");
    }
}
