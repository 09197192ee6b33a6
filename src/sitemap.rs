//! `/sitemap.xml` and the files it names: every address that search engines should keep, with its last real change.

use std::collections::BTreeSet;
use std::sync::Arc;

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

use crate::clock::Clock;
use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::market::Market;
use crate::search::Search;
use crate::search::hubs::{Hub, Scope, Shows, Surveyed};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::web::CachePolicy;
use crate::{executives, jobs, landing, urls};

/// How many addresses a file may name (sitemaps.org).
const MOST: u64 = 50_000;
/// How the files begin that name the hubs of one role in places and industries.
const CROSSED: &str = "hubs-";

/// `/sitemap.xml`, `/sitemaps/{file}`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(file)
}

/// An address with its last change.
type Entry = (String, Option<DateTime<Utc>>);

async fn index(
    _: urls::Sitemap,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(origin): State<PublicOrigin>,
) -> Result<Response> {
    let (people, postings) =
        tokio::try_join!(executives::queries::indexable_count(&pool), jobs::queries::indexable_count(&pool))?;
    let numbered =
        |name: &'static str, count: u64| (1..=count.div_ceil(MOST)).map(move |n| format!("{name}-{n}.xml"));
    let hubs = indexable(&search)?;
    let has_hubs = hubs.iter().any(|surveyed| !is_crossed(&surveyed.hub))
        || !overviews(&pool, &search).await?.is_empty();
    let crossed = hubs.iter().map(|surveyed| &surveyed.hub).filter(|hub| is_crossed(hub));
    let crossed: BTreeSet<&str> = crossed.filter_map(|hub| hub.scope.role.as_deref()).collect();
    let files = std::iter::once("words.xml".to_owned())
        .chain(has_hubs.then(|| "hubs.xml".to_owned()))
        .chain(crossed.into_iter().map(|role| format!("{CROSSED}{role}.xml")))
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
    State(search): State<Search>,
    State(clock): State<Clock>,
    State(origin): State<PublicOrigin>,
) -> Result<Response> {
    let entries = entries(&pool, &search, &file, clock.now()).await?.ok_or(Error::NotFound)?;
    let urls = entries
        .into_iter()
        .map(|(path, changed)| url(&origin.absolute(path), changed))
        .collect::<Result<_>>()?;
    let mut xml = Vec::new();
    UrlSet::new(urls).map_err(Error::internal)?.write(&mut xml).map_err(Error::internal)?;
    Ok(answer(xml))
}

/// What a file names; nothing when there is no such file.
async fn entries(
    pool: &PgPool,
    search: &Search,
    file: &str,
    now: DateTime<Utc>,
) -> Result<Option<Vec<Entry>>> {
    let Some(name) = file.strip_suffix(".xml") else { return Ok(None) };
    let numbered = |prefix: &str| {
        let number: u64 = name.strip_prefix(prefix)?.strip_prefix('-')?.parse().ok()?;
        (1..=1_000).contains(&number).then(|| (number - 1) * MOST)
    };
    let page = |rows: Vec<(String, DateTime<Utc>)>, address: fn(String) -> String| {
        rows.into_iter().map(|(slug, changed)| (address(slug), Some(changed))).collect::<Vec<Entry>>()
    };
    let entries = if name == "words" {
        words(pool, search, now).await?
    } else if name == "hubs" {
        hubs(pool, search).await?
    } else if let Some(role) = name.strip_prefix(CROSSED) {
        // The hubs of one role in places and industries have a file of their own, so that no address ever moves.
        hub_entries(pool, search, |hub| is_crossed(hub) && hub.scope.role.as_deref() == Some(role)).await?
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
async fn words(pool: &PgPool, search: &Search, now: DateTime<Utc>) -> Result<Vec<Entry>> {
    let total = search.holding(pool, &Hub::executives(Scope::default()), now).await?;
    let mut paths = vec![
        urls::Home.to_string(),
        urls::About.to_string(),
        urls::Api.to_string(),
        urls::DataSources.to_string(),
        urls::Privacy.to_string(),
    ];
    paths.extend((total.executives > 0).then(|| urls::Executives.to_string()));
    paths.extend((total.jobs > 0).then(|| urls::Jobs.to_string()));
    Ok(paths.into_iter().map(|path| (path, None)).collect())
}

/// The overviews, and all hubs but those of a role in a place or an industry.
async fn hubs(pool: &PgPool, search: &Search) -> Result<Vec<Entry>> {
    let mut entries = overviews(pool, search).await?;
    entries.extend(hub_entries(pool, search, |hub| !is_crossed(hub)).await?);
    Ok(entries)
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

fn is_crossed(hub: &Hub) -> bool {
    hub.scope.parts().count() > 1
}

/// Which hubs search engines may keep. Only the index knows: until it is built, this has to wait.
fn indexable(search: &Search) -> Result<Arc<[Surveyed]>> {
    search.indexable_hubs().ok_or(Error::Unavailable("The sitemap is being counted.".into()))
}

/// Some of them, each with the last time that somebody on it came, changed or left.
async fn hub_entries(pool: &PgPool, search: &Search, is_named: impl Fn(&Hub) -> bool) -> Result<Vec<Entry>> {
    let hubs = indexable(search)?;
    let named: Vec<&Surveyed> = hubs.iter().filter(|surveyed| is_named(&surveyed.hub)).collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let departures = landing::queries::departures(pool).await?;
    let left = |hub: &Hub| {
        let sides = [Shows::Executives, hub.shows.of_jobs()];
        sides.into_iter().filter_map(|shows| departures.get(&hub.showing(shows)).copied()).max()
    };
    let entry = |Surveyed { hub, changed }: &Surveyed| Some((hub.href()?, (*changed).max(left(hub))));
    Ok(named.into_iter().filter_map(entry).collect())
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
