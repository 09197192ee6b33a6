//! What an import would make of one text, and why: for the command line and the console.
//!
//! The text goes the way of a cell (placeholders, previews, withheld addresses) and through the same readers as in
//! `job` and `executive`; a test holds the answers to what an import keeps.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::normalise::placeholder::{self, Cell};
use super::normalise::{Reading, compensation, contact, date, employment, industry, location, role, text};
use crate::taxonomy::Vocabulary;
use crate::values::{Currency, terms};

terms! {
    /// What a text is about.
    Subject = "text" {
        Location: "location", "location", "Location";
        Compensation: "compensation", "compensation", "Compensation";
        Employment: "employment", "employment", "Employment type";
        Title: "title", "title", "Title";
        Date: "date", "date", "Date";
        Industry: "industry", "industry", "Industries";
    }
}

/// What the other cells of a row would say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// ISO 3166-1 alpha-2 code of the row's country: which `Birmingham` is meant, and which `$`.
    pub country: Option<&'a str>,
    /// The currency of amounts that name none.
    pub currency: Option<Currency>,
    /// A person's headline, or a posting's summary: what an ambiguous `CPO` is.
    pub headline: Option<&'a str>,
}

/// Explains a text that stands alone in its row.
pub fn explain(what: Subject, text: &str, vocabulary: &Vocabulary, today: NaiveDate) -> Value {
    explain_beside(what, text, Beside::default(), vocabulary, today)
}

/// Explains a text: an object with `input`, what was read (the keys are always there; null is "not said"), `warnings`,
/// and `unread`, the part that nothing was made of.
pub fn explain_beside(
    what: Subject,
    text: &str,
    beside: Beside<'_>,
    vocabulary: &Vocabulary,
    today: NaiveDate,
) -> Value {
    let (cell, mut warnings, mut unread) = cell(what, text);
    let mut answer = Map::from_iter([("input".to_owned(), Value::from(text))]);
    let read = match what {
        Subject::Location => read_location(&cell, beside, vocabulary),
        Subject::Compensation => read_compensation(&cell, beside),
        Subject::Employment => employment::employment(&cell).map(|kind| json!({"employment_type": kind})),
        Subject::Title => read_title(&cell, beside, vocabulary),
        Subject::Date => read_date(&cell, today),
        Subject::Industry => industry::industries_of(&Value::from(cell.as_str()), vocabulary)
            .map(|terms| json!({"industry_slugs": terms.slugs, "unknown": terms.unknown})),
    };
    for &(key, if_nothing) in keys(what) {
        let value = read.value.as_ref().and_then(|value| value.get(key)).cloned();
        let nothing = if if_nothing == "[]" { json!([]) } else { Value::Null };
        answer.insert(key.to_owned(), value.unwrap_or(nothing));
    }
    for warning in read.warnings {
        if !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    unread = unread.or(read.unread);
    answer.insert("warnings".to_owned(), json!(warnings));
    answer.insert("unread".to_owned(), json!(unread));
    Value::Object(answer)
}

/// The keys of an answer, in order, and what stands there when nothing was read.
const fn keys(what: Subject) -> &'static [(&'static str, &'static str)] {
    match what {
        Subject::Location => &[
            ("remote_type", ""),
            ("location_slug", ""),
            ("country", ""),
            ("region", ""),
            ("other_location_slugs", "[]"),
            ("remote_countries", "[]"),
            ("summary", ""),
        ],
        Subject::Compensation => &[
            ("min", ""),
            ("max", ""),
            ("period", ""),
            ("currency", ""),
            ("hours_per_week", ""),
            ("label", ""),
        ],
        Subject::Employment => &[("employment_type", "")],
        Subject::Title => &[("role_slug", ""), ("matched_by", ""), ("employment_type", "")],
        Subject::Date => &[("date", ""), ("precision", ""), ("date_time", "")],
        Subject::Industry => &[("industry_slugs", "[]"), ("unknown", "[]")],
    }
}

/// What readers get to see of a cell, what there is to say about it, and what is not read of it.
fn cell(what: Subject, text: &str) -> (String, Vec<String>, Option<String>) {
    let stated = match placeholder::cell(text) {
        Cell::Text(stated) => stated,
        Cell::Nothing => return (String::new(), Vec::new(), None),
        Cell::Preview => {
            let warning = placeholder::PREVIEW_WARNING.to_owned();
            return (String::new(), vec![warning], Some(text.to_owned()));
        }
    };
    let mut value = Value::from(stated);
    // A role is never shown as it was written, so `CTO@acme.io` stays a title.
    if what == Subject::Title || !contact::withhold_contacts(&mut value) {
        return (stated.to_owned(), Vec::new(), None);
    }
    (value.as_str().unwrap_or_default().to_owned(), vec![contact::WARNING.to_owned()], None)
}

