//! In which order a search shows what it finds.

use super::Filter;
use crate::search::meaning::nearest;
use crate::search::parameter::{First, Meaning};
use crate::search::shared::distance;
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::values::Period;
use crate::web::listing::Choice;

impl Filter {
    /// The order, by its place among the list's.
    pub fn sort(&self) -> usize {
        let param = self.value("sort");
        self.list.sorts.iter().position(|sort| Some(sort.param) == param).unwrap_or_default()
    }

    /// The orders that this search can be shown in.
    pub fn orders(&self) -> Vec<Choice> {
        let in_force = self.sort();
        let label = |label: &str, first| match (first, Period::from_param(self.how("rate_unit"))) {
            (Some(First::LowestPrice | First::HighestPrice), Some(period)) => {
                format!("{label} ({}/{})", self.how("currency"), period.param())
            }
            _ => label.to_owned(),
        };
        (self.list.sorts.iter().enumerate())
            .filter(|(_, sort)| self.can_be_ordered(sort.first))
            .map(|(at, sort)| Choice {
                value: sort.param,
                label: label(sort.label, sort.first),
                selected: at == in_force,
            })
            .collect()
    }

    /// The same search without an order that it cannot be shown in.
    pub(super) fn ordered(self) -> Self {
        let first = self.list.sorts.get(self.sort()).and_then(|sort| sort.first);
        if self.can_be_ordered(first) { self } else { self.in_own_order() }
    }

    /// The way from nowhere is none.
    fn can_be_ordered(&self, first: Option<First>) -> bool {
        first != Some(First::Nearest) || self.value("near").is_some()
    }

    /// What is searched for, from its first page and in the list's own order.
    #[must_use]
    pub fn unordered(&self) -> Self {
        self.on_page(1).in_own_order()
    }

    fn in_own_order(mut self) -> Self {
        for (parameter, values) in self.list.parameters.iter().zip(&mut self.values) {
            if parameter.meaning == Meaning::Order {
                values.clear();
            }
        }
        self
    }

    /// The places around which is searched, the nearest first; without those of which nobody knows where they are.
    pub fn nearest(&self, catalog: &Catalog) -> Vec<String> {
        let near = self.near(catalog);
        let Some(slug) = self.value("near") else { return near };
        nearest(catalog, slug, near.iter().map(String::as_str))
            .into_iter()
            .map(|(slug, _)| slug.to_owned())
            .collect()
    }

    /// How far a place is from where is searched (`12 km (7 mi) from Austin, TX`); nothing where it is just there.
    pub fn way_to(&self, slug: Option<&str>, catalog: &Catalog) -> Option<String> {
        let (here, there) = (self.value("near")?, slug?);
        let (_, far) = nearest(catalog, here, std::iter::once(there)).pop()?;
        let name = catalog.name(TaxonomyKind::Location, here)?;
        (here != there).then(|| format!("{} from {name}", distance(&format!("{far:.0}"))))
    }
}
