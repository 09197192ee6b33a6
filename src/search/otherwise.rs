//! What may have been meant by a search, and what can be asked instead.

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::index::Index;
use super::shared::likelier_unit;
use super::{Filter, Search};
use crate::error::Result;
use crate::taxonomy::Catalog;
use crate::web::links::Counted;

/// How many searches are tried when nothing is found, and how many are offered.
const TRIED: usize = 16;
const OFFERED: usize = 6;
/// How many places of the same or nearly the same name are asked for.
const PLACES: usize = 4;

impl Search {
    /// Which words were taken for a slip, and for what.
    pub(super) fn guessed(&self, filter: &Filter, catalog: &Catalog) -> Vec<(String, String)> {
        /// How many of the words that are like one are named.
        const NAMED: usize = 3;
        let words = filter.words(catalog);
        let guessed = self.index(filter.list()).zip(words).map(|(index, words)| index.guessed(&words));
        let say = |(word, instead): (String, Vec<String>)| {
            let instead: Vec<String> = instead.iter().take(NAMED).map(|word| format!("“{word}”")).collect();
            (word, instead.join(", "))
        };
        guessed.into_iter().flatten().map(say).collect()
    }

    /// The same search as it may have been meant, beside one that finds `total`: with its price by another unit where that is likelier,
    /// in another currency where more quote in that,
    /// in a place that is called the same and has more, or is called nearly so where nobody knows what was typed. Only on a first
    /// page, and where the index answers.
    pub(super) async fn meant(
        &self,
        pool: &PgPool,
        filter: &Filter,
        catalog: &Catalog,
        total: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Counted>> {
        let mut meant = Vec::new();
        let is_ready = self.index(filter.list()).is_some_and(Index::is_whole);
        if filter.page() > 1 || !is_ready {
            return Ok(meant);
        }
        let least = if filter.unknown_place().is_empty() { total } else { 0 };
        if let Some((label, search)) = by_another_unit(filter, catalog) {
            let count = self.count(pool, &search, now).await?;
            meant.extend((count > 0).then(|| Counted::new(label, &search.href(), count)));
        }
        meant.extend(self.in_another_currency(pool, filter, catalog, now).await?);
        for (label, search) in filter.elsewhere(catalog, PLACES) {
            let count = self.count(pool, &search, now).await?;
            meant.extend((count > least).then(|| Counted::new(label, &search.href(), count)));
        }
        Ok(meant)
    }

    /// Searches that find something: farther from a place, for fewer words, or with one filter less. Only where the index answers: the
    /// database would have to be asked for one after the other.
    pub(super) async fn wider(
        &self,
        pool: &PgPool,
        filter: &Filter,
        catalog: &Catalog,
        now: DateTime<Utc>,
    ) -> Result<Vec<Counted>> {
        if !self.index(filter.list()).is_some_and(Index::is_whole) {
            return Ok(Vec::new());
        }
        let parts = filter.parts();
        let without = parts.iter().map(|part| {
            let label = filter.label(part, catalog);
            let quoted = if label.starts_with('“') { label } else { format!("“{label}”") };
            (format!("Without {quoted}"), filter.without(part))
        });
        let mut left = TRIED;
        let mut wider = Vec::new();
        let named = filter.by_names(catalog).map(|named| named.farther(catalog)).unwrap_or_default();
        let others = filter.farther(catalog).into_iter().chain(named).chain(filter.with_fewer_words(catalog));
        for (label, search) in others.take(TRIED) {
            left -= 1;
            let count = self.count(pool, &search, now).await?;
            wider.extend((count > 0).then(|| Counted::new(label, &search.href(), count)));
        }
        if wider.is_empty() {
            let words = filter.words_by_weight(catalog);
            left = left.saturating_sub(words.len());
            wider.extend(self.most_words(pool, filter, words, now).await?);
        }
        // One filter less in any case.
        for (label, search) in without.take(left.min(OFFERED.saturating_sub(wider.len())).max(1)) {
            let count = self.count(pool, &search, now).await?;
            wider.extend((count > 0).then(|| Counted::new(label, &search.href(), count)));
        }
        Ok(wider)
    }

    /// The same search for as many of its words as find something together: names first, then one word after the other.
    async fn most_words(
        &self,
        pool: &PgPool,
        filter: &Filter,
        words: Vec<(usize, String)>,
        now: DateTime<Utc>,
    ) -> Result<Option<Counted>> {
        let mut most = None;
        let mut kept: Vec<(usize, String)> = Vec::new();
        for (place, text) in words {
            let mut more = kept.clone();
            more.push((place, text));
            more.sort_unstable();
            let text = more.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
            let search = filter.with("q", &*text);
            let count = self.count(pool, &search, now).await?;
            if count > 0 {
                most = Some(Counted::new(format!("“{text}”"), &search.href(), count));
                kept = more;
            }
        }
        Ok(most)
    }
}

/// The same search with its price by another unit, where that is likelier what was meant.
fn by_another_unit(filter: &Filter, catalog: &Catalog) -> Option<(String, Filter)> {
    let mut prices = filter.list().parameters.iter().filter(|parameter| parameter.is_price());
    let amount = prices.find_map(|parameter| filter.value(parameter.name)?.parse().ok())?;
    let meant = filter.with("rate_unit", likelier_unit(filter, amount)?);
    let price = meant.parts().into_iter().find(|part| meant.says_price(part))?;
    Some((meant.label(&price, catalog), meant))
}
