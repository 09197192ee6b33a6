//! The directory's handlers.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::index_page::IndexPage;
use super::queries::{self, Elsewhere};
use super::search::{Filter, Part, Sort};
use super::show_page::ShowPage;
use super::view::Profile;
use super::{Availability, structured_data};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::taxonomy::queries::Listed;
use crate::taxonomy::{Names, TaxonomyKind, queries as taxonomy};
use crate::urls;
use crate::values::plural_of_title;
use crate::web::links::{Counted, Link};
use crate::web::listing::{Choice, Facet, Listing};
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::web::search::Search;

/// Results on a page of the directory.
const PER_PAGE: u64 = 24;

/// `/executives` and below.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(show)
}

async fn index(
    _: urls::Executives,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(pool): State<PgPool>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let (mut filter, mut ignored) = Filter::parse(query.as_deref());
    let mut names = Names::load(&pool, Listed::Executives).await?;
    names
        .drop_unknown(&pool, &mut filter.role, &mut filter.location, &mut filter.industries, &mut ignored)
        .await?;
    // One address for one search: a form sends its empty fields along.
    if ignored.is_empty() && query.as_deref().unwrap_or_default() != filter.to_query() {
        return Ok(moved(&filter.href()));
    }
    let now = clock.now();
    let found = queries::search(&pool, &filter, PER_PAGE, now).await?;
    if found.ids.is_empty() && filter.page > 1 {
        return Err(Error::NotFound);
    }
    let cards = queries::cards(&pool, &found.ids, now.date_naive()).await?;
    let wider =
        if found.total == 0 { wider_searches(&pool, &filter, &names, now).await? } else { Vec::new() };
    let heading = heading(&filter, &names);
    let listing = listing(&filter, &names, ignored, found.total, wider);
    let meta = index_meta(&layout, &filter, &heading, &listing);
    Ok(Page::new(IndexPage { layout, meta, heading, listing, cards }).into_response())
}

/// `Fractional CFOs in Austin, TX`.
fn heading(filter: &Filter, names: &Names) -> String {
    let who = match &filter.role {
        Some(slug) => format!("Fractional {}", plural_of_title(names.role(slug))),
        None => "Fractional executives".to_owned(),
    };
    match &filter.location {
        Some(slug) => format!("{who} in {}", names.place(slug)),
        None => who,
    }
}

fn label(part: &Part, names: &Names) -> String {
    match part {
        Part::Q(words) => format!("“{words}”"),
        Part::Role(slug) => names.role(slug).to_owned(),
        Part::Location(slug) => names.place(slug).to_owned(),
        Part::Industry(slug) => names.industry(slug).to_owned(),
        Part::Availability(term) => term.label().to_owned(),
        Part::Remote => "Works remotely".to_owned(),
    }
}

