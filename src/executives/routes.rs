//! The directory's handlers.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::index_page::IndexPage;
use super::queries::{self, Elsewhere};
use super::search::{Filter, Part, Sort};
use super::show_page::ShowPage;
use super::{Availability, structured_data};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::taxonomy::queries as taxonomy;
use crate::urls;
use crate::web::links::{Counted, Link};
use crate::web::listing::{Chip, Choice, Facet, FacetKind, FacetOption, Listing, Pagination};
use crate::web::page::{Crumbs, Layout, Meta, Page};

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
    let names = Names::load(&pool).await?;
    names.drop_unknown(&mut filter, &mut ignored);
    // One address for one search: a form sends its empty fields along.
    if ignored.is_empty() && query.as_deref().unwrap_or_default() != filter.to_query() {
        return Ok(Redirect::permanent(&filter.href()).into_response());
    }
    let now = clock.now();
    let found = queries::search(&pool, &filter, PER_PAGE, now).await?;
    if found.ids.is_empty() && filter.page > 1 {
        return Err(Error::NotFound);
    }
    let cards = queries::cards(&pool, &found.ids, now.date_naive()).await?;
    let wider = if found.total == 0 { wider_searches(&pool, &filter, &names, now).await? } else { Vec::new() };
    let heading = names.heading(&filter);
    let listing = listing(&filter, &names, ignored, found.total, wider);
    let meta = index_meta(&layout, &filter, &heading, &listing);
    Ok(Page::new(IndexPage { layout, meta, heading, listing, cards }).into_response())
}

/// What slugs are called, and what the facets offer.
struct Names {
    roles: Vec<taxonomy::Named>,
    places: Vec<taxonomy::Named>,
    industries: Vec<taxonomy::Named>,
}

impl Names {
    async fn load(pool: &PgPool) -> Result<Self> {
        Ok(Self {
            roles: taxonomy::roles(pool).await?,
            places: taxonomy::places_in_use(pool).await?,
            industries: taxonomy::industries(pool).await?,
        })
    }

    /// Takes out slugs that name nothing; a known place where nobody is stays, and finds nothing.
    fn drop_unknown(&self, filter: &mut Filter, ignored: &mut Vec<String>) {
        let mut drop = |name: &str, slug: &str| ignored.push(format!("{name} “{slug}”"));
        let knows = |terms: &[taxonomy::Named], slug: &str| terms.iter().any(|term| term.slug == slug);
        if let Some(role) = filter.role.take_if(|role| !knows(&self.roles, role)) {
            drop("role", &role);
        }
        if let Some(location) = filter.location.take_if(|location| !knows(&self.places, location)) {
            drop("location", &location);
        }
        filter.industries.retain(|industry| {
            let known = knows(&self.industries, industry);
            if !known {
                drop("industry", industry);
            }
            known
        });
    }

    fn of<'a>(terms: &'a [taxonomy::Named], slug: &'a str) -> &'a str {
        terms.iter().find(|term| term.slug == slug).map_or(slug, |term| &term.name)
    }

    fn label(&self, part: &Part) -> String {
        match part {
            Part::Q(words) => format!("“{words}”"),
            Part::Role(slug) => Self::of(&self.roles, slug).to_owned(),
            Part::Location(slug) => Self::of(&self.places, slug).to_owned(),
            Part::Industry(slug) => Self::of(&self.industries, slug).to_owned(),
            Part::Availability(term) => term.label().to_owned(),
            Part::Remote => "Works remotely".to_owned(),
        }
    }

    /// `Fractional CFOs in Austin, TX`.
    fn heading(&self, filter: &Filter) -> String {
        let who = match &filter.role {
            Some(slug) => format!("Fractional {}s", Self::of(&self.roles, slug)),
            None => "Fractional executives".to_owned(),
        };
        match &filter.location {
            Some(slug) => format!("{who} in {}", Self::of(&self.places, slug)),
            None => who,
        }
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
            wider.push(Counted::new(format!("Without {}", names.label(part)), &search.href(), count));
        }
    }
    Ok(wider)
}

fn listing(filter: &Filter, names: &Names, ignored: Vec<String>, total: u64, wider: Vec<Counted>) -> Listing {
    let chips: Vec<Chip> = (filter.parts().iter())
        .map(|part| Chip { label: names.label(part), remove_href: filter.without(part).href() })
        .collect();
    Listing {
        action: urls::Executives.to_string(),
        query: filter.q.clone().unwrap_or_default(),
        search_label: "Search executives",
        search_hint: "Name, specialty, company …",
        singular: "executive",
        plural: "executives",
        facets: facets(filter, names),
        kept: Vec::new(),
        sorts: (Sort::ALL.iter())
            .map(|sort| Choice { value: sort.param(), label: sort.label(), selected: *sort == filter.sort })
            .collect(),
        clear_href: (!chips.is_empty()).then(|| urls::Executives.to_string()),
        chips,
        ignored,
        wider,
        pagination: Pagination::new(filter.page, PER_PAGE, total, |page| Filter { page, ..filter.clone() }.href()),
    }
}

