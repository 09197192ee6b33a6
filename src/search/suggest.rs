//! What the search box suggests while somebody types: terms that rows are tagged with, and rows themselves.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgPool;

use super::hubs::{Hub, KINDS, Scope, Shows};
use super::index::{Ask, Options};
use super::meaning::asked;
use super::parameter::{Kind, Parameter};
use super::{Filter, List, Search};
use crate::taxonomy::vocabulary::fold;
use crate::taxonomy::{Catalog, TaxonomyKind};

/// How many roles in places, how many terms and how many rows are suggested.
const MOST_PAIRS: usize = 3;
const MOST_TERMS: usize = 6;
const MOST_ROWS: u64 = 4;

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What people read.
    pub label: String,
    /// What it is (`Role`), or more of it.
    pub detail: String,
    /// Where it leads.
    pub href: String,
    /// How many results stand behind it, where it is a search for nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

impl Search {
    /// What may be meant by the words of a search, which may be but begun; terms narrow what else is in force. Nothing while
    /// the index is still to be built.
    pub async fn suggest(
        &self,
        pool: &PgPool,
        filter: &Filter,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Vec<Suggestion>> {
        let Some(typed) = filter.value("q").filter(|_| self.is_ready()) else { return Ok(Vec::new()) };
        let (list, catalog) = (filter.list(), self.catalog(pool).await?);
        let mut in_force = filter.without_words();
        in_force.drop_unknown(&catalog, &mut Vec::new());
        let mut suggestions: Vec<Suggestion> =
            self.area(pool, &in_force, &catalog, typed, now).await?.into_iter().collect();
        suggestions.extend(self.roles_in_places(&in_force, &catalog, &fold(typed), now).await);
        suggestions.extend(self.terms(&in_force, &catalog, &fold(typed)));
        let filter = Filter::all(list).with("q", typed);
        let page = self.find(pool, &filter, MOST_ROWS, now).await?;
        if let Some(searched) = self.of(list) {
            suggestions.extend(searched.slice.named(pool, &page.ids).await?);
        }
        Ok(suggestions)
    }

    /// The country, state or part of the world of this name, where anything is found there.
    async fn area(
        &self,
        pool: &PgPool,
        in_force: &Filter,
        catalog: &Catalog,
        typed: &str,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Option<Suggestion>> {
        let Some(area) = catalog.vocabulary.area(typed) else { return Ok(None) };
        let mut there = in_place(in_force, &area.slug());
        there.drop_unknown(catalog, &mut Vec::new());
        let found = self.count(pool, &there, now).await?;
        let location = in_force.list().parameters.iter().find(|parameter| parameter.name == "location");
        Ok(location.filter(|_| found > 0).map(|location| Suggestion {
            label: area.name.clone(),
            detail: detail(location.legend, in_force),
            href: there.href(),
            count: is_alone(in_force).then_some(found),
        }))
    }

    /// A role and the places of which one begins like what else was typed ("cfo in aus"), where anything is found there.
    async fn roles_in_places(
        &self,
        in_force: &Filter,
        catalog: &Catalog,
        typed: &str,
        now: DateTime<Utc>,
    ) -> Vec<Suggestion> {
        let Some((role, begun)) = role_and_place(catalog, typed) else { return Vec::new() };
        let (list, of_role) = (in_force.list(), in_force.with("role", role));
        let options = vec![("place", Options::Values("location"))];
        let found = self.answer(list, Ask { options, ..asked(&of_role, catalog, 1, now) }).await;
        let counts = found.and_then(|found| found.counts.into_iter().next()).unwrap_or_default();
        let meant = catalog.vocabulary.slug(TaxonomyKind::Location, begun);
        let mut places: Vec<(Arc<str>, &str, u64)> = (counts.into_iter())
            .filter(|(_, count)| *count > 0)
            .filter_map(|(slug, count)| {
                let name = catalog.name(TaxonomyKind::Location, &slug)?;
                (meant == Some(&*slug) || begins(&fold(name), begun)).then_some((slug, name, count))
            })
            .collect();
        // Austin before all of Australia.
        let is_later = |name: &str| !fold(name).starts_with(begun);
        places.sort_by_key(|(_, name, count)| (is_later(name), Reverse(*count), *name));
        let is_alone = is_alone(in_force);
        let suggestion = |(slug, place, count): (Arc<str>, &str, u64)| Suggestion {
            label: format!("{} in {place}", catalog.name(TaxonomyKind::Role, role).unwrap_or(role)),
            detail: detail("Role and place", in_force),
            href: match shows(list).filter(|_| is_alone) {
                Some(shows) => {
                    let scope = Scope::of(TaxonomyKind::Role, role).and(TaxonomyKind::Location, &*slug);
                    self.best_address(&Hub { scope, shows })
                }
                None => in_place(&of_role, &slug).href(),
            },
            count: is_alone.then_some(count),
        };
        places.into_iter().take(MOST_PAIRS).map(suggestion).collect()
    }

    /// Terms in use one of whose words begins like this; where there is none, those that are nearly written so.
    fn terms(&self, in_force: &Filter, catalog: &Catalog, typed: &str) -> Vec<Suggestion> {
        let list = in_force.list();
        let Some(index) = self.index(list).filter(|_| !typed.is_empty()) else { return Vec::new() };
        let mut in_use: Vec<Term<'_>> = Vec::new();
        for parameter in list.parameters.iter().filter(|parameter| parameter.name != "near") {
            let Kind::Slugs(kind, _) = parameter.kind else { continue };
            let meant = catalog.vocabulary.slug(kind, typed);
            in_use.extend(index.values(parameter.name).into_iter().filter_map(|(slug, count)| {
                let name = catalog.name(kind, &slug)?;
                let keys = [fold(name), full_name(catalog, kind, &slug)];
                Some(Term { parameter, kind, is_meant: meant == Some(&*slug), slug, name, keys, count })
            }));
        }
        let is_exact = |term: &&Term<'_>| term.is_meant || term.keys.iter().any(|key| begins(key, typed));
        let mut terms: Vec<&Term<'_>> = in_use.iter().filter(is_exact).collect();
        if terms.is_empty() {
            let is_similar = |term: &&Term<'_>| term.keys.iter().any(|key| nearly_begins(key, typed));
            terms = in_use.iter().filter(is_similar).collect();
        }
        terms.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(b.name)));
        let is_alone = is_alone(in_force);
        let suggestion = |term: &Term<'_>| Suggestion {
            label: term.name.to_owned(),
            detail: detail(term.parameter.legend, in_force),
            href: if is_alone { self.term_href(list, term) } else { narrowed(in_force, term).href() },
            count: is_alone.then_some(term.count),
        };
        terms.into_iter().take(MOST_TERMS).map(suggestion).collect()
    }
}

