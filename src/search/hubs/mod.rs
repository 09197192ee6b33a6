//! Hubs: searches with an address of their own. Which there are, what stands on them, and whether that is enough.

mod address;
mod census;
mod queries;
mod survey;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use url::form_urlencoded;

pub use census::Census;
pub use survey::{Surveyed, Surveys};

use super::index::Predicate;
use super::{Filter, List, Page, Search, apart};
use crate::database::OnDemand;
use crate::taxonomy::TaxonomyKind;
use crate::web::query::href;

/// What the site is cut by.
pub const KINDS: [TaxonomyKind; 3] = [TaxonomyKind::Role, TaxonomyKind::Location, TaxonomyKind::Industry];

/// A part of the site: a role, a place, an industry, or several of them together; all of it without any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// A role's slug.
    pub role: Option<String>,
    /// A place's slug.
    pub location: Option<String>,
    /// An industry's slug.
    pub industry: Option<String>,
}

impl Scope {
    /// A role, a place or an industry. Specialties are no part of the site: they are searched for.
    pub fn of(kind: TaxonomyKind, slug: impl Into<String>) -> Self {
        Self::default().and(kind, slug)
    }

    /// What of it is of this role, place or industry.
    #[must_use]
    pub fn and(mut self, kind: TaxonomyKind, slug: impl Into<String>) -> Self {
        match kind {
            TaxonomyKind::Role => self.role = Some(slug.into()),
            TaxonomyKind::Location => self.location = Some(slug.into()),
            TaxonomyKind::Industry => self.industry = Some(slug.into()),
            TaxonomyKind::Specialty => {}
        }
        self
    }

    /// The role, the place and the industry, as far as they are named.
    pub fn parts(&self) -> impl Iterator<Item = (TaxonomyKind, &str)> {
        KINDS
            .into_iter()
            .zip([&self.role, &self.location, &self.industry])
            .filter_map(|(kind, slug)| Some((kind, slug.as_deref()?)))
    }

    /// The same for the index.
    pub fn conditions(&self) -> Vec<Predicate> {
        self.parts().map(|(kind, slug)| Predicate::AnyOf(kind.param(), [slug.to_owned()].into())).collect()
    }
}

/// What a hub lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shows {
    /// Public profiles.
    Executives,
    /// Open postings.
    Jobs,
    /// Open postings for which nobody has to come anywhere.
    RemoteJobs,
}

/// How much stands on a hub.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Public profiles.
    pub executives: u64,
    /// Open postings; on a hub of remote jobs, those.
    pub jobs: u64,
}

/// So many people are enough for a hub of their own.
const ENOUGH: u64 = 3;

impl Shows {
    /// The content bar. Below it a hub is linked from nowhere, and kept out of search engines and the sitemap.
    pub fn holds_enough(self, holding: Holding) -> bool {
        match self {
            Self::Executives => {
                holding.executives >= ENOUGH || (holding.executives >= 1 && holding.jobs >= 1)
            }
            Self::Jobs | Self::RemoteJobs => holding.jobs >= 1,
        }
    }

    /// Whether there is a page at all.
    pub fn holds_anything(self, holding: Holding) -> bool {
        holding.jobs > 0 || (self == Self::Executives && holding.executives > 0)
    }

    /// How many of what it lists.
    pub fn count(self, holding: Holding) -> u64 {
        if self == Self::Executives { holding.executives } else { holding.jobs }
    }

    /// What its rows are called where changes are noted.
    pub(super) fn entity(self) -> &'static str {
        if self == Self::Executives { "executive" } else { "job" }
    }

    /// What the whole list of it shows.
    #[must_use]
    pub fn of_list(self) -> Self {
        if self == Self::Executives { self } else { Self::Jobs }
    }

    /// The same of postings.
    #[must_use]
    pub fn of_jobs(self) -> Self {
        if self == Self::RemoteJobs { self } else { Self::Jobs }
    }
}

/// A search for which there may be a page of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hub {
    /// The part of the site that it is about.
    pub scope: Scope,
    /// What it lists.
    pub shows: Shows,
}

impl Hub {
    /// The people of a part of the site.
    pub fn executives(scope: Scope) -> Self {
        Self { scope, shows: Shows::Executives }
    }

