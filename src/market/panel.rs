//! What a hub shows of its part of the market.

use chrono::{DateTime, NaiveDate, Utc};

use super::charts::{Columns, Histogram, Split};
use super::figures::Market;
use super::queries::Supply;
use super::statistics::{FEWEST, Prices};
use super::tables::Table;
use crate::executives::Availability;
use crate::search::hubs::{Hub, Shows};
use crate::web::links::Counted;

/// A part of the market: its figures, and the same drawn.
#[derive(Debug, Default)]
pub struct Panel {
    /// Starting prices, the commonest currencies and units first.
    pub asked: Vec<Prices>,
    /// What open jobs pay, the same way.
    pub paid: Vec<Prices>,
    /// What there is.
    pub supply: Supply,
    /// The charts that say most, which stand first.
    pub glance: Charts,
    /// The other charts.
    pub more: Charts,
    /// Every currency and unit, where there are more than are drawn.
    pub quotes: Vec<Table>,
    /// The commonest specialties.
    pub specialties: Vec<Counted>,
    /// Where more of it is told.
    pub report: Option<String>,
}

/// Charts beside each other.
#[derive(Debug, Default)]
pub struct Charts {
    /// How starting prices spread.
    pub asked: Vec<Histogram>,
    /// Who has time.
    pub availability: Option<Split>,
    /// What open jobs pay.
    pub paid: Vec<Histogram>,
    /// When the open jobs were posted.
    pub months: Option<Columns>,
}

impl Charts {
    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        let Self { asked, availability, paid, months } = self;
        asked.is_empty() && availability.is_none() && paid.is_empty() && months.is_none()
    }
}

/// The commonest currencies and units that are drawn.
pub(super) const DRAWN: usize = 2;

impl Panel {
    /// What stands above the specialties: where each is somebody else's, none is common.
    pub fn specialties_heading(&self) -> &'static str {
        if self.specialties.iter().any(|one| one.count > 1) {
            "Most common specialties"
        } else {
            "Specialties"
        }
    }

    /// The part of the market that a hub is about; `specialty` gives the address of those of its people who have one.
    pub async fn load(
        market: Market<'_>,
        hub: &Hub,
        fresh_since: DateTime<Utc>,
        specialty: impl Fn(&str) -> String,
    ) -> sqlx::Result<Self> {
        let asked = market.prices(&hub.scope).await?;
        let paid = market.pay(hub).await?;
        let supply = market.supply(hub, fresh_since).await?;
        // What people ask, and who has time, is told where people are listed.
        let lists_people = hub.shows == Shows::Executives;
        let specialties = (supply.specialties.iter())
            .filter(|_| lists_people)
            .map(|(slug, name, count)| Counted::new(name, &specialty(slug), count.unsigned_abs()))
            .collect();
        let mut more = Charts {
            asked: if lists_people { asked_charts(&asked) } else { Vec::new() },
            paid: pay_charts(&paid),
            availability: availability(&supply).filter(|_| lists_people),
            months: Columns::new("Open jobs by the month in which they were posted".into(), months(&supply)),
        };
        let mut glance = Charts::default();
        if lists_people {
            glance.asked.extend((!more.asked.is_empty()).then(|| more.asked.remove(0)));
            glance.availability = more.availability.take();
        } else {
            glance.paid.extend((!more.paid.is_empty()).then(|| more.paid.remove(0)));
            glance.months = more.months.take();
        }
        let all = |heading, counted, prices: &[Prices]| {
            Table::of_quotes(format!("{heading}, every currency and unit"), counted, prices, DRAWN, |_, _| {
                None
            })
        };
        let asked_quotes = all("Starting prices", "Profiles", &asked).filter(|_| lists_people);
        let paid_quotes = all("What open jobs pay", "Jobs", &paid);
        let quotes = [asked_quotes, paid_quotes].into_iter().flatten().collect();
        Ok(Self { asked, paid, supply, glance, more, quotes, specialties, report: None })
    }

    /// How many profiles said lately that they have time.
    pub fn available(&self) -> i64 {
        let can_start = |(term, _): &&(Availability, i64)| {
            matches!(term, Availability::Available | Availability::Limited)
        };
        self.supply.availability.iter().filter(can_start).map(|(_, count)| count).sum()
    }
}

fn asked_charts(asked: &[Prices]) -> Vec<Histogram> {
    (asked.iter().take(DRAWN))
        .filter_map(|prices| Histogram::new(prices, format!("Starting prices, {}", prices.quote.label())))
        .collect()
}

/// What open jobs pay, drawn.
pub(super) fn pay_charts(paid: &[Prices]) -> Vec<Histogram> {
    (paid.iter().take(DRAWN))
        .filter_map(|prices| Histogram::new(prices, format!("What open jobs pay, {}", prices.quote.label())))
        .collect()
}

/// The rest of the split. Who is booked needs to confirm nothing: as in the directory's filter, only time for new work runs out.
const NOT_CONFIRMED: &str = "Not stated, or time for new work not confirmed within 75 days";

/// The split of availability; those that confirmed nothing lately stand apart.
fn availability(supply: &Supply) -> Option<Split> {
    if supply.executives < FEWEST {
        return None;
    }
    let tone = |availability| match availability {
        Availability::Available => "yes",
        Availability::Limited => "some",
        Availability::Booked | Availability::Unavailable => "no",
    };
    let mut parts: Vec<(String, &'static str, i64)> = (supply.availability.iter())
        .map(|(term, count)| (term.label().to_owned(), tone(*term), *count))
        .collect();
    let confirmed: i64 = parts.iter().map(|(_, _, count)| count).sum();
    parts.push((NOT_CONFIRMED.into(), "none", supply.executives - confirmed));
    Split::new("Who has time".into(), parts)
}

/// Months as people read them, without gaps.
fn months(supply: &Supply) -> Vec<(String, i64)> {
    let parse = |month: &str| NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok();
    let known: Vec<(NaiveDate, i64)> =
        supply.months.iter().filter_map(|(month, count)| Some((parse(month)?, *count))).collect();
    let (Some((first, _)), Some((last, _))) = (known.first(), known.last()) else { return Vec::new() };
    let all: Vec<NaiveDate> =
        std::iter::successors(Some(*first), |month| month.checked_add_months(chrono::Months::new(1)))
            .take_while(|month| month <= last)
            .collect();
    let shown = &all[all.len().saturating_sub(12)..];
    let count =
        |month: &NaiveDate| known.iter().find(|(known, _)| known == month).map_or(0, |(_, count)| *count);
    shown.iter().map(|month| (month.format("%b").to_string(), count(month))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_jobs_has_its_place() {
        let supply =
            Supply { months: vec![("2026-03".into(), 2), ("2026-06".into(), 5)], ..Supply::default() };
        let told: Vec<(String, i64)> = months(&supply);
        let expected = [("Mar", 2), ("Apr", 0), ("May", 0), ("Jun", 5)];
        assert_eq!(told, expected.map(|(month, count)| (month.to_owned(), count)));
        assert!(months(&Supply::default()).is_empty());
    }
}
