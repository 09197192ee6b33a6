//! The page behind every status that is not a success.

use askama::Template;

use super::error_pages;
use super::links::Link;
use super::page::{Layout, Meta, searched};

/// Says what went wrong and offers a way on.
#[derive(Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told: never to index it.
    pub meta: Meta,
    /// The HTTP status.
    pub status: u16,
    /// What happened, in one line.
    pub heading: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// What exactly was wrong, when that can be said (`“page” must be a number`).
    pub detail: Option<String>,
    /// The request's id, which the operator finds in the logs; for faults of ours.
    pub request_id: Option<String>,
    /// Where whoever may see more signs in, and comes back from.
    pub sign_in: Option<String>,
    /// What its search looks through, where it leads and its hint.
    pub searched: (&'static str, String, &'static str),
    /// Pages to go on with instead.
    pub suggestions: Vec<Link>,
}

impl ErrorPage {
    /// The page for an error.
    pub fn new(layout: Layout, error: &error_pages::ErrorPage) -> Self {
        let meta = Meta {
            title: error.title.to_owned(),
            description: error.advice.to_owned(),
            robots: Some("noindex"),
            ..Meta::default()
        };
        Self {
            layout,
            meta,
            status: error.status.as_u16(),
            heading: error.title,
            advice: error.advice,
            detail: error.detail.as_deref().map(str::to_owned),
            request_id: error.status.is_server_error().then(|| error.request_id.clone()),
            sign_in: None,
            searched: searched(&error.address),
            suggestions: error.links.iter().map(|link| Link::new(link.label.as_ref(), &link.href)).collect(),
        }
    }

    /// Whether a search could lead on.
    pub fn offers_search(&self) -> bool {
        self.status < 500
    }
}
