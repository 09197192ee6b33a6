//! Pages of a few words for one visitor: something happened, or did not, and where to go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::links::Link;
use super::page::{Layout, Meta, Page};

/// A heading, a few paragraphs, ways on.
#[derive(Debug, Template)]
#[template(path = "said.html")]
struct SaidPage {
    layout: Layout,
    meta: Meta,
    heading: String,
    texts: Vec<String>,
    links: Vec<Link>,
}

/// Answers with a page of a few words.
pub fn said(
    status: StatusCode,
    layout: Layout,
    heading: impl Into<String>,
    texts: &[&str],
    links: Vec<Link>,
) -> Response {
    let heading = heading.into();
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let meta = Meta::for_one(heading.clone(), texts.first().cloned().unwrap_or_default());
    (status, Page::private(SaidPage { layout, meta, heading, texts, links })).into_response()
}
