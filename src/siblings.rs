//! Which pages can be had in which other forms: lists and hubs as feeds and data, profiles and postings as data and text, and what
//! is shared as a picture.
//!
//! A page's sibling is one route here, by the page's own address; [`beside`](crate::web::siblings::beside) leads to it.
//! A page that is a saved search has its feeds by naming the search.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::{RouterExt, TypedPath};

use crate::api::{self, Traffic};
use crate::error::{Error, Result};
use crate::feeds::{self, Feed};
use crate::landing::{self, Names, Visit};
use crate::search::hubs::{Hub, Scope, Shows};
use crate::search::{Filter, List};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::web::siblings::{Form, with_canonical};
use crate::web::{CachePolicy, moved};
use crate::{executives, jobs, urls};

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
        .typed_get(hub::<urls::Role>)
        .typed_get(hub::<urls::RoleInLocation>)
        .typed_get(hub::<urls::RoleInIndustry>)
        .typed_get(hub::<urls::RoleJobs>)
        .typed_get(hub::<urls::RemoteRoleJobs>)
        .typed_get(hub::<urls::Location>)
        .typed_get(hub::<urls::LocationJobs>)
        .typed_get(hub::<urls::Industry>)
        .typed_get(hub::<urls::IndustryJobs>)
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
    let (search, mut ignored) = api::read_filter(site, list, query).await?;
    ignored.extend(Filter::unknown_names(list, query));
    api::refuse(&ignored)?;
    let title = feeds::title(&search, &*site.search.catalog(&site.pool).await?);
    Feed::of(site, title, search.unordered().href(), &[search]).await?.answer(form)
}

async fn profile(
    urls::Executive { slug }: urls::Executive,
    form: Form,
    State(site): State<AppState>,
) -> Result<Response> {
    let catalog = site.search.catalog(&site.pool).await?;
    let address = |page: urls::Executive| form.of(&page);
    if form == Form::Json {
        return api::executive(&site, &slug, address).await;
    }
    let mut connection = site.pool.acquire().await?;
    let found = executives::queries::find_public(&mut connection, &catalog, &slug).await?;
    match form {
        Form::Markdown => {
            let Some(row) = found else {
                return as_text(executives::elsewhere(&mut connection, &slug, address).await);
            };
            let page = site.origin.absolute(urls::Executive { slug });
            let text = executives::show_markdown::ShowMarkdown::new(&row, page.clone(), site.clock.today());
            Ok(with_canonical(markdown(StatusCode::OK, text.render().map_err(Error::internal)?), &page))
        }
        Form::Picture => match found {
            Some(row) => {
                // Drawing takes its time, and no connection.
                drop(connection);
                let mut card = row.to_view(site.clock.today()).social_card();
                card.photo = executives::portraits::face(&site.pool, &row).await?;
                site.artist.answer(card).await
            }
            None => executives::elsewhere(&mut connection, &slug, address).await,
        },
        _ => Err(Error::NotFound),
    }
}

async fn posting(
    urls::Job { slug }: urls::Job,
    form: Form,
    State(site): State<AppState>,
) -> Result<Response> {
    let catalog = site.search.catalog(&site.pool).await?;
    let address = |page: urls::Job| form.of(&page);
    if form == Form::Json {
        return api::job(&site, &slug, address).await;
    }
    let mut connection = site.pool.acquire().await?;
    let found = jobs::queries::find_published(&mut connection, &catalog, &slug).await?;
    match form {
        Form::Markdown => {
            let Some(row) = found else {
                return jobs::elsewhere(&mut connection, &slug, address).await;
            };
            if !row.is_open {
                let detail = row.to_closed_view().sentence().into();
                return as_text(Err(Error::Gone { detail, instead: Vec::new() }));
            }
            let page = site.origin.absolute(urls::Job { slug });
            let text = jobs::show_markdown::ShowMarkdown::new(&row, page.clone());
            Ok(with_canonical(markdown(StatusCode::OK, text.render().map_err(Error::internal)?), &page))
        }
        Form::Picture => match found {
            Some(row) if row.is_open => {
                drop(connection);
                site.artist.answer(row.to_view().social_card()).await
            }
            Some(row) => {
                Err(Error::Gone { detail: row.to_closed_view().sentence().into(), instead: Vec::new() })
            }
            None => jobs::elsewhere(&mut connection, &slug, address).await,
        },
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

/// What any hub holds, as a feed: who and what is new on it; as data, those of its list; or its figures, as a picture. What is
/// asked of it besides is a search of its list.
async fn hub<A: TypedPath + Into<Hub>>(
    address: A,
    form: Form,
    RawQuery(query): RawQuery,
    State(site): State<AppState>,
) -> Result<Response> {
    let hub: Hub = address.into();
    if let (Form::Json, Some((kind, slug))) = (form, hub.term()) {
        return facts(&site, kind, slug).await;
    }
    let catalog = site.search.catalog(&site.pool).await?;
    let known = landing::by_present_slugs(&site.pool, &catalog, &hub).await?;
    if (form == Form::Json || Form::FEEDS.contains(&form))
        && let Some(narrower) = site.search.narrowed(&known, query.as_deref())
    {
        return Ok(moved(&form.of(&narrower)));
    }
    if known != hub {
        return Ok(moved(&form.of(&page_of(&known))));
    }
    let now = site.clock.now();
    let holding = site.search.holding(&site.pool, &hub, now).await?;
    if !hub.shows.holds_anything(holding) {
        return Err(Error::NotFound);
    }
    if form == Form::Json {
        let search = site.search.filter(&hub).ok_or(Error::NotFound)?;
        return Ok(moved(&form.of(&search.href())));
    }
    let names = Names::of(&hub.scope, &catalog);
    if form == Form::Picture {
        let visit = Visit { site: &site, catalog: &catalog, hub: &hub, names, holding, now };
        return site.artist.answer(visit.social_card().await?).await;
    }
    let heading = names.heading(hub.shows);
    // Who looks for people in a part of the site sees its jobs beside them; its feed tells of both.
    let (title, jobs) = match hub.shows {
        Shows::Executives => (format!("{heading} and jobs"), Some(hub.showing(Shows::Jobs))),
        _ => (heading, None),
    };
    let searches: Vec<Filter> =
        [Some(hub.clone()), jobs].iter().flatten().filter_map(|side| site.search.filter(side)).collect();
    Feed::of(&site, title, page_of(&hub), &searches).await?.answer(form)
}

/// A role, a place or an industry as data.
async fn facts(site: &AppState, kind: TaxonomyKind, slug: &str) -> Result<Response> {
    let address = |slug: String| Form::Json.of(&page_of(&Hub::executives(Scope::of(kind, slug))));
    match kind {
        TaxonomyKind::Role => api::role(site, slug, address).await,
        TaxonomyKind::Location => api::location(site, slug, address).await,
        _ => api::industry(site, slug, address).await,
    }
}

fn page_of(hub: &Hub) -> String {
    hub.href().unwrap_or_else(|| hub.shows.list_href())
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
