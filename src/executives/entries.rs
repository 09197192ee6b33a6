//! What a profile has several of, as its statement reads them: rows of columns, in this order.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Serialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{Deserialize, IntoDeserializer};
use sqlx::Type;

use super::VerificationStatus;
use super::view::{CaseStudy, Certification, Check, Degree, Reply, Review, TimelineEntry};
use crate::web::dates::Month;

/// A station of a career.
#[derive(Clone, Debug, Serialize, Type)]
#[sqlx(type_name = "record")]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct ExperienceRow {
    pub role_title: String,
    pub company_name: String,
    pub start_date: Option<NaiveDate>,
    pub end_date: Option<NaiveDate>,
    pub start_precision: Option<String>,
    pub end_precision: Option<String>,
    pub is_current: bool,
    pub description: Option<String>,
}

impl ExperienceRow {
    /// As its page shows it.
    pub fn view(&self) -> TimelineEntry {
        TimelineEntry {
            title: self.role_title.clone(),
            company: self.company_name.clone(),
            start: self.start_date.map(|date| month(date, self.start_precision.as_deref())),
            end: self.end_date.map(|date| month(date, self.end_precision.as_deref())),
            current: self.is_current,
            description: self.description.clone(),
        }
    }
}

/// As much of a date as was told.
fn month(date: NaiveDate, precision: Option<&str>) -> Month {
    Month { year: date.year(), month: (precision != Some("year")).then(|| date.month()) }
}

/// A degree.
#[derive(Clone, Debug, Serialize, Type)]
#[sqlx(type_name = "record")]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct EducationRow {
    pub institution: String,
    pub degree: Option<String>,
    pub field: Option<String>,
    pub year_end: Option<i32>,
}

impl EducationRow {
    /// As its page shows it.
    pub fn view(&self) -> Degree {
        let Self { institution, degree, field, year_end } = self.clone();
        Degree { institution, degree, field, year: year_end }
    }
}

/// A certificate.
#[derive(Clone, Debug, Serialize, Type)]
#[sqlx(type_name = "record")]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct CertificationRow {
    pub name: String,
    pub full_name: Option<String>,
    pub year_obtained: Option<i32>,
}

impl CertificationRow {
    /// As its page shows it.
    pub fn view(&self) -> Certification {
        let Self { name, full_name, year_obtained } = self.clone();
        Certification { name, full_name, year: year_obtained }
    }
}

/// What somebody did for a client.
#[derive(Clone, Debug, Serialize, Type)]
#[sqlx(type_name = "record")]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct CaseStudyRow {
    pub title: String,
    pub situation: Option<String>,
    pub action: Option<String>,
    pub outcome: Option<String>,
    pub metric: Option<String>,
}

impl CaseStudyRow {
    /// As its page shows it.
    pub fn view(&self) -> CaseStudy {
        let Self { title, situation, action, outcome, metric } = self.clone();
        CaseStudy { title, situation, action, outcome, metric }
    }
}

/// What a client says.
#[derive(Clone, Debug, Type)]
#[sqlx(type_name = "record")]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct ReviewRow {
    pub author_name: String,
    pub author_title: Option<String>,
    pub author_company: Option<String>,
    pub engagement: Option<String>,
    pub rating: f32,
    pub content: String,
    pub verified: bool,
    pub is_invited: bool,
    pub published_at: Option<DateTime<Utc>>,
    pub reply: Option<String>,
    pub replied_at: Option<DateTime<Utc>>,
    pub reply_waits: bool,
}

impl ReviewRow {
    /// As its page shows it. An answer that waits to be looked at is none yet.
    pub fn view(&self) -> Review {
        let on = self.replied_at.map(|at| at.date_naive());
        let reply = self.reply.clone().filter(|_| !self.reply_waits);
        Review {
            author: self.author_name.clone(),
            author_title: self.author_title.clone(),
            author_company: self.author_company.clone(),
            engagement: self.engagement.clone(),
            rating: self.rating,
            content: self.content.clone(),
            verified: self.verified,
            is_invited: self.is_invited,
            published_on: self.published_at.map(|at| at.date_naive()),
            reply: reply.map(|content| Reply { content, on }),
        }
    }
}

/// What somebody checked. A row in a row can hold no types of our own: its terms are read as words.
#[derive(Clone, Debug, Type)]
#[sqlx(type_name = "record")]
#[expect(missing_docs, reason = "the columns are described in migrations/0004_executives.sql")]
pub struct CheckRow {
    pub check_type: String,
    pub status: String,
    pub detail: Option<String>,
    pub checked_at: Option<DateTime<Utc>>,
    pub valid_until: Option<DateTime<Utc>>,
}

impl CheckRow {
    /// As its page shows it. A check that held until some day holds no more after it.
    pub fn view(&self, today: NaiveDate) -> Option<Check> {
        let has_lapsed = self.valid_until.is_some_and(|until| until.date_naive() < today);
        let status = if has_lapsed { VerificationStatus::Unverified } else { term(&self.status)? };
        let day = |at: Option<DateTime<Utc>>| at.map(|at| at.date_naive());
        Some(Check {
            kind: term(&self.check_type)?,
            status,
            detail: self.detail.clone(),
            checked_on: day(self.checked_at),
            valid_until: day(self.valid_until),
        })
    }
}

/// A term of the database by its word. One that doesn't read is a bug; it costs what it was said of, not the page.
fn term<'de, T: Deserialize<'de>>(word: &'de str) -> Option<T> {
    let word: StrDeserializer<'de, Error> = word.into_deserializer();
    T::deserialize(word).inspect_err(|error| tracing::error!(%error, "a term does not read")).ok()
}
