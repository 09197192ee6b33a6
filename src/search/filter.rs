//! A search: it is its query string, and the other way round.

mod around;
mod counted;
mod heading;
mod named;
mod ordering;
mod places;
mod priced;
mod renamed;
mod wider;

use std::fmt;

use chrono::{DateTime, Utc};

use super::meaning::since;
use super::parameter::{Kind, List, Meaning, Parameter, Several};
use super::words::Words;
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::urls;
use crate::values::Currency;
use crate::web::listing::{Chip, Pagination};
use crate::web::query::{QueryReader, QueryWriter, href};

/// A search of a list: for each parameter its values, in their one spelling and order, and the page.
#[derive(Clone)]
pub struct Filter {
    list: &'static List,
    values: Vec<Vec<String>>,
    page: u64,
    /// What a form says by its name and isn't looked up yet, or means nothing: the parameter's place, and the text.
    named: Vec<(usize, String)>,
}

/// One value in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The parameter's place in the table.
    parameter: usize,
    /// The value.
    pub value: String,
}

impl Filter {
    /// The whole list.
    pub fn all(list: &'static List) -> Self {
        Self { list, values: vec![Vec::new(); list.parameters.len()], page: 1, named: Vec::new() }
    }

    /// Reads a query string; also what of it means nothing.
    pub fn parse(list: &'static List, query: Option<&str>) -> (Self, Vec<String>) {
        let mut query = QueryReader::new(query);
        let values = list.parameters.iter().map(|parameter| read(parameter, &mut query)).collect();
        let page = query.page();
        let named = named::read(list, &mut query);
        let filter = Self { list, values, page, named };
        // A distance may be one from what is only known by its name yet.
        let filter = if filter.has_names() { filter } else { filter.settled() };
        (filter, query.ignored)
    }

    /// What a query string says under names that no parameter of the list has.
    pub fn unknown_names(list: &List, query: Option<&str>) -> Vec<String> {
        let mut query = QueryReader::new(query);
        query.ignore_others(|name| list.knows(name));
        query.ignored
    }

    /// What the form's fields say together: a place with a distance is a search around it; a distance from nowhere is
    /// nothing; what is meant by itself is not written.
    fn settled(self) -> Self {
        let mut settled = self.place_with_distance();
        for (parameter, values) in settled.list.parameters.iter().zip(&mut settled.values) {
            if let Meaning::How(default) = parameter.meaning {
                values.retain(|value| value != default);
            }
        }
        settled
    }

    fn place_with_distance(mut self) -> Self {
        let (Some(near), Some(radius)) = (self.list.place("near"), self.list.place("radius")) else {
            return self;
        };
        let location = self.list.place("location");
        if let Some(location) = location
            && self.values[near].is_empty()
            && !self.values[radius].is_empty()
        {
            self.values[near] = std::mem::take(&mut self.values[location]);
        }
        if self.values[near].is_empty() {
            self.values[radius].clear();
        }
        self.ordered()
    }

    /// Says slugs of before and other names by the slugs of now, what is typed by its name, a price and a distance among the words
    /// by their parameters; takes out those that name nothing, and says which.
    pub fn drop_unknown(&mut self, catalog: &Catalog, ignored: &mut Vec<String>) {
        self.read_price();
        self.read_numbers();
        self.read_distance(&catalog.vocabulary);
        self.look_up_names(catalog, ignored);
        self.follow_renamed(catalog);
        for (parameter, values) in self.list.parameters.iter().zip(&mut self.values) {
            let Kind::Slugs(kind, _) = parameter.kind else { continue };
            values.retain(|slug| {
                let is_area = kind == TaxonomyKind::Location && places::area(catalog, slug).is_some();
                let known = is_area || catalog.id(kind, slug).is_some();
                if !known {
                    ignored.push(format!("{} “{slug}”", parameter.name));
                }
                known
            });
        }
        *self = std::mem::replace(self, Self::all(self.list)).settled();
    }