fn facets(filter: &Filter, names: &Names) -> Vec<Facet> {
    let option = |value: &str, label: &str, selected| FacetOption {
        value: value.to_owned(),
        label: label.to_owned(),
        selected,
        count: None,
        disabled: false,
    };
    let slugs = |terms: &[taxonomy::Named], chosen: &dyn Fn(&str) -> bool| -> Vec<FacetOption> {
        terms.iter().map(|term| option(&term.slug, &term.name, chosen(&term.slug))).collect()
    };
    let facet = |legend: &str, name: &str, kind, options| Facet { legend: legend.to_owned(), name: name.to_owned(), kind, options };
    let availability = (Availability::ALL.iter())
        .map(|term| option(term.param(), term.label(), filter.availability.contains(term)))
        .collect();
    vec![
        facet("Role", "role", FacetKind::Select, slugs(&names.roles, &|slug| filter.role.as_deref() == Some(slug))),
        facet("Place", "location", FacetKind::Select, slugs(&names.places, &|slug| filter.location.as_deref() == Some(slug))),
        facet("Availability", "availability", FacetKind::Checkbox, availability),
        facet("Remote", "remote", FacetKind::Checkbox, vec![option("yes", "Works remotely", filter.remote)]),
        facet("Industry", "industry", FacetKind::Checkbox, {
            let mut options = slugs(&names.industries, &|slug| filter.industries.iter().any(|known| known == slug));
            // What is chosen stands first, where it can be seen.
            options.sort_by_key(|option| !option.selected);
            options
        }),
    ]
}

fn index_meta(layout: &Layout, filter: &Filter, heading: &str, listing: &Listing) -> Meta {
    let pages = &listing.pagination;
    let page = if pages.page > 1 { format!(", page {} of {}", pages.page, pages.pages) } else { String::new() };
    let description = format!(
        "{}: {} with prices, availability, case studies and reviews{page}. Search by role, place, industry and rate.",
        heading,
        listing.count_label()
    );
    let mut meta = Meta::new(format!("{heading}{page}"), description, layout.absolute(&filter.href()));
    meta.prev.clone_from(&pages.prev);
    meta.next.clone_from(&pages.next);
    if filter.is_indexable() && pages.total > 0 { meta } else { meta.noindex() }
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
    let executive = row.to_view(today);
    let similar = queries::similar(&pool, row.id, 4).await?;
    let similar = queries::cards(&pool, &similar, today).await?;
    let address = layout.absolute(&urls::Executive::to(&slug));
    let mut crumbs = vec![Link::new("Home", &urls::Home), Link::new("Executives", &urls::Executives)];
    crumbs.push(Link::new(format!("Fractional {}s", executive.role.name), &urls::Role::to(&executive.role.slug)));
    let crumbs = Crumbs::new(crumbs, &executive.name);
    let place = executive.location.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
    let title = format!("{}: Fractional {}{place}", executive.name, executive.role.name);
    let price = executive.price().map(|price| format!(" {price}.")).unwrap_or_default();
    let description = format!("{}, {}.{price} Availability, experience, case studies and reviews.", executive.name, executive.headline.trim_end_matches('.'));
    let mut meta = Meta::new(title, description, &address)
        .with_json_ld(structured_data::profile_page(&row, &executive, &address))
        .with_json_ld(crumbs.json_ld(&layout, &address));
    meta.og_type = Some("profile");
    if !row.is_substantial() {
        meta = meta.noindex();
    }
    Ok(Page::new(ShowPage { layout, meta, crumbs, executive, similar }).into_response())
}

/// A slug that names no public profile: perhaps it has another name now, or was taken down.
async fn elsewhere(pool: &PgPool, slug: &str) -> Result<Response> {
    match queries::find_elsewhere(pool, slug).await? {
        Some(Elsewhere::Renamed(slug)) => Ok(Redirect::permanent(&urls::Executive::to(slug).to_string()).into_response()),
        Some(Elsewhere::Removed) => Err(Error::Gone {
            detail: "This profile was taken down.".into(),
            instead: vec![crate::error::Link { label: "All executives".into(), href: urls::Executives.to_string() }],
        }),
        None => Err(Error::NotFound),
    }
}
