//! The fields of a posting: what each shows, and how what was typed is read.

use chrono::{DateTime, NaiveTime, Utc};
use serde_json::{Map, Value, json};

use super::form::Label;
use crate::corrections::field::Context;
use crate::ingestion::normalise::{
    compensation, date, employment, industry, location, number, remote, role, text, url,
};
use crate::jobs::editing::{Edit, Standing};
use crate::jobs::queries::price;
use crate::taxonomy::TaxonomyKind;
use crate::values::{Hours, PublishStatus};

/// A field of a posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobField {
    Title,
    Role,
    Company,
    CompanyUrl,
    Place,
    Remote,
    Employment,
    Pay,
    Hours,
    Duration,
    ApplyUrl,
    Posted,
    LastDay,
    Summary,
    Description,
    Responsibilities,
    Requirements,
    Industries,
}

use JobField as F;

/// A heading with the fields below it.
pub(super) const SECTIONS: [(&str, &[JobField]); 3] = [
    ("The job", &[F::Title, F::Role, F::Company, F::CompanyUrl, F::Place, F::Remote, F::Industries]),
    ("Its terms", &[F::Employment, F::Pay, F::Hours, F::Duration, F::ApplyUrl, F::Posted, F::LastDay]),
    ("In words", &[F::Summary, F::Description, F::Responsibilities, F::Requirements]),
];

/// Lines of a list at most.
const MOST_LINES: usize = 40;

impl JobField {
    /// How the form shows it; a published posting can't go without some.
    pub fn label(self, status: PublishStatus) -> Label {
        let (param, text, hint, longest, rows) = match self {
            F::Title => ("title", "Title", "", 200, 1),
            F::Role => ("role", "Role", "As in CFO or VP Sales", 200, 1),
            F::Company => ("company", "Company", "", 160, 1),
            F::CompanyUrl => ("company_url", "Company’s site", "A web address", 1_000, 1),
            F::Place => ("place", "Place", "As in Austin, Texas, or Remote (US)", 200, 1),
            F::Remote => ("remote", "Where the work is done", "Remote, hybrid or on site", 40, 1),
            F::Employment => {
                ("employment", "Contract", "Part-time, contractor, temporary or full-time", 60, 1)
            }
            F::Pay => ("pay", "Pay", "As in $150 to $200 an hour, or words", 160, 1),
            F::Hours => ("hours", "Hours a week", "As in 10 to 20", 40, 1),
            F::Duration => ("duration", "Months", "As in 6 months", 40, 1),
            F::ApplyUrl => ("apply_url", "Where one applies", "A web address", 1_000, 1),
            F::Posted => ("posted", "Posted on", "A day, as in 1 March 2026", 40, 1),
            F::LastDay => (
                "last_day",
                "Last day",
                "A day; without one it ends by itself 60 days after the last sign of it",
                40,
                1,
            ),
            F::Summary => ("summary", "Summary", "One sentence or two, for lists", 300, 3),
            F::Description => ("description", "Description", "Markdown", 50_000, 16),
            F::Responsibilities => ("responsibilities", "Responsibilities", "One a line", 10_000, 6),
            F::Requirements => ("requirements", "Requirements", "One a line", 10_000, 6),
            F::Industries => ("industries", "Industries", "All of them, with commas between", 1_000, 1),
        };
        let is_required =
            self == F::Title || (self.is_published_with() && status == PublishStatus::Published);
        Label { param, text, hint, longest, is_required, rows }
    }

    /// Whether no posting is published without it.
    const fn is_published_with(self) -> bool {
        matches!(
            self,
            F::Company
                | F::Role
                | F::Place
                | F::Summary
                | F::Description
                | F::ApplyUrl
                | F::Posted
                | F::Employment
        )
    }

