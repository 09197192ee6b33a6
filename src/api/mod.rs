//! The read API: what the pages show, for programs. `/api/v1/…` and the `.json` siblings of pages answer alike.
//!
//! Same rows, same filters by the same parser, same errors. What differs from the pages: a filter that means nothing is
//! an error and not left out, because no program reads a notice; and pages follow each other by cursors.

mod lists;
pub mod open_api;
mod queries;
mod rates;
mod show_page;
mod taxonomies;
mod traffic;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum_extra::routing::RouterExt;

pub use lists::{executive, executives, job, jobs, read_filter, refuse};
pub use rates::{rates, role_rates};
use show_page::ShowPage;
pub use taxonomies::{industries, industry, location, locations, role, roles};
pub use traffic::{Traffic, readable_from_anywhere};

use crate::error::Result;
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Page};

/// `/api` and what stands below it, but for what takes rows.
pub fn routes(traffic: &Traffic) -> Router<AppState> {
    let counted = Router::new()
        .typed_get(get_executives)
        .typed_get(get_executive)
        .typed_get(get_jobs)
        .typed_get(get_job)
        .typed_get(get_roles)
        .typed_get(get_role)
        .typed_get(get_locations)
        .typed_get(get_location)
        .typed_get(get_industries)
        .typed_get(get_industry)
        .typed_get(get_rates)
        .typed_get(get_role_rates);
    let open = traffic.count(counted).typed_get(open_api::show);
    readable_from_anywhere(open).typed_get(show)
}

async fn show(_: urls::Api, layout: Layout, State(site): State<AppState>) -> Result<Page<ShowPage>> {
    Ok(Page::new(ShowPage::new(layout, &site).await?))
}

async fn get_executives(
    at: urls::ApiExecutives,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    executives(&site, &at.to_string(), query.as_deref()).await
}

async fn get_jobs(
    at: urls::ApiJobs,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    jobs(&site, &at.to_string(), query.as_deref()).await
}

async fn get_roles(
    at: urls::ApiRoles,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    roles(&site, &at.to_string(), query.as_deref()).await
}

async fn get_locations(
    at: urls::ApiLocations,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    locations(&site, &at.to_string(), query.as_deref()).await
}

async fn get_industries(
    at: urls::ApiIndustries,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    industries(&site, &at.to_string(), query.as_deref()).await
}

async fn get_executive(
    urls::ApiExecutive { slug }: urls::ApiExecutive,
    State(site): State<AppState>,
) -> Result<Response> {
    executive(&site, &slug, |urls::Executive { slug }| urls::ApiExecutive { slug }.to_string()).await
}

async fn get_job(urls::ApiJob { slug }: urls::ApiJob, State(site): State<AppState>) -> Result<Response> {
    job(&site, &slug, |urls::Job { slug }| urls::ApiJob { slug }.to_string()).await
}

async fn get_role(urls::ApiRole { slug }: urls::ApiRole, State(site): State<AppState>) -> Result<Response> {
    role(&site, &slug, |slug| urls::ApiRole { slug }.to_string()).await
}

async fn get_location(
    urls::ApiLocation { slug }: urls::ApiLocation,
    State(site): State<AppState>,
) -> Result<Response> {
    location(&site, &slug, |slug| urls::ApiLocation { slug }.to_string()).await
}

async fn get_industry(
    urls::ApiIndustry { slug }: urls::ApiIndustry,
    State(site): State<AppState>,
) -> Result<Response> {
    industry(&site, &slug, |slug| urls::ApiIndustry { slug }.to_string()).await
}

async fn get_rates(
    _: urls::ApiRates,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    rates(&site, query.as_deref()).await
}

async fn get_role_rates(
    urls::ApiRoleRates { slug }: urls::ApiRoleRates,
    State(site): State<AppState>,
) -> Result<Response> {
    role_rates(&site, &slug, |slug| urls::ApiRoleRates { slug }.to_string()).await
}
