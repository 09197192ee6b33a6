//! A list's page, whatever is listed: its address read, its results found, its controls counted.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::facets::{facets, kept, options};
use super::index::{Ask, Found, Index};
use super::{Filter, List, Search, asked};
use crate::error::Result;
use crate::taxonomy::Catalog;
use crate::web::links::Link;
use crate::web::listing::Listing;
use crate::web::page::{Layout, Meta};
use crate::web::siblings::Form;

/// Results on a page of a list.
pub const PER_PAGE: u64 = 24;

/// What an address of a list leads to.
#[derive(Debug)]
pub enum Outcome {
    /// Another address says the same, and is the one.
    Moved(String),
    /// A page of the list.
    Results(Box<Results>),
}

/// A page of a list.
#[derive(Debug)]
pub struct Results {
    /// What was searched for.
    pub filter: Filter,
    /// What the slugs in it are called.
    pub catalog: Arc<Catalog>,
    /// The results in sight.
    pub ids: Vec<Uuid>,
    /// Filters, order, pages.
    pub listing: Listing,
}

impl Search {
    /// Answers a list's address. Fails with 404 where the page is past the last one.
    pub async fn list(
        &self,
        pool: &PgPool,
        list: &'static List,
        query: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<Outcome> {
        let (mut filter, mut ignored) = Filter::parse(list, query);
        let catalog = self.catalog(pool).await?;
        filter.drop_unknown(&catalog, &mut ignored);
        ignored.extend(Filter::unknown_names(list, query));
        // One address for one search: a form sends its empty fields along.
        if ignored.is_empty() && query.unwrap_or_default() != filter.to_query() {
            return Ok(Outcome::Moved(filter.href()));
        }
        let found = self.answer(list, counting(&filter, &catalog, now)).await;
        let (ids, total, counts) = if let Some(found) = found {
            (found.ids, found.total, Some(found.counts))
        } else {
            let page = self.find(pool, &filter, PER_PAGE, now).await?;
            (page.ids, page.total, None)
        };
        if ids.is_empty() && filter.page() > 1 {
            let pages = filter.pagination(PER_PAGE, total);
            return Err(pages.past_the_end(list.singular, list.plural));
        }
        let is_empty = counts.is_some() && self.index(list).is_some_and(Index::is_empty);
        let wider = if total == 0 { self.wider(pool, &filter, &catalog, now).await? } else { Vec::new() };
        let price_note = match &counts {
            Some(counts) => self.without_a_price(pool, &filter, counts, now).await?,
            None => None,
        };
        let chips = filter.chips(&catalog);
        let facets = facets(&filter, &catalog, counts.as_deref(), is_empty);
        let listing = Listing {
            action: list.path.to_owned(),
            query: filter.value("q").unwrap_or_default().to_owned(),
            search_label: list.search_label,
            search_hint: list.search_hint,
            singular: list.singular,
            plural: list.plural,
            kept: kept(&filter, &facets),
            facets,
            hub: self.hub_of(&filter).and_then(|hub| self.worthy_href(&hub)),
            sorts: filter.orders(),
            order_note: filter.order_note(),
            price_note,
            in_force: chips.len() - filter.values("q").len(),
            clear_href: (!chips.is_empty()).then(|| list.path.to_owned()),
            chips,
            alert_href: filter.alert_href(),
            ignored,
            respelled: filter.words(&catalog).map(|words| words.respelled).unwrap_or_default(),
            guessed: if total == 0 { Vec::new() } else { self.guessed(&filter, &catalog) },
            wider,
            meant: self.meant(pool, &filter, &catalog, total, now).await?,
            pagination: filter.pagination(PER_PAGE, total),
            forms: forms(&filter),
        };
        Ok(Outcome::Results(Box::new(Results { filter, catalog, ids, listing })))
    }

    /// The page of a search with the counts of all controls; nothing while the index is still to be built.
    pub fn counted(&self, filter: &Filter, catalog: &Catalog, now: DateTime<Utc>) -> Option<Found> {
        self.index(filter.list())?.ask(&counting(filter, catalog, now))
    }
}

/// What the page of a search asks of the index.
fn counting(filter: &Filter, catalog: &Catalog, now: DateTime<Utc>) -> Ask {
    Ask { options: options(filter, catalog, now), ..asked(filter, catalog, PER_PAGE, now) }
}

/// The same search for feed readers, newest first, and for programs.
fn forms(filter: &Filter) -> Vec<Link> {
    let whole = filter.unordered().href();
    (Form::FEEDS.into_iter().map(|form| Link::new(form.label(), &form.of(&whole))))
        .chain([Link::new(Form::Json.label(), &Form::Json.of(&filter.href()))])
        .collect()
}

/// What a list's page says of itself; `description` is told which page it is (`, page 2 of 9`).
pub fn meta(
    layout: &Layout,
    results: &Results,
    heading: &str,
    description: impl FnOnce(&str) -> String,
) -> Meta {
    let pages = &results.listing.pagination;
    let page =
        if pages.page > 1 { format!(", page {} of {}", pages.page, pages.pages) } else { String::new() };
    let address = layout.absolute(&results.filter.href());
    let mut meta = Meta::new(format!("{heading}{page}"), description(&page), address);
    meta.prev.clone_from(&pages.prev);
    meta.next.clone_from(&pages.next);
    meta = meta.with_forms(&Form::FEEDS, &results.filter.unordered().href(), heading).with_forms(
        &[Form::Json],
        &results.filter.href(),
        heading,
    );
    let is_plain = results.filter.is_indexable() && results.listing.ignored.is_empty();
    if is_plain && pages.total > 0 { meta } else { meta.noindex() }
}
