//! All hubs at once: every row is gone through once for the place, the industries and the role that it has, instead of
//! looking up the rows of each of some ten thousand hubs. Kept until an index or the taxonomies change.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;

use super::{Census, Holding, Hub, KINDS, Scope, Shows};
use crate::search::index::Copied;
use crate::taxonomy::{Catalog, TaxonomyKind};

/// A hub that search engines may keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surveyed {
    /// Which it is.
    pub hub: Hub,
    /// When somebody on it last came, changed or left.
    pub changed: Option<DateTime<Utc>>,
}

/// The last survey, with what it was made of.
#[derive(Debug, Default)]
pub struct Surveys {
    last: Mutex<Option<(Made, Arc<[Surveyed]>)>>,
    /// One is made at a time; the others wait for it.
    pub(super) making: tokio::sync::Mutex<()>,
}

/// The moment of both indexes, and the taxonomies.
pub(super) type Made = (u64, u64, [u8; 32]);

impl Surveys {
    /// The survey of a moment, if it is the last one.
    pub(super) fn kept(&self, made: Made) -> Option<Arc<[Surveyed]>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
        last.filter(|(of, _)| *of == made).map(|(_, kept)| kept)
    }

    /// Keeps the survey of a moment.
    pub(super) fn keep(&self, made: Made, survey: Vec<Surveyed>) -> Arc<[Surveyed]> {
        let survey: Arc<[Surveyed]> = survey.into();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((made, survey.clone()));
        survey
    }
}

/// What rows add up to, in whatever order.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    count: u64,
    /// Which rows these are, twice.
    either: u64,
    total: u64,
    /// When the newest of them changed, in microseconds.
    changed: Option<i64>,
}

impl Sum {
    fn of(row: u32, changed: Option<i64>) -> Self {
        let mixed = mixed(row);
        Self { count: 1, either: mixed, total: mixed, changed }
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.either ^= other.either;
        self.total = self.total.wrapping_add(other.total);
        self.changed = self.changed.max(other.changed);
    }
}

/// The rows of a list by what a hub may be about.
type Sums = HashMap<Scope, Sum>;

/// What tells sets of rows apart.
type Digest = (Shows, u64, u64, u64);

impl Surveyed {
    /// Notes who left.
    pub(super) fn after(self, departures: &HashMap<Hub, DateTime<Utc>>) -> Self {
        let sides = [Shows::Executives, self.hub.shows.of_jobs()];
        let left = sides.into_iter().filter_map(|shows| departures.get(&self.hub.showing(shows)).copied());
        Self { changed: left.max().max(self.changed), hub: self.hub }
    }
}

impl Census<'_> {
    /// Which moment this is.
    pub(super) fn made(&self) -> Made {
        (self.executives.moment(), self.jobs.moment(), self.catalog.digest)
    }

    /// What a survey goes through, so that no search and no change waits for it.
    pub(super) fn copied(&self) -> Surveying {
        let columns = KINDS.map(TaxonomyKind::param);
        Surveying {
            executives: self.executives.copied(&columns, "changed"),
            jobs: self.jobs.copied(&columns, "changed"),
            remote: self.jobs.having("remote", "remote").cloned().unwrap_or_default(),
            catalog: self.catalog.clone(),
        }
    }
}

/// One moment of all hubs, copied.
#[derive(Debug)]
pub(super) struct Surveying {
    executives: Copied,
    jobs: Copied,
    remote: RoaringBitmap,
    catalog: Arc<Catalog>,
}

