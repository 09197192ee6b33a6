//! What proves a profile: checks, outcomes, the career, credentials, reviews.

use chrono::NaiveDate;

use crate::executives::{CheckType, VerificationStatus};
use crate::web::dates::Month;

/// One verification.
#[derive(Clone, Debug)]
pub struct Check {
    /// What was looked at.
    pub kind: CheckType,
    /// How that ended.
    pub status: VerificationStatus,
    /// How it was done.
    pub detail: Option<String>,
    /// When.
    pub checked_on: Option<NaiveDate>,
    /// Until when it counts.
    pub valid_until: Option<NaiveDate>,
}

/// Who checks: no import says that something was checked.
pub const CHECKED_BY: &str = "the people who run this site";

impl Check {
    /// Whether somebody checked it and it held.
    pub fn holds(&self) -> bool {
        self.status == VerificationStatus::Verified
    }

    /// Whether somebody is checking it.
    pub fn is_pending(&self) -> bool {
        self.status == VerificationStatus::Pending
    }
}

/// An outcome story.
#[derive(Clone, Debug)]
pub struct CaseStudy {
    /// The title.
    pub title: String,
    /// What was the matter.
    pub situation: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// The result in one line (`38% lower acquisition cost in two quarters`).
    pub metric: Option<String>,
}

impl CaseStudy {
    /// The number that the metric begins with, to be set large: `38%`, `$2.4M`, `19 → 5`.
    pub fn number(&self) -> Option<&str> {
        let metric = self.metric.as_deref()?.trim();
        let (mut end, mut at) = (0, 0);
        for word in metric.split_inclusive(' ') {
            let bare = word.trim_end();
            if bare.contains(|c: char| c.is_ascii_digit()) {
                end = at + bare.len();
            } else if !matches!(bare, "→" | "->" | "–" | "") {
                break;
            }
            at += word.len();
        }
        let number = &metric[..end];
        (!number.is_empty() && number.chars().count() <= 9).then_some(number)
    }

    /// The rest of the metric.
    pub fn number_of(&self) -> Option<&str> {
        let metric = self.metric.as_deref()?.trim();
        let rest = self.number().map_or(metric, |number| metric[number.len()..].trim());
        (!rest.is_empty()).then_some(rest)
    }
}

/// One station of a career.
#[derive(Clone, Debug)]
pub struct TimelineEntry {
    /// The title held.
    pub title: String,
    /// Where.
    pub company: String,
    /// From when.
    pub start: Option<Month>,
    /// Until when.
    pub end: Option<Month>,
    /// Whether it still goes on.
    pub current: bool,
    /// What was done there.
    pub description: Option<String>,
}

impl TimelineEntry {
    /// From when until when: `Mar 2019 – now`, `until 2021`.
    pub fn when(&self) -> Option<String> {
        let end = if self.current { Some("now".to_owned()) } else { self.end.map(|end| end.to_string()) };
        match (self.start, end) {
            (Some(start), Some(end)) => Some(format!("{start} – {end}")),
            (Some(start), None) => Some(start.to_string()),
            (None, Some(end)) => Some(if self.current { end } else { format!("until {end}") }),
            (None, None) => None,
        }
    }
}

/// A degree.
#[derive(Clone, Debug)]
pub struct Degree {
    /// The school.
    pub institution: String,
    /// The degree (`MBA`).
    pub degree: Option<String>,
    /// The field (`Finance`).
    pub field: Option<String>,
    /// The year it was finished.
    pub year: Option<i32>,
}

impl Degree {
    /// Degree and field in one line.
    pub fn title(&self) -> Option<String> {
        match (&self.degree, &self.field) {
            (Some(degree), Some(field)) => Some(format!("{degree}, {field}")),
            (degree, field) => degree.clone().or_else(|| field.clone()),
        }
    }
}

/// A certification.
#[derive(Clone, Debug)]
pub struct Certification {
    /// The short name (`CPA`).
    pub name: String,
    /// The full name.
    pub full_name: Option<String>,
    /// The year it was obtained.
    pub year: Option<i32>,
}

/// A published review.
#[derive(Clone, Debug)]
pub struct Review {
    /// Who wrote it.
    pub author: String,
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
    /// Whether the owner of the profile asked for it, at an address that confirmed itself.
    pub is_invited: bool,
    /// When it was published.
    pub published_on: Option<NaiveDate>,
    /// What the owner of the profile answered.
    pub reply: Option<Reply>,
}

/// An owner's answer to a review.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Plain text.
    pub content: String,
    /// When it was written.
    pub on: Option<NaiveDate>,
}

impl Review {
    /// Their title and company in one line.
    pub fn author_role(&self) -> Option<String> {
        let role: Vec<&str> =
            [&self.author_title, &self.author_company].into_iter().flatten().map(String::as_str).collect();
        (!role.is_empty()).then(|| role.join(", "))
    }

    /// How many of five stars are filled.
    pub fn stars(&self) -> impl Iterator<Item = bool> + use<> {
        let rating = self.rating;
        [0.5, 1.5, 2.5, 3.5, 4.5].into_iter().map(move |least| rating >= least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_shows_its_leading_number() {
        let case = |metric: &str| CaseStudy {
            title: String::new(),
            situation: None,
            action: None,
            outcome: None,
            metric: Some(metric.to_owned()),
        };
        assert_eq!(case("38% lower cost").number(), Some("38%"));
        assert_eq!(case("19 → 5 days to close").number(), Some("19 → 5"));
        assert_eq!(case("38% lower cost").number_of(), Some("lower cost"));
        assert_eq!(case("Closed in 5 days").number(), None);
        assert_eq!(case("Closed in 5 days").number_of(), Some("Closed in 5 days"));
    }
}
