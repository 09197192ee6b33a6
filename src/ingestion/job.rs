//! A row about a posting → a canonical job.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::Entity;
use super::cells::{Cells, Context};
use super::executive::{is_week, read_terms, stated_hours};
use super::normalise::compensation::{self, Compensation};
use super::normalise::{
    boolean, date, derived_industry, employment, industry, location, markdown, number, remote, role, text,
    url,
};
use super::record::{Batch, Part, Record, fill, fill_list, join};
use super::refusal::Problem;
use super::write;
use crate::jobs::{EmploymentType, RemoteType};
use crate::taxonomy::TaxonomyKind;
use crate::values::{Currency, Period};

/// What a source says of a posting, in canonical terms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobRecord {
    pub source_record_id: Option<String>,
    pub title: String,
    pub company_name: Option<String>,
    pub company_url: Option<String>,
    pub company_logo_url: Option<String>,
    pub location_summary: Option<String>,
    pub location: Option<String>,
    pub country_code: Option<String>,
    pub role: Option<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub responsibilities: Vec<String>,
    pub requirements: Vec<String>,
    pub apply_url: Option<String>,
    pub posted_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub employment_type: Option<EmploymentType>,
    pub remote_type: Option<RemoteType>,
    pub remote_countries: Vec<String>,
    pub compensation_summary: Option<String>,
    pub comp_min: Option<i32>,
    pub comp_max: Option<i32>,
    pub comp_period: Option<Period>,
    pub comp_currency: Option<Currency>,
    pub hours_per_week: Option<(i32, i32)>,
    pub duration_months: Option<i32>,
    pub industries: Vec<String>,
    pub community_topic_hint: Option<String>,
}

