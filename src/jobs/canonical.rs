//! An open posting as programs read it: every fact of its page, under the names of the canonical model.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::queries::JobRow;
use super::{EmploymentType, RemoteType};
use crate::config::PublicOrigin;
use crate::urls;
use crate::values::{Hours, Period};

/// An open posting for a fractional executive.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Stays the same when everything else changes.
    pub id: Uuid,
    /// The last part of the posting's address.
    pub slug: String,
    /// The posting's address here.
    #[schemars(extend("format" = "uri"))]
    pub url: String,
    /// The title.
    pub title: String,
    /// The employer.
    pub company_name: String,
    /// The employer's site.
    pub company_url: Option<String>,
    /// Where, as the posting says it.
    pub location_summary: String,
    /// The place, where it is a known one (`/api/v1/locations`).
    pub primary_location_slug: Option<String>,
    /// The role (`/api/v1/roles`).
    pub role_slug: String,
    /// Industries, most important first (`/api/v1/industries`).
    pub industry_slugs: Vec<String>,
    /// Whether no source named them: they were read from the text.
    pub industries_are_derived: bool,
    /// One or two sentences.
    pub summary: String,
    /// The text, in Markdown.
    pub description: String,
    /// What the person will do.
    pub responsibilities: Vec<String>,
    /// What the person must bring.
    pub requirements: Vec<String>,
    /// The employer's own page, where one applies.
    #[schemars(extend("format" = "uri"))]
    pub apply_url: String,
    /// When it was posted.
    pub posted_at: DateTime<Utc>,
    /// The contract.
    pub employment_type: EmploymentType,
    /// Where the work is done, if the posting says so.
    pub remote_type: Option<RemoteType>,
    /// From which countries a remote job can be done (ISO 3166-1).
    pub remote_countries: Vec<String>,
    /// Hours a week.
    pub hours_per_week: Option<Hours>,
    /// How long, in months.
    pub duration_months: Option<i32>,
    /// Pay as people read it.
    pub compensation_summary: Option<String>,
    /// Pay at least, in whole units of the currency.
    pub comp_min_amount: Option<i32>,
    /// Pay at most, likewise.
    pub comp_max_amount: Option<i32>,
    /// What the pay is for.
    pub comp_period: Option<Period>,
    /// ISO 4217.
    pub comp_currency: Option<String>,
    /// When an editor looked at it.
    pub curated_at: Option<DateTime<Utc>>,
    /// Where in a community it belongs.
    pub community_topic_hint: Option<String>,
    /// The newest sign that it is open.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Its own last day, if it names one.
    pub expires_at: Option<DateTime<Utc>>,
    /// Until when it is listed, unless it closes before or is confirmed again.
    pub open_until: DateTime<Utc>,
    /// When its content last changed.
    pub updated_at: DateTime<Utc>,
}

impl Job {
    /// The posting as its page shows it.
    pub fn of(row: &JobRow, origin: &PublicOrigin) -> Self {
        let posting = row.to_view();
        Self {
            id: row.id,
            slug: row.slug.clone(),
            url: origin.absolute(urls::Job::to(&row.slug)),
            title: row.title.clone(),
            company_name: row.company_name.clone(),
            company_url: row.company_url.clone(),
            location_summary: row.location_summary.clone(),
            primary_location_slug: row.location_slug.clone(),
            role_slug: row.role_slug.clone(),
            industry_slugs: row.industries.iter().map(|(slug, _)| slug.clone()).collect(),
            industries_are_derived: row.industries_are_derived,
            summary: row.summary.clone(),
            description: row.description.clone(),
            responsibilities: row.responsibilities.clone(),
            requirements: row.requirements.clone(),
            apply_url: row.apply_url.clone(),
            posted_at: row.posted_at,
            employment_type: row.employment_type,
            remote_type: row.remote_type,
            remote_countries: row.applicant_countries().to_vec(),
            hours_per_week: posting.hours,
            duration_months: row.duration_months,
            compensation_summary: posting.pay_note.or_else(|| posting.pay.map(|pay| pay.to_string())),
            comp_min_amount: row.comp_min_amount,
            comp_max_amount: row.comp_max_amount,
            comp_period: row.comp_period.as_deref().and_then(Period::from_param),
            comp_currency: row.comp_currency.clone(),
            curated_at: row.curated_at,
            community_topic_hint: row.community_topic_hint.clone(),
            confirmed_at: row.confirmed_at(),
            expires_at: row.expires_at,
            open_until: row.open_until,
            updated_at: row.content_updated_at,
        }
    }
}
