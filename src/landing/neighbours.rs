//! The hubs beside a hub: what it can be narrowed to, what lies near it, what is wider. A hub that doesn't hold enough is
//! linked from nowhere: what it would list is linked as a search, as is what has no hub of its own.

use std::cmp::Reverse;

use super::hub_words::Names;
use crate::search::hubs::{Census, Holding, Hub, Scope, Shows};
use crate::search::{nearest, shared};
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::values::plural_of_title;
use crate::web::links::{Counted, LinkGroup};

/// Links of one group.
const MOST: usize = 12;
/// How far away a place is still near, in kilometres.
const NEAR: f64 = 800.0;

/// What the links of a hub are found by.
pub struct Neighbourhood<'a> {
    /// What stands where.
    pub census: &'a Census<'a>,
    /// What slugs are called.
    pub catalog: &'a Catalog,
    /// The hub in whose neighbourhood this is.
    pub hub: &'a Hub,
    /// What its parts are called.
    pub names: &'a Names,
    /// The roles closest to its role, closest first.
    pub related_roles: &'a [String],
    /// The address of a search that has no hub.
    pub search: &'a dyn Fn(&Hub) -> Option<String>,
}

impl Neighbourhood<'_> {
    /// All groups that have links.
    pub fn groups(&self) -> Vec<LinkGroup> {
        use TaxonomyKind::{Industry, Location, Role};
        let Scope { role, location, industry } = &self.hub.scope;
        let groups = match (role, location, industry) {
            (Some(_), None, None) => {
                vec![
                    self.narrower(Location, "by place"),
                    self.narrower(Industry, "by industry"),
                    self.related_roles(),
                ]
            }
            (None, Some(place), None) => {
                vec![self.narrower(Role, "by role"), self.near(place), self.narrower(Industry, "by industry")]
            }
            (None, None, Some(industry)) => vec![
                self.narrower(Role, "by role"),
                self.narrower(Location, "by place"),
                self.like_industry(industry),
            ],
            (Some(_), Some(place), _) => vec![self.near(place), self.others(Role), self.wider()],
            (Some(_), _, Some(industry)) => {
                vec![self.like_industry(industry), self.others(Role), self.wider()]
            }
            _ => Vec::new(),
        };
        groups.into_iter().filter(|group| !group.links.is_empty()).collect()
    }

    /// What of this hub is of each role, place or industry, the most first.
    fn narrower(&self, kind: TaxonomyKind, how: &str) -> LinkGroup {
        let heading = format!("{} {how}", self.names.heading(self.hub.shows));
        self.group(heading, kind, self.busiest(self.hub, kind))
    }

    /// The other roles of the same place or industry.
    fn others(&self, kind: TaxonomyKind) -> LinkGroup {
        let around = Hub { scope: Scope { role: None, ..self.hub.scope.clone() }, shows: self.hub.shows };
        let slugs = self.busiest(&around, kind);
        let others = slugs.into_iter().filter(|found| Some(&found.slug) != self.hub.scope.role.as_ref());
        let heading = format!("Other roles in {}", self.names.last());
        self.group(heading, kind, others.collect())
    }

    fn related_roles(&self) -> LinkGroup {
        let roles = self.related_roles.iter().map(|slug| Found::new(slug)).collect();
        let heading = match self.hub.shows {
            Shows::Executives => "Related roles",
            Shows::Jobs => "Jobs in related roles",
            Shows::RemoteJobs => "Remote jobs in related roles",
        };
        self.group(heading.to_owned(), TaxonomyKind::Role, roles)
    }

    /// Places near this one, with how far they are.
    fn near(&self, place: &str) -> LinkGroup {
        let view = self.census.view(self.hub.shows);
        let places = view.values("location").map(|(slug, _)| slug).filter(|slug| *slug != place);
        let near = (nearest(self.catalog, place, places).into_iter())
            .take_while(|(_, kilometres)| *kilometres <= NEAR)
            .map(|(slug, kilometres)| {
                let note = format!(", {}", shared::distance(&format!("{kilometres:.0}")));
                Found { note, ..Found::new(slug) }
            })
            .collect();
        let heading = match &self.names.role {
            Some(role) => format!("Fractional {} nearby", plural_of_title(role)),
            None if self.hub.shows == Shows::Executives => "Nearby places".to_owned(),
            None => "Jobs nearby".to_owned(),
        };
        self.group(heading, TaxonomyKind::Location, near)
    }

    /// Industries that have most of their people or jobs in common with this one.
    fn like_industry(&self, industry: &str) -> LinkGroup {
        let view = self.census.view(self.hub.shows);
        let mut alike: Vec<(u64, String)> = Vec::new();
        if let Some(rows) = view.having("industry", industry) {
            for (slug, others) in view.values("industry").filter(|(slug, _)| *slug != industry) {
                // Shared rows among all of both, in millionths.
                let shared = rows.intersection_len(others);
                let likeness = shared * 1_000_000 / rows.union_len(others).max(1);
                alike.extend((shared > 0).then(|| (likeness, slug.to_owned())));
            }
        }
        alike.sort_by_key(|(likeness, slug)| (Reverse(*likeness), slug.clone()));
        let slugs = alike.into_iter().map(|(_, slug)| Found::new(&slug)).collect();
        let heading = match (&self.names.role, self.hub.shows) {
            (Some(role), _) => format!("Fractional {} in related industries", plural_of_title(role)),
            (None, Shows::Executives) => "Related industries".to_owned(),
            (None, _) => "Jobs in related industries".to_owned(),
        };
        self.group(heading, TaxonomyKind::Industry, slugs)
    }

    /// The hubs of which this one is a part.
    fn wider(&self) -> LinkGroup {
        let hubs = self
            .hub
            .scope
            .parts()
            .map(|(kind, slug)| Hub { scope: Scope::of(kind, slug), shows: self.hub.shows });
        let links = hubs.filter_map(|hub| {
            let heading = Names::of(&hub.scope, self.catalog).heading(hub.shows);
            self.link(heading, &hub, self.census.holding(&hub))
        });
        LinkGroup { heading: "More".to_owned(), links: links.collect() }
    }

    /// The roles, places or industries of a hub, those that hold most of what it lists first.
    fn busiest(&self, hub: &Hub, kind: TaxonomyKind) -> Vec<Found> {
        let count = |holding| self.hub.shows.count(holding);
        let holdings = self.census.within(hub, kind).into_iter().filter(|(_, holding)| count(*holding) > 0);
        let mut ranked: Vec<(Reverse<u64>, usize, String, Holding)> = holdings
            .map(|(slug, holding)| (Reverse(count(holding)), self.catalog.rank(kind, &slug), slug, holding))
            .collect();
        ranked.sort_unstable_by(|(a, a_rank, ..), (b, b_rank, ..)| (a, a_rank).cmp(&(b, b_rank)));
        let found = |(_, _, slug, holding)| Found { slug, note: String::new(), holding: Some(holding) };
        ranked.into_iter().map(found).collect()
    }

    /// Links to this hub with another role, place or industry, each with what is said after its name.
    fn group(&self, heading: String, kind: TaxonomyKind, slugs: Vec<Found>) -> LinkGroup {
        let links = slugs.into_iter().filter_map(|Found { slug, note, holding }| {
            let name = self.catalog.name(kind, &slug)?;
            let hub = self.hub.and(kind, &slug);
            let holding = holding.unwrap_or_else(|| self.census.holding(&hub));
            self.link(format!("{name}{note}"), &hub, holding)
        });
        LinkGroup { heading, links: links.take(MOST).collect() }
    }

    /// A link to a hub that holds enough, or to a search that finds the same.
    fn link(&self, label: String, hub: &Hub, holding: Holding) -> Option<Counted> {
        let count = hub.shows.count(holding);
        if count == 0 {
            return None;
        }
        let of_hub = hub.href().filter(|_| self.census.is_worthy_with(hub, holding));
        let href = of_hub.or_else(|| (self.search)(hub))?;
        Some(Counted::new(label, &href, count))
    }
}

/// A role, place or industry to link.
struct Found {
    slug: String,
    /// What is said after its name.
    note: String,
    /// How much this hub holds of it, where that was counted on the way.
    holding: Option<Holding>,
}

impl Found {
    fn new(slug: &str) -> Self {
        Self { slug: slug.to_owned(), note: String::new(), holding: None }
    }
}
