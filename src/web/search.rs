//! What every search of a list can do, whatever it searches for.

use super::listing::{Chip, Pagination};

/// A search with its filters, an order and a page: it is its query string, and the other way round.
pub trait Search: Sized {
    /// One value of a filter that is in force.
    type Part;

    /// The values in force, in the order of the query string.
    fn parts(&self) -> Vec<Self::Part>;

    /// The same search without one value, from its first page.
    #[must_use]
    fn without(&self, part: &Self::Part) -> Self;

    /// The page, from 1.
    fn page(&self) -> u64;

    /// The same search on another page.
    #[must_use]
    fn on_page(&self, page: u64) -> Self;

    /// The address of this search.
    fn href(&self) -> String;

    /// The values in force with what people read for each, removable.
    fn chips(&self, label: impl Fn(&Self::Part) -> String) -> Vec<Chip> {
        let chip = |part: &Self::Part| Chip { label: label(part), remove_href: self.without(part).href() };
        self.parts().iter().map(chip).collect()
    }

    /// The pages of `total` results.
    fn pagination(&self, per_page: u64, total: u64) -> Pagination {
        Pagination::new(self.page(), per_page, total, |page| self.on_page(page).href())
    }
}
