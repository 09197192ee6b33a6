//! A page of a few words for one visitor: something happened, or did not, and where to go on.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::links::Link;
use super::page::{Layout, Meta, Page};

/// A few words and ways on.
#[derive(Debug, Template)]
#[template(path = "said.html")]
struct SaidPage {
    layout: Layout,
    meta: Meta,
    heading: String,
    texts: Vec<String>,
    links: Vec<Link>,
}

/// Says what happened, and what that means, a paragraph each.
pub fn said(status: StatusCode, layout: Layout, heading: &str, texts: &[&str], links: Vec<Link>) -> Response {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let meta = Meta::for_one(heading, texts.first().cloned().unwrap_or_default());
    let page = SaidPage { layout, meta, heading: heading.to_owned(), texts, links };
    (status, Page::private(page)).into_response()
}
