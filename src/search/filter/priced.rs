//! Prices among the words: "a fractional CFO in Austin under $8k a month".

use std::sync::LazyLock;

use regex::{Captures, Match, Regex};

use super::Filter;
use super::counted::is_quoted;
use crate::search::shared::nearest_unit;
use crate::values::Currency;

/// What bounds a price, and the price.
static PRICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        (?: \b (?: (?<most> under|below|less\s+than|up\s+to|at\s+most|max(?:imum)?|no\s+more\s+than)
                 | (?<least> over|above|more\s+than|at\s+least|min(?:imum)?) )
          | (?<sign> [<>≤≥]) =? )
        \s* (?<currency> [$€£] | \b[a-z]{3}\b)?
        \s* (?<amount> \d[\d.,]*)
        \s* (?<thousands> k\b)?
        (?: \s* (?: / | \b(?:per|an?|by\s+the)\s ) \s* (?<unit> hours?|hr|h|days?|months?|mo)\b
          | \s* \b(?<each> hourly|daily|monthly)\b )?
        (?<more> [\w%])?",
    )
    .expect("written here")
});

/// What is written with the same sign.
const DOLLARS: [&str; 5] = ["AUD", "CAD", "HKD", "NZD", "SGD"];

/// A price that bounds a search.
struct Bound {
    is_most: bool,
    currency: Option<Currency>,
    amount: u64,
    unit: Option<&'static str>,
}

impl Filter {
    /// Takes the price that the words name out of them and searches by it.
    pub(super) fn read_price(&mut self) {
        let Some(typed) = self.value("q").filter(|typed| !is_quoted(typed)) else { return };
        let price = |found: Captures<'_>| {
            let said = found.get_match().range();
            Some((bound(&found, typed[said.end..].trim().is_empty())?, said))
        };
        let Some((bound, said)) = PRICE.captures_iter(typed).find_map(price) else { return };
        let name = if bound.is_most { "rate_max" } else { "rate_min" };
        let Some(mut priced) = self.by_number(name, bound.amount, said) else { return };
        // A dollar is one of the United States, unless another was chosen.
        let is_meant = bound.currency == Some(Currency::USD) && DOLLARS.contains(&self.how("currency"));
        if let Some(currency) = bound.currency.filter(|_| !is_meant) {
            priced = priced.with("currency", currency.code());
        }
        match bound.unit {
            Some(unit) => priced = priced.with("rate_unit", unit),
            None if self.value("rate_unit").is_none() => {
                priced = priced.with("rate_unit", nearest_unit(&priced, bound.amount));
            }
            None => {}
        }
        *self = Self { page: self.page, ..priced };
    }
}

/// What was found, if it is a price and nothing else: with a currency, by a unit, or in thousands where nothing follows that
/// they may be of.
fn bound<'a>(found: &Captures<'a>, is_last: bool) -> Option<Bound> {
    let text = |name| found.name(name).map(|found: Match<'a>| found.as_str());
    let currency = match text("currency") {
        None => None,
        Some("$") => Some(Currency::USD),
        Some("€") => Some(Currency::EUR),
        Some("£") => Some(Currency::GBP),
        Some(code) => Some(Currency::from_code(&code.to_ascii_uppercase())?),
    };
    let unit = text("unit").or(text("each")).map(|unit| match unit.to_ascii_lowercase().as_bytes()[0] {
        b'h' => "hour",
        b'd' => "day",
        _ => "month",
    });
    let in_thousands = text("thousands").is_some();
    let is_price = currency.is_some() || unit.is_some() || in_thousands && is_last;
    if text("more").is_some() || !is_price {
        return None;
    }
    Some(Bound {
        is_most: text("most").is_some() || text("sign").is_some_and(|sign| ["<", "≤"].contains(&sign)),
        currency,
        amount: amount(text("amount")?, in_thousands)?,
        unit,
    })
}

/// `8`, `8,000`, `8.000`, `150.50`; in thousands `7.5`.
fn amount(text: &str, in_thousands: bool) -> Option<u64> {
    let parts: Vec<&str> = text.trim_end_matches(['.', ',']).split(['.', ',']).collect();
    match parts.as_slice() {
        [whole, rest @ ..] if !in_thousands && rest.iter().all(|part| part.len() == 3) => {
            rest.iter().fold((*whole).to_owned(), |all, part| all + part).parse().ok()
        }
        [whole] => whole.parse::<u64>().ok()?.checked_mul(1_000),
        [whole, part] if in_thousands && part.len() <= 3 => format!("{whole}{part:0<3}").parse().ok(),
        [whole, _] if !in_thousands => whole.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::{executives, jobs};

    #[test]
    fn a_price_among_the_words_is_one_and_what_only_looks_like_it_is_not() {
        for (typed, read_as) in [
            (
                "a fractional CFO in Austin under $8k/month",
                "q=a+fractional+CFO+in+Austin&rate_max=8000&rate_unit=month",
            ),
            ("cfo under $8k a month, saas", "q=cfo+,+saas&rate_max=8000&rate_unit=month"),
            ("cfo up to 7.5k", "q=cfo&rate_max=7500&rate_unit=month"),
            ("CMO below £1,200 per day", "q=CMO&rate_max=1200&rate_unit=day&currency=GBP"),
            ("max EUR 150/hr cto", "q=cto&rate_max=150&currency=EUR"),
            ("under 200 an hour", "rate_max=200"),
            ("under $200", "rate_max=200"),
            ("under $200/hour, !", "rate_max=200"),
            ("under $9.000", "rate_max=9000&rate_unit=month"),
            ("<$1500 daily coo", "q=coo&rate_max=1500&rate_unit=day"),
            ("cfo over 10 years under $8k a month", "q=cfo+over+10+years&rate_max=8000&rate_unit=month"),
            ("up to 3 days a week, under $200/hr", "q=up+to+3+days+a+week&rate_max=200"),
            ("under 20 people", "q=under+20+people"),
            ("up to 8k employees", "q=up+to+8k+employees"),
            ("under $20M ARR", "q=under+$20M+ARR"),
            ("under 8km", "q=under+8km"),
            ("\"under $8k\"", "q=\"under+$8k\""),
            ("over $8k/month", "q=over+$8k/month"),
            ("under $0", "q=under+$0"),
            ("under $99999999999999999999", "q=under+$99999999999999999999"),
        ] {
            let mut filter = executives::search::all().with("q", typed);
            filter.read_price();
            let query = filter.to_query();
            let query =
                query.replace("%24", "$").replace("%2F", "/").replace("%22", "\"").replace("%2C", ",");
            assert_eq!(query, read_as, "{typed}");
        }
    }

    #[test]
    fn jobs_are_asked_for_that_pay_as_much() {
        let mut filter = jobs::search::all().with("q", "remote cfo over $200/hour");
        filter.read_price();
        assert_eq!(filter.to_query(), "q=remote+cfo&rate_min=200");
    }

    #[test]
    fn what_was_chosen_holds_where_the_words_leave_it_open() {
        let mut filter = executives::search::all().with("currency", "CAD").with("rate_unit", "day");
        filter = filter.with("q", "cfo under $8k");
        filter.read_price();
        assert_eq!(filter.to_query(), "q=cfo&rate_max=8000&rate_unit=day&currency=CAD");
        let mut filter = executives::search::all().with("currency", "EUR").with("q", "cfo under $200");
        filter.read_price();
        assert_eq!(filter.to_query(), "q=cfo&rate_max=200");
    }
}