    /// The query string that says the same; what is left at its default is left out.
    pub fn to_query(&self) -> String {
        let parameters = self.list.parameters.iter().zip(&self.values);
        let query = parameters
            .fold(QueryWriter::default(), |query, (parameter, values)| query.many(parameter.name, values));
        query.one("page", (self.page != 1).then(|| self.page.to_string()).as_deref()).finish()
    }

    /// The list that is searched.
    pub fn list(&self) -> &'static List {
        self.list
    }

    /// The values of a parameter.
    pub fn values(&self, name: &str) -> &[String] {
        self.list.place(name).map_or(&[], |at| &self.values[at])
    }

    /// The one value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values(name).first().map(String::as_str)
    }

    /// The number that a parameter says.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.value(name)?.parse().ok()
    }

    /// The value of a parameter that says how another one is meant, or what stands in its place.
    pub fn how(&self, name: &str) -> &str {
        let default = || match self.list.parameters[self.list.place(name)?].meaning {
            Meaning::How(default) => Some(default),
            _ => None,
        };
        self.value(name).or_else(default).unwrap_or_default()
    }

    /// The words that are searched for.
    pub fn words(&self, catalog: &Catalog) -> Option<Words> {
        self.value("q").map(|q| Words::read(q, Some(&catalog.vocabulary)))
    }

    /// The moment from which on things count, where a parameter says how many days ago.
    pub fn since(&self, name: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        Some(since(now, self.value(name)?.parse().ok()?))
    }

    /// The page, from 1.
    pub fn page(&self) -> u64 {
        self.page
    }

    /// The same search on another page.
    #[must_use]
    pub fn on_page(&self, page: u64) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same search with one value more, from its first page.
    #[must_use]
    pub fn with(&self, name: &str, value: impl Into<String>) -> Self {
        let mut narrower = self.on_page(1);
        let Some(at) = self.list.place(name) else { return narrower };
        let (parameter, value) = (&self.list.parameters[at], value.into());
        let values = &mut narrower.values[at];
        if !takes_several(parameter) {
            values.clear();
        }
        let is_default = matches!(parameter.meaning, Meaning::How(default) if default == value);
        if !values.contains(&value) && !is_default {
            values.push(value);
        }
        in_order(parameter, values);
        narrower
    }

    /// The values in force that leave rows out, in the order of the query string.
    pub fn parts(&self) -> Vec<Part> {
        (self.list.parameters.iter().zip(&self.values).enumerate())
            .filter(|(_, (parameter, _))| parameter.filters())
            .flat_map(|(at, (_, values))| values.iter().map(move |value| (at, value)))
            .map(|(parameter, value)| Part { parameter, value: value.clone() })
            .collect()
    }

    /// The same search without one value, from its first page.
    #[must_use]
    pub fn without(&self, part: &Part) -> Self {
        let mut wider = self.on_page(1);
        wider.values[part.parameter].retain(|value| *value != part.value);
        let group = self.list.parameters[part.parameter].group;
        let mut of_group = self.list.parameters.iter().zip(&wider.values);
        let still_filters = of_group
            .any(|(parameter, values)| parameter.group == group && parameter.filters() && !values.is_empty());
        if !still_filters && !self.is_ordered_by(group) {
            // How something was meant that is no longer said.
            for (parameter, values) in self.list.parameters.iter().zip(&mut wider.values) {
                if parameter.group == group {
                    values.clear();
                }
            }
        }
        wider.ordered()
    }

    /// What people read for a value.
    pub fn label(&self, part: &Part, catalog: &Catalog) -> String {
        label(self, &self.list.parameters[part.parameter], &part.value, catalog)
    }

    /// Whether a value limits a price.
    pub fn says_price(&self, part: &Part) -> bool {
        self.list.parameters[part.parameter].is_price()
    }

    /// The values in force with what people read for each, removable.
    pub fn chips(&self, catalog: &Catalog) -> Vec<Chip> {
        let chip =
            |part: &Part| Chip { label: self.label(part, catalog), remove_href: self.without(part).href() };
        self.parts().iter().map(chip).collect()
    }

    /// The pages of `total` results.
    pub fn pagination(&self, per_page: u64, total: u64) -> Pagination {
        Pagination::new(self.page, per_page, total, |page| self.on_page(page).href())
    }

    /// The address of this search.
    pub fn href(&self) -> String {
        href(&self.list.path, &self.to_query())
    }

    /// Where one asks to be told by mail of what this search newly finds.
    pub fn alert_href(&self) -> String {
        href(&urls::NewAlert::to(self.list.plural), &self.unordered().to_query())
    }

    /// Whether search engines may keep it: the plain list and its pages.
    pub fn is_indexable(&self) -> bool {
        self.values.iter().all(Vec::is_empty)
    }
}

