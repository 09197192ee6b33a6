//! A searchable list: its filters with counts, its chips, its order and its pages.

use std::borrow::Borrow;
use std::sync::Arc;

use super::links::{Counted, Link};
use crate::error::{self, Error};
use crate::values::group_thousands;

/// Everything of a list page that is not its results.
#[derive(Clone, Debug)]
pub struct Listing {
    /// Where the filter form leads, without a query.
    pub action: String,
    /// The text searched for; empty when none.
    pub query: String,
    /// The label of the search box (`Search executives`).
    pub search_label: &'static str,
    /// An example of what can be searched for.
    pub search_hint: &'static str,
    /// One result (`executive`).
    pub singular: &'static str,
    /// Several results (`executives`).
    pub plural: &'static str,
    /// The filters.
    pub facets: Vec<Facet>,
    /// Parameters in force that no facet shows; the form keeps them.
    pub kept: Vec<(String, String)>,
    /// The hub of the same search, if it has one that holds enough.
    pub hub: Option<String>,
    /// The orders on offer.
    pub sorts: Vec<Choice>,
    /// How the order in force is meant, where its name doesn't say it.
    pub order_note: Option<String>,
    /// Whom a price leaves out because they can't be compared by it.
    pub price_note: Option<String>,
    /// The filters in force, each removable.
    pub chips: Vec<Chip>,
    /// The number of filters in force, the text apart.
    pub in_force: usize,
    /// The address without any filter, when one is in force.
    pub clear_href: Option<String>,
    /// Where one asks to be told by mail of what this search newly finds.
    pub alert_href: String,
    /// Filter values in the address that mean nothing and were left out (`role “wizard”`).
    pub ignored: Vec<String>,
    /// Words that were misspelt in a name, each with how it is spelled.
    pub respelled: Vec<(String, String)>,
    /// Words that nobody says, each with those that were looked for instead (`“starts”, “started”`).
    pub guessed: Vec<(String, String)>,
    /// The same search as it may have been meant (`Up to $8,000/month`, where it was by the hour; `Cambridge, MA`).
    pub meant: Vec<Counted>,
    /// Searches that leave one filter out and find something; shown when nothing was found.
    pub wider: Vec<Counted>,
    /// The pages.
    pub pagination: Pagination,
    /// The same list for feed readers and programs.
    pub forms: Vec<Link>,
}

impl Listing {
    /// What was not searched for, in words.
    pub fn left_out(&self) -> String {
        left_out(&self.ignored)
    }

    /// The number of results in words: `1 executive`, `3,977 jobs`.
    pub fn count_label(&self) -> String {
        let total = self.pagination.total;
        let noun = if total == 1 { self.singular } else { self.plural };
        format!("{} {noun}", thousands(total))
    }
}

/// What an address says that is not searched for, in words.
pub fn left_out(ignored: &[String]) -> String {
    // Signs alone are no words.
    let (signs, ignored): (Vec<&String>, Vec<&String>) =
        ignored.iter().partition(|one| one.starts_with("q “"));
    let signs = signs.iter().map(|signs| format!("There is nothing to search for in {}.", &signs[2..]));
    let others = (!ignored.is_empty()).then(|| not_known(&ignored));
    signs.chain(others).collect::<Vec<String>>().join(" ")
}

fn not_known(ignored: &[&String]) -> String {
    let is_known = |one: &&String| one.ends_with(')');
    let why = match ignored {
        ignored if ignored.iter().any(is_known) => "",
        [_] => ", because we do not know it",
        _ => ", because we do not know them",
    };
    let ignored: Vec<&str> = ignored.iter().map(|one| one.as_str()).collect();
    format!("Left out{why}: {}.", ignored.join(", "))
}

/// How a facet is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FacetKind {
    /// Any number of values; results match any of them.
    Checkbox,
    /// One value, all of them in sight.
    Radio,
    /// One value out of many.
    Select,
    /// A whole number; its values are steps that are suggested.
    Number {
        /// The least that it may be.
        least: u64,
        /// The most that it may be.
        most: u64,
    },
}