/// Searches with one filter less that find something.
async fn wider_searches(
    pool: &PgPool,
    filter: &Filter,
    names: &Names,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<Counted>> {
    let mut wider = Vec::new();
    for part in filter.parts().iter().take(6) {
        let search = filter.without(part);
        let count = queries::count(pool, &search, now).await?;
        if count > 0 {
            wider.push(Counted::new(format!("Without {}", label(part, names)), &search.href(), count));
        }
    }
    Ok(wider)
}

fn listing(filter: &Filter, names: &Names, ignored: Vec<String>, total: u64, wider: Vec<Counted>) -> Listing {
    let chips = filter.chips(|part| label(part, names));
    Listing {
        action: urls::Executives.to_string(),
        query: filter.q.clone().unwrap_or_default(),
        search_label: "Search executives",
        search_hint: "Name, specialty, company …",
        singular: "executive",
        plural: "executives",
        facets: facets(filter, names).into_iter().filter(|facet| !facet.options.is_empty()).collect(),
        kept: Vec::new(),
        sorts: (Sort::ALL.iter())
            .map(|sort| Choice { value: sort.param(), label: sort.label(), selected: *sort == filter.sort })
            .collect(),
        clear_href: (!chips.is_empty()).then(|| urls::Executives.to_string()),
        chips,
        ignored,
        wider,
        pagination: filter.pagination(PER_PAGE, total),
    }
}

fn facets(filter: &Filter, names: &Names) -> Vec<Facet> {
    let pairs =
        |terms: &[taxonomy::Named]| terms.iter().map(|term| (term.slug.clone(), term.name.clone())).collect();
    let availability =
        Availability::ALL.iter().map(|term| (term.param().to_owned(), term.label().to_owned())).collect();
    let chosen: Vec<&str> = filter.availability.iter().map(|term| term.param()).collect();
    let remote = vec![("yes".to_owned(), "Works remotely".to_owned())];
    vec![
        Facet::select("Role", "role", pairs(&names.roles), filter.role.as_deref()),
        Facet::select("Place", "location", pairs(&names.places), filter.location.as_deref()),
        Facet::checkboxes("Availability", "availability", availability, &chosen),
        Facet::checkboxes("Remote", "remote", remote, if filter.remote { &["yes"] } else { &[] }),
        Facet::checkboxes("Industry", "industry", pairs(&names.industries), &filter.industries)
            .chosen_first(),
    ]
}

fn index_meta(layout: &Layout, filter: &Filter, heading: &str, listing: &Listing) -> Meta {
    let pages = &listing.pagination;
    let page =
        if pages.page > 1 { format!(", page {} of {}", pages.page, pages.pages) } else { String::new() };
    let description = format!(
        "{}: {} with prices, availability, case studies and reviews{page}. Search by role, place, industry and rate.",
        heading,
        listing.count_label()
    );
    let mut meta = Meta::new(format!("{heading}{page}"), description, layout.absolute(&filter.href()));
    meta.prev.clone_from(&pages.prev);
    meta.next.clone_from(&pages.next);
    let is_plain = filter.is_indexable() && listing.ignored.is_empty();
    if is_plain && pages.total > 0 { meta } else { meta.noindex() }
}

async fn show(
    urls::Executive { slug }: urls::Executive,
    layout: Layout,
    State(pool): State<PgPool>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let Some(row) = queries::find_public(&pool, &slug).await? else {
        return elsewhere(&pool, &slug).await;
    };
    let today = clock.today();
    let mut executive = row.to_view(today);
    link_hubs(&pool, &mut executive).await?;
    let similar = queries::similar(&pool, row.id, 4).await?;
    let similar = queries::cards(&pool, &similar, today).await?;
    let address = layout.absolute(&urls::Executive::to(&slug));
    let mut crumbs = vec![Link::new("Home", &urls::Home), Link::new("Executives", &urls::Executives)];
    if executive.role.has_hub {
        crumbs.push(Link::new(
            format!("Fractional {}", plural_of_title(&executive.role.name)),
            &urls::Role::to(&executive.role.slug),
        ));
    }
    let crumbs = Crumbs::new(crumbs, &executive.name);
    let place = executive.location.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
    let title = format!("{}: Fractional {}{place}", executive.name, executive.role.name);
    let price = executive.price().map(|price| format!(" {price}.")).unwrap_or_default();
    let description = format!(
        "{}, {}.{price} Availability, experience, case studies and reviews.",
        executive.name,
        executive.headline.trim_end_matches('.')
    );
    let mut meta = Meta::new(title, description, &address)
        .with_json_ld(structured_data::profile_page(&row, &executive, &address))
        .with_json_ld(crumbs.json_ld(&layout, &address));
    meta.og_type = Some("profile");
    if !row.is_substantial() {
        meta = meta.noindex();
    }
    Ok(Page::new(ShowPage { layout, meta, crumbs, executive, similar }).into_response())
}

/// Links the role, the place and the industries whose hubs hold enough.
async fn link_hubs(pool: &PgPool, executive: &mut Profile) -> Result<()> {
    let places: Vec<_> = executive.location.iter().map(|place| place.slug.clone()).collect();
    let industries: Vec<_> = executive.industries.iter().map(|industry| industry.slug.clone()).collect();
    let (roles, places, industries) = tokio::try_join!(
        taxonomy::worthy_hubs(pool, TaxonomyKind::Role, std::slice::from_ref(&executive.role.slug)),
        taxonomy::worthy_hubs(pool, TaxonomyKind::Location, &places),
        taxonomy::worthy_hubs(pool, TaxonomyKind::Industry, &industries),
    )?;
    executive.role.link_if_worthy(&roles);
    executive.location.iter_mut().for_each(|place| place.link_if_worthy(&places));
    executive.industries.iter_mut().for_each(|industry| industry.link_if_worthy(&industries));
    Ok(())
}

/// A slug that names no public profile: perhaps it has another name now, or was taken down.
async fn elsewhere(pool: &PgPool, slug: &str) -> Result<Response> {
    match queries::find_elsewhere(pool, slug).await? {
        Some(Elsewhere::Renamed(slug)) => Ok(moved(&urls::Executive::to(slug))),
        Some(Elsewhere::Removed) => Err(Error::Gone {
            detail: "This profile was taken down.".into(),
            instead: vec![crate::error::Link {
                label: "All executives".into(),
                href: urls::Executives.to_string(),
            }],
        }),
        None => Err(Error::NotFound),
    }
}
