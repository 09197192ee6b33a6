//! A public profile as programs read it: every fact of its page, under the names of the canonical model.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::portraits::Photo;
use super::queries::ProfileRow;
use super::view;
use super::{Availability, CheckType, ClaimStatus, EngagementType, Travel, VerificationStatus};
use crate::config::PublicOrigin;
use crate::urls;
use crate::values::Hours;
use crate::web::dates::Month;

/// A fractional executive.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Executive {
    /// Stays the same when everything else changes.
    pub id: Uuid,
    /// The last part of the profile's address.
    pub slug: String,
    /// The profile's address.
    #[schemars(extend("format" = "uri"))]
    pub url: String,
    /// The given name.
    pub first_name: String,
    /// The family name; empty where there is none.
    pub last_name: String,
    /// The whole name.
    pub full_name: String,
    /// What they do, in their words.
    pub headline: String,
    /// Their photograph, a square JPEG.
    #[schemars(extend("format" = "uri"))]
    pub photo_url: Option<String>,
    /// The biography, in Markdown.
    pub bio: Option<String>,
    /// The role (`/api/v1/roles`).
    pub role_slug: String,
    /// The home place (`/api/v1/locations`).
    pub location_slug: String,
    /// Industries, most important first (`/api/v1/industries`).
    pub industry_slugs: Vec<String>,
    /// Specialties, most important first.
    pub specialty_slugs: Vec<String>,
    /// Years in the profession.
    pub years_experience: Option<i32>,
    /// What they said of their time for new work.
    pub availability: Option<Availability>,
    /// When that begins to hold (AVAILABLE, LIMITED) or ends (BOOKED, UNAVAILABLE), if it lies ahead.
    pub available_from: Option<NaiveDate>,
    /// Whether it was confirmed within the last 75 days. If not, don't rely on it.
    pub availability_is_current: bool,
    /// When the facts were last confirmed.
    pub last_confirmed_at: Option<DateTime<Utc>>,
    /// Whether they work remotely; null where they didn't say.
    pub remote_available: Option<bool>,
    /// How far they travel.
    pub travel_willingness: Option<Travel>,
    /// The shortest engagement, in their words (`3 months`).
    pub minimum_engagement: Option<String>,
    /// Kinds of engagement.
    pub engagement_types: Vec<EngagementType>,
    /// Company stages (`Series A`).
    pub stage_focus: Vec<String>,
    /// ISO 639-1 codes.
    pub languages: Vec<String>,
    /// IANA time zone.
    pub timezone: Option<String>,
    /// Hours a week.
    pub hours_per_week: Option<Hours>,
    /// Their page on LinkedIn.
    pub linkedin_url: Option<String>,
    /// Their own site.
    pub website_url: Option<String>,
    /// Where a call can be booked.
    pub booking_url: Option<String>,
    /// What they ask.
    pub rates: Rates,
    /// Whose profile it is: nobody's yet, its person's, or its person's and checked.
    pub claim_status: ClaimStatus,
    /// Whether the editors put them forward.
    pub featured: bool,
    /// One outcome in a line.
    pub highlight_outcome: Option<String>,
    /// The career, latest first.
    pub experience: Vec<Experience>,
    /// Degrees.
    pub education: Vec<Education>,
    /// Certifications.
    pub certifications: Vec<Certification>,
    /// The mean of the reviews' ratings, 1 to 5; null without reviews.
    pub average_rating: Option<f32>,
    /// Published reviews, latest first.
    pub reviews: Vec<Review>,
    /// Outcome stories.
    pub case_studies: Vec<CaseStudy>,
    /// What was looked at, and how that ended.
    pub verification_badges: Vec<VerificationBadge>,
    /// Where the data came from; null once its person has claimed the profile.
    pub source: Option<Source>,
    /// When the profile was published.
    pub published_at: DateTime<Utc>,
    /// When its content last changed.
    pub updated_at: DateTime<Utc>,
}

