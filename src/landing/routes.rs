//! The handlers of the front page, the indexes and the hubs.

use std::fmt::Write;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use sqlx::PgPool;

use super::home_page::HomePage;
use super::hub_page::HubPage;
use super::index_pages::{Entry, Group, IndustriesPage, LocationsPage, RolesPage};
use super::queries::{self, Hub, RateFigures};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::market::{Panel, Scope};
use crate::search::{Filter, Search};
use crate::social_card::{Artist, SocialCard};
use crate::state::AppState;
use crate::taxonomy::TaxonomyKind;
use crate::taxonomy::queries as taxonomy;
use crate::urls;
use crate::values::{Price, group_thousands, plural_of_title};
use crate::web::links::{Counted, Figure, Link, LinkGroup, Named};
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::{executives, jobs};

/// The front page, `/roles`, `/locations`, `/industries` and the hubs below them.
pub fn routes() -> Router<AppState> {
    Router::new()
        .typed_get(home)
        .typed_get(site_card)
        .typed_get(roles)
        .typed_get(locations)
        .typed_get(industries)
        .typed_get(role)
        .typed_get(location)
        .typed_get(industry)
}

async fn home(
    _: urls::Home,
    layout: Layout,
    State(pool): State<PgPool>,
    State(clock): State<Clock>,
) -> Result<Page<HomePage>> {
    let today = clock.today();
    let (totals, roles, places, role_choices, rates) = tokio::try_join!(
        queries::totals(&pool),
        queries::worthy(&pool, TaxonomyKind::Role),
        queries::worthy(&pool, TaxonomyKind::Location),
        taxonomy::roles_in_use(&pool),
        queries::rates(&pool, None),
    )?;
    let (executives_total, jobs_total) = totals;
    let (featured, newest) =
        tokio::try_join!(executives::queries::featured(&pool, 6), queries::newest_jobs(&pool, 6))?;
    let (featured, newest) = tokio::try_join!(
        executives::queries::cards(&pool, &featured, today),
        jobs::queries::cards(&pool, &newest)
    )?;
    let description = format!(
        "{} fractional executives and {} open fractional jobs, with prices, availability and proof. Search by role, place and industry.",
        group_thousands(i64::try_from(executives_total).unwrap_or_default()),
        group_thousands(i64::try_from(jobs_total).unwrap_or_default())
    );
    let address = layout.absolute(&urls::Home);
    let meta = Meta::new("Fractional executives and jobs, with prices", description, &address)
        .with_json_ld(super::structured_data::web_site(&layout))
        .with_json_ld(super::structured_data::organization(&layout));
    Ok(Page::new(HomePage {
        role_choices: role_choices.into_iter().map(|role| Named::new(role.slug, role.name)).collect(),
        executives_total,
        jobs_total,
        roles: counted(&roles, TaxonomyKind::Role, 16),
        locations: counted(&places, TaxonomyKind::Location, 16),
        featured,
        newest,
        snapshot: rates.iter().take(4).map(|figures| rate_figure(figures, "")).collect(),
        layout,
        meta,
    }))
}

/// The picture of link previews of all pages that have none of their own.
async fn site_card(_: urls::SiteCard, State(artist): State<Artist>) -> Result<Response> {
    let card = SocialCard {
        title: "Fractional executives and jobs".into(),
        subtitle: "What they do, what they cost, when they can start. With prices, dates and sources.".into(),
        facts: vec!["Executives".into(), "Open jobs".into(), "Market rates".into()],
        ..SocialCard::default()
    };
    artist.answer(card).await
}

/// The hubs with the most executives.
fn counted(hubs: &[Hub], kind: TaxonomyKind, most: usize) -> Vec<Counted> {
    let mut hubs: Vec<&Hub> = hubs.iter().collect();
    hubs.sort_by_key(|hub| std::cmp::Reverse(hub.executives));
    (hubs.into_iter().take(most))
        .map(|hub| Counted::new(&hub.name, &address_of(kind, &hub.slug), hub.executives.unsigned_abs()))
        .collect()
}

