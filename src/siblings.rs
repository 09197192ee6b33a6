//! Which pages can be had in which other forms: lists and hubs as feeds and data, profiles and postings as data and text.
//!
//! A page's sibling is one route here, by the page's own address; [`beside`](crate::web::siblings::beside) leads to it.
//! A page that is a saved search has its feeds by naming the search.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;

use crate::api::{self, Traffic};
use crate::error::{Error, Result};
use crate::feeds::{self, Feed};
use crate::search::List;
use crate::state::AppState;
use crate::taxonomy::{TaxonomyKind, queries as taxonomy};
use crate::web::siblings::{Form, with_canonical};
use crate::web::{CachePolicy, moved};
use crate::{executives, jobs, landing, urls};

/// The siblings of all pages that have any.
pub fn routes(traffic: &Traffic) -> Router<AppState> {
    let routes = Router::new()
        .typed_get(directory)
        .typed_get(board)
        .typed_get(profile)
        .typed_get(posting)
        .typed_get(roles)
        .typed_get(locations)
        .typed_get(industries)
        .typed_get(role)
        .typed_get(location)
        .typed_get(industry)
        .typed_get(rates)
        .typed_get(role_rates);
    api::readable_from_anywhere(traffic.count(routes))
}

async fn directory(
    _: urls::Executives,
    form: Form,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    match form {
        Form::Json => api::executives(&site, &form.of(&urls::Executives), query.as_deref()).await,
        _ => list(&site, &executives::search::LIST, form, query.as_deref()).await,
    }
}

async fn board(
    _: urls::Jobs,
    form: Form,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    match form {
        Form::Json => api::jobs(&site, &form.of(&urls::Jobs), query.as_deref()).await,
        _ => list(&site, &jobs::search::LIST, form, query.as_deref()).await,
    }
}

/// The feed of a list with its filters. One that means nothing is an error: a reader would never learn that it gets more
/// than it asked for.
async fn list(site: &AppState, list: &'static List, form: Form, query: Option<&str>) -> Result<Response> {
    let (search, ignored) = api::read_filter(site, list, query).await?;
    api::refuse(&ignored)?;
    let title = feeds::title(&search, &*site.search.catalog(&site.pool).await?);
    Feed::of(site, title, search.unsorted().href(), &[search]).await?.answer(form)
}

async fn profile(
    urls::Executive { slug }: urls::Executive,
    form: Form,
    State(site): State<AppState>,
) -> Result<Response> {
    let address = |page: urls::Executive| form.of(&page);
    match form {
        Form::Json => api::executive(&site, &slug, address).await,
        Form::Markdown => {
            let Some(row) = executives::queries::find_public(&site.pool, &slug).await? else {
                return as_text(executives::elsewhere(&site.pool, &slug, address).await);
            };
            let page = site.origin.absolute(urls::Executive { slug });
            let text = executives::show_markdown::ShowMarkdown::new(&row, page.clone(), site.clock.today());
            Ok(with_canonical(markdown(StatusCode::OK, text.render().map_err(Error::internal)?), &page))
        }
        _ => Err(Error::NotFound),
    }
}

async fn posting(
    urls::Job { slug }: urls::Job,
    form: Form,
    State(site): State<AppState>,
) -> Result<Response> {
    let address = |page: urls::Job| form.of(&page);
    match form {
        Form::Json => api::job(&site, &slug, address).await,
        Form::Markdown => {
            let Some(row) = jobs::queries::find_published(&site.pool, &slug).await? else {
                return jobs::elsewhere(&site.pool, &slug, address).await;
            };
            if !row.is_open {
                let detail = row.to_closed_view().sentence().into();
                return as_text(Err(Error::Gone { detail, instead: Vec::new() }));
            }
            let page = site.origin.absolute(urls::Job { slug });
            let text = jobs::show_markdown::ShowMarkdown::new(&row, page.clone());
            Ok(with_canonical(markdown(StatusCode::OK, text.render().map_err(Error::internal)?), &page))
        }
        _ => Err(Error::NotFound),
    }
}

fn markdown(status: StatusCode, text: String) -> Response {
    (status, CachePolicy::Page, [(header::CONTENT_TYPE, Form::Markdown.content_type())], text).into_response()
}

/// What is gone, in the form that was asked for; everything else as it is.
fn as_text(answer: Result<Response>) -> Result<Response> {
    match answer {
        Err(Error::Gone { detail, .. }) => Ok(markdown(StatusCode::GONE, format!("# Gone\n\n{detail}\n"))),
        other => other,
    }
}

async fn role(urls::Role { role }: urls::Role, form: Form, State(site): State<AppState>) -> Result<Response> {
    hub(&site, TaxonomyKind::Role, role, form).await
}

async fn location(
    urls::Location { location }: urls::Location,
    form: Form,
    State(site): State<AppState>,
) -> Result<Response> {
    hub(&site, TaxonomyKind::Location, location, form).await
}

async fn industry(
    urls::Industry { industry }: urls::Industry,
    form: Form,
    State(site): State<AppState>,
) -> Result<Response> {
    hub(&site, TaxonomyKind::Industry, industry, form).await
}

/// A hub's figures as data, or who and what is new on it as a feed.
async fn hub(site: &AppState, kind: TaxonomyKind, slug: String, form: Form) -> Result<Response> {
    let address = |slug: String| form.of(&landing::address_of(kind, &slug));
    match (form, kind) {
        (Form::Json, TaxonomyKind::Role) => return api::role(site, &slug, address).await,
        (Form::Json, TaxonomyKind::Location) => return api::location(site, &slug, address).await,
        (Form::Json, TaxonomyKind::Industry) => return api::industry(site, &slug, address).await,
        _ => {}
    }
    let Some(hub) = landing::queries::hub(&site.pool, kind, &slug).await? else {
        let renamed = taxonomy::renamed(&site.pool, kind, &slug).await?.ok_or(Error::NotFound)?;
        return Ok(moved(&address(renamed)));
    };
    let (people, postings) = landing::searches(kind, &slug);
    let title = format!("{} and jobs", landing::heading(kind, &hub.name));
    Feed::of(site, title, landing::address_of(kind, &slug), &[people, postings]).await?.answer(form)
}

async fn roles(
    at: urls::Roles,
    form: Form,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    only_data(form)?;
    api::roles(&site, &form.of(&at), query.as_deref()).await
}

async fn locations(
    at: urls::Locations,
    form: Form,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    only_data(form)?;
    api::locations(&site, &form.of(&at), query.as_deref()).await
}

async fn industries(
    at: urls::Industries,
    form: Form,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    only_data(form)?;
    api::industries(&site, &form.of(&at), query.as_deref()).await
}

async fn rates(
    _: urls::Rates,
    form: Form,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    only_data(form)?;
    api::rates(&site, query.as_deref()).await
}

async fn role_rates(
    urls::RoleRates { role }: urls::RoleRates,
    form: Form,
    State(site): State<AppState>,
) -> Result<Response> {
    only_data(form)?;
    api::role_rates(&site, &role, |role| form.of(&urls::RoleRates { role })).await
}

/// Nothing new comes on these pages day by day: they have no feeds.
fn only_data(form: Form) -> Result<()> {
    if form == Form::Json { Ok(()) } else { Err(Error::NotFound) }
}
