//! From a profile's row to what its page shows.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use sqlx::types::Json;

use super::portraits::Photo;
use super::queries::{ProfileRow, Rates};
use super::view::{
    AvailabilityLine, Avatar, CaseStudy, Certification, Check, Degree, Profile, Rating, Reply, Review,
    Source, TimelineEntry,
};
use super::{CheckType, VerificationStatus};
use crate::urls;
use crate::values::Hours;
use crate::web::dates::Month;
use crate::web::links::{Link, Named};
use crate::web::markdown::Html;

impl ProfileRow {
    /// Decides what the page shows on `today`.
    pub fn to_view(&self, today: NaiveDate) -> Profile {
        let rates = Rates {
            currency: self.rate_currency.clone(),
            hourly: (self.hourly_min, self.hourly_max),
            daily: (self.daily_min, self.daily_max),
            monthly: (self.monthly_min, self.monthly_max),
        };
        let confirmed_on = self.last_confirmed_at.map(|at| at.date_naive());
        let count = u32::try_from(self.review_count_cached).unwrap_or_default();
        let ways = [
            ("Book a call", &self.booking_url),
            ("Website", &self.website_url),
            ("LinkedIn", &self.linkedin_url),
        ];
        let elsewhere = ways.into_iter().filter_map(|(label, url)| Some(Link::new(label, url.as_ref()?)));
        Profile {
            slug: self.slug.clone(),
            name: self.full_name.clone(),
            first_name: self.first_name.clone(),
            avatar: Avatar::of(&self.full_name, self.id.as_bytes())
                .with_photo(self.photo.as_deref().map(Photo::public)),
            headline: self.headline.clone(),
            highlight: self.highlight_outcome.clone(),
            role: Named::new(&self.role_slug, &self.role_title),
            role_full: self.role_full_title.clone(),
            location: (!self.location_slug.is_empty())
                .then(|| Named::new(&self.location_slug, &self.location_name)),
            remote: self.remote_available.unwrap_or_default(),
            travel: self.travel_willingness,
            years: self.years_experience,
            prices: rates.prices(),
            hours: Hours::new(self.hours_per_week_min, self.hours_per_week_max),
            minimum_engagement: self.minimum_engagement.clone(),
            availability: AvailabilityLine::of(self.availability, self.available_from, confirmed_on, today),
            confirmed_on,
            rating: self.avg_rating.filter(|_| count > 0).map(|average| Rating { average, count }),
            claim: self.claim_status,
            is_minimal: self.is_minimal,
            checks: rows::<CheckRow>(&self.checks).into_iter().map(|row| row.view(today)).collect(),
            source: Source {
                name: source_name(&self.source_system),
                read_on: self.source_synced_at.map(|at| at.date_naive()),
            },
            contact: Link::new(
                format!("Contact {}", self.first_name),
                &urls::ContactExecutive::to(&self.slug),
            ),
            elsewhere: elsewhere.collect(),
            ownership: vec![
                Link::new("Claim it", &urls::ClaimExecutive::to(&self.slug)),
                Link::new("Correct it", &urls::CorrectExecutive::to(&self.slug)),
                Link::new("Remove it", &urls::RemoveExecutive::to(&self.slug)),
            ],
            industries: self.industries.iter().map(|(slug, name)| Named::new(slug, name)).collect(),
            specialties: self.specialties.iter().map(|(_, name)| name.clone()).collect(),
            engagement_types: self.engagement_types.clone(),
            stages: self.stage_focus.clone(),
            languages: self.languages.iter().map(|code| language(code)).collect(),
            timezone: self.timezone.as_deref().map(|zone| zone.replace('_', " ")),
            bio: self.bio.as_deref().map(Html::from_markdown).filter(|html| !html.is_empty()),
            case_studies: rows::<CaseStudyRow>(&self.case_studies)
                .into_iter()
                .map(CaseStudyRow::view)
                .collect(),
            experience: rows::<ExperienceRow>(&self.experience)
                .into_iter()
                .map(ExperienceRow::view)
                .collect(),
            education: rows::<EducationRow>(&self.education).into_iter().map(EducationRow::view).collect(),
            certifications: (rows::<CertificationRow>(&self.certifications).into_iter())
                .map(|row| Certification {
                    name: row.name,
                    full_name: row.full_name,
                    year: row.year_obtained,
                })
                .collect(),
            reviews: rows::<ReviewRow>(&self.reviews).into_iter().map(ReviewRow::view).collect(),
            updated_on: self.content_updated_at.date_naive(),
        }
    }

    /// Whether there is enough on the page for search engines: a biography or a career.
    pub fn is_substantial(&self) -> bool {
        self.bio.is_some() || !self.experience.is_empty()
    }
}

