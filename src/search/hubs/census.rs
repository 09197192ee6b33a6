//! What stands on every hub, counted in the index; and which hubs show the same results.
//!
//! No two pages that search engines may keep show the same results. Of several hubs with the same rows the first counts: the
//! whole list before a role, a place, an industry, before a role in a place, a role in an industry, before remote jobs; then
//! by the alphabet. The others stay pages for people.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;

use super::{Holding, Hub, KINDS, Scope, Shows};
use crate::search::index::View;
use crate::taxonomy::{Catalog, TaxonomyKind};

/// One moment of all hubs.
#[derive(Debug)]
pub struct Census<'a> {
    catalog: &'a Catalog,
    executives: View<'a>,
    jobs: View<'a>,
}

/// What tells sets of rows apart: how many they are, and a digest of them.
type Digest = (Shows, u64, u64, u64);

impl<'a> Census<'a> {
    pub(super) fn new(catalog: &'a Catalog, executives: View<'a>, jobs: View<'a>) -> Self {
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
        Holding {
            executives: self.rows(&hub.showing(Shows::Executives)).len(),
            jobs: self.rows(&hub.showing(hub.shows.of_jobs())).len(),
        }
    }

    /// Whether a hub holds enough to be linked. What is no longer in use has no hub.
    pub fn is_worthy(&self, hub: &Hub) -> bool {
        hub.scope.parts().all(|(kind, slug)| self.is_in_use(kind, slug))
            && hub.shows.holds_enough(self.holding(hub))
    }

    fn is_in_use(&self, kind: TaxonomyKind, slug: &str) -> bool {
        self.catalog.id(kind, slug).is_some()
    }

    /// How much of a part of the site each role, place or industry holds, where it holds anything.
    pub fn within(&self, scope: &Scope, kind: TaxonomyKind) -> Vec<(String, Holding)> {
        let mut holdings: HashMap<&str, Holding> = HashMap::new();
        for shows in [Shows::Executives, Shows::Jobs] {
            let view = self.view(shows);
            let conditions = scope.conditions();
            let rows = (!conditions.is_empty()).then(|| view.rows(&conditions));
            for (slug, having) in view.values(kind.param()) {
                let count = rows.as_ref().map_or_else(|| having.len(), |rows| having.intersection_len(rows));
                if count > 0 {
                    let holding = holdings.entry(slug).or_default();
                    match shows {
                        Shows::Executives => holding.executives = count,
                        _ => holding.jobs = count,
                    }
                }
            }
        }
        holdings.retain(|slug, _| self.is_in_use(kind, slug));
        holdings.into_iter().map(|(slug, holding)| (slug.to_owned(), holding)).collect()
    }

    /// When what a hub shows last changed, as far as those tell who stand on it: its people, and its jobs.
    pub fn changed(&self, hub: &Hub) -> Option<DateTime<Utc>> {
        let sides = [Shows::Executives, hub.shows.of_jobs()].map(|shows| hub.showing(shows));
        let newest = |hub: &Hub| self.view(hub.shows).numbers("changed", &self.rows(hub)).max();
        DateTime::from_timestamp_micros(sides.iter().filter_map(newest).max()?)
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

    /// Every hub that holds enough and is the first to show its results, but for the lists themselves.
    pub fn indexable(&self) -> Vec<Hub> {
        let mut first: HashMap<Digest, Hub> = HashMap::new();
        let all = [Shows::Executives, Shows::Jobs].map(|shows| Hub { scope: Scope::default(), shows });
        for hub in all.into_iter().chain(self.worthy()) {
            match first.entry(self.digest(&hub)) {
                Entry::Vacant(free) => {
                    free.insert(hub);
                }
                Entry::Occupied(mut taken) => {
                    if hub.place() < taken.get().place() {
                        taken.insert(hub);
                    }
                }
            }
        }
        let mut hubs: Vec<Hub> = first.into_values().filter(|hub| hub.scope != Scope::default()).collect();
        hubs.sort_by(|a, b| (a.shows, a.place()).cmp(&(b.shows, b.place())));
        hubs
    }

    /// Every hub that holds enough.
    fn worthy(&self) -> Vec<Hub> {
        let mut worthy = Vec::new();
        for kind in KINDS {
            for (slug, holding) in self.within(&Scope::default(), kind) {
                let hub = Hub::executives(Scope::of(kind, slug));
                for shows in [Shows::Executives, Shows::Jobs] {
                    worthy.extend(shows.holds_enough(holding).then(|| hub.showing(shows)));
                }
                if kind == TaxonomyKind::Role {
                    let remote = hub.showing(Shows::RemoteJobs);
                    worthy.extend(self.is_worthy(&remote).then_some(remote));
                    for kind in [TaxonomyKind::Location, TaxonomyKind::Industry] {
                        let crossed = self.within(&hub.scope, kind).into_iter();
                        let crossed = crossed.filter(|(_, holding)| hub.shows.holds_enough(*holding));
                        worthy.extend(crossed.map(|(slug, _)| hub.and(kind, slug)));
                    }
                }
            }
        }
        worthy
    }

    fn digest(&self, hub: &Hub) -> Digest {
        let rows = self.rows(hub);
        let (either, sum) = (rows.iter().map(mixed))
            .fold((0, 0), |(either, sum): (u64, u64), row| (either ^ row, sum.wrapping_add(row)));
        (hub.shows.of_list(), rows.len(), either, sum)
    }
}

impl Hub {
    /// Which of several hubs with the same results counts: the one that comes first.
    fn place(&self) -> (Shows, usize, Option<&str>, Option<&str>, Option<&str>) {
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

/// Spreads a row's number over 64 bits (splitmix64).
fn mixed(row: u32) -> u64 {
    let mixed = u64::from(row).wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