impl Surveying {
    /// Every hub that holds enough and is the first to show its results, but for the lists themselves; with the last
    /// change as far as those tell who stand on it.
    pub(super) fn survey(&self) -> Vec<Surveyed> {
        let sums = HashMap::from([
            (Shows::Executives, sums(&self.executives, None)),
            (Shows::Jobs, sums(&self.jobs, None)),
            (Shows::RemoteJobs, sums(&self.jobs, Some(&self.remote))),
        ]);
        let sum = |scope: &Scope, shows: Shows| sums[&shows].get(scope).copied().unwrap_or_default();
        let mut first: HashMap<Digest, Hub> = HashMap::new();
        let hubs = sums.iter().flat_map(|(shows, sums)| sums.keys().map(|scope| (scope, *shows)));
        for (scope, shows) in hubs.filter(|(scope, shows)| is_hub(scope, *shows)) {
            let holding = Holding {
                executives: sum(scope, Shows::Executives).count,
                jobs: sum(scope, shows.of_jobs()).count,
            };
            let is_in_use = || scope.parts().all(|(kind, slug)| self.catalog.id(kind, slug).is_some());
            let is_worthy = *scope == Scope::default() || (shows.holds_enough(holding) && is_in_use());
            if !is_worthy {
                continue;
            }
            let Sum { count, either, total, .. } = sum(scope, shows);
            let hub = Hub { scope: scope.clone(), shows };
            match first.entry((shows.of_list(), count, either, total)) {
                Entry::Vacant(free) => _ = free.insert(hub),
                Entry::Occupied(mut taken) if hub.place() < taken.get().place() => _ = taken.insert(hub),
                Entry::Occupied(_) => {}
            }
        }
        let mut hubs: Vec<Hub> = first.into_values().filter(|hub| hub.scope != Scope::default()).collect();
        hubs.sort_by(|a, b| (a.shows, a.place()).cmp(&(b.shows, b.place())));
        let changed = |hub: &Hub| {
            let sides = [Shows::Executives, hub.shows.of_jobs()];
            DateTime::from_timestamp_micros(
                sides.iter().filter_map(|shows| sum(&hub.scope, *shows).changed).max()?,
            )
        };
        hubs.into_iter().map(|hub| Surveyed { changed: changed(&hub), hub }).collect()
    }
}

/// Which parts of the site have a page that lists this; the whole list is one too.
fn is_hub(scope: &Scope, shows: Shows) -> bool {
    match shows {
        Shows::Executives => true,
        Shows::Jobs => scope.parts().count() <= 1,
        Shows::RemoteJobs => scope.role.is_some() && scope.parts().count() == 1,
    }
}

/// Adds up all rows, or some of them, by role, place and industry, and by each role with each of the others.
fn sums(view: &Copied, only: Option<&RoaringBitmap>) -> Sums {
    const NONE: u16 = u16::MAX;
    let is_wanted = |row: &u32| only.is_none_or(|only| only.contains(*row));
    let roles: Vec<(&str, &RoaringBitmap)> = view.values(TaxonomyKind::Role.param()).collect();
    let mut role_of = vec![NONE; view.size];
    for (role, (_, rows)) in (0..NONE).zip(&roles) {
        for row in *rows {
            role_of[row as usize] = role;
        }
    }
    let one = |row: u32| Sum::of(row, view.number(row));
    let mut sums = Sums::new();
    let all = sums.entry(Scope::default()).or_default();
    for row in view.all.iter().filter(is_wanted) {
        all.add(one(row));
    }
    for kind in KINDS {
        for (slug, rows) in view.values(kind.param()) {
            let (mut all, mut by_role) = (Sum::default(), vec![Sum::default(); roles.len()]);
            for row in rows.iter().filter(is_wanted) {
                let one = one(row);
                all.add(one);
                if let Some(sum) = by_role.get_mut(usize::from(role_of[row as usize])) {
                    sum.add(one);
                }
            }
            if all.count == 0 {
                continue;
            }
            let scope = Scope::of(kind, slug);
            let crossed = roles.iter().zip(by_role).filter(|(_, sum)| sum.count > 0);
            if kind != TaxonomyKind::Role {
                sums.extend(
                    crossed.map(|((role, _), sum)| (scope.clone().and(TaxonomyKind::Role, *role), sum)),
                );
            }
            sums.insert(scope, all);
        }
    }
    sums
}

/// Spreads a row's number over 64 bits (splitmix64).
fn mixed(row: u32) -> u64 {
    let mixed = u64::from(row).wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