    /// The jobs of a part of the site.
    pub fn jobs(scope: Scope) -> Self {
        Self { scope, shows: Shows::Jobs }
    }

    /// The same part of the site, listing something else.
    #[must_use]
    pub fn showing(&self, shows: Shows) -> Self {
        Self { scope: self.scope.clone(), shows }
    }

    /// What of it is of this role, place or industry.
    #[must_use]
    pub fn and(&self, kind: TaxonomyKind, slug: impl Into<String>) -> Self {
        Self { scope: self.scope.clone().and(kind, slug), shows: self.shows }
    }

    /// The role, place or industry that it is about, where that is all that it is about.
    pub fn term(&self) -> Option<(TaxonomyKind, &str)> {
        let mut parts = self.scope.parts();
        let first = parts.next().filter(|_| self.shows == Shows::Executives);
        first.filter(|_| parts.next().is_none())
    }

    /// What its rows have in common, for the index.
    pub fn conditions(&self) -> Vec<Predicate> {
        let mut conditions = self.scope.conditions();
        if self.shows == Shows::RemoteJobs {
            conditions.push(Predicate::AnyOf("remote", ["remote".to_owned()].into()));
        }
        conditions
    }
}

impl Search {
    /// What a hub stands for, as a search of its list.
    pub fn filter(&self, hub: &Hub) -> Option<Filter> {
        let all = Filter::all(self.list_of(hub.shows)?);
        let filter = hub.scope.parts().fold(all, |filter, (kind, slug)| filter.with(kind.param(), slug));
        Some(if hub.shows == Shows::RemoteJobs { filter.with("remote", "remote") } else { filter })
    }

    /// Where a hub's part of its list stands with what an address asks of it besides; nothing where it asks nothing. What it
    /// says that means nothing goes along, for the list to name.
    pub fn narrowed(&self, hub: &Hub, query: Option<&str>) -> Option<String> {
        let part = self.filter(hub)?;
        let asked = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        // What the hub is about is not asked again.
        let asked = asked.filter(|(name, _)| name != "page" && part.value(name).is_none());
        let query = form_urlencoded::Serializer::new(part.to_query()).extend_pairs(asked).finish();
        let (narrower, mut ignored) = Filter::parse(part.list(), Some(&query));
        ignored.extend(Filter::unknown_names(part.list(), Some(&query)));
        if !ignored.is_empty() || narrower.has_names() {
            return Some(href(&part.list().path, &query));
        }
        (narrower != part).then(|| narrower.href())
    }

    /// The hub that a search is, if it is one.
    pub fn hub_of(&self, filter: &Filter) -> Option<Hub> {
        let remote = filter.values("remote") == ["remote"];
        let sides = [Shows::Executives, Shows::Jobs, Shows::RemoteJobs].into_iter();
        let mut sides = sides.filter(|shows| (*shows == Shows::RemoteJobs) == remote);
        let shows = sides.find(|shows| shows.entity() == filter.list().entity)?;
        let slugs = KINDS.into_iter().filter_map(|kind| Some((kind, filter.value(kind.param())?)));
        let hub =
            Hub { scope: slugs.fold(Scope::default(), |scope, (kind, slug)| scope.and(kind, slug)), shows };
        // Whatever else it asks for, no hub does.
        (self.filter(&hub)? == filter.on_page(1) && hub.scope != Scope::default()).then_some(hub)
    }

