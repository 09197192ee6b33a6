//! A hub: a search with an address of its own, its heading, its figures, its results page by page, its neighbours.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::TypedPath;
use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::hub_words::{self, Names};
use super::neighbours::Neighbourhood;
use super::structured_data;
use crate::database::OnDemand;
use crate::error::{Error, Result};
use crate::executives::queries::fresh_since;
use crate::market::{Market, Panel};
use crate::search::PER_PAGE;
use crate::search::hubs::{Holding, Hub, Scope, Shows};
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::urls;
use crate::web::links::{Counted, Figure, Link, LinkGroup};
use crate::web::listing::Pagination;
use crate::web::moved;
use crate::web::page::{Crumbs, Layout, Meta, Page};
use crate::web::query::{QueryReader, QueryWriter, href};
use crate::web::siblings::Form;
use crate::{executives, jobs};

/// A hub.
#[derive(Debug, Template)]
#[template(path = "landing/hub.html")]
pub struct HubPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The way here.
    pub crumbs: Crumbs,
    /// The intent (`Fractional CFOs in Austin, TX`).
    pub heading: String,
    /// A paragraph made of the page's own figures.
    pub intro: String,
    /// The other pages of the same part of the site: its jobs, its people, its rates.
    pub twins: Vec<Link>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// Its results in words (`34 executives`).
    pub count: String,
    /// Where the same results can be narrowed further.
    pub refine: Option<Link>,
    /// Where one asks to be told of new ones.
    pub alert: String,
    /// The executives in sight.
    pub executives: Vec<executives::view::Card>,
    /// The jobs in sight.
    pub jobs: Vec<jobs::view::Card>,
    /// Whether jobs are its results, or stand beside them.
    pub lists_jobs: bool,
    /// All of what stands beside the results.
    pub beside: Option<Counted>,
    /// The pages of its results.
    pub pagination: Pagination,
    /// Its part of the market, drawn.
    pub market: Panel,
    /// What the role or industry is, from the taxonomy.
    pub about: Option<String>,
    /// The hubs beside it.
    pub neighbours: Vec<LinkGroup>,
}

/// Cards of what stands beside the results.
const BESIDE: u64 = 4;

/// What a hub's page and its picture are made from.
#[derive(Debug)]
pub struct Visit<'a> {
    /// Where its rows are, and what finds them.
    pub site: &'a AppState,
    /// What the slugs mean.
    pub catalog: &'a Catalog,
    /// The hub, by present slugs.
    pub hub: &'a Hub,
    /// What its parts are called.
    pub names: Names,
    /// How much it holds.
    pub holding: Holding,
    /// The time of the visit.
    pub now: DateTime<Utc>,
}

/// Answers the address of any hub.
pub(super) async fn hub<A: TypedPath + Into<Hub>>(
    address: A,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let AppState { pool, search, clock, .. } = &site;
    let hub: Hub = address.into();
    let catalog = search.catalog(pool).await?;
    let page = QueryReader::new(query.as_deref()).page();
    let known = by_present_slugs(pool, &catalog, &hub).await?;
    if let Some(narrower) = search.narrowed(&known, query.as_deref()) {
        return Ok(moved(&narrower));
    }
    // One address for one page: the present slugs, and a page number only from the second page on.
    if known != hub || query.unwrap_or_default() != page_query(page) {
        return Ok(moved(&page_href(&known, page)));
    }
    let now = clock.now();
    let holding = search.holding(pool, &hub, now).await?;
    if !hub.shows.holds_anything(holding) {
        return Err(Error::NotFound);
    }
    let names = Names::of(&hub.scope, &catalog);
    let visit = Visit { site: &site, catalog: &catalog, hub: &hub, names, holding, now };
    Ok(Page::new(visit.page(layout, page).await?).into_response())
}

/// The same hub by the present slugs of what it is about; 404 where one of them names nothing.
pub async fn by_present_slugs(pool: &PgPool, catalog: &Catalog, hub: &Hub) -> Result<Hub> {
    let mut known = hub.clone();
    for (kind, slug) in hub.scope.parts() {
        if catalog.id(kind, slug).is_none() {
            let present = catalog.present(pool, kind, slug).await?.ok_or(Error::NotFound)?;
            known = known.and(kind, present);
        }
    }
    Ok(known)
}

fn page_query(page: u64) -> String {
    QueryWriter::default().one("page", (page != 1).then(|| page.to_string()).as_deref()).finish()
}

