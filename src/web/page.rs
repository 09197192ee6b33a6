//! What stands around every page: its frame and what search engines and link previews are told.

use std::convert::Infallible;

use askama::Template;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use chrono::Datelike;
use serde_json::Value;

use super::CachePolicy;
use super::links::Link;
use super::siblings::Form;
use crate::clock::Clock;
use crate::config::PublicOrigin;
use crate::error::Error;
use crate::seo::{BreadcrumbList, json_ld};
use crate::urls;

/// A page of the site: its template, and how long others may keep it.
#[derive(Debug)]
pub struct Page<T> {
    template: T,
    cache: CachePolicy,
}

impl<T: Template> Page<T> {
    /// A page that is the same for everybody.
    pub fn new(template: T) -> Self {
        Self { template, cache: CachePolicy::Page }
    }

    /// An answer to one visitor, which nobody keeps.
    pub fn private(template: T) -> Self {
        Self { template, cache: CachePolicy::Private }
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.template.render() {
            Ok(html) if self.cache == CachePolicy::Private => {
                (self.cache, Html(at_the_first_fault(html))).into_response()
            }
            Ok(html) => (self.cache, Html(html)).into_response(),
            Err(error) => Error::internal(error).into_response(),
        }
    }
}

/// A form begins at the first field that is wrong: each of them says so of itself, and a page has one such field at most. What
/// people typed has no such quotes in it where a template escapes it; a text in Markdown that had them would lose that word.
fn at_the_first_fault(html: String) -> String {
    const FAULT: &str = r#" aria-invalid="true""#;
    const FOCUSED: &str = r#" aria-invalid="true" autofocus"#;
    let Some(first) = html.find(FOCUSED) else { return html };
    let (head, rest) = html.split_at(first + FOCUSED.len());
    // Who hears the page hears the title first.
    format!("{}{}", head.replacen("<title>", "<title>Error: ", 1), rest.replace(FOCUSED, FAULT))
}

/// What the frame needs to know of the request; every page carries one.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The requested path, by which the navigation knows where the reader stands.
    pub path: String,
    /// The site's public origin, without a trailing slash (`https://quarterdeck.example`).
    pub origin: String,
    /// The present year.
    pub year: i32,
}

impl<S: Send + Sync> FromRequestParts<S> for Layout
where
    PublicOrigin: FromRef<S>,
    Clock: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let (origin, clock) = (PublicOrigin::from_ref(state), Clock::from_ref(state));
        Ok(Self::new(parts.uri.path(), origin.as_str(), clock.today().year()))
    }
}

impl Layout {
    /// The frame around the page at `path`.
    pub fn new(path: impl Into<String>, origin: impl Into<String>, year: i32) -> Self {
        Self { path: path.into(), origin: origin.into(), year }
    }

    /// Whether the page stands at `section` (`Some("page")`) or below it (`Some("true")`), as `aria-current` says it.
    pub fn current(&self, section: &(impl ToString + ?Sized)) -> Option<&'static str> {
        match self.path.strip_prefix(&section.to_string())? {
            "" => Some("page"),
            rest if rest.starts_with('/') => Some("true"),
            _ => None,
        }
    }

    /// What the search in the frame looks through, where it leads and its hint: jobs on their pages, people everywhere else.
    pub fn searched(&self) -> (&'static str, String, &'static str) {
        searched(&self.path)
    }

    /// The absolute address of an own path.
    pub fn absolute(&self, path: &(impl ToString + ?Sized)) -> String {
        format!("{}{}", self.origin, path.to_string())
    }
}

/// What a search from this path looks through, where it leads and its hint.
pub fn searched(path: &str) -> (&'static str, String, &'static str) {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if path.split('/').any(|part| part == "jobs") {
        ("jobs", urls::Jobs.to_string(), "Search jobs")
    } else {
        ("executives", urls::Executives.to_string(), "Search people")
    }
}