fn read_location(cell: &str, beside: Beside<'_>, vocabulary: &Vocabulary) -> Reading<Value> {
    let read = location::location_in(cell, beside.country, vocabulary);
    // A place that can't be mapped is still a place to show.
    let words = text::line(cell, 200).value;
    let place = read.value.or_else(|| {
        words.map(|summary| location::LocationReading { summary, ..location::LocationReading::default() })
    });
    let value = place.map(|place| {
        json!({
            "remote_type": place.remote, "location_slug": place.location_slug, "country": place.country_code,
            "region": place.region, "other_location_slugs": place.other_location_slugs,
            "remote_countries": place.remote_countries, "summary": place.summary,
        })
    });
    Reading { value, warnings: read.warnings, unread: read.unread }
}

fn read_compensation(cell: &str, beside: Beside<'_>) -> Reading<Value> {
    let context = compensation::Context { country: beside.country, currency: beside.currency, period: None };
    let read = compensation::compensation(cell, context);
    let pay = read.value.unwrap_or_default();
    let price = pay.price();
    // Figures say it themselves; words stay where they are all there is.
    let label = price.map(|price| price.to_string()).or_else(|| text::line(cell, 160).value);
    let hours = pay.hours_per_week_min.zip(pay.hours_per_week_max);
    let value = json!({
        "min": price.and_then(|price| price.min), "max": price.and_then(|price| price.max),
        "period": price.map(|price| price.period), "currency": price.map(|price| price.currency.code()),
        "hours_per_week": hours.map(|(min, max)| json!({"min": min, "max": max})), "label": label,
    });
    Reading { value: Some(value), warnings: read.warnings, unread: read.unread }
}

/// The role, and the employment type that a posting's title implies where no cell says one.
fn read_title(cell: &str, beside: Beside<'_>, vocabulary: &Vocabulary) -> Reading<Value> {
    let read = role::role_in(cell, beside.headline.unwrap_or_default(), vocabulary);
    let mut value = json!({"employment_type": employment::employment(cell).value});
    if let Some(role) = read.value {
        value["role_slug"] = role.role_slug.into();
        value["matched_by"] = json!(role.matched_by);
    }
    Reading { value: Some(value), warnings: read.warnings, unread: read.unread }
}

