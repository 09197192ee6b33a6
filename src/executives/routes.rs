//! The directory's handlers.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::index_page::IndexPage;
use super::queries::{self, Elsewhere};
use super::search::LIST;
use super::show_page::ShowPage;
use super::structured_data;
use super::view::Profile;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::search::{self, Filter, Outcome, Search};
use crate::social_card::Artist;
use crate::state::AppState;
use crate::taxonomy::{Catalog, TaxonomyKind, queries as taxonomy};
use crate::urls;
use crate::values::plural_of_title;
use crate::web::links::Link;
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};

/// `/executives` and below.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(show).typed_get(card)
}

async fn index(
    _: urls::Executives,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let now = clock.now();
    let results = match search.list(&pool, &LIST, query.as_deref(), now).await? {
        Outcome::Moved(href) => return Ok(moved(&href)),
        Outcome::Results(results) => results,
    };
    let cards = queries::cards(&pool, &results.ids, now.date_naive()).await?;
    let heading = heading(&results.filter, &results.catalog);
    let meta = search::meta(&layout, &results, &heading, |page| {
        format!(
            "{heading}: {} with prices, availability, case studies and reviews{page}. Search by role, place, industry and rate.",
            results.listing.count_label()
        )
    });
    Ok(Page::new(IndexPage { layout, meta, heading, listing: results.listing, cards }).into_response())
}

/// `Fractional CFOs in Austin, TX`.
fn heading(filter: &Filter, catalog: &Catalog) -> String {
    let name = |kind, slug| catalog.name(kind, slug).unwrap_or_default();
    let who = match filter.value("role") {
        Some(slug) => format!("Fractional {}", plural_of_title(name(TaxonomyKind::Role, slug))),
        None => "Fractional executives".to_owned(),
    };
    match (filter.value("location"), filter.value("near")) {
        (Some(slug), _) => format!("{who} in {}", name(TaxonomyKind::Location, slug)),
        (None, Some(slug)) => format!("{who} near {}", name(TaxonomyKind::Location, slug)),
        (None, None) => who,
    }
}

async fn show(
    urls::Executive { slug }: urls::Executive,
    layout: Layout,
    State(pool): State<PgPool>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let Some(row) = queries::find_public(&pool, &slug).await? else {
        return elsewhere(&pool, &slug, |slug| urls::Executive { slug }.to_string()).await;
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
    meta.og_image = Some(layout.absolute(&urls::ExecutiveCard::to(&slug)));
    if !row.is_substantial() {
        meta = meta.noindex();
    }
    Ok(Page::new(ShowPage { layout, meta, crumbs, executive, similar }).into_response())
}

/// The picture of its link previews.
async fn card(
    urls::ExecutiveCard { slug }: urls::ExecutiveCard,
    State(pool): State<PgPool>,
    State(clock): State<Clock>,
    State(artist): State<Artist>,
) -> Result<Response> {
    match queries::find_public(&pool, &slug).await? {
        Some(row) => artist.answer(row.to_view(clock.today()).social_card()).await,
        None => elsewhere(&pool, &slug, |slug| urls::ExecutiveCard { slug }.to_string()).await,
    }
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
async fn elsewhere(pool: &PgPool, slug: &str, address: fn(String) -> String) -> Result<Response> {
    match queries::find_elsewhere(pool, slug).await? {
        Some(Elsewhere::Renamed(slug)) => Ok(moved(&address(slug))),
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
