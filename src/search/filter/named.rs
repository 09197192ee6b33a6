//! What a form says by its name: a town that few have heard of, a specialty that is not among the boxes.

use super::Filter;
use crate::search::List;
use crate::search::parameter::{Kind, Meaning, Parameter};
use crate::taxonomy::{Catalog, TaxonomyKind, Vocabulary};
use crate::web::query::QueryReader;

/// Reads what was typed, for [`Filter::look_up_names`].
pub(super) fn read(list: &List, query: &mut QueryReader) -> Vec<(usize, String)> {
    let fields = list.parameters.iter().enumerate();
    fields.filter_map(|(at, parameter)| Some((at, query.text(parameter.named?.name)?))).collect()
}

impl Filter {
    /// Says what was typed by its slug. What nobody knows stays as it was typed, and is named.
    pub(super) fn look_up_names(&mut self, catalog: &Catalog, ignored: &mut Vec<String>) {
        for (at, typed) in std::mem::take(&mut self.named) {
            let parameter = &self.list.parameters[at];
            let Kind::Slugs(kind, _) = parameter.kind else { continue };
            // Of several, each by itself, unless all of it is one name ("Austin, TX").
            let names = match slug(catalog, kind, &typed) {
                None if parameter.meaning != Meaning::Near => typed.split(',').map(str::trim).collect(),
                _ => vec![typed.as_str()],
            };
            let mut unknown = Vec::new();
            for name in names.into_iter().filter(|name| !name.is_empty()) {
                match slug(catalog, kind, name) {
                    Some(slug) => *self = self.naming(at, &slug),
                    None => unknown.push(name),
                }
            }
            for name in &unknown {
                ignored.push(format!("{} “{name}”", parameter.group));
            }
            if !unknown.is_empty() {
                self.named.push((at, unknown.join(", ")));
            }
        }
    }

    /// The same search with what was named; a place takes the place of the one before.
    pub(super) fn naming(&self, at: usize, slug: &str) -> Self {
        let parameter = &self.list.parameters[at];
        let mut naming = self.clone();
        if parameter.meaning == Meaning::Near
            && let Some(location) = self.list.place("location")
        {
            naming.values[location].clear();
        }
        naming.with(parameter.name, slug)
    }

    /// The same search in a place, from its first page.
    pub(in crate::search) fn placed(&self, slug: &str) -> Option<Self> {
        let at = self.list.parameters.iter().position(Parameter::names_places)?;
        let mut placed = self.naming(at, slug);
        placed.named.retain(|(named, _)| *named != at);
        Some(placed.on_page(1))
    }

    /// Where was searched that nobody knows; empty as a rule.
    pub fn unknown_place(&self) -> &str {
        let field = self.list.parameters.iter().find(|parameter| parameter.names_places());
        field.and_then(|field| field.named).map_or("", |named| self.unknown_name(named.name))
    }

    /// What was typed into a field and means nothing; empty as a rule.
    pub fn unknown_name(&self, field: &str) -> &str {
        let is_it = |at: usize| self.list.parameters[at].named.is_some_and(|named| named.name == field);
        self.named.iter().find(|(at, _)| is_it(*at)).map_or("", |(_, typed)| typed)
    }

    /// Whether something was typed by its name and isn't looked up.
    pub fn has_names(&self) -> bool {
        !self.named.is_empty()
    }
}

fn slug(catalog: &Catalog, kind: TaxonomyKind, name: &str) -> Option<String> {
    match kind {
        TaxonomyKind::Location => place(&catalog.vocabulary, name),
        _ => catalog.vocabulary.slug(kind, name).map(str::to_owned),
    }
}

/// The place that was typed, or one in the country that is named after it.
fn place(vocabulary: &Vocabulary, typed: &str) -> Option<String> {
    let in_country = || {
        let (name, country) = typed.rsplit_once(',')?;
        let country = vocabulary.area(&vocabulary.country(country.trim())?.name)?;
        let slug = vocabulary.place_or_area(name)?;
        let is_there = |cities: &[String]| cities.iter().all(|city| country.cities.contains(city));
        let is_there = vocabulary
            .area(&slug)
            .map_or_else(|| is_there(std::slice::from_ref(&slug)), |area| is_there(&area.cities));
        is_there.then_some(slug)
    };
    vocabulary.place_or_area(typed).or_else(in_country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_may_stand_before_its_country() {
        let vocabulary = Vocabulary::shipped();
        for (typed, expected) in [
            ("London", Some("london-gb")),
            // Who errs is asked.
            ("Lodnon", None),
            ("California, USA", Some("california")),
            ("Berlin, Germany", Some("berlin-de")),
            ("California, Germany", None),
            ("Europe", Some("europe")),
            ("Atlantis", None),
            ("", None),
        ] {
            assert_eq!(place(&vocabulary, typed).as_deref(), expected, "{typed}");
        }
    }
}
