//! The board's handlers.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::apply_page::ApplyPage;
use super::closed_page::ClosedPage;
use super::index_page::IndexPage;
use super::queries::{self, JobRow};
use super::search::LIST;
use super::show_page::ShowPage;
use super::view::Posting;
use super::{RemoteType, structured_data};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::search::{self, Filter, Outcome, Search};
use crate::social_card::Artist;
use crate::state::AppState;
use crate::taxonomy::{Catalog, TaxonomyKind, queries as taxonomy};
use crate::urls;
use crate::web::links::Link;
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};

/// `/jobs` and below.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(show).typed_get(card).typed_post(apply)
}

async fn index(
    _: urls::Jobs,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let results = match search.list(&pool, &LIST, query.as_deref(), clock.now()).await? {
        Outcome::Moved(href) => return Ok(moved(&href)),
        Outcome::Results(results) => results,
    };
    let cards = queries::cards(&pool, &results.ids).await?;
    let heading = heading(&results.filter, &results.catalog);
    let meta = search::meta(&layout, &results, &heading, |page| {
        format!(
            "{heading}: {} open{page}, with pay, weekly hours and place. Search by role, place, industry and contract.",
            results.listing.count_label()
        )
    });
    Ok(Page::new(IndexPage { layout, meta, heading, listing: results.listing, cards }).into_response())
}

/// `Remote fractional CFO jobs in Austin, TX`.
fn heading(filter: &Filter, catalog: &Catalog) -> String {
    let name = |kind, slug| catalog.name(kind, slug).unwrap_or_default();
    let is_remote = filter.values("remote") == [RemoteType::Remote.param()];
    let remote = if is_remote { "Remote fractional" } else { "Fractional" };
    let what = match filter.value("role") {
        Some(slug) => format!("{remote} {} jobs", name(TaxonomyKind::Role, slug)),
        None => format!("{remote} executive jobs"),
    };
    match (filter.value("location"), filter.value("near")) {
        (Some(slug), _) => format!("{what} in {}", name(TaxonomyKind::Location, slug)),
        (None, Some(slug)) => format!("{what} near {}", name(TaxonomyKind::Location, slug)),
        (None, None) => what,
    }
}

async fn show(urls::Job { slug }: urls::Job, layout: Layout, State(pool): State<PgPool>) -> Result<Response> {
    let Some(row) = queries::find_published(&pool, &slug).await? else {
        let renamed = queries::renamed(&pool, &slug).await?.ok_or(Error::NotFound)?;
        return Ok(moved(&urls::Job::to(renamed)));
    };
    let others = queries::related(&pool, row.id, 4).await?;
    let others = queries::cards(&pool, &others).await?;
    let crumbs =
        Crumbs::new(vec![Link::new("Home", &urls::Home), Link::new("Jobs", &urls::Jobs)], &row.title);
    let page = if row.is_open {
        let mut job = row.to_view();
        link_hubs(&pool, &mut job).await?;
        open_page(layout, &row, job, crumbs, others).into_response()
    } else {
        closed_page(layout, &row, crumbs, others).into_response()
    };
    Ok(page)
}

/// The picture of its link previews; of a closed posting there is none.
async fn card(
    urls::JobCard { slug }: urls::JobCard,
    State(pool): State<PgPool>,
    State(artist): State<Artist>,
) -> Result<Response> {
    match queries::find_published(&pool, &slug).await? {
        Some(row) if row.is_open => artist.answer(row.to_view().social_card()).await,
        Some(_) => {
            let instead = vec![what_became_of_it(slug)];
            Err(Error::Gone { detail: "This job is no longer open here.".into(), instead })
        }
        None => {
            let renamed = queries::renamed(&pool, &slug).await?.ok_or(Error::NotFound)?;
            Ok(moved(&urls::JobCard::to(renamed)))
        }
    }
}

