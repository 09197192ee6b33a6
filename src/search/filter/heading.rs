//! What headings say of a search.

use std::borrow::Cow;

use super::Filter;
use crate::search::words::Item;
use crate::taxonomy::{Catalog, Vocabulary};

impl Filter {
    /// The same search as headings say it: where the words are nothing but a role and a place, by these, as if they were chosen.
    pub fn as_understood(&self, catalog: &Catalog) -> Cow<'_, Self> {
        self.by_role_and_place(catalog).map_or(Cow::Borrowed(self), Cow::Owned)
    }

    fn by_role_and_place(&self, catalog: &Catalog) -> Option<Self> {
        let words = self.words(catalog).filter(|words| words.unwanted.is_empty() && !words.is_empty())?;
        let mut understood = self.without_words();
        for any in &words.wanted {
            let [item @ Item::Known { column: column @ ("role" | "location"), slugs, .. }] = &**any else {
                return None;
            };
            let area = (*column == "location").then(|| all_of(slugs, &item.typed(), &catalog.vocabulary));
            let slug = match (area.flatten(), &**slugs) {
                (Some(area), _) => area,
                (None, [slug]) => slug.clone(),
                _ => return None,
            };
            let is_said =
                understood.value(column).is_some() || *column == "location" && self.value("near").is_some();
            if is_said {
                return None;
            }
            understood = understood.with(column, slug);
        }
        Some(understood)
    }

    /// What is looked for, with the words that it is looked for by.
    pub fn for_words(&self, what: String) -> String {
        const MOST: usize = 60;
        match self.value("q") {
            Some(q) if q.chars().count() > MOST => {
                format!("{what} for “{} …”", q.chars().take(MOST).collect::<String>().trim_end())
            }
            Some(q) => format!("{what} for “{q}”"),
            None => what,
        }
    }
}

/// The slug of the area that goes by this name and has just these cities, unless it is one city that is called so itself
/// ("Singapore").
fn all_of(cities: &[String], typed: &str, vocabulary: &Vocabulary) -> Option<String> {
    let area = vocabulary.area(typed).filter(|area| *area.cities == *cities)?;
    let called = vocabulary.place_alias(typed).or_else(|| vocabulary.cities(typed).next());
    let is_city = called.is_some_and(|city| *cities == [city.slug.as_str()]);
    (!is_city).then(|| area.slug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_an_area_goes_by_its_name_and_a_city_by_its_own() {
        let vocabulary = Vocabulary::shipped();
        for (typed, expected) in [
            ("latvia", Some("latvia")),
            ("texas", Some("texas")),
            ("riga", None),
            ("singapore", None),
            ("atlantis", None),
        ] {
            let cities = vocabulary.area(typed).map(|area| area.cities.to_vec()).unwrap_or_default();
            assert_eq!(all_of(&cities, typed, &vocabulary).as_deref(), expected, "{typed}");
        }
        assert_eq!(all_of(&["austin-tx".to_owned()], "texas", &vocabulary), None);
    }
}