    /// What stands there.
    pub fn shown(self, job: &Standing) -> Option<String> {
        let day = |at: Option<DateTime<Utc>>| at.map(|at| at.format("%-d %B %Y").to_string());
        let list = |lines: &[String], between: &str| (!lines.is_empty()).then(|| lines.join(between));
        match self {
            F::Title => Some(job.title.clone()),
            F::Role => job.role.clone(),
            F::Company => job.company_name.clone(),
            F::CompanyUrl => job.company_url.clone(),
            F::Place => job.location_summary.clone(),
            F::Remote => job.remote_type.map(|remote| remote.label().to_owned()),
            F::Employment => job.employment_type.map(|employment| employment.label().to_owned()),
            F::Pay => {
                let (period, currency) = (job.comp_period.as_deref(), job.comp_currency.as_deref());
                price(job.comp_min_amount, job.comp_max_amount, period, currency)
                    .map(|price| price.to_string())
                    .or_else(|| job.compensation_summary.clone())
            }
            F::Hours => {
                Hours::new(job.hours_per_week_min, job.hours_per_week_max).map(|hours| hours.to_string())
            }
            F::Duration => job.duration_months.map(|months| format!("{months} months")),
            F::ApplyUrl => job.apply_url.clone(),
            F::Posted => day(job.posted_at),
            F::LastDay => day(job.expires_at),
            F::Summary => job.summary.clone(),
            F::Description => job.description.clone(),
            F::Responsibilities => list(&job.responsibilities, "\n"),
            F::Requirements => list(&job.requirements, "\n"),
            F::Industries => list(&job.industries, ", "),
        }
    }

    /// What a text writes; none leaves nothing there. Fails with what to do.
    pub fn read(self, typed: Option<&str>, context: Context<'_>) -> Result<Edit, String> {
        let Some(said) = typed else { return Ok(self.nothing()) };
        let vocabulary = &context.catalog.vocabulary;
        let or = |why: &str| why.to_owned();
        match self {
            F::Title | F::Company | F::Summary => {
                let longest = self.label(PublishStatus::Review).longest;
                let line = text::line(said, longest).value.ok_or_else(|| or("Type it in words."))?;
                Ok(one(self.column(), line))
            }
            F::Description => Ok(one("description", said)),
            F::Role => {
                let unknown = "We know no such role; try its common title, as in CFO.";
                let read = role::role(said, vocabulary).value.ok_or_else(|| or(unknown))?;
                let id =
                    context.catalog.id(TaxonomyKind::Role, &read.role_slug).ok_or_else(|| or(unknown))?;
                Ok(one("role_id", id))
            }
            F::CompanyUrl => {
                let url = url::web(said).value;
                Ok(one(
                    "company_url",
                    url.ok_or_else(|| or("Copy a web address, as in https://example.com."))?,
                ))
            }
            F::ApplyUrl => {
                let url = url::web(said).value;
                let url = url.ok_or_else(|| or("Copy a web address, as in https://example.com/jobs/1."))?;
                let key = url::canonical_apply_url(&url);
                Ok(columns(json!({"apply_url": url, "apply_key": key})))
            }
            F::Place => Ok(place(said, context)),
            F::Pay => Ok(pay(said, context)),
            F::Posted | F::LastDay => self.day(said, context),
            F::Remote => {
                let read = remote::remote_type(said).value;
                Ok(one("remote_type", read.ok_or_else(|| or("Type remote, hybrid or on site."))?))
            }
            F::Employment => {
                let read = employment::employment(said).value;
                let otherwise = "Type part-time, contractor, temporary or full-time.";
                Ok(one("employment_type", read.ok_or_else(|| or(otherwise))?))
            }
            F::Hours => {
                let (low, high) = compensation::hours_per_week(&format!("{said} hours per week"))
                    .or_else(|| compensation::hours_per_week(said))
                    .filter(|(low, high)| 1 <= *low && low <= high && *high <= 80)
                    .ok_or("Type a number of hours from 1 to 80, or two with “to” between.")?;
                Ok(columns(json!({"hours_per_week_min": low, "hours_per_week_max": high})))
            }
            F::Duration => {
                let months = number::months(said).value.filter(|months| (1..=120).contains(months));
                Ok(one("duration_months", months.ok_or_else(|| or("Type a number of months, as in 6."))?))
            }
            F::Responsibilities | F::Requirements => {
                let lines: Vec<String> = said
                    .lines()
                    .map(|line| line.trim().trim_start_matches(['-', '*', '•']).trim().to_owned())
                    .filter(|line| !line.is_empty())
                    .collect();
                if lines.len() > MOST_LINES {
                    return Err(format!("Those are {} lines, and {MOST_LINES} are the most.", lines.len()));
                }
                Ok(self.list(lines))
            }
            F::Industries => {
                let terms = industry::industries(said, vocabulary).value.unwrap_or_default();
                if let Some(unknown) = terms.unknown.first() {
                    return Err(format!(
                        "We don’t know “{unknown}”; try another word for it, or leave it out."
                    ));
                }
                let id = |slug: &String| context.catalog.id(TaxonomyKind::Industry, slug);
                Ok(Edit { industries: Some(terms.slugs.iter().filter_map(id).collect()), ..Edit::default() })
            }
        }
    }