/// Where a hub stands.
pub fn address_of(kind: TaxonomyKind, slug: &str) -> String {
    match kind {
        TaxonomyKind::Role => urls::Role::to(slug).to_string(),
        TaxonomyKind::Location => urls::Location::to(slug).to_string(),
        TaxonomyKind::Industry => urls::Industry::to(slug).to_string(),
        // Specialties have no hubs: they are searched for.
        TaxonomyKind::Specialty => crate::web::query::href(&urls::Executives, &format!("specialty={slug}")),
    }
}

/// `$8,500/month`, the median, with how many prices it stands on and how they spread.
fn rate_figure(figures: &RateFigures, of: &str) -> Figure {
    let price = |min, max| Price { min, max, period: figures.period, currency: figures.currency };
    let [low, median, high] = figures.quartiles;
    Figure {
        value: price(Some(median), Some(median)).to_string(),
        label: format!("median starting price{of}, {} by the {}", figures.currency.code(), figures.period),
        note: Some(format!("{} profiles, half between {}", figures.n, price(Some(low), Some(high)))),
    }
}

async fn roles(_: urls::Roles, layout: Layout, State(pool): State<PgPool>) -> Result<Page<RolesPage>> {
    let hubs = queries::worthy(&pool, TaxonomyKind::Role).await?;
    let description = format!(
        "{} roles of fractional executives, by function, with the number of people and open jobs in each.",
        hubs.len()
    );
    let (meta, crumbs) = index_frame(
        &layout,
        "Roles",
        "Roles of fractional executives",
        description,
        &urls::Roles,
        hubs.is_empty(),
    );
    Ok(Page::new(RolesPage { layout, meta, crumbs, groups: groups(hubs, TaxonomyKind::Role) }))
}

async fn locations(
    _: urls::Locations,
    layout: Layout,
    State(pool): State<PgPool>,
) -> Result<Page<LocationsPage>> {
    let hubs = queries::worthy(&pool, TaxonomyKind::Location).await?;
    let description = format!(
        "{} places with fractional executives, by country, with the number of people and open jobs in each.",
        hubs.len()
    );
    let (meta, crumbs) = index_frame(
        &layout,
        "Places",
        "Places of fractional executives",
        description,
        &urls::Locations,
        hubs.is_empty(),
    );
    let mut groups = groups(hubs, TaxonomyKind::Location);
    groups.sort_by_key(|group| {
        std::cmp::Reverse(group.entries.iter().map(|entry| entry.executives).sum::<u64>())
    });
    Ok(Page::new(LocationsPage { layout, meta, crumbs, groups }))
}

async fn industries(
    _: urls::Industries,
    layout: Layout,
    State(pool): State<PgPool>,
) -> Result<Page<IndustriesPage>> {
    let hubs = queries::worthy(&pool, TaxonomyKind::Industry).await?;
    let description = format!(
        "{} industries with fractional executives, with the number of people and open jobs in each.",
        hubs.len()
    );
    let (meta, crumbs) = index_frame(
        &layout,
        "Industries",
        "Industries of fractional executives",
        description,
        &urls::Industries,
        hubs.is_empty(),
    );
    Ok(Page::new(IndustriesPage { layout, meta, crumbs, groups: groups(hubs, TaxonomyKind::Industry) }))
}

/// What stands around an index; one without entries is kept out of search engines.
fn index_frame(
    layout: &Layout,
    here: &str,
    title: &str,
    description: String,
    address: &impl ToString,
    is_empty: bool,
) -> (Meta, Crumbs) {
    let crumbs = Crumbs::new(vec![Link::new("Home", &urls::Home)], here);
    let address = layout.absolute(&address.to_string());
    let meta = Meta::new(title, description, &address).with_json_ld(crumbs.json_ld(layout, &address));
    (if is_empty { meta.noindex() } else { meta }, crumbs)
}

