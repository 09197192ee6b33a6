//! `/llms.txt`: what is here and where, for language models (llmstxt.org).

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::config::PublicOrigin;
use crate::error::{Error, Result};
use crate::landing::{self, queries::Hub};
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
    let (totals, roles, locations, industries) = tokio::try_join!(
        landing::queries::totals(&site.pool),
        landing::queries::worthy(&site.pool, TaxonomyKind::Role),
        landing::queries::worthy(&site.pool, TaxonomyKind::Location),
        landing::queries::worthy(&site.pool, TaxonomyKind::Industry),
    )?;
    let group = |heading, kind, mut hubs: Vec<Hub>| {
        hubs.sort_by_key(|hub| std::cmp::Reverse(hub.executives + hub.jobs));
        let entry = |hub: Hub| Entry {
            url: site.origin.absolute(landing::address_of(kind, &hub.slug)),
            name: landing::heading(kind, &hub.name),
            executives: hub.executives.unsigned_abs(),
            jobs: hub.jobs.unsigned_abs(),
        };
        Group { heading, entries: hubs.into_iter().take(MOST).map(entry).collect() }
    };
    let mut groups = vec![
        group("Roles", TaxonomyKind::Role, roles),
        group("Places", TaxonomyKind::Location, locations),
        group("Industries", TaxonomyKind::Industry, industries),
    ];
    groups.retain(|group| !group.entries.is_empty());
    let (executives, jobs) = totals;
    let text =
        Llms { origin: site.origin.clone(), executives, jobs, groups }.render().map_err(Error::internal)?;
    Ok((CachePolicy::Page, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}
