//! A row about a person → a canonical profile.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;

use super::Entity;
use super::cells::{Cells, Context};
use super::normalise::compensation::{self, Compensation};
use super::normalise::timeline::{self, CaseStudy, Certification, Education, Experience, Review};
use super::normalise::{
    availability, boolean, engagement, industry, language, list, location, markdown, number, person, role,
    specialty, text, travel, url,
};
use super::record::{Batch, Part, Record, fill, fill_list, join};
use super::refusal::Problem;
use super::suppression::Person;
use super::write;
use crate::executives::{Availability, EngagementType, Travel};
use crate::taxonomy::TaxonomyKind;
use crate::values::{Currency, Period};

/// What a source says of a person, in canonical terms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExecutiveRecord {
    pub source_record_id: Option<String>,
    pub first_name: String,
    pub last_name: String,
    pub full_name: String,
    pub headline: Option<String>,
    pub bio: Option<String>,
    pub role: Option<String>,
    pub location: Option<String>,
    pub photo_url: Option<String>,
    pub linkedin_url: Option<String>,
    pub linkedin_key: Option<String>,
    pub website_url: Option<String>,
    pub booking_url: Option<String>,
    pub contact_email: Option<String>,
    pub industries: Vec<String>,
    pub specialties: Vec<String>,
    pub years_experience: Option<i32>,
    pub availability: Option<Availability>,
    pub available_from: Option<NaiveDate>,
    pub last_confirmed_at: Option<DateTime<Utc>>,
    pub hours_per_week: Option<(i32, i32)>,
    pub remote_available: Option<bool>,
    pub travel_willingness: Option<Travel>,
    pub minimum_engagement: Option<String>,
    pub engagement_types: Vec<EngagementType>,
    pub stage_focus: Vec<String>,
    pub languages: Vec<String>,
    pub timezone: Option<String>,
    pub rates: Rates,
    pub highlight_outcome: Option<String>,
    pub experience: Vec<Experience>,
    pub education: Vec<Education>,
    pub certifications: Vec<Certification>,
    pub reviews: Vec<Review>,
    pub case_studies: Vec<CaseStudy>,
}

/// What a person asks, in one currency, by unit: the lower and the upper bound.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rates {
    pub currency: Option<Currency>,
    pub hourly: (Option<i32>, Option<i32>),
    pub daily: (Option<i32>, Option<i32>),
    pub monthly: (Option<i32>, Option<i32>),
}

