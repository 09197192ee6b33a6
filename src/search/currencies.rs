//! Prices are never converted: what that leaves out of a search is said, and the currency is offered in which more is found.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::index::Counts;
use super::{Filter, Search};
use crate::error::Result;
use crate::taxonomy::Catalog;
use crate::values::{Period, group_thousands};
use crate::web::links::Counted;

/// In how many other currencies a search is tried, those that most rows of the list quote.
const TRIED: usize = 4;
/// A price that every row quotes.
const ANY: u64 = 10_000_000;

impl Search {
    /// The same search in the currency in which it finds most, where that is more than in its own.
    pub(super) async fn in_another_currency(
        &self,
        pool: &PgPool,
        filter: &Filter,
        catalog: &Catalog,
        now: DateTime<Utc>,
    ) -> Result<Option<Counted>> {
        let Some(index) = self.index(filter.list()).filter(|_| filter.is_by_price()) else {
            return Ok(None);
        };
        let price = filter.parts().into_iter().find(|part| filter.says_price(part));
        // Where prices only order, everything is found: what counts is who has one.
        let comparing =
            |filter: &Filter| if price.is_some() { filter.clone() } else { filter.with_any_price() };
        let own = self.count(pool, &comparing(filter), now).await?;
        let mut others = index.values("currency");
        others.sort_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
        others.retain(|(code, _)| **code != *filter.how("currency"));
        let mut best: Option<Counted> = None;
        for (code, _) in others.iter().take(TRIED) {
            let search = filter.with("currency", &**code);
            let count = self.count(pool, &comparing(&search), now).await?;
            if count > best.as_ref().map_or(own, |best| best.count) {
                let said = search.parts().into_iter().find(|part| search.says_price(part));
                let label =
                    said.map_or_else(|| format!("prices in {code}"), |part| search.label(&part, catalog));
                best = Some(Counted::new(label, &search.href(), count));
            }
        }
        Ok(best)
    }

    /// Whom a price leaves out without being too dear, by what the choices of a currency count.
    pub(super) async fn without_a_price(
        &self,
        pool: &PgPool,
        filter: &Filter,
        counts: &[Counts],
        now: DateTime<Utc>,
    ) -> Result<Option<String>> {
        let is_by_price = filter.parts().iter().any(|part| filter.says_price(part));
        let currencies = filter.list().place("currency").and_then(|at| counts.get(at));
        let Some(currencies) = currencies.filter(|_| is_by_price) else { return Ok(None) };
        let all = self.count(pool, &filter.without_price(), now).await?;
        let compared = self.count(pool, &filter.with_any_price(), now).await?;
        let in_others = currencies.iter().filter(|(code, _)| **code != *filter.how("currency"));
        let in_others: u64 = in_others.map(|(_, count)| count).sum();
        let unstated = all.saturating_sub(compared).saturating_sub(in_others);
        let unit = Period::from_param(filter.how("rate_unit")).map(Period::param).unwrap_or_default();
        let thousands = |count: u64| group_thousands(i64::try_from(count).unwrap_or(i64::MAX));
        let mut said = Vec::new();
        if in_others > 0 {
            said.push(format!("{} in other currencies", thousands(in_others)));
        }
        if unstated > 0 {
            said.push(format!(
                "{} without a price that can be worked out by the {unit}",
                thousands(unstated)
            ));
        }
        Ok((!said.is_empty()).then(|| format!("Not compared, and left out: {}.", said.join(" and "))))
    }
}

impl Filter {
    /// The same search whatever the price.
    fn without_price(&self) -> Self {
        let prices = self.parts().into_iter().filter(|part| self.says_price(part));
        prices.fold(self.on_page(1), |filter, part| filter.without(&part))
    }

    /// The same search for all who quote a price by its unit in its currency.
    fn with_any_price(&self) -> Self {
        ["rate_unit", "currency"]
            .into_iter()
            .fold(self.without_price(), |filter, name| filter.with(name, self.how(name)))
            .with("rate_max", ANY.to_string())
    }
}