    /// A day: the first minute of the one on which it was posted, the last one of its last.
    fn day(self, said: &str, context: Context<'_>) -> Result<Edit, String> {
        let read = date::partial_date(said, context.today).value;
        let read = read.filter(|read| read.precision == date::Precision::Day);
        let day = read.ok_or("Type a day, as in 1 March 2026.")?.date;
        if self == F::Posted && day > context.today {
            return Err("That day is still to come.".to_owned());
        }
        let time = if self == F::Posted { NaiveTime::MIN } else { last_minute() };
        Ok(one(self.column(), day.and_time(time).and_utc()))
    }

    /// The column of a field that has one.
    const fn column(self) -> &'static str {
        match self {
            F::Title => "title",
            F::Company => "company_name",
            F::Summary => "summary",
            F::Posted => "posted_at",
            F::LastDay => "expires_at",
            F::Role => "role_id",
            F::CompanyUrl => "company_url",
            F::Remote => "remote_type",
            F::Employment => "employment_type",
            F::Duration => "duration_months",
            _ => "description",
        }
    }

    fn list(self, lines: Vec<String>) -> Edit {
        if self == F::Responsibilities {
            Edit { responsibilities: Some(lines), ..Edit::default() }
        } else {
            Edit { requirements: Some(lines), ..Edit::default() }
        }
    }

    /// The field without anything in it.
    fn nothing(self) -> Edit {
        match self {
            F::Responsibilities | F::Requirements => self.list(Vec::new()),
            F::Industries => Edit { industries: Some(Vec::new()), ..Edit::default() },
            F::Hours => columns(json!({"hours_per_week_min": null, "hours_per_week_max": null})),
            F::ApplyUrl => columns(json!({"apply_url": null, "apply_key": null})),
            F::Place => columns(json!({
                "location_summary": null, "primary_location_id": null, "country_code": null, "remote_countries": [],
            })),
            F::Pay => columns(json!({
                "compensation_summary": null, "comp_min_amount": null, "comp_max_amount": null, "comp_period": null,
                "comp_currency": null,
            })),
            other => one(other.column(), Value::Null),
        }
    }
}

/// A place in words, and which one that is, as far as it is known.
fn place(said: &str, context: Context<'_>) -> Edit {
    let read = location::location(said, &context.catalog.vocabulary).value;
    let read = read.unwrap_or_else(|| location::LocationReading {
        summary: said.to_owned(),
        ..location::LocationReading::default()
    });
    let slug = read.location_slug.as_deref();
    let id = slug.and_then(|slug| context.catalog.id(TaxonomyKind::Location, slug));
    columns(json!({
        "location_summary": read.summary, "primary_location_id": id, "country_code": read.country_code,
        "remote_countries": read.remote_countries,
    }))
}

/// Pay in figures, which say it themselves, or else in words.
fn pay(said: &str, context: Context<'_>) -> Edit {
    let context = compensation::Context { country: context.country, ..compensation::Context::default() };
    let read = compensation::compensation(said, context).value;
    let price = read.as_ref().and_then(compensation::Compensation::price);
    let words = if price.is_some() { None } else { text::line(said, 160).value };
    columns(json!({
        "compensation_summary": words,
        "comp_min_amount": price.and_then(|price| price.min),
        "comp_max_amount": price.and_then(|price| price.max),
        "comp_period": price.map(|price| price.period.as_str()),
        "comp_currency": price.map(|price| price.currency),
    }))
}

/// The last minute of a day.
fn last_minute() -> NaiveTime {
    NaiveTime::from_hms_opt(23, 59, 0).unwrap_or_default()
}

fn columns(said: Value) -> Edit {
    let columns = if let Value::Object(columns) = said { columns } else { Map::new() };
    Edit { columns, ..Edit::default() }
}

fn one(column: &str, said: impl serde::Serialize) -> Edit {
    Edit { columns: Map::from_iter([(column.to_owned(), json!(said))]), ..Edit::default() }
}