impl Record for ExecutiveRecord {
    const ENTITY: Entity = Entity::Executive;
    const RELATIVE: &'static [&'static str] =
        &["years_experience", "availability", "available_from", "last_confirmed_at"];
    const GROUPS: &'static [&'static [&'static str]] =
        &[&["availability", "available_from", "last_confirmed_at"], &["linkedin_url", "linkedin_key"]];
    const PARTS: &'static [Part] = &[
        Part::same(&["first_name", "last_name", "full_name"]),
        Part { fields: &["role"], columns: &["role_id"] },
        Part { fields: &["location"], columns: &["location_id"] },
        Part {
            fields: &["rates"],
            columns: &[
                "rate_currency",
                "hourly_min",
                "hourly_max",
                "daily_min",
                "daily_max",
                "monthly_min",
                "monthly_max",
            ],
        },
        Part { fields: &["hours_per_week"], columns: &["hours_per_week_min", "hours_per_week_max"] },
        Part::same(&["availability", "available_from", "last_confirmed_at"]),
        Part::same(&["linkedin_url", "linkedin_key"]),
    ];

    fn read(cells: &mut Cells, context: Context<'_>) -> Result<Self, Problem> {
        let vocabulary = context.vocabulary;
        let name = {
            let parts = ["first_name", "last_name", "full_name"].map(|field| cells.text(field));
            let [first, last, full] = parts.each_ref().map(|part| part.as_deref());
            person::name(first, last, full)
        };
        if name.value.is_none() {
            return Err(name.warnings.first().map_or_else(
                || Problem::missing("full_name", "no name"),
                |warning| Problem::unreadable("full_name", warning, "send a person's first and last name"),
            ));
        }
        let name = cells.keep("full_name", name).unwrap_or_default();
        let place = read_place(cells, context);
        let availability = cells.read("availability", |cell| availability::availability(cell, context.today));
        let available_from = cells
            .read("available_from", |cell| super::normalise::date::partial_date(cell, context.today))
            .map(|date| date.date)
            .or(availability.as_ref().and_then(|reading| reading.available_from));
        let hours_per_week = stated_hours(cells).or(availability
            .as_ref()
            .and_then(|reading| reading.hours_per_week_min.zip(reading.hours_per_week_max)));
        let country = place.as_ref().and_then(|place| place.country_code.clone());
        let (rates, hours_in_rate) = read_rates(cells, country.as_deref());
        let linkedin = cells.read("linkedin_url", url::canonical_linkedin);
        let experience = cells
            .read_value("experience", |value| timeline::experience(value, context.today))
            .unwrap_or_default();
        let years_experience = cells
            .read("years_experience", number::years)
            .or_else(|| timeline::years_experience(&experience, context.today));
        let case_studies = cells.read_value("case_studies", timeline::case_studies).unwrap_or_default();
        let highlight_outcome = cells.read("highlight_outcome", |cell| text::line(cell, 200)).or_else(|| {
            let first = case_studies.first()?;
            first
                .metric
                .clone()
                .or_else(|| first.outcome.as_deref().map(|outcome| markdown::summary(outcome, 160)))
        });
        let role = read_role(cells, context);
        let headline = cells.read("headline", |cell| text::line(cell, 200));
        Ok(Self {
            source_record_id: cells.read("source_record_id", |cell| text::line(cell, 200)),
            first_name: name.first_name,
            last_name: name.last_name,
            full_name: name.full_name,
            headline,
            bio: cells.read("bio", |cell| markdown::markdown(cell, 20_000)),
            location: place.as_ref().and_then(|place| place.location_slug.clone()),
            role,
            photo_url: cells.read("photo_url", url::web),
            linkedin_key: linkedin.as_ref().map(|linkedin| linkedin.key.clone()),
            linkedin_url: linkedin.map(|linkedin| linkedin.url),
            website_url: cells.read("website_url", url::web),
            booking_url: cells.read("booking_url", url::web),
            contact_email: cells.text("contact_email").and_then(|cell| email(&cell)),
            industries: read_terms(cells, "industries", TaxonomyKind::Industry, |value| {
                industry::industries_of(value, vocabulary)
            }),
            specialties: read_terms(cells, "specialties", TaxonomyKind::Specialty, |value| {
                specialty::specialties_of(value, vocabulary)
            }),
            years_experience,
            availability: availability.map(|reading| reading.availability),
            available_from,
            last_confirmed_at: cells
                .read("last_confirmed_at", |cell| super::normalise::date::date_time(cell, context.today))
                .filter(|at| at.date_naive() <= context.today),
            hours_per_week: hours_per_week.or(hours_in_rate).filter(|hours| is_week(*hours)),
            remote_available: cells.read("remote_available", boolean::boolean).or(place
                .and_then(|place| place.remote)
                .map(|remote| remote != crate::jobs::RemoteType::Onsite)),
            travel_willingness: cells.read("travel_willingness", travel::travel),
            minimum_engagement: cells.read("minimum_engagement", |cell| text::line(cell, 80)),
            engagement_types: cells.read("engagement_types", engagement::engagements).unwrap_or_default(),
            stage_focus: cells
                .value("stage_focus")
                .map(|value| list::items_of(value).into_iter().take(8).map(|item| short(&item, 60)).collect())
                .unwrap_or_default(),
            languages: cells
                .read_value("languages", language::languages_of)
                .map(|codes| codes.into_iter().map(str::to_owned).collect())
                .unwrap_or_default(),
            timezone: cells.read("timezone", |cell| text::line(cell, 60)),
            rates,
            highlight_outcome,
            education: cells
                .read_value("education", |value| timeline::education(value, context.today))
                .unwrap_or_default(),
            certifications: cells
                .read_value("certifications", |value| timeline::certifications(value, context.today))
                .unwrap_or_default(),
            reviews: cells
                .read_value("reviews", |value| timeline::reviews(value, context.today))
                .unwrap_or_default(),
            experience,
            case_studies,
        })
    }

    fn source_record_id(&self) -> Option<&str> {
        self.source_record_id.as_deref()
    }

    fn canonical_address(&self) -> Option<String> {
        self.linkedin_key.clone()
    }

    fn person(&self) -> Option<Person<'_>> {
        Some(Person {
            name: &self.full_name,
            linkedin_key: self.linkedin_key.as_deref(),
            email: self.contact_email.as_deref(),
            companies: self.experience.iter().map(|station| station.company_name.as_str()).collect(),
        })
    }

    fn drop_address(&mut self) {
        self.linkedin_key = None;
        self.linkedin_url = None;
    }

    fn likeness(&self) -> String {
        format!(
            "{}\n{}\n{}",
            self.full_name.to_lowercase(),
            self.role.as_deref().unwrap_or_default(),
            self.location.as_deref().unwrap_or_default()
        )
    }

    fn absorb(&mut self, later: Self) {
        fill(&mut self.source_record_id, later.source_record_id);
        fill(&mut self.headline, later.headline);
        fill(&mut self.bio, later.bio);
        fill(&mut self.role, later.role);
        fill(&mut self.location, later.location);
        fill(&mut self.photo_url, later.photo_url);
        fill(&mut self.linkedin_url, later.linkedin_url);
        fill(&mut self.linkedin_key, later.linkedin_key);
        fill(&mut self.website_url, later.website_url);
        fill(&mut self.booking_url, later.booking_url);
        fill(&mut self.contact_email, later.contact_email);
        join(&mut self.industries, later.industries);
        join(&mut self.specialties, later.specialties);
        fill(&mut self.years_experience, later.years_experience);
        fill(&mut self.availability, later.availability);
        fill(&mut self.available_from, later.available_from);
        fill(&mut self.last_confirmed_at, later.last_confirmed_at);
        fill(&mut self.hours_per_week, later.hours_per_week);
        fill(&mut self.remote_available, later.remote_available);
        fill(&mut self.travel_willingness, later.travel_willingness);
        fill(&mut self.minimum_engagement, later.minimum_engagement);
        join(&mut self.engagement_types, later.engagement_types);
        join(&mut self.stage_focus, later.stage_focus);
        join(&mut self.languages, later.languages);
        fill(&mut self.timezone, later.timezone);
        if self.rates == Rates::default() {
            self.rates = later.rates;
        }
        fill(&mut self.highlight_outcome, later.highlight_outcome);
        fill_list(&mut self.experience, later.experience);
        fill_list(&mut self.education, later.education);
        fill_list(&mut self.certifications, later.certifications);
        join(&mut self.reviews, later.reviews);
        fill_list(&mut self.case_studies, later.case_studies);
    }

    fn slug_parts(&self) -> Vec<Option<&str>> {
        vec![Some(&self.full_name), self.role.as_deref(), self.location.as_deref()]
    }

    async fn write(connection: &mut PgConnection, batch: &Batch<'_, Self>) -> sqlx::Result<()> {
        write::executives::write(connection, batch).await
    }
}

