//! The readers on the real postings under `tests/samples`.

use std::{io::Read, sync::LazyLock};

use chrono::NaiveDate;
use serde_json::Value;

use super::{compensation, date, employment, location, markdown, role};
use crate::{taxonomy::Vocabulary, values::Currency};

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
}

fn sample(name: &str) -> String {
    let file = std::fs::File::open(format!("{}/tests/samples/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn new_york_citys_postings_are_read() {
    let text = sample("nyc_jobs.csv.gz");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let headers = rows.headers().unwrap().clone();
    let context = compensation::Context {
        country: Some("US"),
        currency: Some(Currency::USD),
        ..compensation::Context::default()
    };
    let (mut count, mut paid, mut placed, mut dated, mut roles) =
        (0, 0, 0, 0, std::collections::BTreeMap::new());
    let mut unread = std::collections::BTreeMap::<String, u32>::new();
    for row in rows.records() {
        let row = row.unwrap();
        let cell = |name: &str| {
            row.get(headers.iter().position(|header| header == name).unwrap()).unwrap_or_default()
        };
        count += 1;
        let pay = compensation::from_parts(
            cell("Salary Range From"),
            cell("Salary Range To"),
            cell("Salary Frequency"),
            "",
            context,
        );
        paid += u32::from(pay.value.is_some());
        let place = location::location_in(cell("Work Location"), Some("US"), &VOCABULARY);
        if let Some(slug) = place.value.and_then(|value| value.location_slug) {
            placed += 1;
            assert!(slug.ends_with("-ny"), "{} is no {slug}", cell("Work Location"));
        } else {
            *unread.entry(cell("Work Location").to_owned()).or_default() += 1;
        }
        dated += u32::from(date::date_time(cell("Posting Date"), today()).value.is_some());
        if let Some(read) = role::role(cell("Business Title"), &VOCABULARY).value {
            roles.insert(cell("Business Title").to_owned(), read.role_slug);
        }
        let _ = employment::employment(cell("Full-Time/Part-Time indicator"));
        let description = markdown::markdown(cell("Job Description"), 50_000).value.unwrap_or_default();
        assert!(markdown::is_safe(&description) && !description.contains("â€"));
    }
    if std::env::var_os("SHOW").is_some() {
        let mut unread: Vec<_> = unread.into_iter().collect();
        unread.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        println!(
            "{count} rows, {paid} paid, {placed} placed, {dated} dated\n{roles:#?}\n{:#?}",
            &unread[..60]
        );
    }
    assert_eq!(count, 3_977);
    assert!(paid > 3_950, "{paid} paid");
    assert!(placed > 900, "{placed} placed");
    // One row has no date, three have text in the date column: its commas were never quoted.
    assert_eq!(dated, 3_973);
}

#[test]
fn the_federal_postings_are_read() {
    for posting in sample("usajobs_full.jsonl.gz").lines() {
        let posting: Value = serde_json::from_str(posting).unwrap();
        let cell = |name: &str| posting.get(name).and_then(Value::as_str).unwrap_or_default();
        let place = location::location(cell("location"), &VOCABULARY);
        let read = place.value.unwrap();
        let country = if cell("location").contains("Japan") { "JP" } else { "US" };
        assert_eq!(read.country_code.as_deref(), Some(country), "{}", cell("location"));
        assert!(date::date_time(cell("open_date"), today()).value.is_some());
        if std::env::var_os("SHOW").is_some() {
            println!("{:?} {:?}\n  {:?}", read.summary, read.location_slug, place.warnings);
            println!("  {}", markdown::summary(cell("duties"), 200));
        }
    }
}

/// `cargo test --release --lib -- normalise::samples --ignored --nocapture` prints rows a second.
#[test]
#[ignore = "a measurement, not a test"]
fn a_hundred_thousand_rows() {
    let description = "<p>We are hiring a <b>fractional CFO</b> to lead forecasting &amp; board reporting.</p><ul><li>Own the model</li><li>Lead fundraising</li></ul>".repeat(15);
    let context = compensation::Context { country: Some("US"), ..compensation::Context::default() };
    let _ = VOCABULARY.country("US");
    let start = std::time::Instant::now();
    for _ in 0..20_000 {
        let _ = role::role("Fractional CFO (Series B SaaS), EMEA", &VOCABULARY);
        let _ = location::location("Remote (US) with monthly Boston travel", &VOCABULARY);
        let _ = compensation::compensation("$12,000-$18,000/month, 10-15 hours per week", context);
        let _ = date::date_time("2026-02-20T00:00:00.000Z", today());
        let _ = super::industry::industries("SaaS; Fintech; Software Development", &VOCABULARY);
        let _ = super::person::full_name("Dr. Sarah Chen, MBA");
        let _ = super::url::canonical_linkedin("https://uk.linkedin.com/in/Sarah-Chen/?trk=1");
    }
    let fields = start.elapsed();
    let start = std::time::Instant::now();
    for _ in 0..2_000 {
        let _ = markdown::markdown(&description, 50_000);
    }
    println!(
        "fields: {:?} per 100,000 rows; HTML of {} bytes: {:?} per 100,000",
        fields * 5,
        description.len(),
        start.elapsed() * 50
    );
}
