//! What stands on a hub, counted in the index; and which hubs show the same results.
//!
//! No two pages that search engines may keep show the same results. Of several hubs with the same rows the first counts: the
//! whole list before a role, a place, an industry, before a role in a place, a role in an industry, before remote jobs; then
//! by the alphabet. The others stay pages for people.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use roaring::RoaringBitmap;

use super::{Holding, Hub, KINDS, Scope, Shows};
use crate::search::index::View;
use crate::taxonomy::{Catalog, TaxonomyKind};

/// One moment of all hubs.
#[derive(Debug)]
pub struct Census<'a> {
    pub(super) catalog: &'a Arc<Catalog>,
    pub(super) executives: View<'a>,
    pub(super) jobs: View<'a>,
}

impl<'a> Census<'a> {
    pub(super) fn new(catalog: &'a Arc<Catalog>, executives: View<'a>, jobs: View<'a>) -> Self {
        Self { catalog, executives, jobs }
    }

    /// The index of which a hub's rows are.
    pub fn view(&self, shows: Shows) -> View<'a> {
        if shows == Shows::Executives { self.executives } else { self.jobs }
    }

    /// The rows of a hub.
    pub fn rows(&self, hub: &Hub) -> Cow<'a, RoaringBitmap> {
        self.view(hub.shows).rows(&hub.conditions())
    }

    /// How much stands on a hub.
    pub fn holding(&self, hub: &Hub) -> Holding {
        let count = |shows| self.view(shows).count(&hub.showing(shows).conditions());
        Holding { executives: count(Shows::Executives), jobs: count(hub.shows.of_jobs()) }
    }

    /// Whether a hub holds enough to be linked. What is no longer in use has no hub.
    pub fn is_worthy(&self, hub: &Hub) -> bool {
        self.is_worthy_with(hub, self.holding(hub))
    }

    /// Whether a hub that holds so much is linked.
    pub fn is_worthy_with(&self, hub: &Hub, holding: Holding) -> bool {
        hub.scope.parts().all(|(kind, slug)| self.is_in_use(kind, slug)) && hub.shows.holds_enough(holding)
    }

    pub(super) fn is_in_use(&self, kind: TaxonomyKind, slug: &str) -> bool {
        self.catalog.id(kind, slug).is_some()
    }

    /// How much of a hub is of each role, place or industry, where anything is.
    pub fn within(&self, hub: &Hub, kind: TaxonomyKind) -> Vec<(String, Holding)> {
        let mut holdings: HashMap<&str, Holding> = HashMap::new();
        for shows in [Shows::Executives, hub.shows.of_jobs()] {
            let view = self.view(shows);
            for (slug, count) in view.counts(kind.param(), &hub.showing(shows).conditions()) {
                let holding = holdings.entry(slug).or_default();
                match shows {
                    Shows::Executives => holding.executives = count,
                    _ => holding.jobs = count,
                }
            }
        }
        holdings.retain(|slug, _| self.is_in_use(kind, slug));
        holdings.into_iter().map(|(slug, holding)| (slug.to_owned(), holding)).collect()
    }

    /// The first hub that shows the same as this one, if that is another.
    pub fn same_as(&self, hub: &Hub) -> Option<Hub> {
        let rows = self.rows(hub);
        let one = rows.min()?;
        let mut others = self.hubs_of(one, hub.shows);
        others.retain(|other| other.place() < hub.place());
        others.sort_by(|a, b| a.place().cmp(&b.place()));
        others.into_iter().find(|other| {
            let theirs = self.rows(other);
            theirs.len() == rows.len() && theirs == rows && self.is_worthy(other)
        })
    }

    /// Every hub that a row of it stands on, the whole list too.
    fn hubs_of(&self, row: u32, shows: Shows) -> Vec<Hub> {
        let all = Hub { scope: Scope::default(), shows: shows.of_list() };
        let values = |kind: TaxonomyKind| {
            let values = self.view(shows).values(kind.param());
            values.filter(move |(_, rows)| rows.contains(row)).map(|(slug, _)| slug)
        };
        let mut hubs = vec![all.clone()];
        hubs.extend(
            KINDS
                .into_iter()
                .flat_map(|kind| values(kind).map(move |slug| (kind, slug)))
                .map(|(kind, slug)| all.and(kind, slug)),
        );
        for role in values(TaxonomyKind::Role).filter(|_| shows == Shows::Executives) {
            let hub = all.and(TaxonomyKind::Role, role);
            for kind in [TaxonomyKind::Location, TaxonomyKind::Industry] {
                hubs.extend(values(kind).map(|slug| hub.and(kind, slug)));
            }
        }
        hubs
    }
}

impl Hub {
    /// Which of several hubs with the same results counts: the one that comes first.
    pub(super) fn place(&self) -> (Shows, usize, Option<&str>, Option<&str>, Option<&str>) {
        let Scope { role, location, industry } = &self.scope;
        let (role, location, industry) = (role.as_deref(), location.as_deref(), industry.as_deref());
        let width = match (role, location, industry) {
            (None, None, None) => 0,
            (Some(_), None, None) => 1,
            (None, Some(_), None) => 2,
            (None, None, Some(_)) => 3,
            (_, Some(_), _) => 4,
            (_, None, _) => 5,
        };
        (self.shows, width, role, location, industry)
    }
}
