//! A few people in an order, by their slugs.

use axum_extra::routing::TypedPath;

use crate::urls;
use crate::web::query::{QueryWriter, href, is_slug};

/// How many people a shortlist and a comparison take.
pub const MOST: usize = 6;

/// A few people in the order in which they were chosen; nobody twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen(Vec<String>);

impl Chosen {
    /// The first `MOST` of these; what is no slug is left out.
    pub fn of(slugs: impl IntoIterator<Item = String>) -> Self {
        let mut chosen = Self::default();
        for slug in slugs.into_iter().filter(|slug| is_slug(slug)) {
            if chosen.0.len() < MOST && !chosen.0.contains(&slug) {
                chosen.0.push(slug);
            }
        }
        chosen
    }

    /// With these too; nothing where they don't all fit.
    pub fn with(&self, slugs: &[String]) -> Option<Self> {
        let mut all = self.0.clone();
        for slug in slugs {
            if !all.contains(slug) {
                all.push(slug.clone());
            }
        }
        (all.len() <= MOST).then_some(Self(all))
    }

    /// Without this one.
    #[must_use]
    pub fn without(&self, slug: &str) -> Self {
        Self(self.0.iter().filter(|known| *known != slug).cloned().collect())
    }

    /// The slugs, in order.
    pub fn slugs(&self) -> &[String] {
        &self.0
    }

    /// Whether nobody was chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where they stand side by side (`/compare?ids=sarah-chen,omar-haddad`).
    pub fn compare_href(&self) -> String {
        href(&urls::Compare::PATH, &QueryWriter::default().many("ids", &self.0).finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(slugs: &str) -> Chosen {
        Chosen::of(slugs.split(',').map(str::to_owned))
    }

    #[test]
    fn six_people_fit_and_nobody_twice() {
        assert_eq!(chosen("a,b,a,c,d,e,f,g").slugs(), ["a", "b", "c", "d", "e", "f"]);
        assert_eq!(chosen("b,<script>,,B,a").slugs(), ["b", "a"]);
        let five = chosen("a,b,c,d,e");
        let add =
            |slugs: &[&str]| five.with(&slugs.iter().map(|slug| (*slug).to_owned()).collect::<Vec<_>>());
        assert_eq!(add(&["f"]).unwrap(), chosen("a,b,c,d,e,f"));
        assert_eq!(add(&["e"]).unwrap(), five, "once more is nothing new");
        assert_eq!(add(&["f", "a", "f"]).unwrap(), chosen("a,b,c,d,e,f"));
        assert_eq!(add(&["f", "g"]), None);
        assert_eq!(five.without("c"), chosen("a,b,d,e"));
        assert_eq!(five.without("x"), five);
    }

    #[test]
    fn an_address_keeps_the_order() {
        assert_eq!(chosen("b,a").compare_href(), "/compare?ids=b,a");
        assert_eq!(Chosen::default().compare_href(), "/compare");
    }
}
