//! The handlers of the market report.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::charts::Histogram;
use super::figures::Market;
use super::panel::{DRAWN, pay_charts};
use super::queries::GroupPrices;
use super::rates_page::{RatesPage, Section};
use super::statistics::{Prices, Quote};
use super::tables::Table;
use crate::clock::Clock;
use crate::error::{self, Error, Result};
use crate::search::Search;
use crate::search::hubs::{self, Census, Hub, Scope, Shows};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::urls;
use crate::values::{group_thousands, plural_of_title};
use crate::web::links::Link;
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::web::siblings::Form;

/// `/rates` and `/rates/{role}`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(rates).typed_get(role)
}

/// Currencies and units on one page, the commonest.
const SECTIONS: usize = 6;
/// Groups in one table, the largest.
const GROUPS: usize = 25;

async fn rates(
    _: urls::Rates,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
) -> Result<Page<RatesPage>> {
    let market = Market { pool: &pool, search: &search };
    let all = Hub::executives(Scope::default());
    let (prices, pay) = (market.prices(&all.scope).await?, market.pay(&all).await?);
    let groups = groups(market, &all, &hubs::KINDS).await?;
    let address = layout.absolute(&urls::Rates);
    let crumbs = Crumbs::new(vec![Link::new("Home", &urls::Home)], "Rates");
    let intro = intro("fractional executives", &prices);
    let meta = Meta::new(
        "What fractional executives cost: rates by role, place and industry",
        format!("Market rates of fractional executives. {intro}"),
        &address,
    )
    .with_json_ld(crumbs.json_ld(&layout, &address))
    .with_forms(&[Form::Json], &urls::Rates, "Rates");
    let meta = if prices.is_empty() { meta.noindex() } else { meta };
    Ok(Page::new(RatesPage {
        heading: "What fractional executives cost".into(),
        intro,
        onward: vec![
            Link::new("All executives", &urls::Executives),
            Link::new("Open jobs", &urls::Jobs),
            Link::new("Roles", &urls::Roles),
        ],
        sections: sections(&prices, "executives", &groups),
        quotes: quotes(&prices),
        pay: pay_charts(&pay),
        pay_quotes: Table::of_quotes("Every currency and unit", "Jobs", &pay, DRAWN, |_, _| None),
        layout,
        meta,
        crumbs,
    }))
}

async fn role(
    urls::RoleRates { role: slug }: urls::RoleRates,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let catalog = search.catalog(&pool).await?;
    let Some(title) = catalog.name(TaxonomyKind::Role, &slug) else {
        let present = catalog.present(&pool, TaxonomyKind::Role, &slug).await?;
        return Ok(moved(&urls::RoleRates::to(present.ok_or(Error::NotFound)?)));
    };
    let market = Market { pool: &pool, search: &search };
    let hub = Hub::executives(Scope::of(TaxonomyKind::Role, slug.as_str()));
    let (prices, pay) = (market.prices(&hub.scope).await?, market.pay(&hub).await?);
    let plural = plural_of_title(title);
    if prices.is_empty() && pay.is_empty() {
        return Err(too_few(&search, &hub, &plural));
    }
    let groups = groups(market, &hub, &[TaxonomyKind::Location, TaxonomyKind::Industry]).await?;
    let address = layout.absolute(&urls::RoleRates::to(&slug));
    let above = vec![Link::new("Home", &urls::Home), Link::new("Rates", &urls::Rates)];
    let crumbs = Crumbs::new(above, title);
    let intro = intro(&format!("fractional {plural}"), &prices);
    let meta = Meta::new(
        format!("What a fractional {title} costs"),
        format!("Rates of fractional {plural} with how many they stand on. {intro}"),
        &address,
    )
    .with_json_ld(crumbs.json_ld(&layout, &address))
    .with_forms(&[Form::Json], &urls::RoleRates::to(&slug), "Rates");
    let meta = if prices.is_empty() { meta.noindex() } else { meta };
    let jobs = hub.showing(Shows::Jobs);
    let mut onward = Vec::new();
    for (label, hub) in [(format!("Fractional {plural}"), &hub), (format!("Fractional {title} jobs"), &jobs)]
    {
        let holding = search.holding(&pool, hub, clock.now()).await?;
        onward.extend(
            hub.href().filter(|_| hub.shows.holds_enough(holding)).map(|href| Link::new(label, &href)),
        );
    }
    onward.push(Link::new("Rates of all roles", &urls::Rates));
    let page = RatesPage {
        heading: format!("What a fractional {title} costs"),
        intro,
        onward,
        sections: sections(&prices, &plural, &groups),
        quotes: quotes(&prices),
        pay: pay_charts(&pay),
        pay_quotes: Table::of_quotes("Every currency and unit", "Jobs", &pay, DRAWN, |_, _| None),
        layout,
        meta,
        crumbs,
    };
    Ok(Page::new(page).into_response())
}

