//! The figures of a part of the market, counted in the search index.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Datelike};
use roaring::RoaringBitmap;

use super::queries::{Experience, GroupPrices, Supply};
use super::statistics::{FEWEST, Prices, Quote};
use crate::executives::Availability;
use crate::search::hubs::{Census, Hub, Scope, Shows};
use crate::search::index::View;
use crate::taxonomy::{Catalog, TaxonomyKind};
use crate::values::{Currency, Period};

/// The prices of a list's rows: for each currency the rows that quote in it, and how their figures are told apart by unit.
pub struct Quoted<'a> {
    view: View<'a>,
    currencies: Vec<(Currency, &'a RoaringBitmap)>,
    units: Units<'a>,
}

/// How the figures of a list say by which unit they are meant.
enum Units<'a> {
    /// A figure for each unit.
    Figures(&'static [(Period, &'static str)]),
    /// One figure, and the rows that mean it by each unit.
    Rows(&'static str, Vec<(Period, &'a RoaringBitmap)>),
}

/// The starting prices of profiles.
pub fn asked<'a>(census: &Census<'a>) -> Quoted<'a> {
    const UNITS: &[(Period, &str)] =
        &[(Period::Hour, "asked_hour"), (Period::Day, "asked_day"), (Period::Month, "asked_month")];
    Quoted::new(census.view(Shows::Executives), Units::Figures(UNITS))
}

/// The pay of postings, at the middle of its range.
pub fn paid<'a>(census: &Census<'a>) -> Quoted<'a> {
    let view = census.view(Shows::Jobs);
    let periods = view.values("pay_period");
    let periods = periods.filter_map(|(period, having)| Some((Period::from_param(period)?, having)));
    Quoted::new(view, Units::Rows("pay", periods.collect()))
}

impl<'a> Quoted<'a> {
    fn new(view: View<'a>, units: Units<'a>) -> Self {
        let currencies = view.values("currency");
        let currencies = currencies.filter_map(|(code, rows)| Some((Currency::from_code(code)?, rows)));
        Self { view, currencies: currencies.collect(), units }
    }

    /// The prices of these rows, by currency and unit; the commonest first, without those that are too few.
    pub fn of(&self, rows: &RoaringBitmap) -> Vec<Prices> {
        let mut prices = Vec::new();
        for (currency, quoting) in &self.currencies {
            // Few rows quote in most currencies: what is found here alone is then gone through by unit.
            if rows.intersection_len(quoting) < FEWEST.unsigned_abs() {
                continue;
            }
            let rows = rows & *quoting;
            let mut take = |period: Period, figure: &str, rows: &RoaringBitmap| {
                let figures = self.view.numbers(figure, rows).into_iter();
                let figures = figures.filter_map(|price| price.try_into().ok());
                prices.push(Prices::of(Quote { currency: *currency, period }, figures));
            };
            match &self.units {
                Units::Figures(units) => {
                    for (period, figure) in *units {
                        take(*period, figure, &rows);
                    }
                }
                Units::Rows(figure, units) => {
                    for (period, meaning) in units {
                        take(*period, figure, &(&rows & *meaning));
                    }
                }
            }
        }
        prices.retain(|prices| prices.n() >= FEWEST);
        prices.sort_by_key(|prices| (Reverse(prices.n()), prices.quote.anchor()));
        prices
    }
}

/// The roles, places or industries that may have enough prices.
pub fn worth_asking(census: &Census<'_>, by: TaxonomyKind) -> Vec<String> {
    let values = census.view(Shows::Executives).values(by.param());
    values.filter(|(_, rows)| rows.len() >= FEWEST.unsigned_abs()).map(|(slug, _)| slug.to_owned()).collect()
}

/// Starting prices of some roles, places or industries, each.
pub fn asked_by(
    census: &Census<'_>,
    catalog: &Catalog,
    scope: &Scope,
    (by, slugs): (TaxonomyKind, &[String]),
) -> Vec<GroupPrices> {
    let (asked, view) = (asked(census), census.view(Shows::Executives));
    let scope = view.rows(&scope.conditions());
    let mut groups = Vec::new();
    for slug in slugs {
        let Some(rows) = view.having(by.param(), slug).map(|rows| rows & &*scope) else { continue };
        if rows.len() < FEWEST.unsigned_abs() {
            continue;
        }
        let name = catalog.name(by, slug).unwrap_or(slug);
        groups.extend(asked.of(&rows).into_iter().filter_map(|prices| {
            let (quote, n, quartiles) = (prices.quote, prices.n(), prices.quartiles()?);
            Some(GroupPrices { slug: slug.to_owned(), name: name.to_owned(), quote, n, quartiles })
        }));
    }
    groups
}