    /// A page of what stands on a hub.
    pub async fn find_on(
        &self,
        pool: &PgPool,
        hub: &Hub,
        page: u64,
        per_page: u64,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Page> {
        match self.filter(hub) {
            Some(filter) => self.find(pool, &filter.on_page(page), per_page, now).await,
            None => Ok(Page::default()),
        }
    }

    /// How much stands on a hub.
    pub async fn holding(&self, pool: &PgPool, hub: &Hub, now: DateTime<Utc>) -> sqlx::Result<Holding> {
        if let Some(holding) = self.census(|census| census.holding(hub)) {
            return Ok(holding);
        }
        let executives = self.find_on(pool, &hub.showing(Shows::Executives), 1, 1, now).await?.total;
        let jobs = self.find_on(pool, &hub.showing(hub.shows.of_jobs()), 1, 1, now).await?.total;
        Ok(Holding { executives, jobs })
    }

    /// How much stands on each role, place or industry, where anything does; on these alone where some are named.
    pub async fn holdings(
        &self,
        pool: &PgPool,
        kind: TaxonomyKind,
        slugs: Option<&[String]>,
    ) -> sqlx::Result<Vec<(String, Holding)>> {
        match self.census(|census| census.within(&Hub::executives(Scope::default()), kind)) {
            Some(mut all) => {
                all.retain(|(slug, _)| slugs.is_none_or(|slugs| slugs.contains(slug)));
                Ok(all)
            }
            None => queries::holdings(pool, kind, slugs).await,
        }
    }

    /// Which of these roles, places or industries have a hub of this that holds enough to be linked.
    pub async fn worthy(
        &self,
        connection: &mut OnDemand<'_>,
        shows: Shows,
        kind: TaxonomyKind,
        slugs: &[String],
    ) -> sqlx::Result<Vec<String>> {
        let hub = |slug: &String| Hub { scope: Scope::of(kind, slug.as_str()), shows };
        let is_worthy = |census: &Census<'_>| {
            slugs.iter().filter(|slug| census.is_worthy(&hub(slug))).cloned().collect::<Vec<String>>()
        };
        if let Some(worthy) = self.census(is_worthy) {
            return Ok(worthy);
        }
        let mut holdings = queries::first_holdings(connection.get().await?, kind, slugs).await?;
        holdings.retain(|(_, holding)| shows.holds_enough(*holding));
        Ok(holdings.into_iter().map(|(slug, _)| slug).collect())
    }

    /// Whether search engines may keep a hub that holds so much: enough, and nothing that another one shows.
    pub fn is_indexable(&self, hub: &Hub, holding: Holding) -> bool {
        hub.shows.holds_enough(holding) && self.census(|census| census.same_as(hub)).flatten().is_none()
    }

    /// Every hub that search engines may keep, but for the lists themselves; nothing while the index is still to be built.
    pub async fn indexable_hubs(&self, pool: &PgPool) -> sqlx::Result<Option<Arc<[Surveyed]>>> {
        let surveys = &self.0.surveys;
        let kept = || self.census(|census| surveys.kept(census.made()));
        let Some(last) = kept() else { return Ok(None) };
        if last.is_some() {
            return Ok(last);
        }
        let _making = surveys.making.lock().await;
        if let Some(last) = kept().flatten() {
            return Ok(Some(last));
        }
        let Some((made, copied)) = self.census(|census| (census.made(), census.copied())) else {
            return Ok(None);
        };
        let Some(survey) = apart(move || copied.survey()).await else { return Ok(None) };
        // Who leaves after this was asked leaves the index, too, which then has another moment.
        let departures = queries::departures(pool).await?;
        let survey = survey.into_iter().map(|surveyed| surveyed.after(&departures)).collect();
        Ok(Some(surveys.keep(made, survey)))
    }

    /// The hub's own address where it holds enough, else that of the search that it stands for.
    pub fn best_address(&self, hub: &Hub) -> String {
        self.worthy_href(hub)
            .or_else(|| Some(self.filter(hub)?.href()))
            .unwrap_or_else(|| hub.shows.list_href())
    }

    /// The hub's own address where it holds enough.
    pub fn worthy_href(&self, hub: &Hub) -> Option<String> {
        self.census(|census| census.is_worthy(hub)).filter(|is_worthy| *is_worthy)?;
        hub.href()
    }

    /// Shows what stands on all hubs; nothing while the index is still to be built.
    pub fn census<T>(&self, count: impl FnOnce(&Census<'_>) -> T) -> Option<T> {
        let catalog = self.catalog_if_loaded()?;
        let index = |shows| self.index(self.list_of(shows)?);
        let (executives, jobs) = (index(Shows::Executives)?, index(Shows::Jobs)?);
        executives
            .look(|executives| jobs.look(|jobs| count(&Census::new(&catalog, executives, jobs))))
            .flatten()
    }

    fn list_of(&self, shows: Shows) -> Option<&'static List> {
        self.lists().find(|list| list.entity == shows.entity())
    }
}
