//! `/sitemap.xml` and the files it names: every address that search engines should keep, with its last real change.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use jiff::{Timestamp, tz::TimeZone};
use sitemap_rs::sitemap::Sitemap;
use sitemap_rs::sitemap_index::SitemapIndex;
use sitemap_rs::url::Url;
use sitemap_rs::url_set::UrlSet;
use sqlx::PgPool;

use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::web::CachePolicy;
use crate::{executives, jobs, landing, market, urls};

/// How many addresses a file may name (sitemaps.org).
const MOST: u64 = 50_000;

/// `/sitemap.xml`, `/sitemaps/{file}`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(file)
}

/// An address with its last change.
type Entry = (String, Option<DateTime<Utc>>);

async fn index(
    _: urls::Sitemap,
    State(pool): State<PgPool>,
    State(origin): State<PublicOrigin>,
) -> Result<Response> {
    let (people, postings) =
        tokio::try_join!(executives::queries::indexable_count(&pool), jobs::queries::indexable_count(&pool))?;
    let numbered =
        |name: &'static str, count: u64| (1..=count.div_ceil(MOST)).map(move |n| format!("{name}-{n}.xml"));
    let hubs = (!hubs(&pool).await?.is_empty()).then(|| "hubs.xml".to_owned());
    let files = std::iter::once("words.xml".to_owned())
        .chain(hubs)
        .chain(numbered("executives", people))
        .chain(numbered("jobs", postings));
    let sitemaps =
        files.map(|file| Sitemap::new(origin.absolute(urls::SitemapFile::to(file)), None)).collect();
    let index = SitemapIndex::new(sitemaps).map_err(Error::internal)?;
    let mut xml = Vec::new();
    index.write(&mut xml).map_err(Error::internal)?;
    Ok(answer(xml))
}

async fn file(
    urls::SitemapFile { file }: urls::SitemapFile,
    State(pool): State<PgPool>,
    State(origin): State<PublicOrigin>,
) -> Result<Response> {
    let entries = entries(&pool, &file).await?.ok_or(Error::NotFound)?;
    let urls = entries
        .into_iter()
        .map(|(path, changed)| url(&origin.absolute(path), changed))
        .collect::<Result<_>>()?;
    let mut xml = Vec::new();
    UrlSet::new(urls).map_err(Error::internal)?.write(&mut xml).map_err(Error::internal)?;
    Ok(answer(xml))
}

/// What a file names; nothing when there is no such file.
async fn entries(pool: &PgPool, file: &str) -> Result<Option<Vec<Entry>>> {
    let Some(name) = file.strip_suffix(".xml") else { return Ok(None) };
    let numbered = |prefix: &str| {
        let number: u64 = name.strip_prefix(prefix)?.strip_prefix('-')?.parse().ok()?;
        (1..=1_000).contains(&number).then(|| (number - 1) * MOST)
    };
    let page = |rows: Vec<(String, DateTime<Utc>)>, address: fn(String) -> String| {
        rows.into_iter().map(|(slug, changed)| (address(slug), Some(changed))).collect::<Vec<Entry>>()
    };
    let entries = if name == "words" {
        words(pool).await?
    } else if name == "hubs" {
        hubs(pool).await?
    } else if let Some(offset) = numbered("executives") {
        let rows = executives::queries::indexable(pool, MOST, offset).await?;
        page(rows, |slug| urls::Executive { slug }.to_string())
    } else if let Some(offset) = numbered("jobs") {
        page(jobs::queries::indexable(pool, MOST, offset).await?, |slug| urls::Job { slug }.to_string())
    } else {
        return Ok(None);
    };
    Ok((!entries.is_empty()).then_some(entries))
}

/// The pages that are always there, and the lists once anything is on them.
async fn words(pool: &PgPool) -> Result<Vec<Entry>> {
    let (people, postings) = landing::queries::totals(pool).await?;
    let mut paths = vec![
        urls::Home.to_string(),
        urls::About.to_string(),
        urls::Api.to_string(),
        urls::DataSources.to_string(),
        urls::Privacy.to_string(),
    ];
    paths.extend((people > 0).then(|| urls::Executives.to_string()));
    paths.extend((postings > 0).then(|| urls::Jobs.to_string()));
    Ok(paths.into_iter().map(|path| (path, None)).collect())
}

/// The hubs that hold enough, and their indexes.
async fn hubs(pool: &PgPool) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for (kind, index) in [
        (TaxonomyKind::Role, urls::Roles.to_string()),
        (TaxonomyKind::Location, urls::Locations.to_string()),
        (TaxonomyKind::Industry, urls::Industries.to_string()),
    ] {
        let hubs = landing::queries::worthy(pool, kind).await?;
        entries.extend((!hubs.is_empty()).then_some((index, None)));
        entries.extend(hubs.iter().map(|hub| (landing::address_of(kind, &hub.slug), None)));
    }
    let everybody = market::Scope::default();
    let priced = market::queries::prices_by(pool, &everybody, TaxonomyKind::Role).await?;
    let roles: BTreeSet<&str> = priced.iter().map(|group| group.slug.as_str()).collect();
    if !market::queries::prices(pool, &everybody).await?.is_empty() {
        entries.push((urls::Rates.to_string(), None));
    }
    entries.extend(roles.into_iter().map(|role| (urls::RoleRates::to(role).to_string(), None)));
    Ok(entries)
}

fn url(location: &str, changed: Option<DateTime<Utc>>) -> Result<Url> {
    let mut builder = Url::builder(location.to_owned());
    if let Some(changed) = changed {
        // sitemap-rs wants jiff's type: converted here and nowhere else.
        let moment = Timestamp::from_second(changed.timestamp()).map_err(Error::internal)?;
        builder.last_modified(moment.to_zoned(TimeZone::UTC));
    }
    builder.build().map_err(Error::internal)
}

fn answer(xml: Vec<u8>) -> Response {
    (CachePolicy::Page, [(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response()
}
