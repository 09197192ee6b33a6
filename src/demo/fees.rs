//! What demo executives charge and demo companies pay, in the order of magnitude of the published rate bands.

use super::dice::Dice;
use super::places::Land;
use crate::taxonomy::shipped::{RATE_BANDS, Role};
use crate::values::{Currency, group_thousands};

/// Two bounds in whole units; either may be missing.
pub(super) type Range = (Option<i64>, Option<i64>);

/// Prices of one person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fees {
    pub hourly: Range,
    pub monthly: Range,
    pub currency: Currency,
}

/// Prices of somebody with so many years behind them.
pub(super) fn fees(dice: &mut Dice, role: &Role, land: &Land, years: i64) -> Fees {
    // Outside the large currencies some people quote in dollars or euros.
    let abroad = !matches!(land.currency, Currency::USD | Currency::GBP | Currency::EUR | Currency::CAD)
        && dice.percent(14);
    let (currency, factor) =
        if abroad { (Currency::USD, fee_in_dollars(land)) } else { (land.currency, land.fee_factor) };
    let month = monthly_of(dice, role, years) * factor;
    let hour = month / 40.0 * 1.15;
    let spread = [1.25, 1.4, 1.5, 1.6, 1.8, 2.0][dice.below(6)];
    let hourly = range(
        dice,
        round(hour, currency, false),
        round(hour * (1.0 + (spread - 1.0) * 0.7), currency, false),
    );
    let monthly = range(dice, round(month, currency, true), round(month * spread, currency, true));
    let none = (None, None);
    match dice.below(10) {
        0..=4 => Fees { hourly, monthly, currency },
        5..=7 => Fees { hourly: none, monthly, currency },
        _ => Fees { hourly, monthly: none, currency },
    }
}

/// A monthly fee in US dollars, before the country counts.
#[expect(clippy::cast_precision_loss, reason = "small numbers")]
pub(super) fn monthly_of(dice: &mut Dice, role: &Role, years: i64) -> f64 {
    let published = RATE_BANDS
        .iter()
        .find(|band| band.role_slug == role.slug && band.currency == "USD" && band.period == "month")
        .map(|band| f64::from(band.p50));
    // Published prices are starting prices: negotiated fees lie well above them.
    let base = match (published, role.slug.as_str()) {
        (Some(median), _) => median * 0.8 + 4_200.0,
        (None, "fractional-ceo") => 13_000.0,
        (None, "fractional-controller") => 4_400.0,
        (None, slug) if slug.contains("-vp-") => 6_400.0,
        (None, "fractional-chief-of-staff") => 5_800.0,
        (None, "fractional-chief-medical-officer" | "fractional-ciso" | "fractional-caio") => 9_200.0,
        (None, _) => 8_000.0,
    };
    let seniority = 0.72 + 0.02 * years as f64;
    base * seniority * (0.75 + dice.below(60) as f64 / 100.0)
}

fn fee_in_dollars(land: &Land) -> f64 {
    land.fee_factor / land.exchange
}

fn range(dice: &mut Dice, low: i64, high: i64) -> Range {
    match dice.below(10) {
        0 | 1 => (Some(low), None),
        2 => (Some(low), Some(low)),
        _ if high <= low => (Some(low), None),
        _ => (Some(low), Some(high)),
    }
}

/// An amount that somebody would name.
#[expect(clippy::cast_possible_truncation, reason = "fees are far below the bounds of an integer")]
pub(super) fn round(amount: f64, currency: Currency, monthly: bool) -> i64 {
    let step = match (currency, monthly) {
        (Currency::INR | Currency::JPY, false) => 500.0,
        (Currency::INR | Currency::JPY, true) => 25_000.0,
        (
            Currency::SEK | Currency::NOK | Currency::DKK | Currency::ZAR | Currency::MXN | Currency::HKD,
            false,
        ) => 50.0,
        (
            Currency::SEK | Currency::NOK | Currency::DKK | Currency::ZAR | Currency::MXN | Currency::HKD,
            true,
        ) => 5_000.0,
        (_, false) if amount < 150.0 => 5.0,
        (_, false) => 10.0,
        (_, true) if amount < 6_000.0 => 250.0,
        (_, true) => 500.0,
    };
    ((amount / step).round() * step).max(step) as i64
}

/// A price in one of the ways people write it.
pub(super) fn told(dice: &mut Dice, range: Range, period: &str, currency: Currency) -> Option<String> {
    let (low, high) = match range {
        (Some(low), high) => (low, high.filter(|high| *high != low)),
        _ => return None,
    };
    let sign = match currency {
        Currency::USD => "$",
        Currency::GBP => "£",
        Currency::EUR => "€",
        Currency::INR => "₹",
        _ => "",
    };
    let plain = |amount: i64| {
        if sign.is_empty() {
            format!("{} {}", currency.code(), group_thousands(amount))
        } else {
            format!("{sign}{}", group_thousands(amount))
        }
    };
    let short = match period {
        "hour" => "hr",
        "month" => "mo",
        "year" => "yr",
        other => other,
    };
    let thousands = low % 500 == 0 && high.unwrap_or(0) % 500 == 0 && (2_000..100_000).contains(&low);
    let per = match dice.below(4) {
        0 => format!("/{short}"),
        1 => format!(" per {period}"),
        2 => format!("/{period}"),
        _ => format!(" / {period}"),
    };
    Some(match (high, dice.below(6)) {
        (Some(high), 0 | 1) if thousands && !sign.is_empty() => {
            format!("{sign}{}–{sign}{}{per}", thousand(low), thousand(high))
        }
        (Some(high), 2) if currency == Currency::CHF => {
            format!(
                "CHF {}–{}{per}",
                group_thousands(low).replace(',', "'"),
                group_thousands(high).replace(',', "'")
            )
        }
        (Some(high), 2) => {
            format!("{} {} - {}{per}", currency.code(), group_thousands(low), group_thousands(high))
        }
        (Some(high), _) => format!("{}–{}{per}", plain(low), plain(high)),
        (None, 0..=3) if range.1.is_none() => format!("from {}{per}", plain(low)),
        (None, _) if range.1.is_none() => format!("From {}{per}", plain(low)),
        (None, _) => format!("{}{per}", plain(low)),
    })
}

/// `12k`, `7.5k`.
fn thousand(amount: i64) -> String {
    if amount % 1_000 == 0 {
        format!("{}k", amount / 1_000)
    } else {
        format!("{}.{}k", amount / 1_000, amount % 1_000 / 100)
    }
}
