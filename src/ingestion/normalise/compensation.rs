//! Pay and rates as people quote them.
//!
//! The text is cut into tokens (amounts, units, "to", "from", "up to", "plus"); amounts that are a bonus, equity, a
//! percentage or on-target earnings are set aside; what is left is grouped into quotations, one for each unit.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::{
    Reading,
    number::{round_half_up, separated},
    placeholder::stated,
    reading::quote,
    remote::pattern,
};
use crate::{
    taxonomy::{Vocabulary, vocabulary::fold},
    values::{Currency, Period, Price},
};

/// What a cell says about pay. Structured only when currency, unit and a plausible range are plain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compensation {
    /// The lower bound in whole units.
    pub min: Option<i32>,
    /// The upper bound in whole units.
    pub max: Option<i32>,
    /// What the pay is for.
    pub period: Option<Period>,
    /// The currency that it was quoted in.
    pub currency: Option<Currency>,
    /// Hours a week, lower bound.
    pub hours_per_week_min: Option<i32>,
    /// Hours a week, upper bound.
    pub hours_per_week_max: Option<i32>,
}

impl Compensation {
    /// The price, when it is structured.
    pub fn price(&self) -> Option<Price> {
        Price::new(self.min, self.max, self.period?, self.currency?)
    }
}

/// What is known besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// ISO 3166-1 alpha-2 code of the country, which decides what a bare `$` is.
    pub country: Option<&'a str>,
    /// The currency of the source's amounts where the text names none.
    pub currency: Option<Currency>,
    /// The unit that the column's heading names ("Hourly Rate"), where the text names none.
    pub period: Option<Period>,
}

/// Reads a quotation of pay; where there are several units, the first.
pub fn compensation(text: &str, context: Context<'_>) -> Reading<Compensation> {
    let Reading { value, mut warnings, unread } = compensations(text, context);
    let mut quotations = value.unwrap_or_default().into_iter();
    let first = quotations.next();
    if let Some(other) = quotations.find_map(|other| other.price()) {
        warnings.push(format!("{} also quotes {other}; kept the first price", quote(text)));
    }
    Reading { value: first, warnings, unread }
}

/// Reads every quotation in a cell, one for each unit ("$200/hr or $9k–12k/mo"). Hours a week alone are one without a
/// price.
pub fn compensations(text: &str, context: Context<'_>) -> Reading<Vec<Compensation>> {
    let Some(text) = stated(text) else { return Reading::nothing() };
    let head: String = text.chars().take(1_000).collect();
    let hours = hours_per_week(&head);
    let (hours_per_week_min, hours_per_week_max) = hours.unzip();
    let rest = HOURS.replace_all(&head, " ");
    let with_hours = |one| Compensation { hours_per_week_min, hours_per_week_max, ..one };
    let mut warnings = Vec::new();
    let mut read: Vec<Compensation> = Vec::new();
    let mut doubts = Vec::new();
    let quotations = quotations(&tokens(&rest));
    for quotation in quotations {
        match quotation.settle(text, context) {
            Ok((one, told)) => match read.iter().find(|known| known.period == one.period) {
                None => {
                    warnings.extend(told);
                    read.push(with_hours(one));
                }
                Some(known) => warnings.extend(
                    known
                        .price()
                        .zip(one.price())
                        .filter(|(known, one)| known != one)
                        .map(|(known, one)| format!("{} also quotes {one}; kept {known}", quote(text))),
                ),
            },
            Err(doubt) => doubts.push(doubt),
        }
    }
    if read.is_empty() {
        let doubt = doubts.into_iter().next().unwrap_or_else(|| {
            let key = fold(text);
            if key.contains("equity") {
                format!("{} is equity only; kept as words", quote(text))
            } else if hours.is_some() {
                String::new()
            } else {
                format!("{} names no amount; kept as words", quote(text))
            }
        });
        let warnings = if doubt.is_empty() { Vec::new() } else { vec![doubt] };
        let value = hours.map(|_| vec![with_hours(Compensation::default())]);
        let unread = (value.is_none() || !warnings.is_empty()).then(|| text.to_owned());
        return Reading { value, warnings, unread };
    }
    Reading::of(read).warn_all(warnings)
}

/// Reads pay from cells of its own: bounds, unit ("Annual", "Hourly", "PA"), currency. A bound may itself be a quotation
/// ("$42,405").
pub fn from_parts(
    min: &str,
    max: &str,
    period_words: &str,
    currency_words: &str,
    context: Context<'_>,
) -> Reading<Compensation> {
    let whole = [min, max, period_words, currency_words].join(" ");
    let bound = |text: &str| -> Result<Option<(f64, Option<Money>)>, String> {
        let Some(text) = stated(text) else { return Ok(None) };
        let found: Vec<Amount> = tokens(text)
            .into_iter()
            .filter_map(|token| if let Token::Amount(amount) = token { Some(amount) } else { None })
            .collect();
        match found.as_slice() {
            [one] => Ok(Some((one.value, one.money))),
            _ => Err(format!("{} is no amount; pay was left out", quote(text))),
        }
    };
    let (low, high) = match (bound(min), bound(max)) {
        (Ok(None), Ok(None)) => return Reading::nothing(),
        (Ok(low), Ok(high)) => (low, high),
        (Err(doubt), _) | (_, Err(doubt)) => return Reading::unread(whole, doubt),
    };
    let unit = if stated(period_words).is_some() { period(period_words) } else { None };
    if stated(period_words).is_some() && unit.is_none() {
        let doubt = format!("{} is no pay period we know; pay was left out", quote(period_words));
        return Reading::unread(whole, doubt);
    }
    let named = if stated(currency_words).is_some() { currency(currency_words) } else { None };
    let money = named.map(Money::Known).or(low.and_then(|low| low.1)).or(high.and_then(|high| high.1));
    let quotation = Quotation {
        min: low.map(|low| low.0),
        max: high.map(|high| high.0),
        period: unit,
        money,
        exact: false,
    };
    match quotation.settle(whole.trim(), context) {
        Ok((one, warnings)) => Reading::of(one).warn_all(warnings),
        Err(doubt) => Reading::unread(whole.trim(), doubt),
    }
}