/// A term in use.
struct Term<'a> {
    parameter: &'static Parameter,
    kind: TaxonomyKind,
    slug: Arc<str>,
    name: &'a str,
    /// What it is called, folded.
    keys: [String; 2],
    count: u64,
    /// Whether the taxonomies know it by what was typed.
    is_meant: bool,
}

impl Search {
    /// The hub of a term where it holds enough, else the search for it.
    fn term_href(&self, list: &'static List, term: &Term<'_>) -> String {
        let Term { parameter, kind, slug, .. } = term;
        match shows(list).filter(|_| KINDS.contains(kind)) {
            Some(shows) => self.best_address(&Hub { scope: Scope::of(*kind, &**slug), shows }),
            None => Filter::all(list).with(parameter.name, &**slug).href(),
        }
    }
}

/// What the hubs of a list show.
fn shows(list: &List) -> Option<Shows> {
    [Shows::Executives, Shows::Jobs].into_iter().find(|shows| shows.entity() == list.entity)
}

/// The role that these words begin or end with, and how the place that the others name begins; two letters at least.
fn role_and_place<'a>(catalog: &'a Catalog, typed: &'a str) -> Option<(&'a str, &'a str)> {
    const LEAST: usize = 2;
    let role = |text: &str| catalog.vocabulary.slug(TaxonomyKind::Role, text);
    let splits = typed.match_indices(' ').map(|(at, _)| (&typed[..at], &typed[at + 1..]));
    let place = |rest: &'a str| rest.strip_prefix("in ").unwrap_or(rest);
    let role_first = splits.clone().rev().find_map(|(first, rest)| Some((role(first)?, place(rest))));
    let place_first = || splits.clone().find_map(|(first, rest)| Some((role(rest)?, first)));
    role_first.or_else(place_first).filter(|(_, place)| place.chars().count() >= LEAST && *place != "in")
}

