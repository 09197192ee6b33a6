//! What the board is searched for: criteria ⇄ query string.

use super::{EmploymentType, RemoteType};
use crate::urls;
use crate::values::terms;
use crate::web::query::{QueryReader, QueryWriter, href};
use crate::web::search::Search;

terms! {
    /// In which order results stand.
    Sort = "text" {
        Best: "BEST", "best", "Best match";
        Newest: "NEWEST", "newest", "Newest first";
        Closing: "CLOSING", "closing", "Closing soonest";
    }
}

/// A search of the board. Every filter is one field here, and one line in each of the functions below.
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
    pub remote: Vec<RemoteType>,
    /// Any of these.
    pub employment: Vec<EmploymentType>,
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
            remote: Vec::new(),
            employment: Vec::new(),
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
    /// Where the work is done.
    Remote(RemoteType),
    /// One of the contracts.
    Employment(EmploymentType),
}

impl Filter {
    /// Reads a query string; also what of it means nothing.
    pub fn parse(query: Option<&str>) -> (Self, Vec<String>) {
        let mut query = QueryReader::new(query);
        let sort = query.terms("sort", Sort::ALL, Sort::from_param);
        let filter = Self {
            q: query.text("q"),
            role: query.slug("role"),
            location: query.slug("location"),
            industries: query.slugs("industry"),
            remote: query.terms("remote", RemoteType::ALL, RemoteType::from_param),
            employment: query.terms("employment", EmploymentType::ALL, EmploymentType::from_param),
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
            .many("remote", self.remote.iter().map(|term| term.param()))
            .many("employment", self.employment.iter().map(|term| term.param()))
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
        let remote = self.remote.iter().copied().map(Part::Remote);
        let employment = self.employment.iter().copied().map(Part::Employment);
        q.chain(role).chain(location).chain(industries).chain(remote).chain(employment).collect()
    }

    fn without(&self, part: &Part) -> Self {
        let mut wider = Self { page: 1, ..self.clone() };
        match part {
            Part::Q(_) => wider.q = None,
            Part::Role(_) => wider.role = None,
            Part::Location(_) => wider.location = None,
            Part::Industry(slug) => wider.industries.retain(|known| known != slug),
            Part::Remote(term) => wider.remote.retain(|known| known != term),
            Part::Employment(term) => wider.employment.retain(|known| known != term),
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
        href(&urls::Jobs, &self.to_query())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_filter() -> impl Strategy<Value = Filter> {
        let slug = "[a-z0-9]{1,8}(-[a-z0-9]{1,5}){0,2}";
        let slugs = proptest::collection::btree_set(slug, 0..4).prop_map(|set| set.into_iter().collect());
        (
            proptest::option::of("[a-zé&=+,%# ]{0,20}"),
            proptest::option::of(slug),
            proptest::option::of(slug),
            slugs,
            proptest::sample::subsequence(RemoteType::ALL.to_vec(), 0..=3),
            proptest::sample::subsequence(EmploymentType::ALL.to_vec(), 0..=4),
            proptest::sample::select(Sort::ALL),
            1_u64..1000,
        )
            .prop_map(|(q, role, location, industries, remote, employment, sort, page)| {
                let q = q.as_deref().and_then(crate::values::search_text);
                Filter { q, role, location, industries, remote, employment, sort, page }
            })
    }

    proptest! {
        #[test]
        fn a_search_survives_its_address(filter in any_filter()) {
            let (read, ignored) = Filter::parse(Some(&filter.to_query()));
            prop_assert_eq!(read, filter);
            prop_assert!(ignored.is_empty());
        }

        #[test]
        fn no_query_string_is_too_strange(query in "\\PC{0,200}") {
            let (filter, _) = Filter::parse(Some(&query));
            prop_assert_eq!(Filter::parse(Some(&filter.to_query())).0, filter);
        }
    }
}
