//! What a careful human reader makes of a cell: a file for each reader, a case on each line, `text => what it says`.
//!
//! `\n` in a text is a line break. After `nothing` stand cells that say nothing, or nothing that is plain.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::sync::LazyLock;

use chrono::NaiveDate;
use quarterdeck::ingestion::normalise::{
    availability, boolean, compensation, date, employment, engagement, industry, language, location, number,
    person, placeholder, remote, role, timeline, travel, url,
};
use quarterdeck::taxonomy::Vocabulary;
use serde::Serialize;
use serde_json::Value;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
}

/// Holds a reader to all cases of a file, and shows every one that it reads otherwise.
fn hold(cases: &str, read: impl Fn(&str) -> String) {
    let mut wrong = String::new();
    let mut count = 0;
    for case in cases.lines().filter(|line| !line.is_empty() && !line.starts_with("## ")) {
        let (text, expected) = case.rsplit_once(" => ").unwrap_or_else(|| panic!("no “ => ”: {case}"));
        let said = read(&text.replace("\\n", "\n"));
        let said = if said.is_empty() { "nothing" } else { &said };
        count += 1;
        if said != expected {
            writeln!(wrong, "{text} => {said}\n    instead of {expected}").unwrap();
        }
    }
    assert!(count > 0);
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// An enum's name in JSON, or nothing.
fn name(value: impl Serialize) -> Option<String> {
    match serde_json::to_value(value).unwrap() {
        Value::Null => None,
        Value::String(name) => Some(name),
        other => Some(other.to_string()),
    }
}

fn words<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `austin-tx +boston-ma US/TX REMOTE in US,CA`.
fn read_location(text: &str) -> String {
    let Some(read) = location::location(text, &VOCABULARY).value else { return String::new() };
    let region = read.region.map(|region| format!("/{region}")).unwrap_or_default();
    let countries =
        (!read.remote_countries.is_empty()).then(|| format!("in {}", read.remote_countries.join(",")));
    let others =
        (!read.other_location_slugs.is_empty()).then(|| format!("+{}", read.other_location_slugs.join("+")));
    let country = read.country_code.map(|code| format!("{code}{region}"));
    words([read.location_slug, others, country, name(read.remote), countries])
}

/// `USD 120000..150000 year; 10-20 h`, the quotations joined by `or`.
fn read_pay(text: &str) -> String {
    let context = compensation::Context::default();
    let quotations = compensation::compensations(text, context).value.unwrap_or_default();
    let quoted = |pay: &compensation::Compensation| {
        let bound = |bound: Option<i32>| bound.map(|bound| bound.to_string()).unwrap_or_default();
        let price = pay.price().map(|price| {
            let range = if price.min == price.max {
                bound(price.min)
            } else {
                format!("{}..{}", bound(price.min), bound(price.max))
            };
            format!("{} {range} {}", price.currency.code(), price.period.label())
        });
        let hours = pay
            .hours_per_week_min
            .zip(pay.hours_per_week_max)
            .map(|(min, max)| if min == max { format!("{min} h") } else { format!("{min}-{max} h") });
        words([price, hours])
    };
    quotations.iter().map(quoted).collect::<Vec<_>>().join(" or ")
}

#[test]
fn locations() {
    hold(include_str!("location.txt"), read_location);
}

#[test]
fn pay() {
    hold(include_str!("pay.txt"), read_pay);
}

#[test]
fn titles() {
    hold(include_str!("title.txt"), |text| {
        role::role(text, &VOCABULARY).value.map(|role| role.role_slug).unwrap_or_default()
    });
}

#[test]
fn dates() {
    hold(include_str!("date.txt"), |text| {
        let Some(read) = date::partial_date(text, today()).value else { return String::new() };
        let all = read.date.to_string();
        match read.precision {
            date::Precision::Day => all,
            date::Precision::Month => all[..7].to_owned(),
            date::Precision::Year => all[..4].to_owned(),
        }
    });
}

#[test]
fn moments() {
    hold(include_str!("moment.txt"), |text| {
        let read = date::date_time(text, today()).value;
        read.map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
    });
}

#[test]
fn availabilities() {
    hold(include_str!("availability.txt"), |text| {
        let Some(read) = availability::availability(text, today()).value else { return String::new() };
        let hours = read.hours_per_week_min.zip(read.hours_per_week_max);
        words([
            name(read.availability),
            read.available_from.map(|day| day.to_string()),
            hours.map(|(min, max)| if min == max { format!("{min} h") } else { format!("{min}-{max} h") }),
        ])
    });
}

#[test]
fn short_answers() {
    hold(include_str!("short.txt"), |text| {
        let (reader, text) = text.split_once(": ").unwrap();
        let said = match reader {
            "travel" => name(travel::travel(text).value),
            "boolean" => name(boolean::boolean(text).value),
            "employment" => name(employment::employment(text).value),
            "remote" => name(remote::remote_type(text).value),
            "years" => name(number::years(text).value),
            "months" => name(number::months(text).value),
            "engagement" => engagement::engagements(text)
                .value
                .map(|kinds| kinds.iter().filter_map(name).collect::<Vec<_>>().join(" ")),
            "languages" => language::languages(text).value.map(|codes| codes.join(" ")),
            "industries" => industry::industries(text, &VOCABULARY).value.map(|terms| {
                let unknown = terms.unknown.iter().map(|term| format!("({term})"));
                terms.slugs.iter().cloned().chain(unknown).collect::<Vec<_>>().join(" ")
            }),
            other => panic!("no reader {other}"),
        };
        said.unwrap_or_default()
    });
}

#[test]
fn names_of_people() {
    hold(include_str!("person.txt"), |text| {
        let Some(name) = person::full_name(text).value else { return String::new() };
        format!("{}|{}", name.first_name, name.last_name)
    });
}

#[test]
fn addresses() {
    hold(include_str!("url.txt"), |text| {
        let (reader, text) = text.split_once(": ").unwrap();
        match reader {
            "linkedin" => url::canonical_linkedin(text).value.map(|read| read.key),
            "web" => url::web(text).value,
            "apply" => url::canonical_apply_url(text),
            other => panic!("no reader {other}"),
        }
        .unwrap_or_default()
    });
}

#[test]
fn cells_that_state_nothing() {
    hold(include_str!("cell.txt"), |text| match placeholder::cell(text) {
        placeholder::Cell::Text(text) => text.to_owned(),
        placeholder::Cell::Nothing => String::new(),
        placeholder::Cell::Preview => "a preview".to_owned(),
    });
}

/// JSON where the cell is JSON, else prose.
fn value(text: &str) -> Value {
    Value::String(text.to_owned())
}

#[test]
fn careers() {
    let partial = |date: Option<date::PartialDate>| match date {
        None => "?".to_owned(),
        Some(date) => match date.precision {
            date::Precision::Day => date.date.to_string(),
            date::Precision::Month => date.date.to_string()[..7].to_owned(),
            date::Precision::Year => date.date.to_string()[..4].to_owned(),
        },
    };
    hold(include_str!("experience.txt"), |text| {
        let stations = timeline::experience(&value(text), today()).value.unwrap_or_default();
        let station = |station: &timeline::Experience| {
            let end = if station.is_current { "now".to_owned() } else { partial(station.end_date) };
            format!(
                "{} @ {} {}..{end}",
                station.role_title,
                station.company_name,
                partial(station.start_date)
            )
        };
        stations.iter().map(station).collect::<Vec<_>>().join("; ")
    });
}

#[test]
fn schools_and_certificates() {
    hold(include_str!("education.txt"), |text| {
        let (reader, text) = text.split_once(": ").unwrap();
        if reader == "certifications" {
            let read = timeline::certifications(&value(text), today()).value.unwrap_or_default();
            let one = |one: &timeline::Certification| {
                words([
                    Some(one.name.clone()),
                    one.full_name.as_ref().map(|name| format!("({name})")),
                    one.year_obtained.map(|year| year.to_string()),
                ])
            };
            return read.iter().map(one).collect::<Vec<_>>().join("; ");
        }
        let read = timeline::education(&value(text), today()).value.unwrap_or_default();
        let one = |one: &timeline::Education| {
            [
                Some(one.institution.clone()),
                one.degree.clone(),
                one.field.clone(),
                one.year_end.map(|year| year.to_string()),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
        };
        read.iter().map(one).collect::<Vec<_>>().join("; ")
    });
}

#[test]
fn reviews_and_case_studies() {
    hold(include_str!("review.txt"), |text| {
        let (reader, text) = text.split_once(": ").unwrap();
        if reader == "case" {
            let read = timeline::case_studies(&value(text)).value.unwrap_or_default();
            let one = |one: &timeline::CaseStudy| {
                [
                    Some(one.title.clone()),
                    one.situation.clone(),
                    one.action.clone(),
                    one.outcome.clone(),
                    one.metric.clone(),
                ]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" | ")
            };
            return read.iter().map(one).collect::<Vec<_>>().join("; ");
        }
        let read = timeline::reviews(&value(text), today()).value.unwrap_or_default();
        let one = |one: &timeline::Review| {
            [
                Some(one.content.clone()),
                Some(one.author_name.clone()),
                one.author_title.clone(),
                one.author_company.clone(),
                one.rating.map(|rating| rating.to_string()),
                one.published_at.map(|day| day.to_string()),
            ]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" | ")
        };
        read.iter().map(one).collect::<Vec<_>>().join("; ")
    });
}
