//! What an entry of each list consists of, and how what was typed becomes a row of its table.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};

use crate::executives::editing::List;
use crate::ingestion::normalise::date::{self, PartialDate, Precision};
use crate::web::form::Field;

/// How a column is typed and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// Several.
    Text,
    /// A month or a year.
    Start,
    /// The same, or that it goes on.
    End,
    /// A year.
    Year,
}

/// A column of a list's table.
#[derive(Debug)]
pub struct Column {
    /// Its name there and in the form.
    pub name: &'static str,
    /// What people read.
    pub label: &'static str,
    /// What to type.
    pub hint: &'static str,
    /// How it is typed and read.
    pub kind: Kind,
    /// Characters at most.
    pub longest: usize,
    /// What to do where it is missing; empty where it may be.
    pub missing: &'static str,
}

impl Column {
    /// Whether it has several lines.
    pub const fn is_long(&self) -> bool {
        matches!(self.kind, Kind::Text)
    }
}

const fn line(name: &'static str, label: &'static str, missing: &'static str) -> Column {
    Column { name, label, hint: "", kind: Kind::Line, longest: 200, missing }
}

const fn text(name: &'static str, label: &'static str) -> Column {
    Column { name, label, hint: "", kind: Kind::Text, longest: 3_000, missing: "" }
}

const fn date(name: &'static str, label: &'static str, hint: &'static str, kind: Kind) -> Column {
    Column { name, label, hint, kind, longest: 40, missing: "" }
}

const EXPERIENCE: [Column; 5] = [
    line("role_title", "Title", "Say as what you worked there."),
    line("company_name", "Company", "Name the company."),
    date("start_date", "From", "A month or a year, as in March 2019", Kind::Start),
    date("end_date", "Until", "A month, a year, or “now”", Kind::End),
    text("description", "What you did"),
];

const EDUCATION: [Column; 4] = [
    line("institution", "Institution", "Name the institution."),
    line("degree", "Degree", ""),
    line("field", "Field", ""),
    date("year_end", "Year", "In which it ended", Kind::Year),
];

const CERTIFICATIONS: [Column; 3] = [
    line("name", "Name", "Name it, as in CPA."),
    line("full_name", "In full", ""),
    date("year_obtained", "Year", "In which you got it", Kind::Year),
];

const CASE_STUDIES: [Column; 5] = [
    line("title", "Title", "Give it a title."),
    Column { hint: "As in $12M raised, or 15 days to 4", ..line("metric", "The number", "") },
    text("situation", "Situation"),
    text("action", "What was done"),
    text("outcome", "What came of it"),
];

/// What an entry consists of.
pub const fn columns(list: List) -> &'static [Column] {
    match list {
        List::Experience => &EXPERIENCE,
        List::Education => &EDUCATION,
        List::Certifications => &CERTIFICATIONS,
        List::CaseStudies => &CASE_STUDIES,
    }
}

/// What stands in the form for a row of the table.
pub fn typed(column: &Column, row: &Value) -> String {
    let said = |name: &str| row.get(name).and_then(Value::as_str);
    match column.kind {
        Kind::Line | Kind::Text => said(column.name).unwrap_or_default().to_owned(),
        Kind::Year => {
            row.get(column.name).and_then(Value::as_i64).map(|year| year.to_string()).unwrap_or_default()
        }
        Kind::End if row.get("is_current").and_then(Value::as_bool) == Some(true) => "now".to_owned(),
        Kind::Start | Kind::End => {
            let precision = if column.kind == Kind::Start { "start_precision" } else { "end_precision" };
            let day = said(column.name).and_then(|day| day.parse::<NaiveDate>().ok());
            let shape = match said(precision) {
                Some("year") => "%Y",
                Some("day") => "%-d %B %Y",
                _ => "%B %Y",
            };
            day.map(|day| day.format(shape).to_string()).unwrap_or_default()
        }
    }
}

