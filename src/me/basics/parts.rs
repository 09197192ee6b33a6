//! Fields that several inputs say together: how soon, how much, how many hours.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};

use super::Basic;
use super::control::{Choice, choices};
use crate::corrections::field::Field;
use crate::executives::Availability;
use crate::executives::editing::Edit;
use crate::executives::queries::ProfileRow;
use crate::values::Currency;

/// Between what the inputs say, in the text that they are together.
const BETWEEN: char = '|';

/// One of the inputs.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name in the form.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What it says.
    pub value: String,
    /// How it is typed.
    pub kind: PartKind,
}

/// How a part is typed.
#[derive(Clone, Debug)]
pub enum PartKind {
    /// As a whole number.
    Number,
    /// As a day.
    Day,
    /// One of these.
    Pick(Vec<Choice>),
}

const AVAILABILITY: [&str; 2] = ["availability", "availability-day"];
const HOURS: [&str; 2] = ["hours", "hours-most"];
const PRICE: [&str; 7] = [
    "price",
    "price-month",
    "price-month-most",
    "price-day",
    "price-day-most",
    "price-hour",
    "price-hour-most",
];

/// Currencies that are offered, those that most people ask for first.
const CURRENCIES: [&str; 24] = [
    "USD", "EUR", "GBP", "CAD", "AUD", "CHF", "SGD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "ILS", "AED",
    "SAR", "INR", "HKD", "JPY", "KRW", "BRL", "MXN", "ZAR", "TRY",
];

/// What a price may be at most.
const MOST_PRICE: u32 = 10_000_000;

/// The names of a field's inputs, where it has several.
pub fn names(basic: Basic) -> Option<&'static [&'static str]> {
    match basic {
        Basic::Field(Field::Availability) => Some(&AVAILABILITY),
        Basic::Field(Field::Hours) => Some(&HOURS),
        Basic::Field(Field::Rates) => Some(&PRICE),
        _ => None,
    }
}

/// What the inputs say together; nothing where none was sent.
pub fn joined(names: &[&str], fields: &[(String, String)]) -> Option<String> {
    let value = |name: &&str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
    let values: Vec<Option<&str>> = names.iter().map(value).collect();
    if values.iter().all(Option::is_none) {
        return None;
    }
    together(values.into_iter().map(|value| value.unwrap_or_default().replace(BETWEEN, " ")))
        .or_else(|| Some(String::new()))
}

/// One text of all; nothing where all are empty.
fn together(values: impl Iterator<Item = String>) -> Option<String> {
    let values: Vec<String> = values.collect();
    let between = BETWEEN.to_string();
    (!values.iter().all(String::is_empty)).then(|| values.join(&between))
}

/// What the page shows, as the inputs say it together.
pub fn shown(basic: Basic, row: &ProfileRow) -> Option<String> {
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    match basic {
        Basic::Field(Field::Availability) => {
            let state = row.availability.map(|state| state.param().to_owned()).unwrap_or_default();
            let day = row.available_from.map(|day| day.to_string()).unwrap_or_default();
            together([state, day].into_iter())
        }
        Basic::Field(Field::Hours) => {
            together([row.hours_per_week_min, row.hours_per_week_max].map(number).into_iter())
        }
        Basic::Field(Field::Rates) => {
            let amounts = [
                row.monthly_min,
                row.monthly_max,
                row.daily_min,
                row.daily_max,
                row.hourly_min,
                row.hourly_max,
            ];
            let currency = row.rate_currency.clone().unwrap_or_default();
            together(std::iter::once(currency).chain(amounts.map(number)))
        }
        _ => None,
    }
}

/// The inputs, filled with what they say together.
pub fn filled(basic: Basic, text: &str) -> Vec<Part> {
    let mut values = text.split(BETWEEN).map(str::to_owned);
    let mut part = |name, label, kind: &dyn Fn(&str) -> PartKind| {
        let value = values.next().unwrap_or_default();
        Part { name, label, kind: kind(&value), value }
    };
    let amount = |_: &str| PartKind::Number;
    match basic {
        Basic::Field(Field::Availability) => vec![
            part(AVAILABILITY[0], "How it is", &|chosen| {
                let nothing = [(String::new(), "Not said".to_owned())];
                let states =
                    Availability::WORDS.iter().map(|(param, label)| ((*param).into(), (*label).into()));
                PartKind::Pick(choices(nothing.into_iter().chain(states), &[chosen]))
            }),
            part(AVAILABILITY[1], "From that day (if booked: until)", &|_| PartKind::Day),
        ],
        Basic::Field(Field::Hours) => vec![
            part(HOURS[0], "At least", &|_| PartKind::Number),
            part(HOURS[1], "At most", &|_| PartKind::Number),
        ],
        Basic::Field(Field::Rates) => vec![
            part(PRICE[0], "Currency", &|chosen| {
                let nothing = [(String::new(), "Choose one".to_owned())];
                let offered = CURRENCIES.iter().map(|code| ((*code).to_owned(), currency_label(code)));
                PartKind::Pick(choices(nothing.into_iter().chain(offered), &[chosen]))
            }),
            part(PRICE[1], "A month, from", &amount),
            part(PRICE[2], "to", &amount),
            part(PRICE[3], "A day, from", &amount),
            part(PRICE[4], "to", &amount),
            part(PRICE[5], "An hour, from", &amount),
            part(PRICE[6], "to", &amount),
        ],
        _ => Vec::new(),
    }
}

fn currency_label(code: &str) -> String {
    Currency::from_code(code)
        .map_or_else(|| code.to_owned(), |currency| format!("{code}: {}", currency.name()))
}

