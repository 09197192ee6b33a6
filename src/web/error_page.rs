//! The page behind every status that is not a success.

use std::borrow::Cow;

use askama::Template;

use super::links::Link;
use super::page::{Layout, Meta};

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
    pub heading: Cow<'static, str>,
    /// What to do about it.
    pub advice: Cow<'static, str>,
    /// What exactly was wrong, when that can be said (`“page” must be a number`).
    pub detail: Option<String>,
    /// The request's id, which the operator finds in the logs.
    pub request_id: Option<String>,
    /// Likely pages instead (near matches of a mistyped slug).
    pub suggestions: Vec<Link>,
}

impl ErrorPage {
    /// The page for `status`, in the words that always fit it.
    pub fn new(layout: Layout, status: u16) -> Self {
        let (heading, advice) = (heading(status), advice(status));
        Self {
            layout,
            meta: Meta {
                title: heading.to_owned(),
                description: advice.to_owned(),
                robots: Some("noindex"),
                ..Meta::default()
            },
            status,
            heading: heading.into(),
            advice: advice.into(),
            detail: None,
            request_id: None,
            suggestions: Vec::new(),
        }
    }

    /// Whether a search could lead on.
    pub fn offers_search(&self) -> bool {
        self.status < 500
    }
}

/// What happened, in one line.
fn heading(status: u16) -> &'static str {
    match status {
        400 => "We could not read that request",
        403 => "This is not open to you",
        404 => "There is no page at this address",
        405 => "That address does not work this way",
        410 => "This page has been taken down",
        413 => "That was too large to send",
        415 => "We cannot read that kind of file",
        422 => "Some of that needs correcting",
        429 => "That was too many requests at once",
        503 => "We are briefly out of service",
        500.. => "Something broke on our side",
        _ => "That did not work",
    }
}

/// What to do about it.
fn advice(status: u16) -> &'static str {
    match status {
        400 => "The address or the form held something we do not understand. Start again from a list below.",
        403 => {
            "The form was sent from another site, or you are signed in as someone else. Open the page again and send it from there."
        }
        404 => {
            "It may have been mistyped, renamed or never published. Search for the person, role or place instead."
        }
        405 => "The page exists, but not for this kind of request. Open it with a plain link.",
        410 => {
            "It was removed on purpose, for instance because the person asked for it. It will not come back."
        }
        413 => "Shorten the text or the file and send it again.",
        415 => "Send plain form data, without compression.",
        422 => "Go back, correct the fields and send the form again. Nothing was saved.",
        429 => "Wait a minute, then try again.",
        503 => "The site is being restarted or its database cannot be reached. Try again in a minute.",
        500.. => "It was not your doing and it has been logged. Try again, or go on from here.",
        _ => "Go back and try again, or go on from here.",
    }
}
