//! From a filter to what is asked of the index.

use chrono::{DateTime, Days, NaiveTime, Utc};

use super::Filter;
use super::index::{Ask, Predicate, Rank};
use super::parameter::{First, Meaning, Parameter};
use crate::taxonomy::globe::EARTH_RADIUS;
use crate::taxonomy::{Area, Catalog, Place, Vocabulary};

/// What a filter asks of the index, without the counts.
pub fn asked(filter: &Filter, catalog: &Catalog, per_page: u64, now: DateTime<Utc>) -> Ask {
    let conditions = (filter.list().parameters.iter())
        .filter_map(|parameter| {
            let values = filter.values(parameter.name);
            let first = values.first()?;
            let condition = match parameter.meaning {
                Meaning::AnyOf("location") if let Some(area) = filter.area(catalog) => in_area(area),
                Meaning::AnyOf(column) => Predicate::AnyOf(column, values.into()),
                _ => condition(filter, parameter, first, catalog, now)?,
            };
            Some((parameter.group, condition))
        })
        .collect();
    let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    Ask {
        words: filter.words(catalog),
        conditions,
        sort: filter.sort(),
        rank: rank(filter, catalog),
        offset: whole(filter.page().saturating_sub(1).saturating_mul(per_page)),
        limit: whole(per_page),
        after: None,
        says_end: false,
        options: Vec::new(),
    }
}

/// What decides first in the filter's order, where the rest of the filter has a say in that.
fn rank(filter: &Filter, catalog: &Catalog) -> Option<Rank> {
    Some(match filter.list().sorts[filter.sort()].first? {
        First::LowestPrice => Rank::Least(price_column(filter), in_currency(filter)),
        First::HighestPrice => Rank::Most(price_column(filter), in_currency(filter)),
        First::Nearest => Rank::Nearest("location", filter.nearest(catalog)),
    })
}

/// Rows of an area's cities, and remote jobs for those who live in its countries.
fn in_area(area: &Area) -> Predicate {
    let cities = Predicate::AnyOf("location", area.cities.clone());
    if area.countries.is_empty() {
        return cities;
    }
    let for_them = Predicate::AnyOf("applicants", area.countries.clone());
    Predicate::Either(Box::new(cities), Box::new(for_them))
}

/// Rows that quote in the filter's currency.
fn in_currency(filter: &Filter) -> Predicate {
    Predicate::AnyOf("currency", [filter.how("currency").to_owned()].into())
}

/// What one value of a parameter means; nothing where it leaves no rows out.
pub fn condition(
    filter: &Filter,
    parameter: &Parameter,
    value: &str,
    catalog: &Catalog,
    now: DateTime<Utc>,
) -> Option<Predicate> {
    let number = || value.parse::<i64>().ok();
    let priced = |price: Predicate| Predicate::Both(Box::new(in_currency(filter)), Box::new(price));
    Some(match parameter.meaning {
        Meaning::AnyOf(column) => Predicate::AnyOf(column, [value.to_owned()].into()),
        Meaning::AtMost(column) => Predicate::AtMost(column, number()?),
        Meaning::AtLeast(column) => Predicate::AtLeast(column, number()?),
        Meaning::Days(column) => {
            Predicate::AtLeast(column, since(now, value.parse().ok()?).timestamp_micros())
        }
        Meaning::Near => {
            let near = near(&catalog.vocabulary, value, filter.how("radius").parse().ok()?);
            Predicate::AnyOf("location", near.into())
        }
        Meaning::PriceAtMost => priced(Predicate::AtMost(price_column(filter), number()?)),
        Meaning::PriceAtLeast => priced(Predicate::AtLeast(price_column(filter), number()?)),
        Meaning::Words | Meaning::How(_) | Meaning::Order => return None,
    })
}

/// The figure that prices by the filter's unit are compared by.
pub fn price_column(filter: &Filter) -> &'static str {
    match filter.how("rate_unit") {
        "day" => "rate_day",
        "month" => "rate_month",
        _ => "rate_hour",
    }
}

/// The moment so many days ago: whole days count, so that a list is the same all day.
pub fn since(now: DateTime<Utc>, days: u64) -> DateTime<Utc> {
    let day = now.date_naive();
    day.checked_sub_days(Days::new(days)).unwrap_or(day).and_time(NaiveTime::MIN).and_utc()
}

/// The slugs of all places within so many kilometres of one, itself included.
pub fn near(vocabulary: &Vocabulary, slug: &str, kilometres: u32) -> Vec<String> {
    let [near] = near_within(vocabulary, slug, [kilometres]);
    near
}

/// The same for several distances at once.
pub fn near_within<const N: usize>(
    vocabulary: &Vocabulary,
    slug: &str,
    kilometres: [u32; N],
) -> [Vec<String>; N] {
    let slugs = |places: Vec<&Place>| places.into_iter().map(|place| place.slug.clone()).collect();
    match vocabulary.place(slug) {
        Some(_) => vocabulary.within(slug, kilometres).map(slugs),
        None => [const { Vec::new() }; N].map(|_: Vec<String>| vec![slug.to_owned()]),
    }
}

/// These places by their distance from one, in kilometres, nearest first; without those of which it isn't known.
pub fn nearest<'a>(
    catalog: &Catalog,
    slug: &str,
    among: impl Iterator<Item = &'a str>,
) -> Vec<(&'a str, f64)> {
    let Some(centre) = catalog.vocabulary.place(slug) else { return Vec::new() };
    let mut places: Vec<(&str, f64)> =
        among.filter_map(|slug| Some((slug, distance(centre, catalog.vocabulary.place(slug)?)?))).collect();
    places.sort_by(|(a, near), (b, far)| near.total_cmp(far).then_with(|| a.cmp(b)));
    places
}

/// Kilometres along the great circle.
pub fn distance(a: &Place, b: &Place) -> Option<f64> {
    let (a_lat, a_lng) = (a.lat?.to_radians(), a.lng?.to_radians());
    let (b_lat, b_lng) = (b.lat?.to_radians(), b.lng?.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(b_lat - a_lat) + a_lat.cos() * b_lat.cos() * half(b_lng - a_lng);
    Some(2.0 * EARTH_RADIUS * chord.sqrt().min(1.0).asin())
}
