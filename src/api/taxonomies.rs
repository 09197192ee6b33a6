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
use crate::landing;
use crate::state::AppState;
use crate::taxonomy::{TaxonomyKind, queries as taxonomy};
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

    fn load<'a>(
        pool: &'a PgPool,
        slug: Option<&'a str>,
        after: Option<&'a str>,
        limit: i64,
    ) -> Pin<Box<dyn Future<Output = sqlx::Result<Vec<Self>>> + Send + 'a>>;

    fn slug(&self) -> &str;

    /// Its page, if it has one.
    fn url(&mut self) -> Option<&mut String>;
}

macro_rules! term {
    ($name:ident, $kind:ident, $load:path) => {
        impl Term for $name {
            const KIND: TaxonomyKind = TaxonomyKind::$kind;

            fn load<'a>(
                pool: &'a PgPool,
                slug: Option<&'a str>,
                after: Option<&'a str>,
                limit: i64,
            ) -> Pin<Box<dyn Future<Output = sqlx::Result<Vec<Self>>> + Send + 'a>> {
                Box::pin($load(pool, slug, after, limit))
            }

            fn slug(&self) -> &str {
                &self.slug
            }

            fn url(&mut self) -> Option<&mut String> {
                self.url.as_mut()
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
    // One more tells whether others follow.
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (mut items, total) = tokio::try_join!(
        T::load(&site.pool, None, after.as_deref(), most),
        queries::count(&site.pool, T::KIND.param()),
    )?;
    let limit_reached = items.len() as u64 > limit;
    items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    items.iter_mut().for_each(|item| place(site, item));
    let next = items.last().filter(|_| limit_reached).map(|last| {
        let query = QueryWriter::default()
            .one("limit", (limit != PER_PAGE).then(|| limit.to_string()).as_deref())
            .one("cursor", Some(&URL_SAFE_NO_PAD.encode(last.slug())));
        site.origin.absolute(href(&at, &query.finish()))
    });
    Ok(answer(&Listed { items, total, next }))
}

fn read_cursor(text: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok().filter(|slug| !slug.contains('\0'))
}

async fn item<T: Term>(site: &AppState, slug: &str, address: impl Fn(String) -> String) -> Result<Response> {
    let Some(mut item) = T::load(&site.pool, Some(slug), None, 1).await?.pop() else {
        let renamed = taxonomy::renamed(&site.pool, T::KIND, slug).await?.ok_or(Error::NotFound)?;
        return Ok(moved(&address(renamed)));
    };
    place(site, &mut item);
    let page = site.origin.absolute(landing::address_of(T::KIND, slug));
    Ok(with_canonical(answer(&item), &page))
}

/// Puts the page's address where there is a page.
fn place<T: Term>(site: &AppState, item: &mut T) {
    let address = site.origin.absolute(landing::address_of(T::KIND, item.slug()));
    if let Some(url) = item.url() {
        *url = address;
    }
}
