//! `/sitemap.xml` and the files it names: every address that search engines should keep, with its last real change.
//!
//! No file is ever whole in memory but for its slugs: a million addresses take no more than a file's.

mod files;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use futures_util::stream;
use sqlx::PgPool;

use self::files::{BUCKETS, File};
use crate::clock::Clock;
use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::market::Market;
use crate::search::Search;
use crate::search::hubs::{Hub, Scope, Shows};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::web::{CachePolicy, tag_of};
use crate::{executives, jobs, urls};

/// `/sitemap.xml`, `/sitemaps/{file}`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(file)
}

const XML: HeaderValue = HeaderValue::from_static("application/xml; charset=utf-8");

/// An address with its last change.
type Entry = (String, Option<DateTime<Utc>>);

async fn index(
    _: urls::Sitemap,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(origin): State<PublicOrigin>,
) -> Result<Response> {
    let (people, postings, overviews) = tokio::try_join!(
        async { Ok(executives::queries::sitemap_files(&pool, BUCKETS).await?) },
        async { Ok(jobs::queries::sitemap_files(&pool, BUCKETS).await?) },
        overviews(&pool, &search),
    )?;
    let mut hubs: BTreeMap<String, Option<DateTime<Utc>>> = BTreeMap::new();
    for (hub, changed) in hubs_with_changes(&pool, &search, |_| true).await? {
        let last = hubs.entry(File::of_hub(&hub).name()).or_default();
        *last = changed.max(*last);
    }
    if !overviews.is_empty() {
        hubs.entry(File::Hubs.name()).or_default();
    }
    let people = people.into_iter().map(|(bucket, at)| (File::Executives { bucket }.name(), Some(at)));
    let postings = postings.into_iter().map(|(bucket, at)| (File::Jobs { bucket }.name(), Some(at)));
    let named = [(File::Words.name(), None)].into_iter().chain(hubs).chain(people).chain(postings);
    let named = named.map(|(name, changed)| (urls::SitemapFile::to(name).to_string(), changed));
    let xml = xml::index(&origin, named.collect())?;
    Ok((CachePolicy::Page, [(header::CONTENT_TYPE, XML)], xml).into_response())
}

async fn file(
    urls::SitemapFile { file }: urls::SitemapFile,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
    State(origin): State<PublicOrigin>,
) -> Result<Response> {
    let file = File::named(&file).ok_or(Error::NotFound)?;
    let entries = entries(&pool, &search, &file, clock.now()).await?;
    if entries.is_empty() {
        return Err(Error::NotFound);
    }
    // The tag is of what the file is made from: who has it already costs no XML.
    let headers = [(header::CONTENT_TYPE, XML), (header::ETAG, tag_of(entries.iter().map(named)))];
    let parts = stream::iter(xml::file(origin, entries));
    Ok((CachePolicy::Page, headers, Body::from_stream(parts)).into_response())
}

/// What a file says of an address.
fn named((path, changed): &Entry) -> String {
    format!("{path} {}", changed.map(|at| at.timestamp_micros()).unwrap_or_default())
}

/// What a file names.
async fn entries(pool: &PgPool, search: &Search, file: &File, now: DateTime<Utc>) -> Result<Vec<Entry>> {
    let pages = |rows: Vec<(String, DateTime<Utc>)>, address: fn(String) -> String| {
        rows.into_iter().map(|(slug, changed)| (address(slug), Some(changed))).collect()
    };
    Ok(match file {
        File::Words => words(pool, search, now).await?,
        File::Hubs => {
            let mut entries = overviews(pool, search).await?;
            entries.extend(hubs(pool, search, file).await?);
            entries
        }
        File::Crossed { .. } => hubs(pool, search, file).await?,
        File::Executives { bucket } => {
            let rows = executives::queries::sitemap_file(pool, *bucket).await?;
            pages(rows, |slug| urls::Executive { slug }.to_string())
        }
        File::Jobs { bucket } => {
            let rows = jobs::queries::sitemap_file(pool, *bucket).await?;
            pages(rows, |slug| urls::Job { slug }.to_string())
        }
    })
}

/// The pages that are always there, and the lists once anything is on them.
async fn words(pool: &PgPool, search: &Search, now: DateTime<Utc>) -> Result<Vec<Entry>> {
    let total = search.holding(pool, &Hub::executives(Scope::default()), now).await?;
    let mut paths = vec![
        urls::Home.to_string(),
        urls::About.to_string(),
        urls::Api.to_string(),
        urls::DataSources.to_string(),
        urls::Privacy.to_string(),
        urls::Terms.to_string(),
    ];
    paths.extend((total.executives > 0).then(|| urls::Executives.to_string()));
    paths.extend((total.jobs > 0).then(|| urls::Jobs.to_string()));
    Ok(paths.into_iter().map(|path| (path, None)).collect())
}

/// The indexes of hubs and the market report, once anything is on them.
async fn overviews(pool: &PgPool, search: &Search) -> Result<Vec<Entry>> {
    let mut paths = Vec::new();
    for (kind, index) in [
        (TaxonomyKind::Role, urls::Roles.to_string()),
        (TaxonomyKind::Location, urls::Locations.to_string()),
        (TaxonomyKind::Industry, urls::Industries.to_string()),
    ] {
        let holdings = search.holdings(pool, kind, None).await?;
        let is_worth_it = holdings.iter().any(|(_, holding)| Shows::Executives.holds_enough(*holding));
        paths.extend(is_worth_it.then_some(index));
    }
    let (market, everybody) = (Market { pool, search }, Scope::default());
    if !market.prices(&everybody).await?.is_empty() {
        paths.push(urls::Rates.to_string());
    }
    let priced = market.prices_by(&everybody, TaxonomyKind::Role).await?;
    let roles: BTreeSet<&str> = priced.iter().map(|group| group.slug.as_str()).collect();
    paths.extend(roles.into_iter().map(|role| urls::RoleRates::to(role).to_string()));
    Ok(paths.into_iter().map(|path| (path, None)).collect())
}

/// The hubs that a file names.
async fn hubs(pool: &PgPool, search: &Search, file: &File) -> Result<Vec<Entry>> {
    let hubs = hubs_with_changes(pool, search, |hub| File::of_hub(hub) == *file).await?;
    Ok(hubs.into_iter().filter_map(|(hub, changed)| Some((hub.href()?, changed))).collect())
}

/// Of the hubs that search engines may keep, some, each with the last time that somebody on it came, changed or left. Only
/// the index knows: until it is built, this has to wait.
async fn hubs_with_changes(
    pool: &PgPool,
    search: &Search,
    is_named: impl Fn(&Hub) -> bool,
) -> Result<Vec<(Hub, Option<DateTime<Utc>>)>> {
    let hubs = search.indexable_hubs(pool).await?;
    let hubs = hubs.ok_or(Error::Unavailable("The sitemap is being counted.".into()))?;
    let named = hubs.iter().filter(|surveyed| is_named(&surveyed.hub));
    Ok(named.map(|surveyed| (surveyed.hub.clone(), surveyed.changed)).collect())
}