/// Links the role, the place and the industries whose hubs hold enough.
async fn link_hubs(pool: &PgPool, job: &mut Posting) -> Result<()> {
    let places: Vec<_> = job.place.iter().map(|place| place.slug.clone()).collect();
    let industries: Vec<_> = job.industries.iter().map(|industry| industry.slug.clone()).collect();
    let (roles, places, industries) = tokio::try_join!(
        taxonomy::worthy_hubs(pool, TaxonomyKind::Role, std::slice::from_ref(&job.role.slug)),
        taxonomy::worthy_hubs(pool, TaxonomyKind::Location, &places),
        taxonomy::worthy_hubs(pool, TaxonomyKind::Industry, &industries),
    )?;
    job.role.link_if_worthy(&roles);
    job.place.iter_mut().for_each(|place| place.link_if_worthy(&places));
    job.industries.iter_mut().for_each(|industry| industry.link_if_worthy(&industries));
    Ok(())
}

fn open_page(
    layout: Layout,
    row: &JobRow,
    job: Posting,
    crumbs: Crumbs,
    related: Vec<super::view::Card>,
) -> Page<ShowPage> {
    let address = layout.absolute(&urls::Job::to(&job.slug));
    let pay = job.pay.map(|pay| format!(" {pay}.")).unwrap_or_default();
    let description = format!("{} at {}, {}.{pay} {}", job.title, job.company, job.location, job.summary);
    let mut meta = Meta::new(format!("{} at {}", job.title, job.company), short(&description), &address);
    meta.og_type = Some("article");
    meta.og_image = Some(layout.absolute(&urls::JobCard::to(&job.slug)));
    meta.json_ld.extend(structured_data::job_posting(row, &job));
    meta = meta.with_json_ld(crumbs.json_ld(&layout, &address));
    Page::new(ShowPage { layout, meta, crumbs, job, related })
}

/// Its own words, and 410: search engines drop it at once.
fn closed_page(
    layout: Layout,
    row: &JobRow,
    crumbs: Crumbs,
    similar: Vec<super::view::Card>,
) -> (StatusCode, Page<ClosedPage>) {
    let job = row.to_closed_view();
    let mut meta = Meta {
        title: format!("Closed: {} at {}", job.title, job.company),
        description: format!("{} at {} is no longer open here. Open jobs like it.", job.title, job.company),
        ..Meta::default()
    };
    meta.robots = Some("noindex");
    (StatusCode::GONE, Page::new(ClosedPage { layout, meta, crumbs, job, similar }))
}

/// Hands over to the employer's own page. By a refresh: `form-action 'self'` would stop a redirect to another site.
async fn apply(
    urls::ApplyToJob { slug }: urls::ApplyToJob,
    layout: Layout,
    State(pool): State<PgPool>,
) -> Result<Response> {
    let row = queries::find_published(&pool, &slug).await?.ok_or(Error::NotFound)?;
    if !row.is_open {
        return Err(Error::Gone {
            detail: "This job is no longer open here: applications are not passed on.".into(),
            instead: vec![what_became_of_it(slug)],
        });
    }
    let job = row.to_view();
    let meta = Meta {
        title: format!("On to {}", job.company),
        description: format!("Applications for {} are taken by {}.", job.title, job.company),
        robots: Some("noindex"),
        ..Meta::default()
    };
    let refresh = HeaderValue::from_str(&format!("0; url={}", row.apply_url)).map_err(Error::internal)?;
    let page = ApplyPage {
        layout,
        meta,
        title: job.title,
        company: job.company,
        apply_url: row.apply_url,
        apply_host: job.apply_host,
    };
    Ok(([(header::REFRESH, refresh)], Page::private(page)).into_response())
}

fn what_became_of_it(slug: String) -> crate::error::Link {
    crate::error::Link { label: "What became of it".into(), href: urls::Job::to(slug).to_string() }
}

/// A description as long as search engines show one, cut at a word.
fn short(text: &str) -> String {
    const LONGEST: usize = 160;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', '.']))
}