/// Whether nothing else is searched for.
fn is_alone(in_force: &Filter) -> bool {
    in_force.parts().is_empty()
}

/// What a suggestion is, and with what.
fn detail(what: &str, in_force: &Filter) -> String {
    let with = if is_alone(in_force) { "" } else { ", with your other filters" };
    format!("{what}{with}")
}

/// What is in force, and a term.
fn narrowed(in_force: &Filter, term: &Term<'_>) -> Filter {
    match term.kind {
        TaxonomyKind::Location => in_place(in_force, &term.slug),
        _ => in_force.with(term.parameter.name, &*term.slug),
    }
}

/// What is in force, in a place, which takes the place of the one around which was searched.
fn in_place(in_force: &Filter, slug: &str) -> Filter {
    let placed = in_force.value("near").and_then(|_| in_force.placed(slug));
    placed.unwrap_or_else(|| in_force.with("location", slug))
}

/// The long name of a role, folded (`chief financial officer`).
fn full_name(catalog: &Catalog, kind: TaxonomyKind, slug: &str) -> String {
    catalog.vocabulary.full_name(kind, slug).map(fold).unwrap_or_default()
}

/// Whether a name or a later word of it begins like this.
fn begins(key: &str, typed: &str) -> bool {
    key.starts_with(typed) || key.match_indices(' ').any(|(at, _)| key[at + 1..].starts_with(typed))
}

/// The same with one slip, from four letters on.
fn nearly_begins(key: &str, typed: &str) -> bool {
    let typed: Vec<char> = typed.chars().collect();
    if typed.len() < 4 {
        return false;
    }
    let starts = std::iter::once(0).chain(key.match_indices(' ').map(|(at, _)| at + 1));
    starts.map(|at| key[at..].chars().take(typed.len() + 1).collect::<Vec<char>>()).any(|begin| {
        (typed.len().saturating_sub(1)..=typed.len() + 1)
            .filter_map(|length| begin.get(..length))
            .any(|begin| is_one_slip(begin, &typed))
    })
}

/// Whether two words differ by one letter changed, added, left out, or swapped with its neighbour.
fn is_one_slip(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let is_swapped = a.len() > 1 && b.len() > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..];
    let is_changed = !a.is_empty() && !b.is_empty() && a[1..] == b[1..];
    let is_longer = !a.is_empty() && a[1..] == *b;
    let is_shorter = !b.is_empty() && b[1..] == *a;
    is_swapped || is_changed || is_longer || is_shorter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_at_the_beginning_of_a_word_is_forgiven() {
        for (key, typed, is_near) in [
            ("chicago il", "chicgao", true),
            ("chicago il", "chcago", true),
            ("san francisco ca", "fransisco", true),
            ("san francisco ca", "frxnsisco", false),
            ("chicago il", "chi", false),
            ("austin tx", "boston", false),
        ] {
            assert_eq!(nearly_begins(key, typed), is_near, "{typed}");
        }
    }
}