/// Prices in whole units of one currency; each as a range whose ends may be unknown. A lower end alone means "from".
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ExecutiveRates")]
pub struct Rates {
    /// ISO 4217; null where no price is known.
    pub currency: Option<String>,
    /// By the hour.
    pub hourly_min: Option<i32>,
    /// By the hour, at most.
    pub hourly_max: Option<i32>,
    /// By the day.
    pub daily_min: Option<i32>,
    /// By the day, at most.
    pub daily_max: Option<i32>,
    /// By the month.
    pub monthly_min: Option<i32>,
    /// By the month, at most.
    pub monthly_max: Option<i32>,
}

/// One station of a career.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Experience {
    /// Where.
    pub company_name: String,
    /// The title held.
    pub role_title: String,
    /// What was done there.
    pub description: Option<String>,
    /// From when: a year, or a year and a month (`2019-03`).
    pub start_date: Option<String>,
    /// Until when, likewise.
    pub end_date: Option<String>,
    /// Whether it still goes on.
    pub is_current: bool,
}

/// A degree.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Education {
    /// The school.
    pub institution: String,
    /// The degree (`MBA`).
    pub degree: Option<String>,
    /// The field (`Finance`).
    pub field: Option<String>,
    /// The year in which it was finished.
    pub year_end: Option<i32>,
}

/// A certification.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Certification {
    /// The short name (`CPA`).
    pub name: String,
    /// The name in full.
    pub full_name: Option<String>,
    /// The year in which it was obtained.
    pub year_obtained: Option<i32>,
}

/// A published review.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// Who wrote it.
    pub author_name: String,
    /// Their title.
    pub author_title: Option<String>,
    /// Their company.
    pub author_company: Option<String>,
    /// What they did together (`Fractional CFO, 2023 to 2025`).
    pub engagement: Option<String>,
    /// 1 to 5.
    pub rating: f32,
    /// Plain text.
    pub content: String,
    /// Whether we know that the author worked with the person.
    pub verified: bool,
    /// Whether the person asked for it, at an address that confirmed itself; else a source brought it.
    pub invited: bool,
    /// When it was published.
    pub published_on: Option<NaiveDate>,
    /// What the person answered.
    pub reply: Option<String>,
    /// When they did.
    pub replied_on: Option<NaiveDate>,
}

/// An outcome story.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseStudy {
    /// The title.
    pub title: String,
    /// What was the matter.
    pub situation: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// The result in one line.
    pub metric: Option<String>,
}

/// One verification.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VerificationBadge {
    /// What was looked at.
    pub check_type: CheckType,
    /// How that ended. A check that held until some day is UNVERIFIED after it.
    pub status: VerificationStatus,
    /// How it was done, where it held.
    pub detail: Option<String>,
    /// By whom, where it held.
    pub checked_by: Option<String>,
    /// When.
    pub checked_on: Option<NaiveDate>,
    /// Until when it counts; nothing where it has no end.
    pub valid_until: Option<NaiveDate>,
}

/// Where a profile's data came from.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ExecutiveSource")]
pub struct Source {
    /// The source, in words.
    pub name: String,
    /// When it was last read there.
    pub read_on: Option<NaiveDate>,
}