/// A row of the table, of what was typed; what can't be read is said at its field.
pub fn read(list: List, fields: &mut [Field], today: NaiveDate) -> Map<String, Value> {
    let mut row = Map::new();
    let mut dates: [Option<NaiveDate>; 2] = [None, None];
    for (column, field) in columns(list).iter().zip(fields.iter_mut()) {
        let value = match column.kind {
            Kind::Line if column.missing.is_empty() => json!(field.line(column.longest)),
            Kind::Line => json!(field.required_line(column.longest, column.missing)),
            Kind::Text => json!(field.text(column.longest)),
            Kind::Year => json!(year(field, today)),
            Kind::Start => {
                let read = partial(field, today);
                dates[0] = read.map(|read| read.date);
                row.insert("start_precision".to_owned(), json!(read.map(|read| read.precision.as_str())));
                json!(read.map(|read| read.date))
            }
            Kind::End => {
                let is_current = date::is_present(&field.value);
                let read = if is_current { None } else { partial(field, today) };
                dates[1] = read.map(|read| read.date);
                row.insert("is_current".to_owned(), json!(is_current));
                row.insert("end_precision".to_owned(), json!(read.map(|read| read.precision.as_str())));
                if let [Some(start), Some(end)] = dates
                    && end < start
                {
                    field.refuse("That is before it began.");
                }
                json!(read.map(|read| read.date))
            }
        };
        row.insert(column.name.to_owned(), value);
    }
    row
}

fn year(field: &mut Field, today: NaiveDate) -> Option<i32> {
    let read = partial(field, today)?;
    let year = read.date.year();
    if !(1900..=today.year() + 10).contains(&year) || read.precision != Precision::Year {
        field.refuse("Type a year, as in 2019.");
    }
    Some(year)
}

/// A month or a year; nothing where nothing was typed.
fn partial(field: &mut Field, today: NaiveDate) -> Option<PartialDate> {
    let typed = field.line(40)?;
    let read = date::partial_date(&typed, today).value;
    if read.is_none() {
        field.refuse("Type a month or a year, as in March 2019.");
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 6, 15).unwrap()
    }

    fn read_all(list: List, typed: &[&str]) -> (Map<String, Value>, Vec<Option<String>>) {
        let mut fields: Vec<Field> =
            columns(list).iter().zip(typed).map(|(column, text)| Field::typed(column.name, text)).collect();
        let row = read(list, &mut fields, today());
        (row, fields.into_iter().map(|field| field.error).collect())
    }

    #[test]
    fn what_is_read_stands_in_the_form_as_it_was_typed() {
        for typed_in in [
            ["CFO", "Northwind", "March 2019", "now", "Closed books."],
            ["CFO", "Northwind", "2019", "2021", ""],
            ["CFO", "Northwind", "", "", ""],
        ] {
            let (row, errors) = read_all(List::Experience, &typed_in);
            assert!(errors.iter().all(Option::is_none), "{errors:?}");
            let row = Value::Object(row);
            let again: Vec<String> =
                columns(List::Experience).iter().map(|column| typed(column, &row)).collect();
            assert_eq!(again, typed_in);
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        for (list, typed_in, wrong) in [
            (List::Experience, ["", "Northwind", "2019", "", ""], 0),
            (List::Experience, ["CFO", "", "2019", "", ""], 1),
            (List::Experience, ["CFO", "Northwind", "long ago", "", ""], 2),
            (List::Experience, ["CFO", "Northwind", "2019", "2018", ""], 3),
            (List::Education, ["Oslo", "MBA", "", "soon", ""], 3),
            (List::Education, ["Oslo", "MBA", "", "1700", ""], 3),
        ] {
            let (_, errors) = read_all(list, &typed_in);
            let at: Vec<usize> = (0..errors.len()).filter(|place| errors[*place].is_some()).collect();
            assert_eq!(at, [wrong], "{typed_in:?} {errors:?}");
        }
    }
}
