//! What an alert looks for: a search of one of the lists, stored as its query string and read by the list's own parser.

use crate::search::{Filter, List};
use crate::taxonomy::Catalog;
use crate::{executives, jobs};

/// The list of a name (`jobs`).
pub fn list_named(name: &str) -> Option<&'static List> {
    [&executives::search::LIST, &jobs::search::LIST].into_iter().find(|list| list.plural == name)
}

/// The search that was stored, with what was renamed since under its present slugs. A slug that means nothing any more finds nothing:
/// it is never left out, which would find what nobody asked for.
pub fn present(list: &str, query: &str, catalog: &Catalog) -> Option<Filter> {
    let mut filter = Filter::parse(list_named(list)?, Some(query)).0;
    filter.follow_renamed(catalog);
    Some(filter)
}

/// A search as people read it.
#[derive(Clone, Debug)]
pub struct InWords {
    /// One result (`job`).
    pub singular: &'static str,
    /// Several results (`jobs`).
    pub plural: &'static str,
    /// What each filter asks for (`CFO`, `Within 50 km (30 mi) of Austin, TX`).
    pub parts: Vec<String>,
    /// The list with this search.
    pub href: String,
}

impl InWords {
    /// A search in words.
    pub fn of(filter: &Filter, catalog: &Catalog) -> Self {
        let parts = filter.parts();
        Self {
            singular: filter.list().singular,
            plural: filter.list().plural,
            parts: parts.iter().map(|part| filter.label(part, catalog)).collect(),
            href: filter.href(),
        }
    }

    /// The same for a mail to somebody who has not asked for it yet, as far as we know: words that a stranger chose are
    /// shown only where they can't be taken for an address or a message of their own.
    #[must_use]
    pub fn for_strangers(mut self, filter: &Filter) -> Self {
        const LONGEST: usize = 40;
        let is_harmless = |text: &str| {
            text.chars().count() <= LONGEST
                && text.chars().all(|c| c.is_alphanumeric() || " \"'&+-,".contains(c))
        };
        if let (Some(text), Some(first)) = (filter.value("q"), self.parts.first_mut())
            && !is_harmless(text)
        {
            "the words that were typed".clone_into(first);
        }
        self
    }

    /// What each filter asks for; never nothing.
    pub fn words(&self) -> Vec<String> {
        if self.parts.is_empty() { vec![format!("All {}", self.plural)] } else { self.parts.clone() }
    }

    /// In one line.
    pub fn line(&self) -> String {
        self.words().join(" · ")
    }

    /// The noun for so many.
    pub fn noun(&self, count: u64) -> &'static str {
        if count == 1 { self.singular } else { self.plural }
    }
}
