//! In which order a search shows what it finds.

use super::Filter;
use crate::search::parameter::{First, Meaning};
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

    /// Whether parameters of a group say how the order is meant: by which unit, in which currency.
    pub(super) fn is_ordered_by(&self, group: &str) -> bool {
        self.is_ordered_by_price()
            && self.list.parameters.iter().any(|other| other.group == group && other.is_price())
    }

    fn is_ordered_by_price(&self) -> bool {
        let first = self.list.sorts.get(self.sort()).and_then(|sort| sort.first);
        matches!(first, Some(First::LowestPrice | First::HighestPrice))
    }

    /// Whether a price leaves rows out or orders them.
    pub fn is_by_price(&self) -> bool {
        self.is_ordered_by_price() || self.parts().iter().any(|part| self.says_price(part))
    }

    /// How the order is meant, where its name alone doesn't say it.
    pub fn order_note(&self) -> Option<String> {
        let period = Period::from_param(self.how("rate_unit")).filter(|_| self.is_ordered_by_price())?;
        let (unit, currency) = (period.param(), self.how("currency"));
        Some(format!(
            "By price in {currency} per {unit}. Prices by another unit are worked out from the weekly hours; whoever has none comes \
             last."
        ))
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
}
