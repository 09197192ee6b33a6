//! Experience, education, certifications, reviews and case studies: from JSON arrays, JSON text in a cell, or prose.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Reading, date::PartialDate};

/// One station of a career; the columns are those of `executive_experience`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experience {
    /// The company.
    pub company_name: String,
    /// The title held there.
    pub role_title: String,
    /// What was done, safe Markdown.
    pub description: Option<String>,
    /// The first day, as far as it is known.
    pub start_date: Option<PartialDate>,
    /// The last day, as far as it is known; none when current.
    pub end_date: Option<PartialDate>,
    /// Whether it still goes on.
    pub is_current: bool,
    /// The source's own id of it.
    pub source_record_id: Option<String>,
}

/// One education; the columns are those of `executive_education`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Education {
    /// The school.
    pub institution: String,
    /// `MBA`.
    pub degree: Option<String>,
    /// `Finance`.
    pub field: Option<String>,
    /// The year it ended.
    pub year_end: Option<i32>,
}

/// One certification; the columns are those of `executive_certifications`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certification {
    /// The short name: `PMP`.
    pub name: String,
    /// `Project Management Professional`.
    pub full_name: Option<String>,
    /// The year it was obtained.
    pub year_obtained: Option<i32>,
}

/// One review; the columns are those of `executive_reviews`, less `verified`, which no source decides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Who wrote it.
    pub author_name: String,
    /// Their title.
    pub author_title: Option<String>,
    /// Their company.
    pub author_company: Option<String>,
    /// 1 to 5, in halves.
    pub rating: Option<f64>,
    /// The words, plain text.
    pub content: String,
    /// When it was written.
    pub published_at: Option<NaiveDate>,
    /// The source's own id of it.
    pub source_record_id: Option<String>,
}

/// One case study; the columns are those of `executive_case_studies`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStudy {
    /// Its title.
    pub title: String,
    /// Where things stood.
    pub situation: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// `Forecast accuracy improved in 6 weeks`.
    pub metric: Option<String>,
    /// The source's own id of it.
    pub source_record_id: Option<String>,
}

/// Reads a career.
pub fn experience(_value: &Value, _today: NaiveDate) -> Reading<Vec<Experience>> {
    Reading::nothing()
}

/// Reads an education.
pub fn education(_value: &Value, _today: NaiveDate) -> Reading<Vec<Education>> {
    Reading::nothing()
}

/// Reads certifications.
pub fn certifications(_value: &Value, _today: NaiveDate) -> Reading<Vec<Certification>> {
    Reading::nothing()
}

/// Reads reviews.
pub fn reviews(_value: &Value, _today: NaiveDate) -> Reading<Vec<Review>> {
    Reading::nothing()
}

/// Reads case studies.
pub fn case_studies(_value: &Value) -> Reading<Vec<CaseStudy>> {
    Reading::nothing()
}

/// Whole years that the stations cover, overlaps counted once, gaps not at all. None without a start.
pub fn years_experience(_experience: &[Experience], _today: NaiveDate) -> Option<i32> {
    None
}
