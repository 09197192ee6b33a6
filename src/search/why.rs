//! What a card says of its row because of what was searched for.

use uuid::Uuid;

use super::shared::price_label;
use super::{Filter, Results, Search};
use crate::search::meaning::price_column;
use crate::values::{Currency, Period, Price};

impl Results {
    /// How far away a row is, and what its price comes to where it is quoted by another unit than is searched by
    /// (`Comes to $54/hour · 12 km (7 mi) from Austin, TX`).
    pub fn why(
        &self,
        search: &Search,
        id: Uuid,
        place: Option<&str>,
        quoted: Option<Price>,
    ) -> Option<String> {
        let price = quoted.and_then(|quoted| comes_to(search, &self.filter, id, quoted));
        let said: Vec<String> = price.into_iter().chain(self.filter.way_to(place, &self.catalog)).collect();
        (!said.is_empty()).then(|| said.join(" · "))
    }
}

/// Nothing where no price is searched by, where it is quoted as it is searched by, or in another currency.
fn comes_to(search: &Search, filter: &Filter, id: Uuid, quoted: Price) -> Option<String> {
    let unit = Period::from_param(filter.how("rate_unit"))?;
    let is_same = quoted.currency == Currency::from_code(filter.how("currency"))?;
    if !filter.is_by_price() || !is_same || quoted.period == unit {
        return None;
    }
    let price = search.index(filter.list())?.figure(id, price_column(filter))?;
    Some(format!("Comes to {}", price_label(filter, &price.to_string())))
}