/// What the inputs write into the profile. Fails with what to do.
pub fn read(basic: Basic, text: &str) -> Result<Edit, String> {
    let values: Vec<&str> = text.split(BETWEEN).map(str::trim).collect();
    let value = |at: usize| values.get(at).copied().unwrap_or_default();
    let columns = match basic {
        Basic::Field(Field::Availability) => {
            let state = match (value(0), value(1)) {
                ("", "") => None,
                ("", _) => return Err("Choose how it is from that day on.".to_owned()),
                (state, _) => Some(Availability::from_param(state).ok_or("Choose one of these.")?),
            };
            json!({"availability": state, "available_from": day(value(1))?})
        }
        Basic::Field(Field::Hours) => {
            let (least, most) = range((value(0), value(1)), 80)?;
            json!({"hours_per_week_min": least, "hours_per_week_max": most})
        }
        Basic::Field(Field::Rates) => rates(&values)?,
        _ => Value::Null,
    };
    let columns = if let Value::Object(columns) = columns { columns } else { Map::new() };
    Ok(Edit { columns, ..Edit::default() })
}

fn rates(values: &[&str]) -> Result<Value, String> {
    let value = |at: usize| values.get(at).copied().unwrap_or_default();
    let mut columns = Map::new();
    let mut is_priced = false;
    for (unit, at) in [("monthly", 1), ("daily", 3), ("hourly", 5)] {
        let (least, most) = range((value(at), value(at + 1)), MOST_PRICE)?;
        is_priced |= least.or(most).is_some();
        columns.insert(format!("{unit}_min"), json!(least));
        columns.insert(format!("{unit}_max"), json!(most));
    }
    let currency = match value(0) {
        _ if !is_priced => None,
        "" => return Err("Choose the currency.".to_owned()),
        code => Some(Currency::from_code(code).ok_or("Choose one of these currencies.")?.code()),
    };
    columns.insert("rate_currency".to_owned(), json!(currency));
    Ok(Value::Object(columns))
}

/// From and to, either of which may be missing.
fn range((least, most): (&str, &str), limit: u32) -> Result<(Option<u32>, Option<u32>), String> {
    let (least, most) = (number(least, limit)?, number(most, limit)?);
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        return Err("The first number is larger than the second one.".to_owned());
    }
    Ok((least, most))
}

/// A whole number, with or without marks between its thousands.
fn number(text: &str, limit: u32) -> Result<Option<u32>, String> {
    let text = text.replace([',', ' ', '’', '\''], "");
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse::<u32>().ok().filter(|number| (1..=limit).contains(number));
    number.map(Some).ok_or_else(|| format!("Type whole numbers from 1 to {limit}."))
}

fn day(text: &str) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.parse::<NaiveDate>().ok().filter(|day| (1900..=2100).contains(&day.year()));
    day.map(Some).ok_or_else(|| "Type the day as in 2027-03-31.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_inputs_say_is_read_or_refused() {
        for (field, text, expected) in [
            (
                Field::Availability,
                "available|2027-03-01",
                Ok(json!({"availability": "AVAILABLE", "available_from": "2027-03-01"})),
            ),
            (Field::Availability, "booked|", Ok(json!({"availability": "BOOKED", "available_from": null}))),
            (Field::Availability, "|", Ok(json!({"availability": null, "available_from": null}))),
            (Field::Availability, "|2027-03-01", Err("Choose how it is")),
            (Field::Availability, "soon|", Err("Choose one of these.")),
            (Field::Availability, "booked|March", Err("Type the day")),
            (Field::Availability, "booked|+12345-01-01", Err("Type the day")),
            (Field::Hours, "10|20", Ok(json!({"hours_per_week_min": 10, "hours_per_week_max": 20}))),
            (Field::Hours, "|8", Ok(json!({"hours_per_week_min": null, "hours_per_week_max": 8}))),
            (Field::Hours, "20|10", Err("The first number is larger")),
            (Field::Hours, "81|", Err("Type whole numbers from 1 to 80.")),
            (Field::Hours, "ten|", Err("Type whole numbers")),
            (
                Field::Rates,
                "EUR|9,000|12000|||200|",
                Ok(json!({"monthly_min": 9_000, "monthly_max": 12_000, "daily_min": null, "daily_max": null,
                          "hourly_min": 200, "hourly_max": null, "rate_currency": "EUR"})),
            ),
            (Field::Rates, "|9000|||||", Err("Choose the currency.")),
            (Field::Rates, "XXL|9000|||||", Err("Choose one of these currencies.")),
            (Field::Rates, "USD|-5|||||", Err("Type whole numbers")),
            (
                Field::Rates,
                "USD||||||",
                Ok(json!({"monthly_min": null, "monthly_max": null, "daily_min": null, "daily_max": null,
                          "hourly_min": null, "hourly_max": null, "rate_currency": null})),
            ),
        ] {
            let read = read(Basic::Field(field), text).map(|edit| Value::Object(edit.columns));
            match expected {
                Ok(expected) => assert_eq!(read, Ok(expected), "{text}"),
                Err(why) => {
                    assert!(read.as_ref().is_err_and(|said| said.starts_with(why)), "{text}: {read:?}");
                }
            }
        }
    }

    #[test]
    fn what_was_typed_stands_in_the_inputs_again() {
        let basic = Basic::Field(Field::Hours);
        let fields = [("hours-most".to_owned(), " 2|0 ".to_owned())];
        let text = joined(names(basic).unwrap(), &fields).unwrap();
        let values: Vec<String> = filled(basic, &text).into_iter().map(|part| part.value).collect();
        assert_eq!(values, ["", "2 0"]);
        assert_eq!(joined(&HOURS, &[]), None);
        assert_eq!(joined(&HOURS, &[("hours".into(), " ".into())]).as_deref(), Some(""));
    }
}
