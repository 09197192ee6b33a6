//! The handlers of the pages of words, and of the small files that machines ask for.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use axum_extra::routing::RouterExt;
use serde_json::{Value, json};

use super::{AboutPage, DataSourcesPage, PrivacyPage};
use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::state::{AppState, Operator};
use crate::urls;
use crate::web::page::{Layout, Meta, Page};
use crate::web::{CachePolicy, assets};

/// `/about`, `/data-sources`, `/privacy`, `/robots.txt`, `/manifest.webmanifest`, `/favicon.ico`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .typed_get(about)
        .typed_get(data_sources)
        .typed_get(privacy)
        .typed_get(robots)
        .typed_get(manifest)
        .typed_get(favicon)
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

/// Bars what is of no use to crawlers; pages that should not be indexed say so themselves.
async fn robots(_: urls::Robots, State(origin): State<PublicOrigin>) -> Response {
    let sitemap = origin.absolute(urls::Sitemap);
    let text =
        format!("User-agent: *\nDisallow: /admin\nDisallow: /api\nDisallow: /alerts\n\nSitemap: {sitemap}\n");
    (CachePolicy::Hour, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

async fn manifest(_: urls::Manifest) -> Response {
    let icon = |place: &str, sizes: &str, purpose: &str| -> Value {
        json!({"src": assets::url(place), "sizes": sizes, "type": "image/png", "purpose": purpose})
    };
    let manifest = json!({
        "name": "Quarterdeck", "short_name": "Quarterdeck", "start_url": urls::Home.to_string(), "display": "browser",
        "description": "A directory of fractional executives and the jobs that suit them.",
        "background_color": "#faf7f0", "theme_color": "#faf7f0",
        "icons": [icon("icons/icon-192.png", "192x192", "any"), icon("icons/icon-512.png", "512x512", "any maskable")],
    });
    (CachePolicy::Hour, [(header::CONTENT_TYPE, "application/manifest+json")], Json(manifest)).into_response()
}

/// Browsers ask for it unasked.
async fn favicon(_: urls::Favicon, headers: HeaderMap) -> Result<Response> {
    let icon = assets::find("icons/favicon.ico").ok_or(Error::NotFound)?;
    Ok(icon.response(&headers, CachePolicy::Hour))
}