/// The date as a timeline takes it (a month or a year is enough), and the moment that a posting's dates need.
fn read_date(cell: &str, today: NaiveDate) -> Reading<Value> {
    let partial = date::partial_date(cell, today);
    let moment = date::date_time(cell, today);
    let known = partial.value.or_else(|| {
        let date = moment.value?.date_naive();
        Some(date::PartialDate { date, precision: date::Precision::Day })
    });
    let unread = if known.is_some() { None } else { partial.unread.or(moment.unread) };
    let warnings = partial.warnings.into_iter().chain(moment.warnings).collect();
    let value = json!({
        "date": known.map(|known| known.date), "precision": known.map(|known| known.precision),
        "date_time": moment.value,
    });
    Reading { value: Some(value), warnings, unread }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::super::cells::Context;
    use super::super::executive::ExecutiveRecord;
    use super::super::fields::Mapping;
    use super::super::job::JobRecord;
    use super::super::reader::RawRow;
    use super::super::record::{Record, Row};
    use super::*;

    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::shipped);

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()
    }

    fn explained(what: Subject, text: &str) -> Value {
        explain(what, text, &VOCABULARY, today())
    }

    /// Text, and what must be among the answer.
    fn cases(what: Subject) -> Vec<(&'static str, Value)> {
        match what {
            Subject::Location => vec![
                (
                    "Austin, Texas, United States",
                    json!({"location_slug": "austin-tx", "country": "US", "region": "TX", "remote_type": null, "unread": null}),
                ),
                (
                    "Remote (US)",
                    json!({"remote_type": "REMOTE", "location_slug": null, "country": "US", "remote_countries": ["US"]}),
                ),
                (
                    "Remote (US) with monthly Boston travel",
                    json!({"remote_type": "HYBRID", "location_slug": "boston-ma"}),
                ),
                ("Boston (on-site)", json!({"remote_type": "ONSITE", "location_slug": "boston-ma"})),
                (
                    "Berlin; München",
                    json!({"location_slug": "berlin-de", "other_location_slugs": ["munich-de"], "country": "DE"}),
                ),
                (
                    "Gondolin",
                    json!({"location_slug": null, "country": null, "summary": "Gondolin", "unread": "Gondolin"}),
                ),
                (
                    "N/A",
                    json!({"location_slug": null, "summary": null, "other_location_slugs": [], "warnings": [], "unread": null}),
                ),
            ],
            Subject::Compensation => vec![
                (
                    "$120k–$150k a year",
                    json!({"min": 120_000, "max": 150_000, "period": "year", "currency": "USD", "label": "$120,000–$150,000/year"}),
                ),
                (
                    "£450/day",
                    json!({"min": 450, "max": 450, "period": "day", "currency": "GBP", "hours_per_week": null}),
                ),
                (
                    "$12,000-$18,000/month, 10-15 hours per week",
                    json!({"min": 12_000, "max": 18_000, "period": "month", "hours_per_week": {"min": 10, "max": 15}}),
                ),
                ("up to CHF 2'900 per month", json!({"min": null, "max": 2_900, "currency": "CHF"})),
                (
                    "equity only",
                    json!({"min": null, "period": null, "currency": null, "label": "equity only", "unread": "equity only"}),
                ),
                ("10 h/week", json!({"min": null, "hours_per_week": {"min": 10, "max": 10}, "unread": null})),
            ],
            Subject::Employment => vec![
                ("P", json!({"employment_type": "PART_TIME"})),
                ("Contract", json!({"employment_type": "CONTRACTOR"})),
                ("Full time", json!({"employment_type": "FULL_TIME"})),
                ("Sundays", json!({"employment_type": null, "unread": "Sundays"})),
            ],
            Subject::Title => vec![
                (
                    "Fractional CFO",
                    json!({"role_slug": "fractional-cfo", "matched_by": "alias", "employment_type": "PART_TIME"}),
                ),
                (
                    "Chief Financial Officer (EMEA)",
                    json!({"role_slug": "fractional-cfo", "employment_type": null}),
                ),
                (
                    "Wizard of Light Bulb Moments",
                    json!({"role_slug": null, "matched_by": null, "unread": "Wizard of Light Bulb Moments"}),
                ),
            ],
            Subject::Date => vec![
                (
                    "2026-02-20",
                    json!({"date": "2026-02-20", "precision": "day", "date_time": "2026-02-20T00:00:00Z", "warnings": []}),
                ),
                ("3 days ago", json!({"date": "2026-03-07", "precision": "day"})),
                (
                    "Feb 2026",
                    json!({"date": "2026-02-01", "precision": "month", "date_time": "2026-02-01T00:00:00Z"}),
                ),
                (
                    "2021",
                    json!({"date": "2021-01-01", "precision": "year", "date_time": null, "unread": null}),
                ),
                (
                    "whenever",
                    json!({"date": null, "precision": null, "date_time": null, "unread": "whenever"}),
                ),
            ],
            Subject::Industry => vec![
                (
                    "SaaS; Fintech",
                    json!({"industry_slugs": ["saas", "fintech"], "unknown": [], "unread": null}),
                ),
                (
                    "SaaS; Underwater Basket Weaving",
                    json!({"industry_slugs": ["saas"], "unknown": ["Underwater Basket Weaving"], "unread": "Underwater Basket Weaving"}),
                ),
                ("", json!({"industry_slugs": [], "unknown": [], "warnings": []})),
            ],
        }
    }

    #[test]
    fn a_text_is_explained_by_what_an_import_reads() {
        for &what in Subject::ALL {
            for (text, expected) in cases(what) {
                let answer = explained(what, text);
                assert_eq!(answer["input"], text);
                for (key, value) in expected.as_object().unwrap() {
                    assert_eq!(answer.get(key), Some(value), "{what} {text:?}: {answer}");
                }
            }
        }
    }

    #[test]
    fn every_key_is_there_whatever_was_read() {
        for &what in Subject::ALL {
            let expected: Vec<&str> = ["input"]
                .into_iter()
                .chain(keys(what).iter().map(|key| key.0))
                .chain(["warnings", "unread"])
                .collect();
            for (text, _) in
                cases(what).into_iter().chain([("", Value::Null), ("✅ 25 posts found", Value::Null)])
            {
                let answer = explained(what, text);
                let found: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(found, expected, "{what} {text:?}");
            }
        }
    }

    #[test]
    fn a_preview_is_not_read_and_says_so() {
        let answer = explained(Subject::Title, "✅ 25 posts found");
        assert_eq!(answer["role_slug"], Value::Null);
        assert!(answer["warnings"][0].as_str().unwrap().contains("only a preview"), "{answer}");
        assert_eq!(answer["unread"], "✅ 25 posts found");
    }

    #[test]
    fn the_other_cells_of_a_row_decide_what_is_ambiguous() {
        let beside = Beside { country: Some("CA"), ..Beside::default() };
        let canadian = explain_beside(Subject::Compensation, "$200 per hour", beside, &VOCABULARY, today());
        assert_eq!(canadian["currency"], "CAD");
        let beside = Beside { currency: Some(Currency::SEK), ..Beside::default() };
        let swedish = explain_beside(Subject::Compensation, "900 per hour", beside, &VOCABULARY, today());
        assert_eq!(swedish["currency"], "SEK");
        let beside = Beside { country: Some("US"), ..Beside::default() };
        let place = explain_beside(Subject::Location, "Birmingham", beside, &VOCABULARY, today());
        assert_eq!(place["country"], "US", "{place}");
    }

    fn imported<R: Record>(cells: Value) -> R {
        let Value::Object(cells) = cells else { panic!("not a row") };
        let context = Context { vocabulary: &VOCABULARY, today: today() };
        let raw = RawRow::new(1, cells);
        Row::prepare(raw, &Mapping::default(), context).record.unwrap()
    }

    /// What an import keeps of the same text is what was explained.
    #[track_caller]
    fn agrees(what: Subject, text: &str) {
        let answer = explained(what, text);
        let job = |field: &str| imported::<JobRecord>(json!({"title": "Keeper", field: text}));
        match what {
            Subject::Location => {
                let job = job("location_summary");
                assert_eq!(answer["location_slug"], json!(job.location), "{text:?}");
                assert_eq!(answer["country"], json!(job.country_code), "{text:?}");
                assert_eq!(answer["remote_type"], json!(job.remote_type), "{text:?}");
                assert_eq!(answer["remote_countries"], json!(job.remote_countries), "{text:?}");
                assert_eq!(answer["summary"], json!(job.location_summary), "{text:?}");
            }
            Subject::Compensation => {
                let job = job("compensation");
                assert_eq!(answer["min"], json!(job.comp_min), "{text:?}");
                assert_eq!(answer["max"], json!(job.comp_max), "{text:?}");
                assert_eq!(answer["period"], json!(job.comp_period), "{text:?}");
                assert_eq!(
                    answer["currency"],
                    json!(job.comp_currency.map(|currency| currency.code())),
                    "{text:?}"
                );
                let hours = job.hours_per_week.map(|(min, max)| json!({"min": min, "max": max}));
                assert_eq!(answer["hours_per_week"], json!(hours), "{text:?}");
                if job.comp_period.is_none() {
                    assert_eq!(answer["label"], json!(job.compensation_summary), "{text:?}");
                }
            }
            Subject::Employment => {
                assert_eq!(
                    answer["employment_type"],
                    json!(job("employment_type").employment_type),
                    "{text:?}"
                );
            }
            Subject::Title => {
                let person = imported::<ExecutiveRecord>(json!({"Full Name": "Ann Abel", "role": text}));
                assert_eq!(answer["role_slug"], json!(person.role), "{text:?}");
            }
            Subject::Date => {
                assert_eq!(answer["date_time"], json!(job("posted_at").posted_at), "{text:?}");
            }
            Subject::Industry => {
                assert_eq!(answer["industry_slugs"], json!(job("industries").industries), "{text:?}");
            }
        }
    }

    #[test]
    fn an_import_keeps_what_was_explained() {
        let more = [
            "[\"SaaS\", \"Payments\"]",
            "{\"city\": \"Austin\", \"state\": \"Texas\", \"country\": \"US\"}",
            "mail cfo@acme.example",
            "  London  ",
            "undefined",
            "…",
            "42",
            "Present",
        ];
        for &what in Subject::ALL {
            for (text, _) in cases(what) {
                agrees(what, text);
            }
            for text in more {
                agrees(what, text);
            }
        }
    }

    proptest! {
        #[test]
        fn an_import_keeps_what_was_explained_of_any_text(text in "[A-Za-z0-9 $£€,.;:/()@–-]{0,40}") {
            for &what in Subject::ALL {
                agrees(what, &text);
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            for &what in Subject::ALL {
                explained(what, &text);
            }
        }
    }
}
