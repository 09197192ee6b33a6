//! Pages of words: what this site is, where its data comes from, what it keeps about whom.

mod routes;

use askama::Template;

use crate::web::page::{Layout, Meta};

pub use routes::routes;

/// `/about`.
#[derive(Debug, Template)]
#[template(path = "words/about.html")]
pub struct AboutPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
}

/// `/data-sources`.
#[derive(Debug, Template)]
#[template(path = "words/data_sources.html")]
pub struct DataSourcesPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
}

/// `/terms`.
#[derive(Debug, Template)]
#[template(path = "words/terms.html")]
pub struct TermsPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Who runs this deployment and how to write to them, in one line, as the operator configured it.
    pub operator: Option<String>,
}

/// `/privacy`.
#[derive(Debug, Template)]
#[template(path = "words/privacy.html")]
pub struct PrivacyPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Who runs this deployment and how to write to them, in one line, as the operator configured it.
    pub operator: Option<String>,
}