/// The unit that words name: "Annual", "per hour", "p.a.", "/mo", "PH".
pub fn period(words: &str) -> Option<Period> {
    let key = fold(words.trim_start_matches('/'));
    let key = key.trim();
    let bare = ["per ", "by the ", "a ", "an ", "each ", "without ", "pro ", "par ", "por "]
        .iter()
        .find_map(|lead| key.strip_prefix(lead))
        .unwrap_or(key);
    let bare = bare
        .strip_suffix(" rate")
        .or_else(|| bare.strip_suffix(" salary"))
        .or_else(|| bare.strip_suffix(" pay"))
        .unwrap_or(bare);
    Some(match bare {
        "hour" | "hours" | "hourly" | "hr" | "hrs" | "h" | "ph" | "stunde" | "std" | "heure" | "hora"
        | "phr" | "uur" | "u" | "timme" | "tim" | "ora" | "godz" | "stundlich" => Period::Hour,
        "day" | "days" | "daily" | "d" | "pd" | "diem" | "tag" | "tagessatz" | "jour" | "dia" | "per day"
        | "dag" | "giorno" | "tjm" | "taglich" => Period::Day,
        "week" | "weekly" | "wk" | "w" | "pw" | "woche" | "semaine" | "semana" => Period::Week,
        "month" | "monthly" | "mo" | "mth" | "mnth" | "pm" | "pcm" | "m" | "monat" | "mois" | "mes"
        | "retainer" | "monthly retainer" | "calendar month" | "maand" | "manad" | "man" | "maned"
        | "mese" | "mensual" | "mensuales" | "mensuel" | "mensuels" | "mensuelle" | "monatlich" => {
            Period::Month
        }
        "year" | "yearly" | "yr" | "annual" | "annually" | "annum" | "pa" | "py" | "jahr" | "an" | "ano"
        | "annee" | "y" | "year annual" | "jaar" | "ar" | "anno" | "anual" | "anuales" | "annuel"
        | "annuelle" | "jahrlich" => Period::Year,
        _ => return None,
    })
}

/// The currency that words name: "USD", "£", "Swiss francs", "CA$". A bare "$" names none.
pub fn currency(words: &str) -> Option<Currency> {
    match money(words.trim())? {
        Money::Known(currency) => Some(currency),
        Money::BareDollar => None,
    }
}

/// The hours a week that text names: "10 h/week", "15-20 hours per week".
pub fn hours_per_week(text: &str) -> Option<(i32, i32)> {
    let found = HOURS.captures(text)?;
    let number = |name| found.name(name).and_then(|number| number.as_str().parse::<i32>().ok());
    let low = number("low")?;
    let high = number("high").unwrap_or(low);
    let (low, high) = (low.min(high), low.max(high));
    // There are 168, but nobody offers them.
    (low >= 1 && high <= 80).then_some((low, high))
}

static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\b(?:up to|max\.?|approx\.?|about|around|min\.?|at least|~)\s*)?\b(?P<low>\d{1,3})\s*\+?\s*(?:(?:-|–|—|to|bis)\s*(?P<high>\d{1,3})\s*)?\+?\s*(?:hours?|hrs?\.?|h|stunden|std\.?)\s*(?:(?:/|per|a|each|every|pro|p\.?)\s*(?:week|wk|w|woche)|weekly)\b",
    )
});

