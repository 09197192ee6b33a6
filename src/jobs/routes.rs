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
use super::search::{Filter, Part, Sort};
use super::show_page::ShowPage;
use super::view::Posting;
use super::{EmploymentType, RemoteType, structured_data};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::taxonomy::queries::{Listed, Named};
use crate::taxonomy::{Names, TaxonomyKind, queries as taxonomy};
use crate::urls;
use crate::web::links::{Counted, Link};
use crate::web::listing::{Choice, Facet, Listing};
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::web::search::Search;

/// Results on a page of the board.
const PER_PAGE: u64 = 24;

/// `/jobs` and below.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(show).typed_post(apply)
}

async fn index(
    _: urls::Jobs,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(pool): State<PgPool>,
) -> Result<Response> {
    let (mut filter, mut ignored) = Filter::parse(query.as_deref());
    let mut names = Names::load(&pool, Listed::Jobs).await?;
    names
        .drop_unknown(&pool, &mut filter.role, &mut filter.location, &mut filter.industries, &mut ignored)
        .await?;
    // One address for one search: a form sends its empty fields along.
    if ignored.is_empty() && query.as_deref().unwrap_or_default() != filter.to_query() {
        return Ok(moved(&filter.href()));
    }
    let found = queries::search(&pool, &filter, PER_PAGE).await?;
    if found.ids.is_empty() && filter.page > 1 {
        return Err(Error::NotFound);
    }
    let cards = queries::cards(&pool, &found.ids).await?;
    let wider = if found.total == 0 { wider_searches(&pool, &filter, &names).await? } else { Vec::new() };
    let heading = heading(&filter, &names);
    let listing = listing(&filter, &names, ignored, found.total, wider);
    let meta = index_meta(&layout, &filter, &heading, &listing);
    Ok(Page::new(IndexPage { layout, meta, heading, listing, cards }).into_response())
}

/// `Remote fractional CFO jobs in Austin, TX`.
fn heading(filter: &Filter, names: &Names) -> String {
    let remote = if filter.remote == [RemoteType::Remote] { "Remote fractional" } else { "Fractional" };
    let what = match &filter.role {
        Some(slug) => format!("{remote} {} jobs", names.role(slug)),
        None => format!("{remote} executive jobs"),
    };
    match &filter.location {
        Some(slug) => format!("{what} in {}", names.place(slug)),
        None => what,
    }
}

fn label(part: &Part, names: &Names) -> String {
    match part {
        Part::Q(words) => format!("“{words}”"),
        Part::Role(slug) => names.role(slug).to_owned(),
        Part::Location(slug) => names.place(slug).to_owned(),
        Part::Industry(slug) => names.industry(slug).to_owned(),
        Part::Remote(term) => term.label().to_owned(),
        Part::Employment(term) => term.label().to_owned(),
    }
}

/// Searches with one filter less that find something.
async fn wider_searches(pool: &PgPool, filter: &Filter, names: &Names) -> Result<Vec<Counted>> {
    let mut wider = Vec::new();
    for part in filter.parts().iter().take(6) {
        let search = filter.without(part);
        let count = queries::count(pool, &search).await?;
        if count > 0 {
            wider.push(Counted::new(format!("Without {}", label(part, names)), &search.href(), count));
        }
    }
    Ok(wider)
}

fn listing(filter: &Filter, names: &Names, ignored: Vec<String>, total: u64, wider: Vec<Counted>) -> Listing {
    let chips = filter.chips(|part| label(part, names));
    Listing {
        action: urls::Jobs.to_string(),
        query: filter.q.clone().unwrap_or_default(),
        search_label: "Search jobs",
        search_hint: "Title, company, skill …",
        singular: "job",
        plural: "jobs",
        facets: facets(filter, names).into_iter().filter(|facet| !facet.options.is_empty()).collect(),
        kept: Vec::new(),
        sorts: (Sort::ALL.iter())
            .map(|sort| Choice { value: sort.param(), label: sort.label(), selected: *sort == filter.sort })
            .collect(),
        clear_href: (!chips.is_empty()).then(|| urls::Jobs.to_string()),
        chips,
        ignored,
        wider,
        pagination: filter.pagination(PER_PAGE, total),
    }
}

fn facets(filter: &Filter, names: &Names) -> Vec<Facet> {
    let pairs = |terms: &[Named]| terms.iter().map(|term| (term.slug.clone(), term.name.clone())).collect();
    let remote =
        RemoteType::ALL.iter().map(|term| (term.param().to_owned(), term.label().to_owned())).collect();
    let chosen_remote: Vec<&str> = filter.remote.iter().map(|term| term.param()).collect();
    let employment =
        EmploymentType::ALL.iter().map(|term| (term.param().to_owned(), term.label().to_owned())).collect();
    let chosen_employment: Vec<&str> = filter.employment.iter().map(|term| term.param()).collect();
    vec![
        Facet::select("Role", "role", pairs(&names.roles), filter.role.as_deref()),
        Facet::select("Place", "location", pairs(&names.places), filter.location.as_deref()),
        Facet::checkboxes("Where", "remote", remote, &chosen_remote),
        Facet::checkboxes("Contract", "employment", employment, &chosen_employment),
        Facet::checkboxes("Industry", "industry", pairs(&names.industries), &filter.industries)
            .chosen_first(),
    ]
}

fn index_meta(layout: &Layout, filter: &Filter, heading: &str, listing: &Listing) -> Meta {
    let pages = &listing.pagination;
    let page =
        if pages.page > 1 { format!(", page {} of {}", pages.page, pages.pages) } else { String::new() };
    let description = format!(
        "{heading}: {} open{page}, with pay, weekly hours and place. Search by role, place, industry and contract.",
        listing.count_label()
    );
    let mut meta = Meta::new(format!("{heading}{page}"), description, layout.absolute(&filter.href()));
    meta.prev.clone_from(&pages.prev);
    meta.next.clone_from(&pages.next);
    let is_plain = filter.is_indexable() && listing.ignored.is_empty();
    if is_plain && pages.total > 0 { meta } else { meta.noindex() }
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
            instead: vec![crate::error::Link {
                label: "What became of it".into(),
                href: urls::Job::to(slug).to_string(),
            }],
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
