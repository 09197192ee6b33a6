//! The handlers of the market report.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::charts::Histogram;
use super::queries::{self, GroupPrices, Scope};
use super::rates_page::{RatesPage, Section, Table};
use super::statistics::{Prices, Quote};
use crate::error::{Error, Result};
use crate::search::Search;
use crate::state::AppState;
use crate::taxonomy::{self, TaxonomyKind};
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

async fn rates(_: urls::Rates, layout: Layout, State(pool): State<PgPool>) -> Result<Page<RatesPage>> {
    let all = Scope::default();
    let (prices, pay, by_role, by_place, by_industry) = tokio::try_join!(
        queries::prices(&pool, &all),
        queries::job_pay(&pool, &all),
        queries::prices_by(&pool, &all, TaxonomyKind::Role),
        queries::prices_by(&pool, &all, TaxonomyKind::Location),
        queries::prices_by(&pool, &all, TaxonomyKind::Industry),
    )?;
    let places = linked(&pool, TaxonomyKind::Location, &by_place).await?;
    let industries = linked(&pool, TaxonomyKind::Industry, &by_industry).await?;
    let tables = |quote: Quote| {
        vec![
            table("By role", "Role", quote, &by_role, |slug| Some(urls::RoleRates::to(slug).to_string())),
            table("By place", "Place", quote, &by_place, |slug| {
                places.iter().any(|known| known == slug).then(|| urls::Location::to(slug).to_string())
            }),
            table("By industry", "Industry", quote, &by_industry, |slug| {
                industries.iter().any(|known| known == slug).then(|| urls::Industry::to(slug).to_string())
            }),
        ]
    };
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
        sections: sections(&prices, "executives", tables),
        pay: pay_charts(&pay),
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
) -> Result<Response> {
    let catalog = search.catalog(&pool).await?;
    let Some(title) = catalog.name(TaxonomyKind::Role, &slug) else {
        let renamed = taxonomy::queries::renamed(&pool, TaxonomyKind::Role, &slug).await?;
        return Ok(moved(&urls::RoleRates::to(renamed.ok_or(Error::NotFound)?)));
    };
    let scope = Scope { role: Some(slug.clone()), ..Scope::default() };
    let (prices, pay, by_place, by_industry) = tokio::try_join!(
        queries::prices(&pool, &scope),
        queries::job_pay(&pool, &scope),
        queries::prices_by(&pool, &scope, TaxonomyKind::Location),
        queries::prices_by(&pool, &scope, TaxonomyKind::Industry),
    )?;
    if prices.is_empty() && pay.is_empty() {
        return Err(Error::NotFound);
    }
    let places = linked(&pool, TaxonomyKind::Location, &by_place).await?;
    let industries = linked(&pool, TaxonomyKind::Industry, &by_industry).await?;
    let tables = |quote: Quote| {
        vec![
            table("By place", "Place", quote, &by_place, |slug| {
                places.iter().any(|known| known == slug).then(|| urls::Location::to(slug).to_string())
            }),
            table("By industry", "Industry", quote, &by_industry, |slug| {
                industries.iter().any(|known| known == slug).then(|| urls::Industry::to(slug).to_string())
            }),
        ]
    };
    let address = layout.absolute(&urls::RoleRates::to(&slug));
    let above = vec![Link::new("Home", &urls::Home), Link::new("Rates", &urls::Rates)];
    let crumbs = Crumbs::new(above, title);
    let plural = plural_of_title(title);
    let intro = intro(&format!("fractional {plural}"), &prices);
    let meta = Meta::new(
        format!("What a fractional {title} costs"),
        format!("Rates of fractional {plural} with how many they stand on. {intro}"),
        &address,
    )
    .with_json_ld(crumbs.json_ld(&layout, &address))
    .with_forms(&[Form::Json], &urls::RoleRates::to(&slug), "Rates");
    let meta = if prices.is_empty() { meta.noindex() } else { meta };
    let page = RatesPage {
        heading: format!("What a fractional {title} costs"),
        intro,
        onward: vec![
            Link::new(format!("Fractional {plural}"), &urls::Role::to(&slug)),
            Link::new("Rates of all roles", &urls::Rates),
        ],
        sections: sections(&prices, &plural, tables),
        pay: pay_charts(&pay),
        layout,
        meta,
        crumbs,
    };
    Ok(Page::new(page).into_response())
}

/// The groups whose hubs hold enough to be linked.
async fn linked(pool: &PgPool, kind: TaxonomyKind, groups: &[GroupPrices]) -> sqlx::Result<Vec<String>> {
    let mut slugs: Vec<String> = groups.iter().map(|group| group.slug.clone()).collect();
    slugs.sort_unstable();
    slugs.dedup();
    taxonomy::queries::worthy_hubs(pool, kind, &slugs).await
}

fn sections(prices: &[Prices], who: &str, tables: impl Fn(Quote) -> Vec<Option<Table>>) -> Vec<Section> {
    (prices.iter().take(SECTIONS))
        .filter_map(|prices| {
            let title = format!("Starting prices of {who}, {}", prices.quote.label());
            let tables = tables(prices.quote).into_iter().flatten().collect();
            Some(Section { quote: prices.quote, chart: Histogram::new(prices, title)?, tables })
        })
        .collect()
}

fn table(
    heading: &'static str,
    column: &'static str,
    quote: Quote,
    groups: &[GroupPrices],
    href: impl Fn(&str) -> Option<String>,
) -> Option<Table> {
    let rows = (groups.iter().filter(|group| group.quote == quote).take(GROUPS))
        .map(|group| (group.name.clone(), href(&group.slug), group.n, group.quartiles))
        .collect();
    Table::new(heading, column, quote, rows)
}

/// What open jobs pay, drawn.
pub fn pay_charts(pay: &[Prices]) -> Vec<Histogram> {
    const MOST: usize = 2;
    (pay.iter().take(MOST))
        .filter_map(|prices| Histogram::new(prices, format!("What open jobs pay, {}", prices.quote.label())))
        .collect()
}

/// The page's own figures as a paragraph.
fn intro(whom: &str, prices: &[Prices]) -> String {
    let told: Vec<String> = (prices.iter().take(3))
        .filter_map(|prices| {
            let quartiles = prices.quartiles()?;
            let quote = prices.quote;
            Some(format!(
                "{} (n = {}, half between {} and {})",
                quote.price(quartiles.median),
                group_thousands(prices.n()),
                quote.amount(quartiles.lower),
                quote.amount(quartiles.upper)
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
