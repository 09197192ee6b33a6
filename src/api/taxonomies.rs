//! Roles, places and industries on which anything stands.

use std::pin::Pin;

use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::PgPool;

use super::lists::{Listed, MOST, PER_PAGE, answer, refuse, refuse_unknown_names};
use super::queries;
use crate::error::{Error, Result};
use crate::search::hubs::{Holding, Hub, Scope};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::web::moved;
use crate::web::query::{QueryReader, QueryWriter, href};
use crate::web::siblings::with_canonical;

/// A leadership role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// What filters say (`role=`).
    pub slug: String,
    /// The short title (`CFO`).
    pub title: String,
    /// The title in full.
    pub full_title: String,
    /// What it is about.
    pub description: String,
    /// Profiles that are listed.
    pub executives: i64,
    /// Open postings.
    pub jobs: i64,
    /// Its page; null while it holds too little for one of its own.
    pub url: Option<String>,
}

/// A place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// What filters say (`location=`, `near=`).
    pub slug: String,
    /// The city.
    pub city: String,
    /// The state or region, where people name one.
    pub state_region: Option<String>,
    /// ISO 3166-1.
    pub country_code: String,
    /// The country, as people read it.
    pub country_name: String,
    /// The metropolitan area.
    pub metro: Option<String>,
    /// The place, as people read it.
    pub display_name: String,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lng: Option<f64>,
    /// Profiles that are listed.
    pub executives: i64,
    /// Open postings.
    pub jobs: i64,
    /// Its page; null while it holds too little for one of its own.
    pub url: Option<String>,
}

/// An industry.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Industry {
    /// What filters say (`industry=`).
    pub slug: String,
    /// What people read.
    pub name: String,
    /// What belongs to it.
    pub description: String,
    /// Profiles that are listed.
    pub executives: i64,
    /// Open postings.
    pub jobs: i64,
    /// Its page; null while it holds too little for one of its own.
    pub url: Option<String>,
}

/// What the three have in common.
trait Term: Serialize + Sized + Send {
    const KIND: TaxonomyKind;

    /// These, with how much stands on each, in this order.
    fn load<'a>(
        pool: &'a PgPool,
        held: &'a [(String, Holding)],
    ) -> Pin<Box<dyn Future<Output = sqlx::Result<Vec<Self>>> + Send + 'a>>;

    fn slug(&self) -> &str;

    fn put_url(&mut self, url: String);
}

macro_rules! term {
    ($name:ident, $kind:ident, $load:path) => {
        impl Term for $name {
            const KIND: TaxonomyKind = TaxonomyKind::$kind;

            fn load<'a>(
                pool: &'a PgPool,
                held: &'a [(String, Holding)],
            ) -> Pin<Box<dyn Future<Output = sqlx::Result<Vec<Self>>> + Send + 'a>> {
                Box::pin($load(pool, held))
            }

            fn slug(&self) -> &str {
                &self.slug
            }

            fn put_url(&mut self, url: String) {
                self.url = Some(url);
            }
        }
    };
}

term!(Role, Role, queries::roles);
term!(Location, Location, queries::locations);
term!(Industry, Industry, queries::industries);

/// `…/roles`
pub async fn roles(site: &AppState, at: &str, query: Option<&str>) -> Result<Response> {
    list::<Role>(site, at, query).await
}

/// `…/locations`
pub async fn locations(site: &AppState, at: &str, query: Option<&str>) -> Result<Response> {
    list::<Location>(site, at, query).await
}

/// `…/industries`
pub async fn industries(site: &AppState, at: &str, query: Option<&str>) -> Result<Response> {
    list::<Industry>(site, at, query).await
}

/// A role. `address` says where another one stands, for those that have another slug now.
pub async fn role(site: &AppState, slug: &str, address: impl Fn(String) -> String) -> Result<Response> {
    item::<Role>(site, slug, address).await
}

/// A place; likewise.
pub async fn location(site: &AppState, slug: &str, address: impl Fn(String) -> String) -> Result<Response> {
    item::<Location>(site, slug, address).await
}

/// An industry; likewise.
pub async fn industry(site: &AppState, slug: &str, address: impl Fn(String) -> String) -> Result<Response> {
    item::<Industry>(site, slug, address).await
}

async fn list<T: Term>(site: &AppState, at: &str, query: Option<&str>) -> Result<Response> {
    refuse_unknown_names(query, |name| ["limit", "cursor"].contains(&name))?;
    let mut query = QueryReader::new(query);
    let limit = query.number_between("limit", 1, MOST).unwrap_or(PER_PAGE);
    refuse(&query.ignored)?;
    let after = match query.text("cursor") {
        Some(text) => Some(
            read_cursor(&text)
                .ok_or(Error::BadRequest("This cursor is none of this list. Take it from `next`.".into()))?,
        ),
        None => None,
    };
    let mut held = site.search.holdings(&site.pool, T::KIND, None).await?;
    let total = held.len() as u64;
    held.retain(|(slug, _)| after.as_ref().is_none_or(|after| slug > after));
    held.sort_by(|(one, _), (other, _)| one.cmp(other));
    let others_follow = held.len() as u64 > limit;
    held.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let items = load::<T>(site, &held).await?;
    let next = held.last().filter(|_| others_follow).map(|(last, _)| {
        let query = QueryWriter::default()
            .one("limit", (limit != PER_PAGE).then(|| limit.to_string()).as_deref())
            .one("cursor", Some(&URL_SAFE_NO_PAD.encode(last)));
        site.origin.absolute(href(&at, &query.finish()))
    });
    Ok(answer(&Listed { items, total, next }))
}

fn read_cursor(text: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok().filter(|slug| !slug.contains('\0'))
}

async fn item<T: Term>(site: &AppState, slug: &str, address: impl Fn(String) -> String) -> Result<Response> {
    let held = site.search.holdings(&site.pool, T::KIND, Some(&[slug.to_owned()])).await?;
    let Some(item) = load::<T>(site, &held).await?.pop() else {
        let catalog = site.search.catalog(&site.pool).await?;
        let present = catalog.present(&site.pool, T::KIND, slug).await?.ok_or(Error::NotFound)?;
        return Ok(moved(&address(present)));
    };
    let answer = answer(&item);
    Ok(match hub::<T>(slug).href() {
        Some(page) => with_canonical(answer, &site.origin.absolute(page)),
        None => answer,
    })
}

/// Reads them, and puts the page's address where there is enough for a page.
async fn load<T: Term>(site: &AppState, held: &[(String, Holding)]) -> Result<Vec<T>> {
    let mut items = T::load(&site.pool, held).await?;
    for item in &mut items {
        let hub = hub::<T>(item.slug());
        let holding = held.iter().find(|(slug, _)| slug == item.slug()).map(|(_, holding)| *holding);
        if holding.is_some_and(|holding| hub.shows.holds_enough(holding)) {
            hub.href().into_iter().for_each(|page| item.put_url(site.origin.absolute(page)));
        }
    }
    Ok(items)
}

fn hub<T: Term>(slug: &str) -> Hub {
    Hub::executives(Scope::of(T::KIND, slug))
}
