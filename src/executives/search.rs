//! What the directory is searched for: criteria ⇄ query string.

use super::Availability;
use crate::urls;
use crate::values::terms;
use crate::web::query::{QueryReader, QueryWriter, href};
use crate::web::search::Search;

terms! {
    /// In which order results stand.
    Sort = "text" {
        Best: "BEST", "best", "Best match";
        Newest: "NEWEST", "newest", "Newest first";
        Experience: "EXPERIENCE", "experience", "Most experience";
        Rating: "RATING", "rating", "Best reviewed";
    }
}

/// A search of the directory. Every filter is one field here, and one line in each of the functions below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Words to find.
    pub q: Option<String>,
    /// A role's slug.
    pub role: Option<String>,
    /// A place's slug.
    pub location: Option<String>,
    /// Industries' slugs: any of them.
    pub industries: Vec<String>,
    /// Any of these.
    pub availability: Vec<Availability>,
    /// Only people who work remotely.
    pub remote: bool,
    /// The order.
    pub sort: Sort,
    /// The page, from 1.
    pub page: u64,
}

impl Default for Filter {
    fn default() -> Self {
        Self {
            q: None,
            role: None,
            location: None,
            industries: Vec::new(),
            availability: Vec::new(),
            remote: false,
            sort: Sort::Best,
            page: 1,
        }
    }
}

/// One value of a filter that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The words.
    Q(String),
    /// The role.
    Role(String),
    /// The place.
    Location(String),
    /// One of the industries.
    Industry(String),
    /// One of the availabilities.
    Availability(Availability),
    /// Working remotely.
    Remote,
}

impl Filter {
    /// Reads a query string; also what of it means nothing.
    pub fn parse(query: Option<&str>) -> (Self, Vec<String>) {
        let mut query = QueryReader::new(query);
        let sort = query.terms("sort", Sort::ALL, Sort::from_param);
        let remote = query.terms("remote", &[true], |word| (word == "yes").then_some(true));
        let filter = Self {
            q: query.text("q"),
            role: query.slug("role"),
            location: query.slug("location"),
            industries: query.slugs("industry"),
            availability: query.terms("availability", Availability::ALL, Availability::from_param),
            remote: !remote.is_empty(),
            sort: sort.first().copied().unwrap_or(Sort::Best),
            page: query.number("page", 1).unwrap_or(1),
        };
        (filter, query.ignored)
    }

    /// The query string that says the same; what is left at its default is left out.
    pub fn to_query(&self) -> String {
        QueryWriter::default()
            .one("q", self.q.as_deref())
            .one("role", self.role.as_deref())
            .one("location", self.location.as_deref())
            .many("industry", &self.industries)
            .many("availability", self.availability.iter().map(|term| term.param()))
            .one("remote", self.remote.then_some("yes"))
            .one("sort", (self.sort != Sort::Best).then(|| self.sort.param()))
            .one("page", (self.page != 1).then(|| self.page.to_string()).as_deref())
            .finish()
    }

    /// Whether search engines may keep it: the plain list and its pages.
    pub fn is_indexable(&self) -> bool {
        self.parts().is_empty() && self.sort == Sort::Best
    }
}

impl Search for Filter {
    type Part = Part;

    fn parts(&self) -> Vec<Part> {
        let q = self.q.iter().cloned().map(Part::Q);
        let role = self.role.iter().cloned().map(Part::Role);
        let location = self.location.iter().cloned().map(Part::Location);
        let industries = self.industries.iter().cloned().map(Part::Industry);
        let availability = self.availability.iter().copied().map(Part::Availability);
        let remote = self.remote.then_some(Part::Remote);
        q.chain(role).chain(location).chain(industries).chain(availability).chain(remote).collect()
    }

    fn without(&self, part: &Part) -> Self {
        let mut wider = Self { page: 1, ..self.clone() };
        match part {
            Part::Q(_) => wider.q = None,
            Part::Role(_) => wider.role = None,
            Part::Location(_) => wider.location = None,
            Part::Industry(slug) => wider.industries.retain(|known| known != slug),
            Part::Availability(term) => wider.availability.retain(|known| known != term),
            Part::Remote => wider.remote = false,
        }
        wider
    }

    fn page(&self) -> u64 {
        self.page
    }

    fn on_page(&self, page: u64) -> Self {
        Self { page, ..self.clone() }
    }

    fn href(&self) -> String {
        href(&urls::Executives, &self.to_query())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any search at all.
    pub(crate) fn any_filter() -> impl Strategy<Value = Filter> {
        let slug = "[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}";
        let slugs = proptest::collection::btree_set(slug, 0..4).prop_map(|set| set.into_iter().collect());
        let availability = proptest::sample::subsequence(Availability::ALL.to_vec(), 0..=4);
        (
            proptest::option::of("[a-zé&=+,%# ]{0,20}"),
            proptest::option::of(slug),
            proptest::option::of(slug),
            slugs,
            availability,
            any::<bool>(),
            proptest::sample::select(Sort::ALL),
            1_u64..1000,
        )
            .prop_map(|(q, role, location, industries, availability, remote, sort, page)| {
                let q = q.as_deref().and_then(crate::values::search_text);
                Filter { q, role, location, industries, availability, remote, sort, page }
            })
    }

    proptest! {
        #[test]
        fn a_search_survives_its_address(filter in any_filter()) {
            let query = filter.to_query();
            let (read, ignored) = Filter::parse(Some(&query));
            prop_assert_eq!(read, filter);
            prop_assert!(ignored.is_empty());
        }

        #[test]
        fn no_query_string_is_too_strange(query in "\\PC{0,200}") {
            let (filter, _) = Filter::parse(Some(&query));
            prop_assert_eq!(Filter::parse(Some(&filter.to_query())).0, filter);
        }

        #[test]
        fn taking_every_part_away_leaves_the_whole_list(filter in any_filter()) {
            let bare = filter.parts().iter().fold(filter.clone(), |filter, part| filter.without(part));
            prop_assert_eq!(bare, Filter { sort: filter.sort, page: if filter.parts().is_empty() { filter.page } else { 1 }, ..Filter::default() });
        }
    }
}
