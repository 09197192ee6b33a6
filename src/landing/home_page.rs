//! `/`: the front page.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use sqlx::PgPool;

use super::hub_words::median_figure;
use super::structured_data;
use crate::clock::Clock;
use crate::database::OnDemand;
use crate::error::Result;
use crate::market::Market;
use crate::search::hubs::{Holding, Hub, Scope, Shows};
use crate::search::{Entries, Search};
use crate::taxonomy::{Catalog, TaxonomyKind};
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
    State(clock): State<Clock>,
) -> Result<Page<HomePage>> {
    const MOST: usize = 16;
    let now = clock.now();
    let all = Hub::executives(Scope::default());
    let total = search.holding(&pool, &all, now).await?;
    // Who is put forward comes first by itself, and so do new jobs.
    let (everybody, board) = (executives::search::all(), jobs::search::all());
    let (by_role, by_place, featured, newest) = tokio::try_join!(
        search.holdings(&pool, TaxonomyKind::Role, None),
        search.holdings(&pool, TaxonomyKind::Location, None),
        search.find(&pool, &everybody, 6, now),
        search.find(&pool, &board, 6, now),
    )?;
    let catalog = search.catalog(&pool).await?;
    let people: Entries<executives::view::Card> = search.entries();
    let postings: Entries<jobs::view::Card> = search.entries();
    let mut connection = OnDemand::of(&pool);
    let featured = people.read(&mut connection, &catalog, &featured.ids, now.date_naive()).await?;
    let newest = postings.read(&mut connection, &catalog, &newest.ids, now.date_naive()).await?;
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
        role_choices: in_use(&catalog, &by_role),
        executives_total: total.executives,
        jobs_total: total.jobs,
        roles: busiest(&catalog, &by_role, (TaxonomyKind::Role, Shows::Executives), MOST),
        locations: busiest(&catalog, &by_place, (TaxonomyKind::Location, Shows::Executives), MOST),
        job_roles: busiest(&catalog, &by_role, (TaxonomyKind::Role, Shows::Jobs), 8),
        featured,
        newest,
        snapshot: prices.iter().take(4).filter_map(median_figure).collect(),
        layout,
        meta,
    }))
}

/// The roles in which somebody works, in their order.
fn in_use(catalog: &Catalog, holdings: &[(String, Holding)]) -> Vec<Named> {
    let mut slugs: Vec<&String> =
        holdings.iter().filter(|(_, holding)| holding.executives > 0).map(|(slug, _)| slug).collect();
    slugs.sort_by_key(|slug| catalog.rank(TaxonomyKind::Role, slug));
    slugs
        .into_iter()
        .filter_map(|slug| Some(Named::new(slug, catalog.name(TaxonomyKind::Role, slug)?)))
        .collect()
}

/// The hubs of a kind that show most, of those that hold enough.
fn busiest(
    catalog: &Catalog,
    holdings: &[(String, Holding)],
    (kind, shows): (TaxonomyKind, Shows),
    most: usize,
) -> Vec<Counted> {
    let mut holdings: Vec<&(String, Holding)> =
        holdings.iter().filter(|(_, holding)| shows.holds_enough(*holding)).collect();
    holdings.sort_by_key(|(slug, holding)| (Reverse(shows.count(*holding)), catalog.rank(kind, slug)));
    let link = |(slug, holding): &(String, Holding)| {
        let href = Hub { scope: Scope::of(kind, slug.as_str()), shows }.href()?;
        Some(Counted::new(catalog.name(kind, slug)?, &href, shows.count(*holding)))
    };
    holdings.into_iter().filter_map(link).take(most).collect()
}