/// One filter with its values.
#[derive(Clone, Debug)]
pub struct Facet {
    /// What people read (`Industry`).
    pub legend: String,
    /// The parameter (`industry`).
    pub name: String,
    /// How it is filled in.
    pub kind: FacetKind,
    /// The values.
    pub options: Vec<FacetOption>,
    /// Whether it says how the one before it is meant, and stands close to it.
    pub follows: bool,
    /// What the choice of no value is called, where there is that choice.
    pub any: Option<&'static str>,
    /// The parameters whose numbers mean something else once this one is changed, separated by spaces.
    pub clears: String,
    /// Where a value can be typed that is not among those on offer.
    pub naming: Option<Naming>,
}

/// A field in which a value is typed by its name.
#[derive(Clone, Debug)]
pub struct Naming {
    /// Its own parameter (`place`).
    pub name: &'static str,
    /// What people read (`Or any town, state or country`).
    pub label: &'static str,
    /// What was typed and means nothing; empty as a rule.
    pub typed: String,
    /// Names that are suggested.
    pub suggestions: Vec<Arc<str>>,
}

impl Facet {
    /// How many values stand in sight before "more".
    const IN_SIGHT: usize = 7;

    /// The same with what is chosen at the top, where it can be seen.
    #[must_use]
    pub fn chosen_first(mut self) -> Self {
        self.options.sort_by_key(|option| !option.selected);
        self
    }

    /// Whether the facet takes several values.
    pub fn is_checkbox(&self) -> bool {
        self.kind == FacetKind::Checkbox
    }

    /// Whether the facet is a drop-down.
    pub fn is_select(&self) -> bool {
        self.kind == FacetKind::Select
    }

    /// The bounds of a number.
    pub fn bounds(&self) -> Option<(u64, u64)> {
        match self.kind {
            FacetKind::Number { least, most } => Some((least, most)),
            _ => None,
        }
    }

    /// The value that is selected; empty where there is none.
    pub fn chosen(&self) -> &str {
        self.options.iter().find(|option| option.selected).map_or("", |option| &option.value)
    }

    /// Whether any value is selected.
    pub fn is_in_force(&self) -> bool {
        self.options.iter().any(|option| option.selected)
    }

    /// The values that stand in sight.
    pub fn head(&self) -> &[FacetOption] {
        &self.options[..self.cut()]
    }

    /// The values behind "more".
    pub fn tail(&self) -> &[FacetOption] {
        &self.options[self.cut()..]
    }

    /// Whether a value behind "more" is selected, so that it must stand open.
    pub fn tail_is_in_force(&self) -> bool {
        self.tail().iter().any(|option| option.selected)
    }

    /// One or two values are not worth hiding.
    fn cut(&self) -> usize {
        if self.options.len() <= Self::IN_SIGHT + 2 { self.options.len() } else { Self::IN_SIGHT }
    }
}

/// One value of a facet.
#[derive(Clone, Debug)]
pub struct FacetOption {
    /// The parameter's value (`saas`).
    pub value: Arc<str>,
    /// What people read (`SaaS`).
    pub label: Arc<str>,
    /// Whether it is in force.
    pub selected: bool,
    /// How many results the click gives, when that is known.
    pub count: Option<u64>,
    /// Whether the click would give nothing.
    pub disabled: bool,
}

impl FacetOption {
    /// A value with the number of results that the click gives; with none it cannot be chosen anew.
    pub fn new(value: impl Into<Arc<str>>, label: impl Into<Arc<str>>, selected: bool, count: u64) -> Self {
        let disabled = count == 0 && !selected;
        Self { value: value.into(), label: label.into(), selected, count: Some(count), disabled }
    }

    /// The count as people read it.
    pub fn count_label(&self) -> Option<String> {
        self.count.map(thousands)
    }
}

/// One value of a drop-down that is not a facet.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The parameter's value.
    pub value: &'static str,
    /// What people read.
    pub label: String,
    /// Whether it is in force.
    pub selected: bool,
}

/// A filter in force.
#[derive(Clone, Debug)]
pub struct Chip {
    /// What it asks for (`Austin, TX`).
    pub label: String,
    /// The same list without it.
    pub remove_href: String,
}

