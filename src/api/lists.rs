//! The two lists and what stands on them.

use axum::Json;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use url::form_urlencoded;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::executives::canonical::Executive;
use crate::jobs::canonical::Job;
use crate::search::{Cursor, Filter, List};
use crate::state::AppState;
use crate::web::CachePolicy;
use crate::web::query::{QueryReader, QueryWriter, href};
use crate::web::siblings::with_canonical;
use crate::{executives, jobs, urls};

/// Results on a page where the address says nothing.
pub const PER_PAGE: u64 = 24;
/// Results on a page at most.
pub const MOST: u64 = 100;

/// A page of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{T}List")]
pub struct Listed<T> {
    /// The results of this page.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
    /// The address of the next page; null on the last one.
    pub next: Option<String>,
}

/// `…/executives`: the profiles that a search finds.
pub async fn executives(site: &AppState, at: &str, query: Option<&str>) -> Result<Response> {
    let page = Found::of(site, &executives::search::LIST, at, query).await?;
    let catalog = site.search.catalog(&site.pool).await?;
    let rows = executives::queries::public(&site.pool, &catalog, &page.ids).await?;
    let today = site.clock.today();
    Ok(page.answer(site, rows.iter().map(|row| Executive::of(row, &site.origin, today)).collect()))
}

/// `…/jobs`: the open postings that a search finds.
pub async fn jobs(site: &AppState, at: &str, query: Option<&str>) -> Result<Response> {
    let page = Found::of(site, &jobs::search::LIST, at, query).await?;
    let catalog = site.search.catalog(&site.pool).await?;
    let rows = jobs::queries::public(&site.pool, &catalog, &page.ids).await?;
    Ok(page.answer(site, rows.iter().map(|row| Job::of(row, &site.origin)).collect()))
}

/// A profile. `address` says where another one stands, for those that have another slug now.
pub async fn executive(
    site: &AppState,
    slug: &str,
    address: impl Fn(urls::Executive) -> String,
) -> Result<Response> {
    let catalog = site.search.catalog(&site.pool).await?;
    let mut connection = site.pool.acquire().await?;
    let Some(row) = executives::queries::find_public(&mut connection, &catalog, slug).await? else {
        return executives::elsewhere(&mut connection, slug, address).await;
    };
    let profile = Executive::of(&row, &site.origin, site.clock.today());
    let page = profile.url.clone();
    Ok(with_canonical(answer(&profile), &page))
}

/// An open posting. `address` as above.
pub async fn job(site: &AppState, slug: &str, address: impl Fn(urls::Job) -> String) -> Result<Response> {
    let catalog = site.search.catalog(&site.pool).await?;
    let mut connection = site.pool.acquire().await?;
    let Some(row) = jobs::queries::find_published(&mut connection, &catalog, slug).await? else {
        return jobs::elsewhere(&mut connection, slug, address).await;
    };
    if !row.is_open {
        return Err(Error::Gone { detail: row.to_closed_view().sentence().into(), instead: Vec::new() });
    }
    let posting = Job::of(&row, &site.origin);
    let page = posting.url.clone();
    Ok(with_canonical(answer(&posting), &page))
}

/// An answer that anybody may keep and asks for anew.
pub fn answer(body: &impl Serialize) -> Response {
    (CachePolicy::Page, Json(body)).into_response()
}

/// A page of a search, before its rows are read.
struct Found {
    filter: Filter,
    ids: Vec<Uuid>,
    total: u64,
    next: Option<String>,
    is_first: bool,
}

impl Found {
    async fn of(site: &AppState, list: &'static List, at: &str, query: Option<&str>) -> Result<Self> {
        let now = site.clock.now();
        let Asked { filter, limit, cursor } = Asked::read(site, list, query).await?;
        let is_first = cursor.is_none();
        let after = cursor.map(|Cursor(standing)| standing);
        let found = site.search.find_after(&site.pool, &filter, limit, after, now).await?;
        let found = found.ok_or(Error::Unavailable("The search is being prepared.".into()))?;
        if found.ids.is_empty() && filter.page() > 1 {
            return Err(filter.pagination(limit, found.total).past_the_end(list.singular, list.plural));
        }
        let next = found.end.map(|end| {
            let limit = (limit != PER_PAGE).then(|| limit.to_string());
            let query = QueryWriter::of(filter.on_page(1).to_query())
                .one("limit", limit.as_deref())
                .one("cursor", Some(&Cursor(end).write(&filter)));
            site.origin.absolute(href(&at, &query.finish()))
        });
        Ok(Self { filter, ids: found.ids, total: found.total, next, is_first })
    }

    fn answer<T: Serialize>(self, site: &AppState, items: Vec<T>) -> Response {
        let next = self.next.as_ref().map(|next| format!("<{next}>; rel=\"next\""));
        let mut response = answer(&Listed { items, total: self.total, next: self.next });
        if let Some(Ok(next)) = next.map(HeaderValue::try_from) {
            response.headers_mut().append(header::LINK, next);
        }
        let page = site.origin.absolute(self.filter.href());
        if self.is_first { with_canonical(response, &page) } else { response }
    }
}

/// What the address of a list asks for.
pub struct Asked {
    /// The search.
    pub filter: Filter,
    /// How many results on a page.
    pub limit: u64,
    /// Where the page before ended.
    pub cursor: Option<Cursor>,
}

impl Asked {
    /// Reads the address; whatever in it means nothing is an error that names it.
    pub async fn read(site: &AppState, list: &'static List, query: Option<&str>) -> Result<Self> {
        refuse_unknown_names(query, |name| list.knows(name) || ["limit", "cursor"].contains(&name))?;
        let (filter, ignored) = read_filter(site, list, query).await?;
        let mut query = QueryReader::new(query);
        let limit = query.number_between("limit", 1, MOST).unwrap_or(PER_PAGE);
        refuse(&[ignored, std::mem::take(&mut query.ignored)].concat())?;
        let Some(text) = query.text("cursor") else { return Ok(Self { filter, limit, cursor: None }) };
        // A cursor says where the page begins.
        let filter = filter.on_page(1);
        let cursor = Cursor::read(&text, &filter).ok_or(Error::BadRequest(
            "This cursor is none of this search. Take it from `next`, with everything else that stands there.".into(),
        ))?;
        Ok(Self { filter, limit, cursor: Some(cursor) })
    }
}

/// A search as its page reads it, and what of it means nothing.
pub async fn read_filter(
    site: &AppState,
    list: &'static List,
    query: Option<&str>,
) -> Result<(Filter, Vec<String>)> {
    let (mut filter, mut ignored) = Filter::parse(list, query);
    let catalog = site.search.catalog(&site.pool).await?;
    filter.drop_unknown(&catalog, &mut ignored);
    Ok((filter, ignored))
}

/// Refuses what a search can't mean, by name.
pub fn refuse(ignored: &[String]) -> Result<()> {
    if ignored.is_empty() {
        return Ok(());
    }
    Err(Error::BadRequest(format!("Not known: {}.", ignored.join(", ")).into()))
}

/// Refuses parameters that there are not: a filter that is misspelt would find everything.
pub fn refuse_unknown_names(query: Option<&str>, is_known: impl Fn(&str) -> bool) -> Result<()> {
    let names = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).map(|(name, _)| name);
    let shown = |name: &str| -> String { name.chars().filter(|c| !c.is_control()).take(60).collect() };
    let mut unknown: Vec<String> = names.filter(|name| !is_known(name)).map(|name| shown(&name)).collect();
    unknown.dedup();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(Error::BadRequest(format!("There is no parameter “{}”.", unknown.join("”, “")).into()))
}
