//! The directory's handlers.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;
use sqlx::{PgConnection, PgPool};

use super::index_page::IndexPage;
use super::portraits;
use super::queries::{self, Elsewhere, ProfileRow};
use super::search::{LIST, heading};
use super::structured_data;
use super::view::{Card, Profile};
use crate::clock::Clock;
use crate::database::OnDemand;
use crate::error::{Error, Result};
use crate::search::hubs::{Hub, Scope, Shows};
use crate::search::{self, Entries, Outcome, Search};
use crate::state::AppState;
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::urls;
use crate::values::plural_of_title;
use crate::web::links::Link;
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::web::siblings::Form;

/// `/executives`, `/photos/{file}`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(index).typed_get(photo)
}

async fn photo(urls::Photo { file }: urls::Photo, State(pool): State<PgPool>) -> Result<Response> {
    portraits::show(&pool, &file).await
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
    let cards: Entries<Card> = search.entries();
    let mut cards =
        cards.read(&mut OnDemand::of(&pool), &results.catalog, &results.ids, now.date_naive()).await?;
    for card in &mut cards {
        let place = card.location.as_ref().map(|place| place.slug.as_str());
        card.why = results.why(&search, card.id, place, card.price);
    }
    let heading = heading(&results.filter, &results.catalog);
    let meta = search::meta(&layout, &results, &heading, |page| {
        format!(
            "{heading}: {} with prices, availability, case studies and reviews{page}. Search by role, place, industry and rate.",
            results.listing.count_label()
        )
    });
    Ok(Page::new(IndexPage { layout, meta, heading, listing: results.listing, cards }).into_response())
}

/// What stands at a profile's address.
#[derive(Debug)]
pub enum Found {
    /// A profile.
    Profile(Box<Shown>),
    /// The way to where it stands now.
    Moved(Response),
}

/// A profile as its page shows it, but for who and what goes with it: `matching` adds that.
#[derive(Debug)]
pub struct Shown {
    /// The row.
    pub row: Arc<ProfileRow>,
    /// The person.
    pub executive: Profile,
    /// The way here.
    pub crumbs: Crumbs,
    /// What search engines are told.
    pub meta: Meta,
}

/// What the page at a slug shows.
pub async fn show(
    slug: &str,
    layout: &Layout,
    connection: &mut OnDemand<'_>,
    (search, catalog): (&Search, &Catalog),
    today: NaiveDate,
) -> Result<Found> {
    let Some(row) =
        search.entries::<Arc<ProfileRow>>().find(connection, catalog, slug.to_owned(), today).await?
    else {
        return elsewhere(connection.get().await?, slug, |page| page.to_string()).await.map(Found::Moved);
    };
    let mut executive = row.to_view(today);
    link_hubs(connection, search, &mut executive).await?;
    let address = layout.absolute(&urls::Executive::to(slug));
    let mut crumbs = vec![Link::new("Home", &urls::Home), Link::new("Executives", &urls::Executives)];
    if executive.role.has_hub {
        crumbs.push(Link::new(
            format!("Fractional {}", plural_of_title(&executive.role.name)),
            &urls::Role::to(&executive.role.slug),
        ));
    }
    crumbs.extend(role_in_place(search, &executive));
    let crumbs = Crumbs::new(crumbs, &executive.name);
    let place = executive.location.as_ref().map(|place| format!(", {}", place.name)).unwrap_or_default();
    let title = format!("{}: Fractional {}{place}", executive.name, executive.role.name);
    let price = executive.price().map(|price| format!(" {price}.")).unwrap_or_default();
    let description = format!(
        "{}, {}.{price}{}",
        executive.name,
        executive.headline.trim_end_matches('.'),
        if row.is_minimal { "" } else { " Availability, experience, case studies and reviews." }
    );
    let mut meta = Meta::new(title, description, &address)
        .with_json_ld(structured_data::profile_page(&row, &executive, layout, &address))
        .with_json_ld(crumbs.json_ld(layout, &address));
    meta.og_type = Some("profile");
    meta = meta.with_forms(&[Form::Json, Form::Markdown], &urls::Executive::to(slug), &executive.name);
    meta.og_image = Some(layout.absolute(&Form::Picture.of(&urls::Executive::to(slug))));
    if !row.is_substantial() {
        meta = meta.noindex();
    }
    Ok(Found::Profile(Box::new(Shown { row, executive, crumbs, meta })))
}

/// The hub of the role in the place, if it holds enough.
fn role_in_place(search: &Search, executive: &Profile) -> Option<Link> {
    let place = executive.location.as_ref()?;
    let hub = Hub::executives(Scope::of(TaxonomyKind::Role, &executive.role.slug))
        .and(TaxonomyKind::Location, &place.slug);
    search.worthy_href(&hub).map(|href| Link::new(&place.name, &href))
}

/// Links the role, the place and the industries whose hubs hold enough.
async fn link_hubs(connection: &mut OnDemand<'_>, search: &Search, executive: &mut Profile) -> Result<()> {
    let mut worthy =
        async |kind, slugs: &[String]| search.worthy(connection, Shows::Executives, kind, slugs).await;
    let places: Vec<_> = executive.location.iter().map(|place| place.slug.clone()).collect();
    let industries: Vec<_> = executive.industries.iter().map(|industry| industry.slug.clone()).collect();
    let roles = worthy(TaxonomyKind::Role, std::slice::from_ref(&executive.role.slug)).await?;
    let places = worthy(TaxonomyKind::Location, &places).await?;
    let industries = worthy(TaxonomyKind::Industry, &industries).await?;
    executive.role.link_if_worthy(&roles);
    executive.location.iter_mut().for_each(|place| place.link_if_worthy(&places));
    executive.industries.iter_mut().for_each(|industry| industry.link_if_worthy(&industries));
    Ok(())
}

/// A slug that names no public profile: perhaps it has another name now, or was taken down. `address` says where what
/// was asked for stands.
pub async fn elsewhere(
    connection: &mut PgConnection,
    slug: &str,
    address: impl Fn(urls::Executive) -> String,
) -> Result<Response> {
    match queries::find_elsewhere(connection, slug).await? {
        Some(Elsewhere::Renamed(slug)) => Ok(moved(&address(urls::Executive::to(slug)))),
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