/// What a page says about itself to search engines, feed readers and link previews.
#[derive(Clone, Debug, Default)]
pub struct Meta {
    /// The whole `<title>` except for the site's name, which the frame adds.
    pub title: String,
    /// Unique, from the page's own figures, at most about 160 characters.
    pub description: String,
    /// The one absolute address of this content; error pages have none.
    pub canonical: Option<String>,
    /// `noindex, follow` and the like; nothing means indexable.
    pub robots: Option<&'static str>,
    /// `og:type`: `website`, `profile` or `article`; nothing means `website`.
    pub og_type: Option<&'static str>,
    /// The absolute address of a 1200 × 630 picture; nothing means the site's own.
    pub og_image: Option<String>,
    /// Structured data, one script element each.
    pub json_ld: Vec<Value>,
    /// The previous page of a list, for `<link rel=prev>`.
    pub prev: Option<String>,
    /// The next page of a list, for `<link rel=next>`.
    pub next: Option<String>,
    /// The same content in other forms, for `<link rel=alternate>`.
    pub alternates: Vec<Alternate>,
}

/// Another form of a page, or of what it lists.
#[derive(Clone, Debug)]
pub struct Alternate {
    /// The form.
    pub form: Form,
    /// Where it stands.
    pub href: String,
    /// What it is, for people (`Fractional CFO jobs, Atom`).
    pub title: String,
}

impl Meta {
    /// An indexable page.
    pub fn new(
        title: impl Into<String>,
        description: impl Into<String>,
        canonical: impl Into<String>,
    ) -> Self {
        Self {
            title: title.into(),
            description: description.into(),
            canonical: Some(canonical.into()),
            ..Self::default()
        }
    }

    /// A page for one visitor, and for no search engine.
    pub fn for_one(title: impl Into<String>, description: impl Into<String>) -> Self {
        Self { title: title.into(), description: description.into(), ..Self::default() }.noindex()
    }

    /// The same page, kept out of search engines; its links are still followed.
    #[must_use]
    pub fn noindex(mut self) -> Self {
        self.robots = Some("noindex, follow");
        self
    }

    /// The same page with one more piece of structured data.
    #[must_use]
    pub fn with_json_ld(mut self, value: Value) -> Self {
        self.json_ld.push(value);
        self
    }

    /// The same page with other forms of what stands at `address` (its own, or that of a list on it).
    #[must_use]
    pub fn with_forms(mut self, forms: &[Form], address: &(impl ToString + ?Sized), title: &str) -> Self {
        self.alternates.extend(forms.iter().map(|form| Alternate {
            form: *form,
            href: form.of(address),
            title: format!("{title}, {}", form.label()),
        }));
        self
    }
}

/// The way from the front page to this one; the page itself comes last and is not a link.
#[derive(Clone, Debug, Default)]
pub struct Crumbs {
    /// The pages above this one, highest first.
    pub above: Vec<Link>,
    /// This page.
    pub here: String,
}

impl Crumbs {
    /// The way to `here` through `above`, highest first.
    pub fn new(above: Vec<Link>, here: impl Into<String>) -> Self {
        Self { above, here: here.into() }
    }

    /// The same way as `BreadcrumbList`; `here` is this page's absolute address.
    pub fn json_ld(&self, layout: &Layout, here: &str) -> Value {
        let above = self.above.iter().map(|link| (link.label.clone(), layout.absolute(&link.href)));
        json_ld(&BreadcrumbList::new(above.chain([(self.here.clone(), here.to_owned())])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_navigation_knows_where_the_reader_stands() {
        let at = |path| Layout::new(path, "https://q.example", 2026).current("/jobs");
        assert_eq!(at("/jobs"), Some("page"));
        assert_eq!(at("/jobs/cfo"), Some("true"));
        assert_eq!(at("/jobsite"), None);
        assert_eq!(at("/"), None);
    }

    #[test]
    fn the_search_in_the_frame_looks_for_jobs_among_jobs() {
        let at = |path| Layout::new(path, "https://q.example", 2026).searched().0;
        for path in
            ["/jobs", "/jobs/cfo-at-northwind", "/roles/fractional-cfo/jobs/remote", "/alerts/new/jobs"]
        {
            assert_eq!(at(path), "jobs", "{path}");
        }
        for path in ["/", "/executives/ann-abel", "/roles/fractional-cfo", "/jobsite"] {
            assert_eq!(at(path), "executives", "{path}");
        }
    }
}