impl Record for JobRecord {
    const ENTITY: Entity = Entity::Job;
    const RELATIVE: &'static [&'static str] = &["posted_at", "expires_at"];
    const GROUPS: &'static [&'static [&'static str]] = &[
        &["compensation_summary", "comp_min", "comp_max", "comp_period", "comp_currency"],
        &["location_summary", "location", "country_code", "remote_countries"],
    ];
    const PARTS: &'static [Part] = &[
        Part { fields: &["role"], columns: &["role_id"] },
        Part {
            fields: &["location_summary", "location", "country_code", "remote_countries"],
            columns: &["location_summary", "primary_location_id", "country_code", "remote_countries"],
        },
        Part {
            fields: &["compensation_summary", "comp_min", "comp_max", "comp_period", "comp_currency"],
            columns: &[
                "compensation_summary",
                "comp_min_amount",
                "comp_max_amount",
                "comp_period",
                "comp_currency",
            ],
        },
        Part { fields: &["hours_per_week"], columns: &["hours_per_week_min", "hours_per_week_max"] },
        Part { fields: &["apply_url"], columns: &["apply_url", "apply_key"] },
    ];

    fn read(cells: &mut Cells, context: Context<'_>) -> Result<Self, Problem> {
        let vocabulary = context.vocabulary;
        let title = cells
            .read("title", |cell| text::line(cell, 200))
            .ok_or_else(|| Problem::missing("title", "no title"))?;
        let apply_url = read_apply_url(cells)?;
        let place = read_place(cells, context);
        let country = place.as_ref().and_then(|place| place.country_code.clone());
        let pay = read_pay(cells, country.as_deref());
        let description = cells.read("description", |cell| markdown::markdown(cell, 50_000));
        let remote_type = read_remote(cells).or(place.as_ref().and_then(|place| place.remote));
        let hours_per_week = stated_hours(cells)
            .or(pay.as_ref().and_then(|(pay, _)| pay.hours_per_week_min.zip(pay.hours_per_week_max)))
            .filter(|hours| is_week(*hours));
        Ok(Self {
            source_record_id: cells.read("source_record_id", |cell| text::line(cell, 200)),
            company_name: cells.read("company_name", |cell| text::line(cell, 160)),
            company_url: cells.read("company_url", url::web),
            company_logo_url: cells.read("company_logo_url", url::web),
            location_summary: place.as_ref().map(|place| place.summary.clone()),
            location: place.as_ref().and_then(|place| place.location_slug.clone()),
            remote_countries: place.as_ref().map(|place| place.remote_countries.clone()).unwrap_or_default(),
            country_code: country,
            role: read_role(cells, &title, context),
            summary: cells
                .read("summary", |cell| text::line(cell, 300))
                .or_else(|| description.as_deref().map(|text| markdown::summary(text, 220)))
                .filter(|summary| !summary.is_empty()),
            responsibilities: cells.read_value("responsibilities", bullets).unwrap_or_default(),
            requirements: cells.read_value("requirements", bullets).unwrap_or_default(),
            apply_url,
            posted_at: cells.read("posted_at", |cell| date::date_time(cell, context.today)),
            expires_at: cells.read("expires_at", |cell| date::date_time(cell, context.today)),
            employment_type: cells
                .read("employment_type", employment::employment)
                .or_else(|| employment::employment(&title).value),
            remote_type,
            compensation_summary: pay.as_ref().and_then(|(_, words)| words.clone()),
            comp_min: pay.as_ref().and_then(|(pay, _)| pay.price()?.min),
            comp_max: pay.as_ref().and_then(|(pay, _)| pay.price()?.max),
            comp_period: pay.as_ref().and_then(|(pay, _)| Some(pay.price()?.period)),
            comp_currency: pay.as_ref().and_then(|(pay, _)| Some(pay.price()?.currency)),
            hours_per_week,
            duration_months: cells.read("duration_months", number::months),
            industries: read_terms(cells, "industries", TaxonomyKind::Industry, |value| {
                industry::industries_of(value, vocabulary)
            }),
            community_topic_hint: cells.read("community_topic_hint", |cell| text::line(cell, 100)),
            description,
            title,
        })
    }

    fn source_record_id(&self) -> Option<&str> {
        self.source_record_id.as_deref()
    }

    fn canonical_address(&self) -> Option<String> {
        self.apply_url.as_deref().and_then(url::canonical_apply_url)
    }

    fn drop_address(&mut self) {
        self.apply_url = None;
    }

    fn likeness(&self) -> String {
        format!(
            "{}\n{}\n{}\n{:?}",
            self.title.to_lowercase(),
            self.company_name.as_deref().unwrap_or_default().to_lowercase(),
            self.location_summary.as_deref().unwrap_or_default().to_lowercase(),
            self.posted_at
        )
    }

    fn absorb(&mut self, later: Self) {
        fill(&mut self.source_record_id, later.source_record_id);
        fill(&mut self.company_name, later.company_name);
        fill(&mut self.company_url, later.company_url);
        fill(&mut self.company_logo_url, later.company_logo_url);
        if self.location.is_none() && self.location_summary.is_none() {
            self.location_summary = later.location_summary;
            self.location = later.location;
            self.country_code = later.country_code;
            self.remote_countries = later.remote_countries;
        }
        fill(&mut self.role, later.role);
        fill(&mut self.summary, later.summary);
        fill(&mut self.description, later.description);
        fill_list(&mut self.responsibilities, later.responsibilities);
        fill_list(&mut self.requirements, later.requirements);
        fill(&mut self.apply_url, later.apply_url);
        fill(&mut self.posted_at, later.posted_at);
        fill(&mut self.expires_at, later.expires_at);
        fill(&mut self.employment_type, later.employment_type);
        fill(&mut self.remote_type, later.remote_type);
        if self.compensation_summary.is_none() && self.comp_min.is_none() && self.comp_max.is_none() {
            self.compensation_summary = later.compensation_summary;
            self.comp_min = later.comp_min;
            self.comp_max = later.comp_max;
            self.comp_period = later.comp_period;
            self.comp_currency = later.comp_currency;
        }
        fill(&mut self.hours_per_week, later.hours_per_week);
        fill(&mut self.duration_months, later.duration_months);
        join(&mut self.industries, later.industries);
        fill(&mut self.community_topic_hint, later.community_topic_hint);
    }

    fn slug_parts(&self) -> Vec<Option<&str>> {
        vec![Some(&self.title), self.company_name.as_deref(), self.location.as_deref()]
    }

    async fn write(connection: &mut PgConnection, batch: &Batch<'_, Self>) -> sqlx::Result<()> {
        write::jobs::write(connection, batch).await
    }
}

impl JobRecord {
    /// What of it may say in which business its company is, where no source does.
    pub fn told(&self) -> derived_industry::Posting<'_> {
        derived_industry::Posting {
            company: self.company_name.as_deref(),
            title: &self.title,
            summary: self.summary.as_deref().unwrap_or_default(),
            description: self.description.as_deref().unwrap_or_default(),
        }
    }
}

/// Where to apply. The operator can supply it later; what stands there and is no web address is the sender's to mend.
fn read_apply_url(cells: &Cells) -> Result<Option<String>, Problem> {
    let Some(cell) = cells.text("apply_url") else { return Ok(None) };
    let reading = url::web(&cell);
    match (reading.value, reading.warnings.into_iter().next()) {
        (None, Some(warning)) => {
            Err(Problem::unreadable("apply_url", warning, "send the posting's address, from http(s):// on"))
        }
        (address, _) => Ok(address),
    }
}