impl Executive {
    /// The profile as its page shows it on `today`.
    pub fn of(row: &ProfileRow, origin: &PublicOrigin, today: NaiveDate) -> Self {
        let profile = row.to_view(today);
        let slugs = |pairs: &[(String, String)]| pairs.iter().map(|(slug, _)| slug.clone()).collect();
        Self {
            id: row.id,
            slug: row.slug.clone(),
            url: origin.absolute(urls::Executive::to(&row.slug)),
            first_name: row.first_name.clone(),
            last_name: row.last_name.clone(),
            full_name: row.full_name.clone(),
            headline: row.headline.clone(),
            photo_url: row.photo.as_deref().map(|photo| origin.absolute(Photo::public(photo).large())),
            bio: row.bio.clone(),
            role_slug: row.role_slug.clone(),
            location_slug: row.location_slug.clone(),
            industry_slugs: slugs(&row.industries),
            specialty_slugs: slugs(&row.specialties),
            years_experience: row.years_experience,
            availability: row.availability,
            available_from: profile.availability.date,
            availability_is_current: profile.availability.is_fresh(),
            last_confirmed_at: row.last_confirmed_at,
            remote_available: row.remote_available,
            travel_willingness: row.travel_willingness,
            minimum_engagement: row.minimum_engagement.clone(),
            engagement_types: row.engagement_types.clone(),
            stage_focus: row.stage_focus.clone(),
            languages: row.languages.clone(),
            timezone: row.timezone.clone(),
            hours_per_week: profile.hours,
            linkedin_url: row.linkedin_url.clone(),
            website_url: row.website_url.clone(),
            booking_url: row.booking_url.clone(),
            rates: Rates::of(row),
            claim_status: row.claim_status,
            featured: row.featured,
            highlight_outcome: row.highlight_outcome.clone(),
            average_rating: profile.rating.map(|rating| rating.average),
            source: profile
                .is_unclaimed()
                .then(|| Source { name: profile.source.name.clone(), read_on: profile.source.read_on }),
            published_at: row.published_at,
            updated_at: row.content_updated_at,
            experience: profile.experience.into_iter().map(Experience::of).collect(),
            education: profile.education.into_iter().map(Education::of).collect(),
            certifications: profile.certifications.into_iter().map(Certification::of).collect(),
            reviews: profile.reviews.into_iter().map(Review::of).collect(),
            case_studies: profile.case_studies.into_iter().map(CaseStudy::of).collect(),
            verification_badges: profile.checks.into_iter().map(VerificationBadge::of).collect(),
        }
    }
}

impl Rates {
    fn of(row: &ProfileRow) -> Self {
        Self {
            currency: row.rate_currency.clone(),
            hourly_min: row.hourly_min,
            hourly_max: row.hourly_max,
            daily_min: row.daily_min,
            daily_max: row.daily_max,
            monthly_min: row.monthly_min,
            monthly_max: row.monthly_max,
        }
    }
}

impl Experience {
    fn of(entry: view::TimelineEntry) -> Self {
        Self {
            company_name: entry.company,
            role_title: entry.title,
            description: entry.description,
            start_date: entry.start.map(Month::machine),
            end_date: entry.end.map(Month::machine),
            is_current: entry.current,
        }
    }
}

impl Education {
    fn of(degree: view::Degree) -> Self {
        let view::Degree { institution, degree, field, year } = degree;
        Self { institution, degree, field, year_end: year }
    }
}

impl Certification {
    fn of(certification: view::Certification) -> Self {
        let view::Certification { name, full_name, year } = certification;
        Self { name, full_name, year_obtained: year }
    }
}

impl Review {
    fn of(review: view::Review) -> Self {
        let (reply, replied_on) = review.reply.map(|reply| (reply.content, reply.on)).unzip();
        Self {
            author_name: review.author,
            author_title: review.author_title,
            author_company: review.author_company,
            engagement: review.engagement,
            rating: review.rating,
            content: review.content,
            verified: review.verified,
            invited: review.is_invited,
            published_on: review.published_on,
            reply,
            replied_on: replied_on.flatten(),
        }
    }
}

impl CaseStudy {
    fn of(story: view::CaseStudy) -> Self {
        let view::CaseStudy { title, situation, action, outcome, metric } = story;
        Self { title, situation, action, outcome, metric }
    }
}

impl VerificationBadge {
    fn of(check: view::Check) -> Self {
        let held = check.holds();
        let checked_by = held.then(|| view::CHECKED_BY.to_owned());
        let detail = check.detail.filter(|_| held);
        Self {
            check_type: check.kind,
            status: check.status,
            detail,
            checked_by,
            checked_on: check.checked_on.filter(|_| held),
            valid_until: check.valid_until.filter(|_| held),
        }
    }
}