/// What there is on a hub.
pub fn supply(census: &Census<'_>, catalog: &Catalog, hub: &Hub) -> Supply {
    let (people, board) = (census.view(Shows::Executives), census.view(Shows::Jobs));
    let executives = census.rows(&hub.showing(Shows::Executives));
    let jobs = census.rows(&hub.showing(hub.shows.of_jobs()));
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let having = |view: View<'_>, rows: &RoaringBitmap, column: &str, value: &str| {
        view.having(column, value).map_or_else(RoaringBitmap::new, |having| having & rows)
    };
    let availability = (Availability::ALL.iter())
        .map(|term| (*term, whole(having(people, &executives, "availability", term.param()).len())));
    let counts = people.counts(TaxonomyKind::Specialty.param(), &hub.showing(Shows::Executives).conditions());
    let mut specialties: Vec<(String, String, i64)> = (counts.into_iter())
        .filter_map(|(slug, count)| {
            let name = catalog.name(TaxonomyKind::Specialty, slug)?;
            Some((slug.to_owned(), name.to_owned(), whole(count)))
        })
        .collect();
    specialties.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
    specialties.truncate(12);
    Supply {
        executives: whole(executives.len()),
        jobs: whole(jobs.len()),
        remote_jobs: whole(having(board, &jobs, "remote", "remote").len()),
        availability: availability.collect(),
        experience: experience(people.numbers("years", &executives)),
        specialties,
        months: months(board.numbers("posted", &jobs)),
    }
}

/// The median of these years, where there are enough.
fn experience(mut years: Vec<i64>) -> Option<Experience> {
    let n = i64::try_from(years.len()).ok().filter(|n| *n >= FEWEST)?;
    let middle = years.len() / 2;
    let (below, upper, _) = years.select_nth_unstable(middle);
    let lower = if n % 2 == 0 { below.iter().copied().max()? } else { *upper };
    Some(Experience { half_years: lower + *upper, n })
}

/// How many of these moments are in each month: the last twelve months in which any is, oldest first.
fn months(moments: Vec<i64>) -> Vec<(String, i64)> {
    // Many moments are on few days.
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    let mut days: BTreeMap<i64, i64> = BTreeMap::new();
    for moment in moments {
        *days.entry(moment.div_euclid(DAY)).or_default() += 1;
    }
    let mut months: BTreeMap<(i32, u32), i64> = BTreeMap::new();
    for (day, count) in days {
        if let Some(day) = DateTime::from_timestamp_micros(day * DAY) {
            *months.entry((day.year(), day.month())).or_default() += count;
        }
    }
    let first = months.len().saturating_sub(12);
    let last = months.into_iter().skip(first);
    last.map(|((year, month), count)| (format!("{year}-{month:02}"), count)).collect()
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    #[test]
    fn the_median_is_the_one_of_postgresql() {
        let of = |years: &[i64]| experience(years.to_vec()).map(|found| (found.half_years, found.n));
        assert_eq!(of(&[9, 1, 5, 3]), None);
        assert_eq!(of(&[9, 1, 5, 3, 7]), Some((10, 5)));
        assert_eq!(of(&[9, 1, 5, 3, 7, 11]), Some((12, 6)));
        assert_eq!(of(&[11, 11, 15, 22, 24, 28]), Some((37, 6)));
    }

    #[test]
    fn moments_are_counted_by_month() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap().timestamp_micros();
        let moments = ["2026-02-28T23:59:59Z", "2025-12-01T00:00:00Z", "2026-02-01T00:00:00Z"].map(at);
        let expected = [("2025-12".to_owned(), 1), ("2026-02".to_owned(), 2)];
        assert_eq!(months(moments.to_vec()), expected);
    }
}