/// Child rows as the database aggregates them. They are our own tables' columns, so a row that doesn't read is a bug
/// that the page's tests show; it costs the section, not the page.
fn rows<T: DeserializeOwned>(rows: &[Json<Box<RawValue>>]) -> Vec<T> {
    rows.iter().map(|row| serde_json::from_str(row.get())).collect::<Result<_, _>>().unwrap_or_else(|error| {
        tracing::error!(%error, "a child row does not read");
        Vec::new()
    })
}

/// A source as the sentence "It was put together from …" names it.
fn source_name(source: &str) -> String {
    match source {
        "clay" => "a list kept in Clay".to_owned(),
        "demo" => "invented demo data (there is no such person)".to_owned(),
        other => format!("the list “{other}”"),
    }
}

/// What people read for an ISO 639-1 code.
fn language(code: &str) -> String {
    crate::values::language_name(code).map_or_else(|| code.to_owned(), str::to_owned)
}

#[derive(Deserialize)]
struct CheckRow {
    check_type: CheckType,
    status: VerificationStatus,
    detail: Option<String>,
    checked_at: Option<chrono::DateTime<chrono::Utc>>,
    valid_until: Option<chrono::DateTime<chrono::Utc>>,
}

impl CheckRow {
    /// A check that held until some day holds no more after it.
    fn view(self, today: NaiveDate) -> Check {
        let has_lapsed = self.valid_until.is_some_and(|until| until.date_naive() < today);
        let status = if has_lapsed { VerificationStatus::Unverified } else { self.status };
        let day = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.date_naive());
        Check {
            kind: self.check_type,
            status,
            detail: self.detail,
            checked_on: day(self.checked_at),
            valid_until: day(self.valid_until),
        }
    }
}

#[derive(Deserialize)]
struct ExperienceRow {
    role_title: String,
    company_name: String,
    start_date: Option<NaiveDate>,
    end_date: Option<NaiveDate>,
    start_precision: Option<String>,
    end_precision: Option<String>,
    is_current: bool,
    description: Option<String>,
}

impl ExperienceRow {
    fn view(self) -> TimelineEntry {
        TimelineEntry {
            title: self.role_title,
            company: self.company_name,
            start: self.start_date.map(|date| month(date, self.start_precision.as_deref())),
            end: self.end_date.map(|date| month(date, self.end_precision.as_deref())),
            current: self.is_current,
            description: self.description,
        }
    }
}

/// As much of a date as was told.
fn month(date: NaiveDate, precision: Option<&str>) -> Month {
    use chrono::Datelike;
    Month { year: date.year(), month: (precision != Some("year")).then(|| date.month()) }
}

#[derive(Deserialize)]
struct EducationRow {
    institution: String,
    degree: Option<String>,
    field: Option<String>,
    year_end: Option<i32>,
}

impl EducationRow {
    fn view(self) -> Degree {
        Degree { institution: self.institution, degree: self.degree, field: self.field, year: self.year_end }
    }
}

#[derive(Deserialize)]
struct CertificationRow {
    name: String,
    full_name: Option<String>,
    year_obtained: Option<i32>,
}

#[derive(Deserialize)]
struct CaseStudyRow {
    title: String,
    situation: Option<String>,
    action: Option<String>,
    outcome: Option<String>,
    metric: Option<String>,
}

impl CaseStudyRow {
    fn view(self) -> CaseStudy {
        let Self { title, situation, action, outcome, metric } = self;
        CaseStudy { title, situation, action, outcome, metric }
    }
}

#[derive(Deserialize)]
struct ReviewRow {
    author_name: String,
    author_title: Option<String>,
    author_company: Option<String>,
    engagement: Option<String>,
    rating: f32,
    content: String,
    verified: bool,
    is_invited: bool,
    published_at: Option<chrono::DateTime<chrono::Utc>>,
    reply: Option<String>,
    replied_at: Option<chrono::DateTime<chrono::Utc>>,
    reply_waits: bool,
}

impl ReviewRow {
    /// An answer that waits to be looked at is none yet.
    fn view(self) -> Review {
        let on = self.replied_at.map(|at| at.date_naive());
        Review {
            author: self.author_name,
            author_title: self.author_title,
            author_company: self.author_company,
            engagement: self.engagement,
            rating: self.rating,
            content: self.content,
            verified: self.verified,
            is_invited: self.is_invited,
            published_on: self.published_at.map(|at| at.date_naive()),
            reply: self.reply.filter(|_| !self.reply_waits).map(|content| Reply { content, on }),
        }
    }
}
