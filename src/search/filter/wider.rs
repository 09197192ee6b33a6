//! What may be asked instead of a search that finds nothing.

use super::{Filter, Kind};
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

    /// The same search for all of its words but one, where they are no more than words.
    pub fn with_fewer_words(&self) -> Vec<(String, Self)> {
        const MOST: usize = 5;
        let words: Vec<&str> = self.value("q").unwrap_or_default().split_whitespace().collect();
        let are_plain =
            words.iter().all(|word| !word.starts_with('-') && !word.contains(['"', '“', '”', '„']));
        if words.len() < 2 || words.len() > MOST || !are_plain {
            return Vec::new();
        }
        let without = |at: usize| {
            let others = words.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, word)| *word);
            let others = others.collect::<Vec<_>>().join(" ");
            (format!("“{others}”"), self.with("q", others))
        };
        (0..words.len()).map(without).collect()
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
