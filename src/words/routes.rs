//! The handlers of the pages of words.

use axum::Router;
use axum::extract::State;
use axum_extra::routing::RouterExt;

use super::{AboutPage, DataSourcesPage, PrivacyPage, TermsPage};
use crate::state::{AppState, Operator};
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// `/about`, `/data-sources`, `/privacy`, `/terms`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(about).typed_get(data_sources).typed_get(privacy).typed_get(terms)
}

async fn about(_: urls::About, layout: Layout) -> Page<AboutPage> {
    let meta = Meta::new(
        "What Quarterdeck is",
        "Who is listed, where prices and availability come from, what is checked and what is not.",
        layout.absolute(&urls::About),
    );
    Page::new(AboutPage { layout, meta })
}

async fn data_sources(_: urls::DataSources, layout: Layout) -> Page<DataSourcesPage> {
    let meta = Meta::new(
        "Where the data comes from",
        "The sources of profiles, jobs, places and reference data on Quarterdeck, with their credits and licences.",
        layout.absolute(&urls::DataSources),
    );
    Page::new(DataSourcesPage { layout, meta })
}

async fn privacy(_: urls::Privacy, layout: Layout, State(operator): State<Operator>) -> Page<PrivacyPage> {
    let meta = Meta::new(
        "Privacy, correction and removal",
        "What Quarterdeck keeps about whom, for how long, and how to have a profile corrected or taken down.",
        layout.absolute(&urls::Privacy),
    );
    Page::new(PrivacyPage { layout, meta, operator: operator.0.map(|text| text.to_string()) })
}

async fn terms(_: urls::Terms, layout: Layout, State(operator): State<Operator>) -> Page<TermsPage> {
    let meta = Meta::new(
        "Terms of use",
        "What Quarterdeck is and is not, what holds for profiles, messages, reviews and jobs, and how its data may be used.",
        layout.absolute(&urls::Terms),
    );
    Page::new(TermsPage { layout, meta, operator: operator.0.map(|text| text.to_string()) })
}