/// A currency as it stands beside an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Money {
    Known(Currency),
    /// `$`, of which there are twenty.
    BareDollar,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Amount {
    value: f64,
    money: Option<Money>,
    /// Whether it ended in "k" or "m", which a bound before it then shares ("120-150k").
    scale: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Token {
    Amount(Amount),
    Period(Period),
    To,
    From,
    UpTo,
    Break,
}

/// One quotation as it stands.
#[derive(Clone, Copy, Debug, Default)]
struct Quotation {
    min: Option<f64>,
    max: Option<f64>,
    period: Option<Period>,
    money: Option<Money>,
    /// Whether one amount stands for both bounds.
    exact: bool,
}

/// The text's tokens; what is no part of a price is dropped with the amounts that belong to it.
fn tokens(text: &str) -> Vec<Token> {
    /// Amounts that are not the price: percentages, bonuses, budgets, days, on-target earnings.
    static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)
              (?:[$£€]?\s?\d[\d.,]*\s?[km]?\s*(?:-|–|to)\s*)?[$£€]?\s?\d[\d.,]*\s?[km]?\s*(?:/\s?(?:yr|year)|per\syear|annual(?:ly)?)?\s*\(?\b(?:ote|on[\s-]target(?:\searnings)?|total\scomp(?:ensation)?)\b
            | \b(?:ote|on[\s-]target(?:\searnings)?)\b\s*(?:of|:|is)?\s*(?:[$£€]?\s?\d[\d.,]*\s?[km]?\s*(?:-|–|to)\s*)?[$£€]?\s?\d[\d.,]*\s?[km]?
            | \d[\d.,]*\s*(?:-|–|—|to)?\s*[\d.,]*\s?%(?:\s+(?:equity|bonus|commission|carry|stock|options?|shares?))? | 401\s?\(?k\)?
            | (?:bonus|sign[\s-]?on|signing|equity|stock|options?|commission|budget|allowance|stipend|revenue|arr|funding|raised|valuation|relocation)s?\b(?:\s+(?:of|bonus|up\sto|worth|:))*\s*[$£€]?\s?\d[\d.,]*\s?[km]?\b
            | (?:\+|plus|and|&|,)?\s*(?:up\sto\s)?[$£€]?\s?\d[\d.,]*\s?[km]?\s*(?:-|–|to)?\s*(?:[$£€]?\s?\d[\d.,]*\s?[km]?)?\s*(?:(?:annual|yearly|performance|sign[\s-]?on|signing|target)\s)?(?:bonus|equity|stock|options|commission|budget|allowance|stipend|arr|in\sfunding|revenue|sign[\s-]?on|relocation)\b
            | \b(?:\d+\s*(?:-|–|to)?\s*)?\d*\s*days?\s*(?:/|per|a|each)\s*(?:week|month|wk|mo)\b
            | \b\d+\s*(?:-|–|to)?\s*\d*\s*(?:months?|weeks?|years?)\s*(?:contract|engagement|minimum|min|initial|term|experience|exp)\b
            | \b\d+\s*\+?\s*years?\b | \b(?:19|20)\d\d[-/]\d\d?[-/]\d\d?\b
            | \((?:excl|incl|ex|plus)\.?\s?(?:vat|gst|tax)\) | \+?\s?(?:plus|excl\.?|ex|incl\.?|zzgl\.?)?\s*\b(?:vat|mwst|gst|hst|ust|tva|iva)\b",
        )
    });
    // "£450pd"
    static GLUED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d[km]?)(p[dhamw]|pcm|p\.[dhamw]\.)\b"));
    static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?x)
              (?P<upto>\b(?:up\s?to|max(?:imum|\.)?|at\smost|not\sexceeding|less\sthan|under|bis\szu|jusqu['’]à|hasta|capped\sat|to\sa\smax(?:imum)?\sof)\b|≤)
            | (?P<from>\b(?:from|starting(?:\s(?:at|from))?|starts?\s(?:at|from)|min(?:imum|\.)?|at\sleast|ab|à\spartir\sde|desde|over|above|more\sthan|between)\b|≥)
            | (?P<amount>(?P<pre>(?:us|ca|c|a|au|nz|s|sg|hk|r|mx)\s?\$|(?:usd|cad|cdn|aud|nzd|sgd|hkd|mxn)\s?\$|[$£€¥₹₪₩₺₽₴฿₫₱]|zł|\b[a-z]{2,4}\.?)?\s?(?P<digits>\d(?:[\d.,'’_\x{a0}\x{202f}\x{2009}]*\d)?(?:\x{20}\d{3}\b(?:[.,]\d{1,2}\b)?)*)(?:,[-–])?\s?(?P<scale>k\b|m\b|mm\b|mio\b|lakhs?\b|lacs?\b|l\b|lpa\b|cr(?:ore)?s?\b|million\b|thousand\b|k(?:€|£|\$)|[kt]?eur\b)?(?P<plus>\+)?\s?(?P<post>(?:us|ca|au?|nz|c)\$|[$£€¥₹₪₩₺₽₴฿₫₱]|zł|\b(?:usd|eur|euros?|gbp|chf|cad|aud|nzd|sgd|hkd|inr|jpy|sek|nok|dkk|pln|czk|zar|brl|mxn|ils|aed|sar|try|krw|cny|rmb|thb|php|huf|ron|us\sdollars?|dollars?|pounds?(?:\ssterling)?|sterling|francs?|swiss\sfrancs?|rupees?|kr)\b)?)
            | (?P<period>/\s?(?:hour|hr|h|day|d|week|wk|w|month|mo|mth|m|year|yr|y|annum|std|tag|monat|jahr|jour|mois|heure|an|dag|maand|jaar|uur|u|månad|mån|timme|tim|måned|år|dia|día|mes|mês|ano|año|hora|mese|giorno|ora|anno|godz)\b\.?
                | \b(?:per|a|an|each|by\sthe|pro|par|por)\s(?:hour|hr|day|diem|week|wk|month|mo|year|yr|annum|stunde|tag|woche|monat|jahr|heure|jour|semaine|mois|an|hora|día|mes|mês|ano|año|dia|dag|maand|jaar|uur|månad|timme|måned|år|mese|giorno|ora|anno|calendar\smonth)\b
                | \b(?:hourly|daily|weekly|monthly|yearly|annual(?:ly)?|annum|p\.?\s?a\.?|p\.?\s?m\.?|p\.?\s?d\.?|p\.?\s?h\.?|p\.?\s?w\.?|p/h|p/d|p/w|p/m|p/a|pcm|day\srate|tagessatz|stundensatz|tjm|mensual(?:es)?|mensuel(?:le)?s?|anual(?:es)?|annuel(?:le)?s?|monatlich|jährlich|stündlich|täglich|hours?|hrs?|month|mo|yr|year|day|week|wk|retainer|lpa)\b)
            | (?P<to>-|–|—|\bto\b|\bbis\b|\band\b|\bà\b|~|\x{2212})
            | (?P<break>\bor\b|;|\||\n|/|,|\bplus\b|\(|\)|&|\+)",
        )
    });
    let text = text.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ");
    let text = GLUED.replace_all(&text, "$1 $2");
    let text = ASIDE.replace_all(&text, " ; ");
    let mut tokens = Vec::new();
    for found in TOKEN.captures_iter(&text) {
        if found.name("upto").is_some() {
            tokens.push(Token::UpTo);
        } else if found.name("from").is_some() {
            tokens.push(Token::From);
        } else if found.name("amount").is_some() {
            let scale_word = found.name("scale").map(|scale| scale.as_str().to_lowercase());
            let scale = scale_word.as_deref().and_then(scale);
            let pre = found.name("pre").map_or("", |pre| pre.as_str());
            let post = found.name("post").map_or("", |post| post.as_str());
            let in_scale = scale_word.as_deref().map_or("", |word| word.trim_start_matches(['k', 't']));
            let money = money(pre).or_else(|| money(post)).or_else(|| money(in_scale)).or_else(|| {
                matches!(
                    scale_word.as_deref(),
                    Some("lpa" | "lakh" | "lakhs" | "lac" | "lacs" | "cr" | "crore" | "crores")
                )
                .then_some(Money::Known(Currency::INR))
            });
            let Some(value) = separated(&found["digits"]) else { continue };
            if found.name("plus").is_some() && !found["amount"].contains(" +") {
                tokens.push(Token::From);
            }
            tokens.push(Token::Amount(Amount { value: value * scale.unwrap_or(1.0), money, scale }));
            match pre.to_lowercase().trim_end_matches('.') {
                // "ab" and "bis" before a number stand where a currency could.
                "ab" | "from" | "min" | "over" => insert_before_last(&mut tokens, Token::From),
                "to" | "bis" | "and" => insert_before_last(&mut tokens, Token::To),
                "max" => insert_before_last(&mut tokens, Token::UpTo),
                "or" => insert_before_last(&mut tokens, Token::Break),
                other => {
                    if let Some(period) = period_of(other) {
                        insert_before_last(&mut tokens, Token::Period(period));
                    }
                }
            }
            if scale_word.as_deref() == Some("lpa") {
                tokens.push(Token::Period(Period::Year));
            }
        } else if let Some(words) = found.name("period") {
            if let Some(period) = period_of(words.as_str()) {
                tokens.push(Token::Period(period));
            }
        } else if found.name("to").is_some() {
            tokens.push(Token::To);
        } else {
            tokens.push(Token::Break);
        }
    }
    tokens
}

fn insert_before_last(tokens: &mut Vec<Token>, token: Token) {
    tokens.insert(tokens.len().saturating_sub(1), token);
}

fn period_of(words: &str) -> Option<Period> {
    match words.to_lowercase().as_str() {
        "day rate" | "tagessatz" | "p/d" | "por día" => Some(Period::Day),
        "stundensatz" | "p/h" | "/std" => Some(Period::Hour),
        "p/w" => Some(Period::Week),
        "p/m" | "/m" => Some(Period::Month),
        "p/a" | "lpa" => Some(Period::Year),
        other => period(&other.replace(". ", ".").replace("p a", "pa")),
    }
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "k" | "thousand" | "k€" | "k£" | "k$" | "keur" | "teur" => 1e3,
        "m" | "mm" | "mio" | "million" => 1e6,
        "lakh" | "lakhs" | "lac" | "lacs" | "l" | "lpa" => 1e5,
        "cr" | "crore" | "crores" | "crs" => 1e7,
        _ => return None,
    })
}

fn money(words: &str) -> Option<Money> {
    let word = words.trim().trim_end_matches('.').to_lowercase().replace(' ', "");
    Some(Money::Known(match word.as_str() {
        "$" | "dollar" | "dollars" => return Some(Money::BareDollar),
        "us$" | "usd$" | "usd" | "usdollar" | "usdollars" => Currency::USD,
        "£" | "gbp" | "gbp£" | "pound" | "pounds" | "sterling" | "poundssterling" | "poundsterling" => {
            Currency::GBP
        }
        "€" | "eur" | "euro" | "euros" => Currency::EUR,
        "chf" | "fr" | "sfr" | "franc" | "francs" | "swissfranc" | "swissfrancs" => Currency::CHF,
        "ca$" | "c$" | "cad" | "cad$" | "cdn" | "cdn$" => Currency::CAD,
        "a$" | "au$" | "aud" | "aud$" => Currency::AUD,
        "nz$" | "nzd" | "nzd$" => Currency::NZD,
        "s$" | "sg$" | "sgd" | "sgd$" => Currency::SGD,
        "hk$" | "hkd" | "hkd$" => Currency::HKD,
        "mx$" | "mxn" | "mxn$" => Currency::MXN,
        "r$" | "brl" => Currency::BRL,
        "₹" | "inr" | "rs" | "rupee" | "rupees" => Currency::INR,
        "¥" | "jpy" | "yen" => Currency::JPY,
        "cny" | "rmb" => Currency::CNY,
        "₪" | "ils" | "nis" => Currency::ILS,
        "₩" | "krw" => Currency::KRW,
        "₺" | "try" => Currency::TRY,
        "₴" | "uah" => Currency::UAH,
        "฿" | "thb" => Currency::THB,
        "₫" | "vnd" => Currency::VND,
        "₱" | "php" => Currency::PHP,
        "zł" | "pln" => Currency::PLN,
        // Three-letter words are often just words ("per", "the", "all"); only codes of currencies that pay is quoted in count.
        "sek" | "nok" | "dkk" | "czk" | "zar" | "aed" | "sar" | "huf" | "ron" | "qar" | "kwd" | "ngn"
        | "kes" | "egp" | "twd" | "idr" | "myr" | "ars" | "clp" | "cop" | "pen" => {
            Currency::from_code(&word.to_uppercase())?
        }
        _ => return None,
    }))
}

/// Groups tokens into quotations: one or two amounts and the unit that stands with them.
fn quotations(tokens: &[Token]) -> Vec<Quotation> {
    let mut quotations: Vec<Quotation> = Vec::new();
    let mut leading: Option<Period> = None;
    let mut bound: Option<Token> = None;
    let mut ranged = false;
    // Whether a unit that comes now belongs to the last quotation.
    let mut open = false;
    let mut last: Option<Amount> = None;
    for &token in tokens {
        match token {
            Token::Amount(amount) => {
                let joins = ranged || bound == Some(Token::UpTo);
                let current =
                    quotations.last_mut().filter(|one| joins && one.min.is_some() && one.max.is_none());
                if let (Some(current), Some(first)) = (current, last) {
                    let (low, high) = shared_scale(first, amount);
                    current.min = Some(low);
                    current.max = Some(high);
                    current.money = current.money.or(amount.money);
                    current.exact = false;
                } else {
                    let up_to = bound == Some(Token::UpTo);
                    quotations.push(Quotation {
                        min: (!up_to).then_some(amount.value),
                        max: up_to.then_some(amount.value),
                        period: leading,
                        money: amount.money,
                        exact: bound.is_none(),
                    });
                    open = true;
                }
                last = Some(amount);
                ranged = false;
                bound = None;
            }
            Token::Period(period) => match quotations.last_mut().filter(|_| open) {
                Some(one) if one.period.is_none_or(|known| known == period) => one.period = Some(period),
                _ => {
                    leading = Some(period);
                    open = false;
                }
            },
            Token::To => ranged = true,
            Token::From | Token::UpTo => bound = Some(token),
            Token::Break => {
                ranged = false;
                last = None;
            }
        }
    }
    quotations
}

/// Both bounds of a range whose "k" or "m" stands at one of them only: "120-150k", "$9–18k".
fn shared_scale(low: Amount, high: Amount) -> (f64, f64) {
    match (low.scale, high.scale) {
        (None, Some(scale)) if low.value * scale <= high.value => (low.value * scale, high.value),
        (Some(scale), None) if high.value < 1_000.0 && high.value * scale >= low.value => {
            (low.value, high.value * scale)
        }
        _ => (low.value, high.value),
    }
}

impl Quotation {
    /// The structured price with what to tell about it, or why it is kept as words only.
    fn settle(self, text: &str, context: Context<'_>) -> Result<(Compensation, Vec<String>), String> {
        let mut warnings = Vec::new();
        let currency = self.currency(text, context, &mut warnings)?;
        let (mut min, mut max) = (self.min, if self.exact { self.max.or(self.min) } else { self.max });
        if min.is_some_and(|min| min <= 0.0) {
            if max.is_some_and(|max| max > 0.0) {
                warnings.push(format!("{}: a lower bound of 0 says nothing and was dropped", quote(text)));
            }
            min = None;
        }
        max = max.filter(|max| *max > 0.0);
        if let (Some(low), Some(high)) = (min, max)
            && low > high
        {
            warnings.push(format!("{}: the bounds were the wrong way round and were swapped", quote(text)));
            (min, max) = (Some(high), Some(low));
        }
        let Some(largest) = max.or(min) else {
            return Err(format!("{} names no amount above 0; kept as words", quote(text)));
        };
        let smallest = min.unwrap_or(largest);
        let period = match self.period.or(context.period) {
            Some(period) => period,
            // Nobody is paid 120,000 an hour, and hardly anybody a month.
            None if scale_of(currency) < 2.0
                && smallest >= 25_000.0
                && (40_000.0..=2_000_000.0).contains(&largest) =>
            {
                warnings.push(format!("{} names no period; read as yearly by its size", quote(text)));
                Period::Year
            }
            None => {
                return Err(format!(
                    "{} doesn't say what the amount is for (hour, day, month, year); kept as words",
                    quote(text)
                ));
            }
        };
        let (floor, ceiling) = plausible(period, currency);
        if smallest < floor || largest > ceiling || largest > smallest * 10.0 {
            return Err(format!("{} is no plausible price per {period}; kept as words", quote(text)));
        }
        let mut whole = |bound: Option<f64>| {
            let bound = bound?;
            let rounded = round_half_up(bound);
            if (rounded - bound).abs() > 1e-6 {
                warnings.push(format!("{bound} was rounded to {rounded}: prices are kept in whole units"));
            }
            #[expect(clippy::cast_possible_truncation, reason = "plausible prices are far below i32::MAX")]
            Some(rounded as i32)
        };
        let min = whole(min);
        let max = if self.exact { min } else { whole(max) };
        Ok((
            Compensation {
                min,
                max,
                period: Some(period),
                currency: Some(currency),
                ..Compensation::default()
            },
            warnings,
        ))
    }

    fn currency(
        self,
        text: &str,
        context: Context<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<Currency, String> {
        const DOLLARS: &[Currency] = &[
            Currency::USD,
            Currency::CAD,
            Currency::AUD,
            Currency::NZD,
            Currency::SGD,
            Currency::HKD,
            Currency::MXN,
            Currency::TWD,
            Currency::JMD,
            Currency::TTD,
            Currency::BSD,
            Currency::BBD,
            Currency::BZD,
            Currency::FJD,
            Currency::ARS,
            Currency::CLP,
            Currency::COP,
        ];
        let is_dollar = |currency: &Currency| DOLLARS.contains(currency);
        match self.money {
            Some(Money::Known(currency)) => Ok(currency),
            Some(Money::BareDollar) => {
                if let Some(currency) = context.currency.filter(is_dollar) {
                    return Ok(currency);
                }
                match context.country {
                    None => {
                        warnings.push(format!(
                            "{}: \"$\" was read as US dollars, as no country is known",
                            quote(text)
                        ));
                        Ok(Currency::USD)
                    }
                    Some(country) => match Vocabulary::currency_of(country).filter(is_dollar) {
                        Some(Currency::USD) => Ok(Currency::USD),
                        Some(currency) => {
                            warnings.push(format!(
                                "{}: \"$\" was read as {}, the currency of {country}",
                                quote(text),
                                currency.code()
                            ));
                            Ok(currency)
                        }
                        None => Err(format!(
                            "{}: \"$\" is not the currency of {country}, and the text doesn't say which dollars; kept as words",
                            quote(text)
                        )),
                    },
                }
            }
            None => {
                context.currency.ok_or_else(|| format!("{} names no currency; kept as words", quote(text)))
            }
        }
    }
}

/// How many units of a currency buy about what a dollar buys, in powers of ten.
fn scale_of(currency: Currency) -> f64 {
    match currency {
        Currency::SEK
        | Currency::NOK
        | Currency::DKK
        | Currency::CZK
        | Currency::ZAR
        | Currency::MXN
        | Currency::TRY
        | Currency::CNY
        | Currency::HKD
        | Currency::UAH
        | Currency::THB
        | Currency::TWD
        | Currency::EGP => 10.0,
        Currency::JPY
        | Currency::INR
        | Currency::PHP
        | Currency::HUF
        | Currency::KES
        | Currency::RUB
        | Currency::PKR => 100.0,
        Currency::KRW | Currency::CLP | Currency::COP | Currency::NGN | Currency::ARS => 1_000.0,
        Currency::IDR | Currency::VND => 10_000.0,
        _ => 1.0,
    }
}

/// What an executive, or anybody in the sources we know, could be paid, in the currency's units.
fn plausible(period: Period, currency: Currency) -> (f64, f64) {
    let (floor, ceiling) = match period {
        Period::Hour => (5.0, 5_000.0),
        Period::Day => (30.0, 40_000.0),
        Period::Week => (100.0, 100_000.0),
        Period::Month => (200.0, 400_000.0),
        Period::Year => (1_000.0, 5_000_000.0),
    };
    let scale = scale_of(currency);
    (floor * scale.min(10.0), (ceiling * scale).min(2e9))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const US: Context<'static> = Context { country: Some("US"), currency: None, period: None };

    /// Input in a US row; price as people read it (no-break spaces as spaces), hours behind `@`; words only is "".
    const CASES: &[(&str, &str)] = &[
        ("$120k–$150k", "$120,000–$150,000/year"),
        ("$120k-$150k", "$120,000–$150,000/year"),
        ("$120K - $150K", "$120,000–$150,000/year"),
        ("$120,000 - $150,000", "$120,000–$150,000/year"),
        ("$120-150k", "$120,000–$150,000/year"),
        ("$120,000-$150,000 per year", "$120,000–$150,000/year"),
        ("$120,000.00 - $150,000.00 annually", "$120,000–$150,000/year"),
        ("120k to 150k USD per annum", "$120,000–$150,000/year"),
        ("USD 120,000 – 150,000 p.a.", "$120,000–$150,000/year"),
        ("between $120k and $150k a year", "$120,000–$150,000/year"),
        ("$12,000-$18,000/month", "$12,000–$18,000/month"),
        ("$9k–18k/mo", "$9,000–$18,000/month"),
        ("9k–18k/mo", ""),
        ("$9k-$18k per month", "$9,000–$18,000/month"),
        ("$9,000 to $18,000 monthly", "$9,000–$18,000/month"),
        ("Monthly retainer: $9,000–$18,000", "$9,000–$18,000/month"),
        ("$9k monthly retainer", "$9,000/month"),
        ("£450/day", "£450/day"),
        ("£450 per day", "£450/day"),
        ("£450 p/d", "£450/day"),
        ("£450pd", "£450/day"),
        ("Day rate: £450", "£450/day"),
        ("Day rate £450-£500", "£450–£500/day"),
        ("£450/day – £500/day", "£450–£500/day"),
        ("£450 - £500 a day + VAT", "£450–£500/day"),
        ("£450/day +VAT", "£450/day"),
        ("£450 per day (excl. VAT)", "£450/day"),
        ("£4,000 pcm", "£4,000/month"),
        ("from £4,000/month", "from £4,000/month"),
        ("from £4,000", ""),
        ("starting at $5,000 per month", "from $5,000/month"),
        ("$5,000+/month", "from $5,000/month"),
        ("$5k+ per month", "from $5,000/month"),
        ("ab 4.000 € pro Monat", "from €4,000/month"),
        ("min. €800/day", "from €800/day"),
        ("up to $200/hr", "up to $200/hour"),
        ("max £600 per day", "up to £600/day"),
        ("bis zu 120.000 € p.a.", "up to €120,000/year"),
        ("Up to $150,000", "up to $150,000/year"),
        ("$100k up to $150k", "$100,000–$150,000/year"),
        ("$200/hr", "$200/hour"),
        ("$200 / hour", "$200/hour"),
        ("$200 an hour", "$200/hour"),
        ("$200 per hour", "$200/hour"),
        ("$150-$250/hr", "$150–$250/hour"),
        ("$150 - 250 hourly", "$150–$250/hour"),
        ("200 USD/h", "$200/hour"),
        ("USD 200 hourly", "$200/hour"),
        ("$275–$420/hr", "$275–$420/hour"),
        ("CHF 2'900/month", "CHF 2,900/month"),
        ("CHF 2’900 pro Monat", "CHF 2,900/month"),
        ("CHF 2'900", ""),
        ("2'900 CHF / Monat", "CHF 2,900/month"),
        ("CHF 180'000 p.a.", "CHF 180,000/year"),
        ("CHF 180'000.-", "CHF 180,000/year"),
        ("1.234,56 €/Monat", "€1,235/month"),
        ("1.234,56 €", ""),
        ("€1.234,56 per month", "€1,235/month"),
        ("€4.5k pm", "€4,500/month"),
        ("€4,5k pm", "€4,500/month"),
        ("4.500 € / Monat", "€4,500/month"),
        ("90 €/h", "€90/hour"),
        ("900€ / Tag", "€900/day"),
        ("80 000 € par an", "€80,000/year"),
        ("Tagessatz 900 EUR", "€900/day"),
        ("EUR 90k-110k", "€90,000–€110,000/year"),
        ("CA$150/hour", "CA$150/hour"),
        ("C$150/hr", "CA$150/hour"),
        ("150 CAD per hour", "CA$150/hour"),
        ("A$1,200 per day", "A$1,200/day"),
        ("AUD 1200/day", "A$1,200/day"),
        ("S$10,000/month", "SGD 10,000/month"),
        ("US$200/hr", "$200/hour"),
        ("₹25 LPA", "₹2,500,000/year"),
        ("₹20-30 LPA", "₹2,000,000–₹3,000,000/year"),
        ("AED 40,000/month", "AED 40,000/month"),
        ("R$ 20.000/mês", "BRL 20,000/month"),
        ("SEK 1200/h", "SEK 1,200/hour"),
        ("USD 10,000", ""),
        ("$10,000", ""),
        ("$200", ""),
        ("200", ""),
        ("10k", ""),
        ("Competitive", ""),
        ("DOE", ""),
        ("Negotiable", ""),
        ("Equity only", ""),
        ("0.5%-1% equity", ""),
        ("$150k + 0.5% equity", "$150,000/year"),
        ("$250,000 + equity", "$250,000/year"),
        ("$3,000/mo for 10 hrs/month", "$3,000/month"),
        ("$150k-$180k + bonus", "$150,000–$180,000/year"),
        ("$150,000 base + 20% bonus", "$150,000/year"),
        ("$150k plus $20k bonus", "$150,000/year"),
        ("$150k + $10k sign-on", "$150,000/year"),
        ("$200k OTE", ""),
        ("OTE $200k", ""),
        ("$150k base / $300k OTE", "$150,000/year"),
        ("$1 - $999,999", ""),
        ("$1/year", ""),
        ("$0", ""),
        ("$0 - $150,000/year", "up to $150,000/year"),
        ("$150k-$120k", "$120,000–$150,000/year"),
        ("$5,000,000/hr", ""),
        ("$19.50/hour", "$20/hour"),
        ("$19.5 - $21.25 per hour", "$20–$21/hour"),
        ("$200/hr or $9k–12k/mo", "$200/hour"),
        ("$200/hr, 10 h/week", "$200/hour @10-10"),
        ("$9k/mo (10-15 hours per week)", "$9,000/month @10-15"),
        ("10 h/week", "@10-10"),
        ("20 hrs/wk at $150/hr", "$150/hour @20-20"),
        ("2 days per week, £600/day", "£600/day"),
        ("£600/day, 2 days/week", "£600/day"),
        ("$8,000/month for 2 days a week", "$8,000/month"),
        ("6 month contract, $120/hr", "$120/hour"),
        ("Salary: $42,405 - $65,485 Annual", "$42,405–$65,485/year"),
        ("$120,000 (annual)", "$120,000/year"),
        ("Annual salary 120000 USD", "$120,000/year"),
        ("Hourly: $200; Monthly: $9k", "$200/hour"),
        ("$2k/week", "$2,000/week"),
        ("$2,500 weekly", "$2,500/week"),
        ("$1.2m per year", "$1,200,000/year"),
        ("$350/hour, 401k", "$350/hour"),
        ("N/A", ""),
        ("", ""),
        ("—", ""),
    ];

    fn told(read: &Compensation) -> String {
        let price = read.price().map_or_else(String::new, |price| price.to_string().replace('\u{a0}', " "));
        match (read.hours_per_week_min, read.hours_per_week_max) {
            (Some(min), Some(max)) => format!("{price} @{min}-{max}").trim().to_owned(),
            _ => price,
        }
    }

    #[test]
    fn pay_is_read_as_people_quote_it() {
        let mut wrong = Vec::new();
        for (text, expected) in CASES {
            let read = compensation(text, US);
            let told = read.value.as_ref().map(told).unwrap_or_default();
            if told != *expected {
                wrong.push(format!("{text:?}: {told:?}, not {expected:?} {:?}", read.warnings));
            }
            if told.is_empty()
                && stated(text).is_some()
                && (read.warnings.is_empty() || read.unread.is_none())
            {
                wrong.push(format!("{text:?} has no warning"));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn the_context_fills_what_the_text_leaves_out() {
        let price = |text, context| {
            compensation(text, context).value.and_then(|read| read.price()).map(|price| price.to_string())
        };
        let context = |country, currency, period| Context { country, currency, period };
        assert_eq!(price("$150/hr", context(Some("CA"), None, None)).as_deref(), Some("CA$150/hour"));
        assert_eq!(price("$150/hr", context(Some("AU"), None, None)).as_deref(), Some("A$150/hour"));
        assert_eq!(price("$150/hr", context(None, None, None)).as_deref(), Some("$150/hour"));
        assert_eq!(price("$150/hr", context(Some("DE"), None, None)), None);
        assert_eq!(
            price("150", context(None, Some(Currency::GBP), Some(Period::Hour))).as_deref(),
            Some("£150/hour")
        );
        assert_eq!(
            price("200-300", context(None, Some(Currency::USD), Some(Period::Hour))).as_deref(),
            Some("$200–$300/hour")
        );
        assert_eq!(compensation("$150/hr", Context::default()).warnings.len(), 1);
        assert_eq!(compensation("$150/hr", US).warnings.len(), 0);
    }

    #[test]
    fn several_units_are_several_quotations() {
        let read = compensations("$200–$250/hr or $9k–12k/mo", US).value.unwrap();
        assert_eq!(read.iter().map(told).collect::<Vec<_>>(), ["$200–$250/hour", "$9,000–$12,000/month"]);
        let read = compensations("Hourly: $200; Monthly: $9k", US).value.unwrap();
        assert_eq!(read.iter().map(told).collect::<Vec<_>>(), ["$200/hour", "$9,000/month"]);
    }

    const PARTS: &[([&str; 4], &str)] = &[
        (["42405", "65485", "Annual", ""], "$42,405–$65,485/year"),
        (["15", "17.9", "Hourly", ""], "$15–$18/hour"),
        (["251.23", "251.23", "Daily", ""], "$251–$251/day"),
        (["49960", "99314", "PA", "USD"], "$49,960–$99,314/year"),
        (["$49,960.00", "$99,314.00", "Per Year", ""], "$49,960–$99,314/year"),
        (["0", "150000", "Annual", ""], "up to $150,000/year"),
        (["65485", "42405", "Annual", ""], "$42,405–$65,485/year"),
        (["", "150000", "yearly", "EUR"], "up to €150,000/year"),
        (["150000", "", "year", "£"], "from £150,000/year"),
        (["42405", "65485", "Fortnightly", ""], ""),
        (["abc", "65485", "Annual", ""], ""),
        (["", "", "Annual", ""], ""),
        (["0", "0", "Annual", ""], ""),
        (["19.5", "19.5", "Hourly", "USD"], "$20/hour"),
        (["9000", "18000", "MONTH", "usd"], "$9,000–$18,000/month"),
        (["450", "500", "PD", "GBP"], "£450–£500/day"),
    ];

    #[test]
    fn parts_are_put_together() {
        let context = Context { currency: Some(Currency::USD), ..US };
        for ([min, max, period, currency], expected) in PARTS {
            let read = from_parts(min, max, period, currency, context);
            let expected = expected.replace("$251–$251", "$251");
            assert_eq!(
                read.value.as_ref().map(told).unwrap_or_default(),
                expected,
                "{min} {max} {period}: {:?}",
                read.warnings
            );
        }
    }

    #[test]
    fn hours_a_week_are_read() {
        let cases = [
            ("10 h/week", Some((10, 10))),
            ("10-15 hrs/wk", Some((10, 15))),
            ("15 – 20 hours per week", Some((15, 20))),
            ("up to 20 hours a week", Some((20, 20))),
            ("40 hours weekly", Some((40, 40))),
            ("10hrs per week", Some((10, 10))),
            ("20 Stunden pro Woche", Some((20, 20))),
            ("2 days per week", None),
            ("$200/hour", None),
            ("hours vary", None),
            ("200 hours per week", None),
        ];
        for (text, expected) in cases {
            assert_eq!(hours_per_week(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pay_never_panics(text in any::<String>(), other in any::<String>()) {
            let _ = compensations(&text, US);
            let _ = from_parts(&text, &other, &other, &text, US);
        }

        #[test]
        fn quoted_prices_read_back(min in 300_i32..3_000, more in 0_i32..2_000, period in prop::sample::select(Period::ALL), currency in prop::sample::select(vec![Currency::USD, Currency::GBP, Currency::EUR, Currency::CHF, Currency::CAD]), bounds in 0..3) {
            let factor = match period { Period::Year => 100, _ => 1 };
            let (low, high) = (min * factor, (min + more) * factor);
            let price = match bounds {
                0 => Price::new(Some(low), Some(high), period, currency),
                1 => Price::new(Some(low), None, period, currency),
                _ => Price::new(None, Some(high), period, currency),
            }.unwrap();
            // A range over ten times its lower bound is junk by rule.
            prop_assume!(high <= low * 10);
            let read = compensation(&price.to_string(), US);
            prop_assert_eq!(read.value.and_then(|read| read.price()), Some(price), "{}", price);
            prop_assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        }
    }
}
