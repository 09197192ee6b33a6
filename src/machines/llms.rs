//! `/llms.txt`: what is here and where, for language models (llmstxt.org).

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::landing::Names;
use crate::search::hubs::{Holding, Hub, Scope, Shows};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::urls;
use crate::web::CachePolicy;
use crate::web::listing;
use crate::web::markdown;

#[derive(Template)]
#[template(path = "machines/llms.txt")]
struct Llms {
    origin: PublicOrigin,
    executives: u64,
    jobs: u64,
    groups: Vec<Group>,
}

/// Hubs of one kind, those that hold most.
struct Group {
    heading: &'static str,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    url: String,
    executives: u64,
    jobs: u64,
}

/// Hubs of one kind at most.
const MOST: usize = 25;

pub async fn show(_: urls::Llms, State(site): State<AppState>) -> Result<Response> {
    let all = Hub::executives(Scope::default());
    let Holding { executives, jobs } = site.search.holding(&site.pool, &all, site.clock.now()).await?;
    let mut groups = Vec::new();
    for (heading, kind) in [
        ("Roles", TaxonomyKind::Role),
        ("Places", TaxonomyKind::Location),
        ("Industries", TaxonomyKind::Industry),
    ] {
        let entries = busiest(&site, kind).await?;
        groups.extend((!entries.is_empty()).then_some(Group { heading, entries }));
    }
    let text =
        Llms { origin: site.origin.clone(), executives, jobs, groups }.render().map_err(Error::internal)?;
    Ok((CachePolicy::Page, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// The hubs of people that hold most, of those that hold enough.
async fn busiest(site: &AppState, kind: TaxonomyKind) -> Result<Vec<Entry>> {
    let catalog = site.search.catalog(&site.pool).await?;
    let mut holdings = site.search.holdings(&site.pool, kind, None).await?;
    holdings.retain(|(_, holding)| Shows::Executives.holds_enough(*holding));
    holdings.sort_by_key(|(slug, holding)| {
        (Reverse(holding.executives + holding.jobs), catalog.rank(kind, slug))
    });
    let entry = |(slug, Holding { executives, jobs }): (String, _)| {
        let hub = Hub::executives(Scope::of(kind, slug));
        let name = Names::of(&hub.scope, &catalog).heading(hub.shows);
        Some(Entry { url: site.origin.absolute(hub.href()?), name, executives, jobs })
    };
    Ok(holdings.into_iter().filter_map(entry).take(MOST).collect())
}
