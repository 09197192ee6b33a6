//! Parameters that both lists have.

use super::Filter;
use super::parameter::{Control, Kind, Meaning, Named, Parameter, Several};
use crate::taxonomy::TaxonomyKind;
use crate::values::{Currency, Period, Price};

/// How a box says that it is ticked.
pub const YES: &str = "yes";

/// The place, as one of those that rows are in.
pub const LOCATION: Parameter = Parameter::one_of("location", "Place", TaxonomyKind::Location)
    .shown(Control::SelectMost(150))
    .in_group("place");

/// A place around which to search.
pub const NEAR: Parameter = Parameter {
    name: "near",
    legend: "Near",
    kind: Kind::Slugs(TaxonomyKind::Location, Several::One),
    meaning: Meaning::Near,
    control: Control::None,
    group: "place",
    say: say_near,
    named: Some(Named { name: "place", label: "Or any town, state or country" }),
};

/// How far around, in kilometres.
pub const RADIUS: Parameter = Parameter::how("radius", "Distance", Kind::Number(1, 1_000), "50")
    .in_group("place")
    .said(|_, kilometres| format!("within {}", distance(kilometres)));

/// The distances on offer, in kilometres.
pub const DISTANCES: &[u64] = &[25, 50, 100, 250];

/// What a price is for.
pub const UNIT: Parameter = Parameter::how(
    "rate_unit",
    "By the",
    Kind::Terms(&[("hour", "Hour"), ("day", "Day"), ("month", "Month")], Several::One),
    "hour",
)
.in_group("rate");

/// The currency of prices; none is ever converted.
pub const CURRENCY: Parameter =
    Parameter::how("currency", "Currency", Kind::Currency, "USD").in_group("rate");

/// A price at most or at least.
pub const fn price(
    name: &'static str,
    legend: &'static str,
    meaning: Meaning,
    say: fn(&Filter, &str) -> String,
) -> Parameter {
    Parameter::price(name, legend, meaning, (1, 10_000_000), say).in_group("rate")
}

/// A box to tick.
pub const fn flag(
    name: &'static str,
    legend: &'static str,
    words: &'static [(&'static str, &'static str)],
) -> Parameter {
    Parameter {
        kind: Kind::Terms(words, Several::One),
        ..Parameter::terms(name, legend, words).shown(Control::Boxes(1))
    }
}

/// Prices that make good steps, by what they are for; the last unit is the one that is meant where none is given.
const STEPS: [(&str, &[u64]); 3] = [
    ("day", &[600, 800, 1_000, 1_250, 1_500, 2_000, 2_500, 3_000]),
    ("month", &[3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000]),
    ("hour", &[75, 100, 150, 200, 250, 300, 400, 500]),
];

/// Prices that make good steps, by what they are for and in which currency.
pub fn price_steps(filter: &Filter) -> Vec<u64> {
    let steps = STEPS
        .iter()
        .find(|(unit, _)| *unit == filter.how("rate_unit"))
        .map_or(STEPS[2].1, |(_, steps)| steps);
    let size = price_size(filter.how("currency"));
    steps.iter().map(|step| step * size).collect()
}

/// The unit that somebody more likely means who types this price: where it is far from all that is asked by the filter's own.
/// `8000` by the hour is a price by the month.
pub fn likelier_unit(filter: &Filter, amount: u64) -> Option<&'static str> {
    /// How many times as much as the last step, or as little as the first, nobody asks.
    const FAR: u64 = 4;
    let steps = price_steps(filter);
    let (first, last) = (steps.first()?, steps.last()?);
    if (first / FAR..=last * FAR).contains(&amount) {
        return None;
    }
    Some(nearest_unit(filter, amount)).filter(|unit| *unit != filter.how("rate_unit"))
}

/// The unit by which a price is nearest to what is asked.
pub fn nearest_unit(filter: &Filter, amount: u64) -> &'static str {
    // How many times as much or as little as the step in the middle.
    let distance = |steps: &[u64]| {
        let middle = steps[steps.len() / 2] * price_size(filter.how("currency"));
        amount.max(middle) / amount.min(middle).max(1)
    };
    STEPS.iter().min_by_key(|(_, steps)| distance(steps)).map_or(STEPS[2].0, |(unit, _)| *unit)
}

/// How many times as large prices in a currency are written, roughly: enough for steps to choose from. Nothing is
/// converted by it.
fn price_size(currency: &str) -> u64 {
    match currency {
        "CNY" | "DKK" | "HKD" | "NOK" | "SEK" | "ZAR" | "MXN" => 10,
        "CZK" | "INR" | "PHP" | "THB" | "TWD" => 20,
        "JPY" | "HUF" => 100,
        "KRW" | "CLP" => 1_000,
        "COP" => 4_000,
        "IDR" | "VND" => 10_000,
        _ => 1,
    }
}

/// `$150/hour`.
pub fn price_label(filter: &Filter, amount: &str) -> String {
    let price = || {
        let amount = amount.parse().ok()?;
        let period = Period::from_param(filter.how("rate_unit"))?;
        Price::new(Some(amount), Some(amount), period, Currency::from_code(filter.how("currency"))?)
    };
    price().map_or_else(|| amount.to_owned(), |price| price.to_string())
}

/// `50 km (30 mi)`.
pub fn distance(kilometres: &str) -> String {
    let miles = kilometres.parse::<u32>().map_or(0, |kilometres| (kilometres * 621 + 500) / 1_000);
    // Miles as people say them: 16, 30, 60, 155.
    let miles = if miles > 20 { (miles + 2) / 5 * 5 } else { miles };
    format!("{kilometres} km ({miles} mi)")
}

fn say_near(filter: &Filter, place: &str) -> String {
    format!("Within {} of {place}", distance(filter.how("radius")))
}

/// So many of something, of which one is called so (`1 day`, `7 days`).
pub fn several(number: &str, one: &str) -> String {
    format!("{number} {one}{}", if number == "1" { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::executives::search::all;

    #[test]
    fn a_price_far_from_all_others_is_likelier_one_by_another_unit() {
        for (unit, currency, amount, likelier) in [
            ("hour", "USD", 150, None),
            ("hour", "USD", 900, None),
            ("hour", "USD", 2_100, Some("day")),
            ("hour", "USD", 8_000, Some("month")),
            ("month", "USD", 8_000, None),
            ("month", "USD", 150, Some("hour")),
            ("day", "USD", 100, Some("hour")),
            ("day", "USD", 15_000, Some("month")),
            ("hour", "JPY", 15_000, None),
            ("hour", "JPY", 800_000, Some("month")),
            ("month", "USD", 1, Some("hour")),
            ("month", "USD", 10_000_000, None),
            ("hour", "USD", 1, None),
        ] {
            let filter = all().with("rate_unit", unit).with("currency", currency);
            let likelier_here = likelier_unit(&filter, amount);
            assert_eq!(likelier_here, likelier, "{amount} {currency} by the {unit}");
        }
    }
}
