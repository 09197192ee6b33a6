//! `/`: the front page.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use sqlx::PgPool;

use super::hub_words::median_figure;
use super::structured_data;
use crate::clock::Clock;
use crate::error::Result;
use crate::market::Market;
use crate::search::hubs::{Hub, Scope, Shows};
use crate::search::{Cards, Search};
use crate::taxonomy::TaxonomyKind;
use crate::taxonomy::queries as taxonomy;
use crate::urls;
use crate::values::group_thousands;
use crate::web::links::{Counted, Figure, Named};
use crate::web::page::{Layout, Meta, Page};
use crate::web::siblings::Form;
use crate::{executives, jobs};

/// The front page.
#[derive(Debug, Template)]
#[template(path = "landing/home.html")]
pub struct HomePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The roles that the search box offers.
    pub role_choices: Vec<Named>,
    /// Published executives.
    pub executives_total: u64,
    /// Open jobs.
    pub jobs_total: u64,
    /// Roles with the number of their executives, most first.
    pub roles: Vec<Counted>,
    /// Places with the number of their executives, most first.
    pub locations: Vec<Counted>,
    /// Roles with the number of their open jobs, most first.
    pub job_roles: Vec<Counted>,
    /// People whom the editors put forward.
    pub featured: Vec<executives::view::Card>,
    /// The newest open jobs.
    pub newest: Vec<jobs::view::Card>,
    /// What the market looks like today.
    pub snapshot: Vec<Figure>,
}

impl HomePage {
    /// Whether nothing was published yet.
    pub fn is_empty(&self) -> bool {
        self.executives_total == 0 && self.jobs_total == 0
    }
}

pub(super) async fn home(
    _: urls::Home,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(people): State<Cards<executives::view::Card>>,
    State(postings): State<Cards<jobs::view::Card>>,
    State(clock): State<Clock>,
) -> Result<Page<HomePage>> {
    const MOST: usize = 16;
    let now = clock.now();
    let all = Hub::executives(Scope::default());
    let total = search.holding(&pool, &all, now).await?;
    // Who is put forward comes first by itself, and so do new jobs.
    let (everybody, board) = (executives::search::all(), jobs::search::all());
    let (roles, locations, job_roles, featured, newest) = tokio::try_join!(
        busiest(&pool, &search, (TaxonomyKind::Role, Shows::Executives), MOST),
        busiest(&pool, &search, (TaxonomyKind::Location, Shows::Executives), MOST),
        busiest(&pool, &search, (TaxonomyKind::Role, Shows::Jobs), 8),
        search.find(&pool, &everybody, 6, now),
        search.find(&pool, &board, 6, now),
    )?;
    let catalog = search.catalog(&pool).await?;
    let mut connection = pool.acquire().await?;
    let role_choices = taxonomy::roles_in_use(&mut connection).await?;
    let featured = people.read(&mut *connection, &catalog, &featured.ids, now.date_naive()).await?;
    let newest = postings.read(&mut *connection, &catalog, &newest.ids, now.date_naive()).await?;
    drop(connection);
    let prices = Market { pool: &pool, search: &search }.prices(&all.scope).await?;
    let whole = |count: u64| group_thousands(i64::try_from(count).unwrap_or_default());
    let description = format!(
        "{} fractional executives and {} open fractional jobs, with prices, availability and proof. Search by role, place and industry.",
        whole(total.executives),
        whole(total.jobs)
    );
    let address = layout.absolute(&urls::Home);
    let meta = Meta::new("Fractional executives and jobs, with prices", description, &address)
        .with_json_ld(structured_data::web_site(&layout))
        .with_json_ld(structured_data::organization(&layout))
        .with_forms(&Form::FEEDS, &urls::Jobs, "New jobs")
        .with_forms(&Form::FEEDS, &urls::Executives, "New executives");
    Ok(Page::new(HomePage {
        role_choices: role_choices.into_iter().map(|role| Named::new(role.slug, role.name)).collect(),
        executives_total: total.executives,
        jobs_total: total.jobs,
        roles,
        locations,
        job_roles,
        featured,
        newest,
        snapshot: prices.iter().take(4).filter_map(median_figure).collect(),
        layout,
        meta,
    }))
}

/// The hubs of a kind that show most, of those that hold enough.
async fn busiest(
    pool: &PgPool,
    search: &Search,
    (kind, shows): (TaxonomyKind, Shows),
    most: usize,
) -> sqlx::Result<Vec<Counted>> {
    let catalog = search.catalog(pool).await?;
    let mut holdings = search.holdings(pool, kind, None).await?;
    holdings.retain(|(_, holding)| shows.holds_enough(*holding));
    holdings.sort_by_key(|(slug, holding)| (Reverse(shows.count(*holding)), catalog.rank(kind, slug)));
    let link = |(slug, holding): (String, _)| {
        let href = Hub { scope: Scope::of(kind, slug.as_str()), shows }.href()?;
        Some(Counted::new(catalog.name(kind, &slug)?, &href, shows.count(holding)))
    };
    Ok(holdings.into_iter().filter_map(link).take(most).collect())
}