/// What is answered where a role has too few prices for a report.
fn too_few(search: &Search, hub: &Hub, plural: &str) -> Error {
    let hub = search
        .worthy_href(hub)
        .map(|href| error::Link { label: format!("Fractional {plural}").into(), href });
    let all = error::Link { label: "Rates of all roles".into(), href: urls::Rates.to_string() };
    Error::NotHere {
        words: (
            "Too few prices to tell",
            "Figures of fewer than five prices are not shown: they would tell of persons.",
        ),
        detail: format!("Fewer than five {plural} state a price in the same currency and unit.").into(),
        instead: hub.into_iter().chain([all]).collect(),
    }
}

/// Prices by role, place or industry, each group with the address of its page where that holds enough.
type Grouped = (TaxonomyKind, Vec<(GroupPrices, Option<String>)>);

/// The groups that a part of the market is told by. The page of a role is its own report; that of a place or an industry
/// is the hub of it there.
async fn groups(market: Market<'_>, hub: &Hub, kinds: &[TaxonomyKind]) -> Result<Vec<Grouped>> {
    let mut grouped = Vec::new();
    for kind in kinds {
        let groups = market.prices_by(&hub.scope, *kind).await?;
        let href = |census: &Census<'_>, slug: &str| match kind {
            TaxonomyKind::Role => Some(urls::RoleRates::to(slug).to_string()),
            _ => hub.and(*kind, slug).href().filter(|_| census.is_worthy(&hub.and(*kind, slug))),
        };
        let hrefs = |census: &Census<'_>| -> Vec<_> {
            groups.iter().map(|group| href(census, &group.slug)).collect()
        };
        let hrefs = market.search.census(hrefs).unwrap_or_else(|| vec![None; groups.len()]);
        grouped.push((*kind, groups.into_iter().zip(hrefs).collect()));
    }
    Ok(grouped)
}

fn sections(prices: &[Prices], who: &str, groups: &[Grouped]) -> Vec<Section> {
    (prices.iter().take(SECTIONS))
        .filter_map(|prices| {
            let title = format!("Starting prices of {who}, {}", prices.quote.label());
            let tables = tables(prices.quote, groups);
            Some(Section { quote: prices.quote, chart: Histogram::new(prices, title)?, tables })
        })
        .collect()
}

/// Every currency and unit; those with a section lead to it.
fn quotes(prices: &[Prices]) -> Option<Table> {
    let href = |at: usize, quote: Quote| (at < SECTIONS).then(|| format!("#{}", quote.anchor()));
    Table::of_quotes("Starting prices, every currency and unit", "Profiles", prices, SECTIONS, href)
}

/// The groups of each kind that have most prices in a currency and unit, all drawn on one scale.
fn tables(quote: Quote, groups: &[Grouped]) -> Vec<Table> {
    let largest = groups.iter().map(|(kind, groups)| {
        (*kind, groups.iter().filter(|(group, _)| group.quote == quote).take(GROUPS).collect::<Vec<_>>())
    });
    let largest: Vec<_> = largest.collect();
    let most = largest.iter().flat_map(|(_, groups)| groups).map(|(group, _)| group.quartiles.upper).max();
    let table = |(kind, groups): (TaxonomyKind, Vec<&(GroupPrices, Option<String>)>)| {
        let (heading, column) = match kind {
            TaxonomyKind::Role => ("By role", "Role"),
            TaxonomyKind::Location => ("By place", "Place"),
            _ => ("By industry", "Industry"),
        };
        let rows = groups.into_iter();
        let rows = rows.map(|(group, href)| (group.name.clone(), href.clone(), group.n, group.quartiles));
        Table::new(heading, column, quote, most?, rows.collect())
    };
    largest.into_iter().filter_map(table).collect()
}

/// The page's own figures as a paragraph.
fn intro(whom: &str, prices: &[Prices]) -> String {
    let told: Vec<String> = (prices.iter().take(3))
        .filter_map(|prices| {
            let quartiles = prices.quartiles()?;
            let quote = prices.quote;
            Some(format!(
                "{} (n = {}, {})",
                quote.price(quartiles.median),
                group_thousands(prices.n()),
                quartiles.middle(quote)
            ))
        })
        .collect();
    match told.as_slice() {
        [] => format!("Too few {whom} have told a price for honest figures."),
        [one] => format!("The median starting price of {whom} is {one}."),
        [all @ .., last] => {
            format!("The median starting prices of {whom} are {} and {last}.", all.join(", "))
        }
    }
}
