//! Small files by which machines find their way: robots, the manifest, OpenSearch, `llms.txt`, `security.txt`.

mod llms;
mod security;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use axum_extra::routing::RouterExt;
use serde_json::{Value, json};

use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::urls;
use crate::web::{CachePolicy, assets};

/// `/robots.txt`, `/manifest.webmanifest`, `/favicon.ico`, `/opensearch.xml`, `/llms.txt`, `/.well-known/security.txt`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .typed_get(robots)
        .typed_get(manifest)
        .typed_get(favicon)
        .typed_get(open_search)
        .typed_get(llms::show)
        .typed_get(security::show)
}

/// Bars what is of no use to crawlers; pages that should not be indexed say so themselves. `/api` is a page for people:
/// what stands below it is barred.
async fn robots(_: urls::Robots, State(origin): State<PublicOrigin>) -> Response {
    let sitemap = origin.absolute(urls::Sitemap);
    let text = format!(
        "User-agent: *\nDisallow: /admin\nDisallow: /api/\nDisallow: /alerts\nDisallow: /account\nDisallow: /signin\n\nSitemap: {sitemap}\n"
    );
    (CachePolicy::Hour, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

async fn manifest(_: urls::Manifest) -> Response {
    let icon = |place: &str, sizes: &str, purpose: &str| -> Value {
        json!({"src": assets::url(place), "sizes": sizes, "type": "image/png", "purpose": purpose})
    };
    let manifest = json!({
        "name": "Quarterdeck", "short_name": "Quarterdeck", "lang": "en", "id": urls::Home.to_string(),
        "start_url": urls::Home.to_string(), "scope": urls::Home.to_string(), "display": "browser",
        "description": "A directory of fractional executives and the jobs that suit them.",
        "background_color": "#faf7f1", "theme_color": "#faf7f1",
        "icons": [icon("icons/icon-192.png", "192x192", "any"), icon("icons/icon-512.png", "512x512", "any maskable")],
    });
    (CachePolicy::Hour, [(header::CONTENT_TYPE, "application/manifest+json")], Json(manifest)).into_response()
}

/// Browsers ask for it unasked.
async fn favicon(_: urls::Favicon, headers: HeaderMap) -> Result<Response> {
    let icon = assets::find("icons/favicon.ico").ok_or(Error::NotFound)?;
    Ok(icon.response(&headers, CachePolicy::Hour))
}

#[derive(Template)]
#[template(path = "machines/opensearch.xml")]
struct OpenSearch<'a> {
    origin: &'a PublicOrigin,
}

async fn open_search(_: urls::OpenSearch, State(origin): State<PublicOrigin>) -> Result<Response> {
    let xml = OpenSearch { origin: &origin }.render().map_err(Error::internal)?;
    let content_type = "application/opensearchdescription+xml; charset=utf-8";
    Ok((CachePolicy::Hour, [(header::CONTENT_TYPE, content_type)], xml).into_response())
}