/// The role that the row names, else the one that its title does.
fn read_role(cells: &mut Cells, title: &str, context: Context<'_>) -> Option<String> {
    let stated = cells.text("role").map(std::borrow::Cow::into_owned);
    let summary = cells.text("summary").unwrap_or_default().into_owned();
    let stated_role =
        stated.as_deref().and_then(|stated| role::role_in(stated, title, context.vocabulary).value);
    let found = stated_role.or_else(|| {
        let reading = role::role_in(title, &summary, context.vocabulary);
        cells.keep("title", reading)
    });
    if found.is_none() {
        cells.unknown(TaxonomyKind::Role, stated.as_deref().unwrap_or(title));
    }
    found.map(|found| found.role_slug)
}

fn read_place(cells: &mut Cells, context: Context<'_>) -> Option<location::LocationReading> {
    let country = cells.text("country").map(std::borrow::Cow::into_owned);
    let code = country
        .as_deref()
        .and_then(|name| context.vocabulary.country(name))
        .map(|country| country.code.as_str());
    let value = cells.value("location_summary").cloned().or_else(|| country.clone().map(Into::into))?;
    let reading = location::location_of(&value, code, context.vocabulary);
    let place = cells.keep("location_summary", reading);
    if let (Some(text), None) =
        (value.as_str(), place.as_ref().and_then(|place| place.location_slug.as_ref()))
        && place.as_ref().is_none_or(|place| place.remote.is_none())
    {
        cells.unknown(TaxonomyKind::Location, text);
    }
    // A place that can't be mapped is still a place to show.
    place.or_else(|| {
        let summary = text::line(value.as_str()?, 200).value?;
        Some(location::LocationReading { summary, ..Default::default() })
    })
}

/// Where the work is done: words (`Hybrid`) or a truth (`remote: yes`), else whether teleworking is allowed.
fn read_remote(cells: &mut Cells) -> Option<RemoteType> {
    let stated = cells.text("remote_type").map(std::borrow::Cow::into_owned);
    if let Some(words) = stated {
        return match boolean::boolean(&words).value {
            Some(truth) => Some(remote::from_remote(truth)),
            None => cells.read("remote_type", remote::remote_type),
        };
    }
    cells.read("telework", boolean::boolean).map(remote::from_telework)
}

/// Pay from a text, else from columns of its own; and its words where it is no plain figure.
fn read_pay(cells: &mut Cells, country: Option<&str>) -> Option<(Compensation, Option<String>)> {
    let currency = cells.text("comp_currency").and_then(|words| compensation::currency(&words));
    let period = cells.text("comp_period").and_then(|words| compensation::period(&words));
    let context = compensation::Context { country, currency, period };
    let bounds = ["comp_min_amount", "comp_max_amount", "comp_period", "comp_currency"]
        .map(|field| cells.text(field).unwrap_or_default().into_owned());
    let words = cells.text("compensation").and_then(|cell| text::line(&cell, 160).value);
    let quoted = cells.read("compensation", |cell| compensation::compensation(cell, context));
    let in_parts = if bounds[0].is_empty() && bounds[1].is_empty() {
        None
    } else {
        let reading = compensation::from_parts(&bounds[0], &bounds[1], &bounds[2], &bounds[3], context);
        cells.keep("comp_min_amount", reading)
    };
    // Hours stand in the words whether or not a price does.
    let (hours_per_week_min, hours_per_week_max) =
        quoted.as_ref().map(|pay| (pay.hours_per_week_min, pay.hours_per_week_max)).unwrap_or_default();
    let with_hours = |pay| Compensation { hours_per_week_min, hours_per_week_max, ..pay };
    match (quoted.filter(|pay| pay.price().is_some()).or(in_parts).map(with_hours), words) {
        (None, None) => None,
        (Some(pay), words) => {
            // Figures say it themselves; words stay where they are all there is.
            let words = if pay.price().is_some() { None } else { words };
            Some((pay, words))
        }
        (None, Some(words)) => Some((with_hours(Compensation::default()), Some(words))),
    }
}

fn bullets(value: &serde_json::Value) -> super::normalise::Reading<Vec<String>> {
    match value {
        serde_json::Value::String(cell) => markdown::bullets(cell),
        other => markdown::bullets(&other.to_string()),
    }
}