/// The role of a title; where the title alone is ambiguous, the headline decides.
fn read_role(cells: &mut Cells, context: Context<'_>) -> Option<String> {
    let title = cells.text("role")?.into_owned();
    let headline = cells.text("headline").unwrap_or_default().into_owned();
    let reading = role::role_in(&title, &headline, context.vocabulary);
    let found = cells.keep("role", reading);
    if found.is_none() {
        cells.unknown(TaxonomyKind::Role, &title);
    }
    found.map(|found| found.role_slug)
}

/// The place: from the location's own column, else from city, region and country.
fn read_place(cells: &mut Cells, context: Context<'_>) -> Option<location::LocationReading> {
    let country = cells.text("country").map(std::borrow::Cow::into_owned);
    let code = country
        .as_deref()
        .and_then(|name| context.vocabulary.country(name))
        .map(|country| country.code.as_str());
    let (field, value) = if let Some(value) = cells.value("location") {
        ("location", value.clone())
    } else {
        let parts = ["city", "state_region", "country"].map(|part| cells.text(part));
        let text = parts.iter().flatten().map(|part| part.trim()).collect::<Vec<_>>().join(", ");
        ("city", Value::String(text))
    };
    if value.as_str().is_some_and(str::is_empty) {
        return None;
    }
    let reading = location::location_of(&value, code, context.vocabulary);
    let place = cells.keep(field, reading);
    if place.as_ref().is_none_or(|place| place.location_slug.is_none())
        && let Some(text) = value.as_str()
    {
        cells.unknown(TaxonomyKind::Location, text);
    }
    place
}

/// The slugs that a list names; what no alias knows goes to the inbox.
pub(super) fn read_terms(
    cells: &mut Cells,
    field: &str,
    kind: TaxonomyKind,
    read: impl FnOnce(&Value) -> super::normalise::Reading<industry::Terms>,
) -> Vec<String> {
    let terms = cells.read_value(field, read).unwrap_or_default();
    for term in &terms.unknown {
        cells.unknown(kind, term);
    }
    terms.slugs
}

