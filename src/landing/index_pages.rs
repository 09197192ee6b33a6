//! `/roles`, `/locations`, `/industries`: every hub, grouped so that it can be found.

use std::cmp::Reverse;
use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use sqlx::PgPool;

use super::queries;
use crate::error::Result;
use crate::search::Search;
use crate::search::hubs::{Hub, Scope, Shows};
use crate::taxonomy::TaxonomyKind;
use crate::urls;
use crate::web::links::Link;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::web::siblings::Form;

/// One hub in an index.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What people read.
    pub name: String,
    /// The hub's address.
    pub href: String,
    /// More words (the role's full title).
    pub detail: Option<String>,
    /// Published executives.
    pub executives: u64,
    /// Open jobs.
    pub jobs: u64,
}

/// Hubs under one heading.
#[derive(Clone, Debug)]
pub struct Group {
    /// The function, the country, or the letter.
    pub heading: String,
    /// The hubs.
    pub entries: Vec<Entry>,
}

/// Declares the three indexes, which differ in their template alone.
macro_rules! index_pages {
    ($($(#[$meta:meta])* $name:ident = $template:literal;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Template)]
            #[template(path = $template)]
            pub struct $name {
                /// The frame.
                pub layout: Layout,
                /// What search engines are told.
                pub meta: Meta,
                /// The way here.
                pub crumbs: Crumbs,
                /// The hubs, grouped.
                pub groups: Vec<Group>,
            }
        )+
    };
}

index_pages! {
    /// All roles, by function.
    RolesPage = "landing/roles.html";
    /// All places, by country.
    LocationsPage = "landing/locations.html";
    /// All industries, by first letter.
    IndustriesPage = "landing/industries.html";
}

pub(super) async fn roles(
    _: urls::Roles,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
) -> Result<Page<RolesPage>> {
    let groups = groups(&pool, &search, TaxonomyKind::Role).await?;
    let words = ("Roles", "Roles of fractional executives", "roles of fractional executives, by function");
    let (meta, crumbs) = frame(&layout, &groups, words, &urls::Roles);
    Ok(Page::new(RolesPage { layout, meta, crumbs, groups }))
}

pub(super) async fn locations(
    _: urls::Locations,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
) -> Result<Page<LocationsPage>> {
    let mut groups = groups(&pool, &search, TaxonomyKind::Location).await?;
    groups.sort_by_key(|group| Reverse(group.entries.iter().map(|entry| entry.executives).sum::<u64>()));
    // The fullest first; equals stay in the order of their size.
    for group in &mut groups {
        group.entries.sort_by_key(|entry| Reverse((entry.executives, entry.jobs)));
    }
    let words =
        ("Places", "Places of fractional executives", "places with fractional executives, by country");
    let (meta, crumbs) = frame(&layout, &groups, words, &urls::Locations);
    Ok(Page::new(LocationsPage { layout, meta, crumbs, groups }))
}

pub(super) async fn industries(
    _: urls::Industries,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
) -> Result<Page<IndustriesPage>> {
    let groups = groups(&pool, &search, TaxonomyKind::Industry).await?;
    let words =
        ("Industries", "Industries of fractional executives", "industries with fractional executives");
    let (meta, crumbs) = frame(&layout, &groups, words, &urls::Industries);
    Ok(Page::new(IndustriesPage { layout, meta, crumbs, groups }))
}

/// What stands around an index; one without entries is kept out of search engines.
fn frame(
    layout: &Layout,
    groups: &[Group],
    (here, title, what): (&str, &str, &str),
    path: &impl ToString,
) -> (Meta, Crumbs) {
    let count: usize = groups.iter().map(|group| group.entries.len()).sum();
    let description = format!("{count} {what}, with the number of people and open jobs in each.");
    let crumbs = Crumbs::new(vec![Link::new("Home", &urls::Home)], here);
    let address = layout.absolute(&path.to_string());
    let meta = Meta::new(title, description, &address)
        .with_json_ld(crumbs.json_ld(layout, &address))
        .with_forms(&[Form::Json], path, title);
    (if count == 0 { meta.noindex() } else { meta }, crumbs)
}

/// The hubs of people that hold enough, under their function, country or letter, in the order in which those first come.
async fn groups(pool: &PgPool, search: &Search, kind: TaxonomyKind) -> Result<Vec<Group>> {
    let mut holdings: HashMap<String, _> = search.holdings(pool, kind, None).await?.into_iter().collect();
    holdings.retain(|_, holding| Shows::Executives.holds_enough(*holding));
    let slugs: Vec<String> = holdings.keys().cloned().collect();
    let mut groups: Vec<Group> = Vec::new();
    let terms = queries::terms(&mut *pool.acquire().await?, kind, &slugs).await?;
    for term in terms {
        let Some(holding) = holdings.get(&term.slug) else { continue };
        let Some(href) = Hub::executives(Scope::of(kind, term.slug)).href() else { continue };
        let entry = Entry {
            href,
            detail: term.detail.filter(|detail| *detail != term.name),
            name: term.name,
            executives: holding.executives,
            jobs: holding.jobs,
        };
        match groups.iter_mut().find(|group| group.heading == term.grouping) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { heading: term.grouping, entries: vec![entry] }),
        }
    }
    Ok(groups)
}