/// The pages of a list.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// The page in sight, from 1.
    pub page: u64,
    /// The number of pages, at least 1.
    pub pages: u64,
    /// The results on a page.
    pub per_page: u64,
    /// All results.
    pub total: u64,
    /// The page before.
    pub prev: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The page numbers on offer, with gaps.
    pub steps: Vec<Step>,
}

/// One place in the row of page numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A page.
    Page {
        /// Its number with its address.
        link: Link,
        /// Whether it is the page in sight.
        current: bool,
    },
    /// Pages left out.
    Gap,
}

impl Pagination {
    /// Page `page` (from 1) of `total` results; `href` gives the address of a page.
    pub fn new(page: u64, per_page: u64, total: u64, href: impl Fn(u64) -> String) -> Self {
        let pages = total.div_ceil(per_page.max(1)).max(1);
        let mut steps = Vec::new();
        let mut last = 0;
        let mut numbers = vec![1, page.saturating_sub(1), page, page.saturating_add(1), pages];
        numbers.retain(|number| (1..=pages).contains(number));
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            if number > last + 1 {
                steps.push(Step::Gap);
            }
            steps.push(Step::Page {
                link: Link::new(thousands(number), &href(number)),
                current: number == page,
            });
            last = number;
        }
        let prev = (page > 1).then(|| href(page - 1));
        let next = (page < pages).then(|| href(page + 1));
        Self { page, pages, per_page, total, prev, next, steps }
    }

    /// What is answered where this page is past the last one: how many there are, and the way back to them.
    pub fn past_the_end(&self, singular: &str, plural: &str) -> Error {
        let noun = if self.total == 1 { singular } else { plural };
        let pages = if self.pages == 1 { "page" } else { "pages" };
        let detail = match self.total {
            0 => format!("No {plural} are listed under page {}.", thousands(self.page)),
            total => {
                format!("The list has {} {noun} on {} {pages}.", thousands(total), thousands(self.pages))
            }
        };
        let way_back = |step: &Step| match step {
            Step::Page { link, .. } => {
                let is_first = link.label == "1";
                let label = if is_first {
                    "The first page".to_owned()
                } else {
                    format!("Page {}, the last one", link.label)
                };
                Some(error::Link { label: label.into(), href: link.href.clone() })
            }
            Step::Gap => None,
        };
        let mut instead: Vec<error::Link> = self.steps.iter().filter_map(way_back).collect();
        instead.reverse();
        let words = (
            "The list ends before this page",
            "It may have been longer once. What you searched for is still the same.",
        );
        Error::NotHere { words, detail: detail.into(), instead }
    }

    /// Which results are in sight: `21–40`; nothing when all are.
    pub fn range_label(&self) -> Option<String> {
        let first = (self.page - 1) * self.per_page + 1;
        let last = (self.page * self.per_page).min(self.total);
        (self.pages > 1).then(|| format!("{}–{}", thousands(first), thousands(last)))
    }
}

/// A count as people read it: `3,977`.
pub fn thousands(number: impl Borrow<u64>) -> String {
    group_thousands(i64::try_from(*number.borrow()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(page: u64, total: u64) -> String {
        let pagination = Pagination::new(page, 20, total, |n| format!("?page={n}"));
        let word = |step: &Step| match step {
            Step::Page { link, current: true } => format!("[{}]", link.label),
            Step::Page { link, .. } => link.label.clone(),
            Step::Gap => "…".to_owned(),
        };
        pagination.steps.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_row_of_pages_shows_both_ends_and_the_neighbours() {
        assert_eq!(numbers(1, 0), "[1]");
        assert_eq!(numbers(1, 60), "[1] 2 3");
        assert_eq!(numbers(7, 400), "1 … 6 [7] 8 … 20");
        assert_eq!(numbers(20, 400), "1 … 19 [20]");
    }

    #[test]
    fn the_range_says_which_results_are_in_sight() {
        let range = |page, total| Pagination::new(page, 20, total, |n| n.to_string()).range_label();
        assert_eq!(range(1, 15), None);
        assert_eq!(range(3, 45).as_deref(), Some("41–45"));
    }

    #[test]
    fn an_option_without_results_is_disabled_unless_it_is_in_force() {
        assert!(FacetOption::new("a", "A", false, 0).disabled);
        assert!(!FacetOption::new("a", "A", true, 0).disabled);
    }
}