/// Hubs under their function, country or letter, in the order in which those first come.
fn groups(hubs: Vec<Hub>, kind: TaxonomyKind) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for hub in hubs {
        let entry = Entry {
            href: address_of(kind, &hub.slug),
            name: hub.name,
            detail: hub.detail,
            executives: hub.executives.unsigned_abs(),
            jobs: hub.jobs.unsigned_abs(),
        };
        match groups.iter_mut().find(|group| group.heading == hub.grouping) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { heading: hub.grouping, entries: vec![entry] }),
        }
    }
    groups
}

async fn role(
    urls::Role { role }: urls::Role,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    hub(TaxonomyKind::Role, role, layout, &pool, &search, &clock).await
}

async fn location(
    urls::Location { location }: urls::Location,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    hub(TaxonomyKind::Location, location, layout, &pool, &search, &clock).await
}

async fn industry(
    urls::Industry { industry }: urls::Industry,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    hub(TaxonomyKind::Industry, industry, layout, &pool, &search, &clock).await
}

/// A hub is a saved search with a heading, its own figures and its neighbours.
async fn hub(
    kind: TaxonomyKind,
    slug: String,
    layout: Layout,
    pool: &PgPool,
    search: &Search,
    clock: &Clock,
) -> Result<Response> {
    let Some(hub) = queries::hub(pool, kind, &slug).await? else {
        let renamed = taxonomy::renamed(pool, kind, &slug).await?.ok_or(Error::NotFound)?;
        return Ok(moved(&address_of(kind, &renamed)));
    };
    let now = clock.now();
    let (people, postings) = searches(kind, &slug);
    let fresh_since = executives::queries::fresh_since(now);
    let (found_people, found_postings, rates, available) = tokio::try_join!(
        search.find(pool, &people, 6, now),
        search.find(pool, &postings, 6, now),
        queries::rates(pool, Some((kind, &slug))),
        queries::available(pool, kind, &slug, fresh_since),
    )?;
    let (executives, jobs) = tokio::try_join!(
        executives::queries::cards(pool, &found_people.ids, now.date_naive()),
        jobs::queries::cards(pool, &found_postings.ids),
    )?;
    let neighbours = neighbours(pool, kind, &hub).await?;
    let specialists = |specialty: &str| people.with("specialty", specialty).href();
    let mut market = Panel::load(pool, &scope(kind, &slug), fresh_since, specialists).await?;
    if kind == TaxonomyKind::Role && !market.prices.is_empty() {
        market.more = Some(urls::RoleRates::to(&slug).to_string());
    }
    let (heading, above) = match kind {
        TaxonomyKind::Role => {
            (format!("Fractional {}", plural_of_title(&hub.name)), Link::new("Roles", &urls::Roles))
        }
        TaxonomyKind::Location => {
            (format!("Fractional executives in {}", hub.name), Link::new("Places", &urls::Locations))
        }
        _ => (format!("Fractional executives in {}", hub.name), Link::new("Industries", &urls::Industries)),
    };
    let intro = intro(&hub, available, rates.first());
    let address = layout.absolute(&address_of(kind, &slug));
    let crumbs = Crumbs::new(vec![Link::new("Home", &urls::Home), above], &hub.name);
    let title = match kind {
        TaxonomyKind::Industry => format!("{heading} companies"),
        _ => heading.clone(),
    };
    let meta = Meta::new(format!("{title}: people, prices, jobs"), format!("{heading}: {intro}"), &address)
        .with_json_ld(crumbs.json_ld(&layout, &address));
    let meta = if hub.is_worthy { meta } else { meta.noindex() };
    let page = HubPage {
        layout,
        meta,
        crumbs,
        heading,
        intro,
        about: hub.about.clone(),
        figures: rates.iter().take(4).map(|figures| rate_figure(figures, "")).collect(),
        all_executives: Counted::new("All executives", &people.href(), found_people.total),
        executives,
        all_jobs: Counted::new("All open jobs", &postings.href(), found_postings.total),
        jobs,
        market,
        neighbours,
    };
    Ok(Page::new(page).into_response())
}

