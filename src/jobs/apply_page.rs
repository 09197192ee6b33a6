//! `POST /jobs/{slug}/apply`: the hand-over to the employer's own page.

use askama::Template;

use crate::web::page::{Layout, Meta};

/// Says where the reader goes next, with a link for browsers that do not go by themselves.
///
/// Answer it with 200 and `Refresh: 0; url=…`: a redirect out of a form is blocked by our own
/// `form-action 'self'` (seen in Chromium), a refresh is not.
#[derive(Debug, Template)]
#[template(path = "jobs/apply.html")]
pub struct ApplyPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told: never to index it.
    pub meta: Meta,
    /// The title of the job.
    pub title: String,
    /// The employer.
    pub company: String,
    /// The employer's page, checked to be http(s).
    pub apply_url: String,
    /// Its host, for people to read.
    pub apply_host: String,
}
