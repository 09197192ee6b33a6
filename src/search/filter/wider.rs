//! What may be asked instead of a search that finds nothing.

use super::{Filter, Kind};
use crate::search::shared::YES;
use crate::search::words::Item;
use crate::taxonomy::Catalog;

impl Filter {
    /// The same search farther around its place, and of those for whom no place matters; each with what people read.
    pub fn farther(&self, catalog: &Catalog) -> Vec<(String, Self)> {
        /// Kilometres.
        const FAR: [u32; 2] = [100, 250];
        let Some(slug) = self.value("location").or_else(|| self.value("near")) else { return Vec::new() };
        let reaches: u32 =
            self.value("near").and_then(|_| self.how("radius").parse().ok()).unwrap_or_default();
        let anywhere = self.anywhere();
        let is_place = self.area(catalog).is_none();
        let around = FAR.into_iter().filter(|far| is_place && *far > reaches).map(|far| {
            let search = anywhere.with("near", slug).with("radius", far.to_string());
            let parts = search.parts();
            let label = parts.iter().find(|part| part.value == slug).map(|part| search.label(part, catalog));
            (label.unwrap_or_default(), search)
        });
        let remote = self.list.parameters.iter().find(|parameter| parameter.name == "remote");
        let remote =
            remote.filter(|_| self.values("remote").is_empty()).and_then(|remote| match remote.kind {
                Kind::Terms([(remote, _), ..], _) => {
                    Some(("Remote, from anywhere".to_owned(), anywhere.with("remote", *remote)))
                }
                _ => None,
            });
        around.chain(remote).collect()
    }

    /// The same search for anything, from its first page.
    #[must_use]
    pub fn without_words(&self) -> Self {
        let mut wider = self.on_page(1);
        if let Some(at) = self.list.place("q") {
            wider.values[at].clear();
        }
        wider.ordered()
    }

    /// The same search for the names among its words, and for all of its words but one; a name of several words is one, and so is
    /// a phrase.
    pub fn with_fewer_words(&self, catalog: &Catalog) -> Vec<(String, Self)> {
        const MOST: usize = 5;
        let words = self.words(catalog).unwrap_or_default();
        if words.wanted.len() < 2 || !words.unwanted.is_empty() {
            return Vec::new();
        }
        let is_name = |any: &Vec<Item>| any.iter().all(|item| matches!(item, Item::Known { .. }));
        let are_names: Vec<bool> = words.wanted.iter().map(is_name).collect();
        let typed = words.typed();
        let of = |is_kept: &dyn Fn(usize) -> bool| {
            let kept: Vec<&str> =
                (0..typed.len()).filter(|at| is_kept(*at)).map(|at| typed[at].as_str()).collect();
            kept.join(" ")
        };
        let named = of(&|at| are_names[at]);
        let without = (0..typed.len()).filter(|_| typed.len() <= MOST).map(|left| of(&|at| at != left));
        let mut texts: Vec<String> =
            std::iter::once(named.clone()).chain(without.filter(|text| *text != named)).collect();
        let all = of(&|_| true);
        texts.retain(|text| !text.is_empty() && *text != all);
        texts.into_iter().map(|text| (format!("“{text}”"), self.with("q", text))).collect()
    }

    /// What is searched for, each with its place among the words: roles first, then places, then other names, then words.
    pub fn words_by_weight(&self, catalog: &Catalog) -> Vec<(usize, String)> {
        const MOST: usize = 8;
        let words = self.words(catalog).filter(|words| words.unwanted.is_empty()).unwrap_or_default();
        let weight = |alternatives: &[Item]| match alternatives {
            [Item::Known { column: "role", .. }, ..] => 0,
            [Item::Known { column: "location", .. }, ..] => 1,
            [Item::Known { .. }, ..] => 2,
            _ => 3,
        };
        let mut texts: Vec<(usize, (usize, String))> =
            words.wanted.iter().map(|any| weight(any)).zip(words.typed().into_iter().enumerate()).collect();
        texts.sort_by_key(|(weight, _)| *weight);
        texts.into_iter().map(|(_, text)| text).take(MOST).collect()
    }

    /// The same search by filters alone, where its words are nothing but names that filters have.
    pub fn by_names(&self, catalog: &Catalog) -> Option<Self> {
        let words = self.words(catalog).filter(|words| words.unwanted.is_empty() && !words.is_empty())?;
        let at = self.list.place("q")?;
        let mut named = self.on_page(1);
        named.values[at].clear();
        for any in &words.wanted {
            let [Item::Known { column, slugs, .. }] = any.as_slice() else { return None };
            let [slug] = &**slugs else { return None };
            let parameter = &self.list.parameters[self.list.place(column)?];
            let value = match parameter.kind {
                // What both lists call by one name is a plain yes in one of them.
                Kind::Terms(terms, _) => {
                    let has = |value: &str| terms.iter().any(|(term, _)| *term == value);
                    if has(slug) { &**slug } else { Some(YES).filter(|_| slug == column && has(YES))? }
                }
                _ => slug,
            };
            if !self.values(column).is_empty() {
                return None;
            }
            named = named.with(column, value);
        }
        Some(named)
    }

    /// The same search wherever it is, from its first page.
    fn anywhere(&self) -> Self {
        let mut wider = self.on_page(1);
        for at in ["location", "near", "radius"].into_iter().filter_map(|name| self.list.place(name)) {
            wider.values[at].clear();
        }
        wider.ordered()
    }
}