/// Rates from texts ("$200/hr"), then from columns of their own; and the weekly hours that a text names.
fn read_rates(cells: &mut Cells, country: Option<&str>) -> (Rates, Option<(i32, i32)>) {
    const TEXTS: [(&str, Option<Period>); 4] = [
        ("rate", None),
        ("hourly_rate", Some(Period::Hour)),
        ("day_rate", Some(Period::Day)),
        ("monthly_rate", Some(Period::Month)),
    ];
    const BOUNDS: [(&str, &str, Period); 3] = [
        ("hourly_min", "hourly_max", Period::Hour),
        ("daily_min", "daily_max", Period::Day),
        ("monthly_min", "monthly_max", Period::Month),
    ];
    let stated = cells.text("rate_currency").and_then(|words| compensation::currency(&words));
    let mut rates = Rates::default();
    let mut hours = None;
    for (field, period) in TEXTS {
        // A rate that names no currency is in that of the rates before it.
        let context = compensation::Context { country, currency: stated.or(rates.currency), period };
        for quoted in cells.read(field, |cell| compensation::compensations(cell, context)).unwrap_or_default()
        {
            hours = hours.or(quoted.hours_per_week_min.zip(quoted.hours_per_week_max));
            rates.take(&quoted, cells, field);
        }
    }
    for (low, high, period) in BOUNDS {
        let bounds = [low, high].map(|field| cells.text(field).unwrap_or_default().into_owned());
        if bounds.iter().all(String::is_empty) {
            continue;
        }
        let context = compensation::Context { country, currency: stated, period: Some(period) };
        let reading = compensation::from_parts(&bounds[0], &bounds[1], period.label(), "", context);
        if let Some(quoted) = cells.keep(low, reading) {
            rates.take(&quoted, cells, low);
        }
    }
    (rates, hours)
}

impl Rates {
    /// Takes one quotation; a second currency is refused, a unit that the model has no place for too.
    fn take(&mut self, quoted: &Compensation, cells: &mut Cells, field: &str) {
        let Some(price) = quoted.price() else { return };
        if self.currency.is_some_and(|known| known != price.currency) {
            let warning = format!("{price} was left out: the rates before it are in another currency");
            cells.keep::<()>(
                field,
                super::normalise::Reading { value: None, warnings: vec![warning], unread: None },
            );
            return;
        }
        let bounds = (price.min, price.max);
        match price.period {
            Period::Hour => self.hourly = bounds,
            Period::Day => self.daily = bounds,
            Period::Month => self.monthly = bounds,
            Period::Week | Period::Year => {
                let warning =
                    format!("{price} was left out: rates are kept by the hour, the day or the month");
                cells.keep::<()>(
                    field,
                    super::normalise::Reading { value: None, warnings: vec![warning], unread: None },
                );
                return;
            }
        }
        self.currency = Some(price.currency);
    }
}

/// Weekly hours from their own columns: "10 h/week", "10-15", or a lower and an upper bound.
pub(super) fn stated_hours(cells: &Cells) -> Option<(i32, i32)> {
    let plain = |cell: &str| compensation::hours_per_week(&format!("{} hours per week", cell.trim()));
    if let Some(cell) = cells.text("hours_per_week") {
        return compensation::hours_per_week(&cell).or_else(|| plain(&cell));
    }
    let bound = |field| cells.text(field).and_then(|cell| plain(&cell)).map(|(hours, _)| hours);
    let (low, high) = (bound("hours_per_week_min"), bound("hours_per_week_max"));
    Some((low.or(high)?, high.or(low)?))
}

/// Whether a range of hours fits a week.
pub(super) fn is_week((low, high): (i32, i32)) -> bool {
    1 <= low && low <= high && high <= 80
}

/// An e-mail address, lower case; only its shape is looked at.
pub(super) fn email(cell: &str) -> Option<String> {
    let address = cell.trim().trim_start_matches("mailto:").to_lowercase();
    let (user, domain) = address.split_once('@')?;
    let plausible = !user.is_empty()
        && domain.contains('.')
        && !address.contains(char::is_whitespace)
        && !domain.contains('@')
        && address.len() <= 254;
    plausible.then_some(address)
}

fn short(text: &str, max_chars: usize) -> String {
    text.trim().chars().take(max_chars).collect()
}