fn page_href(hub: &Hub, page: u64) -> String {
    href(&hub.href().unwrap_or_else(|| hub.shows.list_href()), &page_query(page))
}

impl Visit<'_> {
    async fn page(&self, layout: Layout, page: u64) -> Result<HubPage> {
        let Self { site, hub, holding, now, .. } = *self;
        let AppState { pool, search, .. } = site;
        let found = search.find_on(pool, hub, page, PER_PAGE, now).await?;
        let pagination = Pagination::new(page, PER_PAGE, found.total, |page| page_href(hub, page));
        let lists_jobs = hub.shows != Shows::Executives;
        let noun = if lists_jobs { ("job", "jobs") } else { ("executive", "executives") };
        if found.ids.is_empty() && page > 1 {
            return Err(pagination.past_the_end(noun.0, noun.1));
        }
        let is_first = page == 1;
        let other = self.other();
        let beside =
            if is_first { search.find_on(pool, &other, 1, BESIDE, now).await?.ids } else { Vec::new() };
        let (people, postings) = if lists_jobs { (beside, found.ids) } else { (found.ids, beside) };
        let catalog = search.catalog(pool).await?;
        let today = now.date_naive();
        let mut connection = OnDemand::of(pool);
        let executives = search.entries::<executives::view::Card>();
        let executives = executives.read(&mut connection, &catalog, &people, today).await?;
        let jobs = search.entries::<jobs::view::Card>();
        let jobs = jobs.read(&mut connection, &catalog, &postings, today).await?;
        drop(connection);
        let about = if is_first { self.about() } else { None };
        let neighbours = if is_first { self.neighbours() } else { Vec::new() };
        // The first page tells what there is to tell; the others go on with the results.
        let market = if is_first { self.market().await? } else { Panel::default() };
        let heading = self.names.heading(hub.shows);
        let intro = match pagination.range_label().filter(|_| !is_first) {
            Some(range) => format!("{range} of {}.", hub_words::counted(found.total, noun.0, noun.1)),
            None => hub_words::intro(hub, holding, &market),
        };
        let crumbs = self.crumbs();
        let meta = self.meta(&layout, &heading, &intro, &pagination);
        let shown: Vec<String> = if lists_jobs {
            jobs.iter().map(|job| urls::Job::to(&job.slug).to_string()).collect()
        } else {
            executives.iter().map(|person| urls::Executive::to(&person.slug).to_string()).collect()
        };
        let address = layout.absolute(&page_href(hub, page));
        let meta = meta
            .with_json_ld(crumbs.json_ld(&layout, &address))
            .with_json_ld(structured_data::item_list(&layout, &shown));
        let beside = Counted::new(
            if lists_jobs { "All executives" } else { "All open jobs" },
            &search.best_address(&other),
            other.shows.count(holding),
        );
        Ok(HubPage {
            twins: self.twins(&market),
            figures: hub_words::figures(hub.shows, &market),
            count: hub_words::counted(found.total, noun.0, noun.1),
            refine: self.refine(),
            alert: search.filter(hub).map(|filter| filter.alert_href()).unwrap_or_default(),
            beside: (is_first && beside.count > 0).then_some(beside),
            about,
            neighbours,
            layout,
            meta,
            crumbs,
            heading,
            intro,
            executives,
            jobs,
            lists_jobs,
            pagination,
            market,
        })
    }

    /// The same part of the site, seen from the other side.
    fn other(&self) -> Hub {
        self.hub.showing(if self.hub.shows == Shows::Executives { Shows::Jobs } else { Shows::Executives })
    }

    pub(super) async fn market(&self) -> Result<Panel> {
        let people = self.site.search.filter(&self.hub.showing(Shows::Executives));
        let specialists = |specialty: &str| {
            let narrower = people.as_ref().map(|people| people.with("specialty", specialty).href());
            narrower.unwrap_or_else(|| Shows::Executives.list_href())
        };
        let market = Market { pool: &self.site.pool, search: &self.site.search };
        let mut panel = Panel::load(market, self.hub, fresh_since(self.now), specialists).await?;
        if let Scope { role: Some(role), location: None, industry: None } = &self.hub.scope {
            let is_told = !panel.asked.is_empty() || !panel.paid.is_empty();
            panel.report = is_told.then(|| urls::RoleRates::to(role).to_string());
        }
        Ok(panel)
    }

    fn crumbs(&self) -> Crumbs {
        let (scope, shows) = (&self.hub.scope, self.hub.shows);
        let first = match (&scope.role, &scope.location) {
            (Some(_), _) => Link::new("Roles", &urls::Roles),
            (None, Some(_)) => Link::new("Places", &urls::Locations),
            (None, None) => Link::new("Industries", &urls::Industries),
        };
        // The hubs above, as far as they hold enough: of the first part alone, and what this one narrows.
        let part = scope.parts().next().map_or(Scope::default(), |(kind, slug)| Scope::of(kind, slug));
        let above =
            [Shows::Executives, Shows::Jobs].into_iter().map(|shows| Hub { scope: part.clone(), shows });
        let above = above.filter(|hub| hub != self.hub && hub.shows <= shows).filter_map(|hub| {
            let name = Names::of(&hub.scope, self.catalog).heading(hub.shows);
            Some(Link::new(name, &self.site.search.worthy_href(&hub)?))
        });
        let here = match shows {
            Shows::Executives => self.names.last().to_owned(),
            Shows::Jobs => format!("{} jobs", self.names.last()),
            Shows::RemoteJobs => "Remote".to_owned(),
        };
        Crumbs::new([Link::new("Home", &urls::Home), first].into_iter().chain(above).collect(), here)
    }

    fn meta(&self, layout: &Layout, heading: &str, intro: &str, pages: &Pagination) -> Meta {
        let page = match pages.page {
            1 => String::new(),
            page => format!(", page {page} of {}", pages.pages),
        };
        let what = match (self.hub.shows, &self.hub.scope) {
            _ if pages.page > 1 => "",
            (Shows::Executives, Scope { role: None, location: None, .. }) => {
                " companies: people, prices, jobs"
            }
            (Shows::Executives, _) => ": people, prices, jobs",
            _ => ": pay, hours, places",
        };
        let address = layout.absolute(&page_href(self.hub, pages.page));
        let mut meta =
            Meta::new(format!("{heading}{page}{what}"), format!("{heading}{page}: {intro}"), address);
        meta.prev.clone_from(&pages.prev);
        meta.next.clone_from(&pages.next);
        let first = page_href(self.hub, 1);
        meta = meta.with_forms(&Form::FEEDS, &first, heading);
        meta.og_image = Some(layout.absolute(&Form::Picture.of(&first)));
        if self.hub.term().is_some() {
            meta = meta.with_forms(&[Form::Json], &first, heading);
        }
        if self.site.search.is_indexable(self.hub, self.holding) { meta } else { meta.noindex() }
    }

    /// The other pages of the same part of the site, as far as they hold enough.
    fn twins(&self, market: &Panel) -> Vec<Link> {
        let twins = [
            (Shows::Executives, "executive", "executives"),
            (Shows::Jobs, "open job", "open jobs"),
            (Shows::RemoteJobs, "remote job", "remote jobs"),
        ];
        let link = |(shows, one, many)| {
            let hub = self.hub.showing(shows);
            let holding = self.site.search.census(|census| census.holding(&hub))?;
            let href = hub.href().filter(|_| shows != self.hub.shows && shows.holds_enough(holding))?;
            Some(Link::new(hub_words::counted(shows.count(holding), one, many), &href))
        };
        let mut links: Vec<Link> = twins.into_iter().filter_map(link).collect();
        links.extend(market.report.as_ref().map(|report| Link::new("Rates in detail", report)));
        links
    }

    fn refine(&self) -> Option<Link> {
        let label = match self.hub.shows {
            Shows::Executives => "Filter by price, availability and more",
            _ => "Filter by pay, hours and more",
        };
        Some(Link::new(label, &self.site.search.filter(self.hub)?.href()))
    }

    /// What the taxonomy says of a role or an industry, on its own hub of people.
    fn about(&self) -> Option<String> {
        let (kind, slug) = self.hub.term()?;
        self.catalog.about(kind, slug).map(str::to_owned)
    }

    fn neighbours(&self) -> Vec<LinkGroup> {
        let related_roles = match &self.hub.scope {
            Scope { role: Some(role), location: None, industry: None } => self.catalog.related_roles(role),
            _ => &[],
        };
        let search = |hub: &Hub| Some(self.site.search.filter(hub)?.href());
        let groups = self.site.search.census(|census| {
            let Self { catalog, hub, names, .. } = self;
            Neighbourhood { census, catalog, hub, names, related_roles, search: &search }.groups()
        });
        groups.unwrap_or_default()
    }
}
