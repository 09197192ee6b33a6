//! What a hub shows of its part of the market.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgPool;

use super::charts::{Columns, Histogram, Split};
use super::queries::{self, Scope, Supply};
use super::routes::pay_charts;
use super::statistics::{FEWEST, Prices};
use crate::executives::Availability;
use crate::web::links::Counted;

/// A part of the market, drawn.
#[derive(Debug, Default)]
pub struct Panel {
    /// How starting prices spread, the commonest currencies and units.
    pub prices: Vec<Histogram>,
    /// What open jobs pay.
    pub pay: Vec<Histogram>,
    /// Who has time.
    pub availability: Option<Split>,
    /// When the open jobs were posted.
    pub months: Option<Columns>,
    /// The commonest specialties.
    pub specialties: Vec<Counted>,
    /// Median years of experience, where enough profiles say.
    pub years: Option<i64>,
    /// Open jobs for which nobody has to come anywhere.
    pub remote_jobs: i64,
    /// Where more of it is told.
    pub more: Option<String>,
}

impl Panel {
    /// The part of the market that a hub is about; `specialty` gives the address of those of its people who have one.
    pub async fn load(
        pool: &PgPool,
        scope: &Scope,
        fresh_since: DateTime<Utc>,
        specialty: impl Fn(&str) -> String,
    ) -> sqlx::Result<Self> {
        const MOST: usize = 2;
        let (prices, pay, supply) = tokio::try_join!(
            queries::prices(pool, scope),
            queries::job_pay(pool, scope),
            queries::supply(pool, scope, fresh_since)
        )?;
        let histogram = |prices: &Prices| {
            let title = format!("Starting prices, {}", prices.quote.label());
            Histogram::new(prices, title)
        };
        Ok(Self {
            prices: prices.iter().take(MOST).filter_map(histogram).collect(),
            pay: pay_charts(&pay),
            availability: availability(&supply),
            months: Columns::new("Open jobs by the month in which they were posted".into(), months(&supply)),
            specialties: (supply.specialties.iter())
                .map(|(slug, name, count)| Counted::new(name, &specialty(slug), count.unsigned_abs()))
                .collect(),
            years: supply.years,
            remote_jobs: supply.remote_jobs,
            more: None,
        })
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.prices.is_empty()
            && self.pay.is_empty()
            && self.availability.is_none()
            && self.months.is_none()
            && self.specialties.is_empty()
    }
}

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
    parts.push(("Not confirmed within 75 days".into(), "none", supply.executives - confirmed));
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