/// What people read for a value of a parameter.
pub fn label(filter: &Filter, parameter: &Parameter, value: &str, catalog: &Catalog) -> String {
    match parameter.kind {
        Kind::Text => format!("“{value}”"),
        Kind::Slugs(kind, _) => {
            let name = catalog.name(kind, value).unwrap_or(value);
            if parameter.meaning == Meaning::Near { (parameter.say)(filter, name) } else { name.to_owned() }
        }
        Kind::Terms(words, _) => {
            words.iter().find(|(word, _)| *word == value).map_or(value, |(_, label)| label).to_owned()
        }
        Kind::Number(..) | Kind::Currency => (parameter.say)(filter, value),
    }
}

fn takes_several(parameter: &Parameter) -> bool {
    matches!(parameter.kind, Kind::Slugs(_, Several::AnyOf) | Kind::Terms(_, Several::AnyOf))
}

/// The same choice has one address: slugs by the alphabet, terms as their vocabulary has them.
fn in_order(parameter: &Parameter, values: &mut [String]) {
    match parameter.kind {
        Kind::Terms(words, _) => {
            values.sort_by_key(|value| words.iter().position(|(word, _)| word == value));
        }
        _ => values.sort_unstable(),
    }
}

fn read(parameter: &Parameter, query: &mut QueryReader) -> Vec<String> {
    let name = parameter.name;
    let one = |value: Option<String>| value.into_iter().collect();
    match parameter.kind {
        // Signs alone say nothing: to search for that is to search for everything.
        Kind::Text => one(query.text(name).filter(|text| {
            let says_something = !Words::read(text, None).is_empty();
            if !says_something && !Words::asks_for_all(text) {
                query.ignore(name, text);
            }
            says_something
        })),
        Kind::Slugs(_, Several::AnyOf) => query.slugs(name),
        Kind::Slugs(..) => one(query.slug(name)),
        Kind::Terms(words, several) => {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let find = |value: &str| all.iter().copied().find(|word| *word == value);
            let mut chosen = query.terms(name, &all, find);
            if several != Several::AnyOf {
                chosen.truncate(1);
            }
            chosen.retain(|word| several != Several::Default(word));
            chosen.into_iter().map(str::to_owned).collect()
        }
        Kind::Number(least, most) => {
            one(query.number_between(name, least, most).map(|number| number.to_string()))
        }
        Kind::Currency => {
            // Codes that begin with an X are mostly no currencies: metals, tests, "none".
            const SHARED: [&str; 4] = ["XAF", "XCD", "XOF", "XPF"];
            let mut codes = query.many(name).into_iter().map(|code| code.to_ascii_uppercase());
            let first = codes.next().filter(|code| {
                let is_money = !code.starts_with('X') || SHARED.contains(&&**code);
                let known = is_money && Currency::from_code(code).is_some();
                if !known {
                    query.ignore(name, code);
                }
                known
            });
            one(first)
        }
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.list.path == other.list.path && self.values == other.values && self.page == other.page
    }
}

impl Eq for Filter {}

impl fmt::Debug for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.href())
    }
}