/// The part of the market that a hub is about.
fn scope(kind: TaxonomyKind, slug: &str) -> Scope {
    let slug = Some(slug.to_owned());
    match kind {
        TaxonomyKind::Role => Scope { role: slug, ..Scope::default() },
        TaxonomyKind::Location => Scope { location: slug, ..Scope::default() },
        TaxonomyKind::Industry => Scope { industry: slug, ..Scope::default() },
        TaxonomyKind::Specialty => Scope::default(),
    }
}

/// The two searches that a hub stands for.
fn searches(kind: TaxonomyKind, slug: &str) -> (Filter, Filter) {
    let searches = (executives::search::all(), jobs::search::all());
    match kind {
        // Postings have no specialties: they are searched for by the words.
        TaxonomyKind::Specialty => {
            (searches.0.with(kind.param(), slug), searches.1.with("q", slug.replace('-', " ")))
        }
        _ => (searches.0.with(kind.param(), slug), searches.1.with(kind.param(), slug)),
    }
}

/// The page's own figures as a paragraph.
fn intro(hub: &Hub, available: i64, rates: Option<&RateFigures>) -> String {
    let plural = |count: i64, one: &str, many: &str| {
        format!("{} {}", group_thousands(count), if count == 1 { one } else { many })
    };
    let people = plural(hub.executives, "executive", "executives");
    let postings = plural(hub.jobs, "open job", "open jobs");
    let mut text = match (hub.executives, hub.jobs) {
        (0, _) => format!(
            "No executive is listed here yet; {postings} {}.",
            if hub.jobs == 1 { "is" } else { "are" }
        ),
        (_, 0) => format!("{people} listed, and no open job today."),
        _ => format!("{people} and {postings}."),
    };
    if hub.executives > 0 {
        let verb = if available == 1 { "has" } else { "have" };
        let who = if available == 0 { "Nobody".to_owned() } else { group_thousands(available) };
        let verb = if available == 0 { "has" } else { verb };
        let _ = write!(text, " {who} {verb} confirmed time for new work within the last 75 days.");
    }
    if let Some(figures) = rates {
        let [_, median, _] = figures.quartiles;
        let price = Price {
            min: Some(median),
            max: Some(median),
            period: figures.period,
            currency: figures.currency,
        };
        let _ = write!(text, " The median starting price is {price}, from {} profiles.", figures.n);
    }
    text
}

/// The hubs that share this one's executives.
async fn neighbours(pool: &PgPool, kind: TaxonomyKind, hub: &Hub) -> Result<Vec<LinkGroup>> {
    const MOST: i64 = 40;
    const SHOWN: usize = 12;
    let mut groups = Vec::new();
    for (to, heading) in [
        (TaxonomyKind::Role, "Roles"),
        (TaxonomyKind::Location, "Places"),
        (TaxonomyKind::Industry, "Industries"),
    ] {
        if to == kind {
            continue;
        }
        let crossings = queries::crossings(pool, kind, &hub.slug, to, MOST).await?;
        let slugs: Vec<String> = crossings.iter().map(|(slug, _, _)| slug.clone()).collect();
        let worthy = taxonomy::worthy_hubs(pool, to, &slugs).await?;
        let links: Vec<Counted> = (crossings.into_iter())
            .filter(|(slug, _, _)| worthy.contains(slug))
            .take(SHOWN)
            .map(|(slug, name, count)| {
                let search = crossing(kind, &hub.slug, to, &slug);
                Counted::new(name, &search.href(), count.unsigned_abs())
            })
            .collect();
        if !links.is_empty() {
            groups.push(LinkGroup { heading: format!("{heading} of these executives"), links });
        }
    }
    Ok(groups)
}

/// The search for executives who are on both hubs.
fn crossing(a: TaxonomyKind, a_slug: &str, b: TaxonomyKind, b_slug: &str) -> Filter {
    executives::search::all().with(a.param(), a_slug).with(b.param(), b_slug)
}
