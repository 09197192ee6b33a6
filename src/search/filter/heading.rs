//! What headings say of a search.

use std::borrow::Cow;

use super::Filter;
use crate::search::words::Item;
use crate::taxonomy::Catalog;

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
            let slug = match &**slugs {
                [slug] => slug.clone(),
                // All of an area, by its name.
                _ if *column == "location" => catalog.vocabulary.area(&item.typed())?.slug(),
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