/// The taxonomy that a parameter's slugs are of.
pub fn taxonomy_of(parameter: &Parameter) -> Option<TaxonomyKind> {
    match parameter.kind {
        Kind::Slugs(kind, _) => Some(kind),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::parameter::First;
    use crate::{executives, jobs};

    const LISTS: [&List; 2] = [&executives::search::LIST, &jobs::search::LIST];

    /// Any values of a parameter, as an address may have them.
    fn any_values(parameter: &Parameter) -> BoxedStrategy<Vec<String>> {
        let slug = "[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}";
        match parameter.kind {
            Kind::Text => proptest::collection::vec("[a-zé&=+,%# ]{0,20}", 0..2).boxed(),
            Kind::Slugs(..) => proptest::collection::vec(slug, 0..4).boxed(),
            Kind::Terms(words, _) => {
                let words: Vec<String> = words.iter().map(|(word, _)| (*word).to_owned()).collect();
                proptest::collection::vec(proptest::sample::select(words), 0..4).boxed()
            }
            Kind::Number(least, most) => {
                proptest::collection::vec((least..=most).prop_map(|number| number.to_string()), 0..2).boxed()
            }
            Kind::Currency => {
                let codes = ["USD", "EUR", "GBP", "JPY"].map(str::to_owned).to_vec();
                proptest::collection::vec(proptest::sample::select(codes), 0..2).boxed()
            }
        }
    }

    fn any_filter() -> impl Strategy<Value = Filter> {
        let list = proptest::sample::select(LISTS.to_vec());
        list.prop_flat_map(|list| {
            let values: Vec<_> = list.parameters.iter().map(any_values).collect();
            (values, 1_u64..1_000).prop_map(move |(values, page)| {
                let parameters = list.parameters.iter().zip(values);
                let query = parameters.fold(QueryWriter::default(), |query, (parameter, values)| {
                    values.iter().fold(query, |query, value| query.one(parameter.name, Some(value)))
                });
                Filter::parse(list, Some(&query.one("page", Some(&page.to_string())).finish())).0
            })
        })
    }

    proptest! {
        #[test]
        fn a_search_survives_its_address(filter in any_filter()) {
            let (read, ignored) = Filter::parse(filter.list(), Some(&filter.to_query()));
            prop_assert_eq!(&read, &filter);
            prop_assert!(ignored.is_empty(), "{:?}", ignored);
            prop_assert_eq!(read.to_query(), filter.to_query());
        }

        #[test]
        fn no_query_string_is_too_strange(query in "\\PC{0,200}") {
            for list in LISTS {
                let (filter, _) = Filter::parse(list, Some(&query));
                prop_assert_eq!(Filter::parse(list, Some(&filter.to_query())).0, filter);
            }
        }

        #[test]
        fn taking_every_part_away_leaves_the_whole_list(filter in any_filter()) {
            let bare = filter.parts().iter().fold(filter.clone(), |filter, part| {
                assert!(filter.parts().contains(part));
                let wider = filter.without(part);
                assert_eq!(wider.parts().len() + 1, filter.parts().len());
                wider
            });
            prop_assert!(bare.parts().is_empty());
            // The way from a place that is no longer said is no order.
            let is_by_way = filter.list().sorts[filter.sort()].first == Some(First::Nearest);
            prop_assert_eq!(bare.sort(), if is_by_way { 0 } else { filter.sort() });
        }

        #[test]
        fn what_is_added_can_be_taken_away(filter in any_filter()) {
            for part in filter.parts() {
                let name = filter.list().parameters[part.parameter].name;
                let again = filter.without(&part).with(name, &part.value);
                prop_assert!(again.values(name).contains(&part.value));
            }
        }
    }

    #[test]
    fn a_place_with_a_distance_is_a_search_around_it() {
        for (sent, query) in [
            ("location=austin-tx&radius=100", "near=austin-tx&radius=100"),
            ("location=austin-tx&radius=50", "near=austin-tx"),
            ("location=austin-tx&radius=", "location=austin-tx"),
            ("location=&radius=100", ""),
            ("near=austin-tx&radius=50", "near=austin-tx"),
            ("rate_max=150&rate_unit=hour&currency=USD", "rate_max=150"),
            ("rate_max=&rate_unit=day&currency=EUR", "rate_unit=day&currency=EUR"),
        ] {
            assert_eq!(Filter::parse(LISTS[0], Some(sent)).0.to_query(), query, "{sent}");
        }
    }
}
