//! A posting as the pages show one: what is read, already decided.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{ClosedReason, EmploymentType, RemoteType};
use crate::values::{Hours, Price};
use crate::web::dates::day;
use crate::web::links::Named;
use crate::web::markdown::Html;

/// One posting in a list.
#[derive(Clone, Debug)]
pub struct Card {
    /// Whose it is.
    pub id: Uuid,
    /// The address's slug.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The employer.
    pub company: String,
    /// The role with its short title (`CFO`).
    pub role: Named,
    /// Where, as the posting says it (`Remote (US) with monthly Boston travel`).
    pub location: String,
    /// The slug of the place, where it is a known one.
    pub place: Option<String>,
    /// Where the work is done, when the posting says so.
    pub remote: Option<RemoteType>,
    /// The contract.
    pub employment: EmploymentType,
    /// The employer's own figures.
    pub pay: Option<Price>,
    /// What the posting says of pay beyond the figures, or instead of them.
    pub pay_note: Option<String>,
    /// Hours per week.
    pub hours: Option<Hours>,
    /// Industries, most important first.
    pub industries: Vec<Named>,
    /// One or two sentences.
    pub summary: String,
    /// When it was posted.
    pub posted_on: NaiveDate,
    /// The last day to apply, where the posting names one.
    pub expires_on: Option<NaiveDate>,
    /// When somebody last saw it open.
    pub checked_on: Option<NaiveDate>,
    /// Why the posting stands here, where that is not plain from the page (`Also CFO · SaaS · similar pay`).
    pub why: Option<String>,
}

impl Card {
    /// The industries that fit on a card.
    pub fn industries_in_sight(&self) -> &[Named] {
        &self.industries[..self.industries.len().min(2)]
    }
}

/// A whole posting.
#[derive(Clone, Debug)]
pub struct Posting {
    /// The address's slug.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The employer.
    pub company: String,
    /// The employer's site.
    pub company_url: Option<String>,
    /// The role with its short title.
    pub role: Named,
    /// Where, as the posting says it.
    pub location: String,
    /// The place, where it is a known one.
    pub place: Option<Named>,
    /// Where the work is done, when the posting says so.
    pub remote: Option<RemoteType>,
    /// The countries from which a remote job can be done.
    pub remote_countries: Vec<String>,
    /// The contract.
    pub employment: EmploymentType,
    /// The employer's own figures.
    pub pay: Option<Price>,
    /// What the posting says of pay beyond the figures, or instead of them.
    pub pay_note: Option<String>,
    /// Hours per week.
    pub hours: Option<Hours>,
    /// How long, in months.
    pub duration_months: Option<i32>,
    /// Industries, most important first.
    pub industries: Vec<Named>,
    /// Whether no source named them: they were read from the text.
    pub industries_are_derived: bool,
    /// One or two sentences.
    pub summary: String,
    /// The text.
    pub description: Html,
    /// What the person will do.
    pub responsibilities: Vec<String>,
    /// What the person must bring.
    pub requirements: Vec<String>,
    /// When it was posted.
    pub posted_on: NaiveDate,
    /// When somebody looked last, and it was open.
    pub checked_on: Option<NaiveDate>,
    /// When its source still had it, if that was later.
    pub listed_on: Option<NaiveDate>,
    /// The last day that it is listed, if nobody confirms it again.
    pub open_until: NaiveDate,
    /// Its own last day, where it names one.
    pub expires_on: Option<NaiveDate>,
    /// The host to which applying leads (`jobs.acme.example`).
    pub apply_host: String,
}

impl Posting {
    /// How remote it is and from where, as far as the location's own words don't say it (`Remote, from USA`).
    pub fn remote_note(&self) -> Option<String> {
        let kind = self.remote.filter(|remote| !remote.is_said_by(&self.location));
        let kind = kind.map(|remote| remote.label().to_owned());
        let from = self.remote_countries.join(", ");
        let from = (!from.is_empty()).then(|| format!("from {from}"));
        let parts: Vec<String> = kind.into_iter().chain(from).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Whether there is something to read, after which one would have to go back to apply.
    pub fn has_text(&self) -> bool {
        !(self.description.is_empty() && self.responsibilities.is_empty() && self.requirements.is_empty())
    }

    /// Whether the summary says something that the text doesn't begin with.
    pub fn has_own_summary(&self) -> bool {
        let begin: String = self.summary.trim_end_matches(['…', '.']).chars().take(60).collect();
        let text = self.description.as_str().trim_start_matches("<p>");
        !text.starts_with(&begin) && !text.starts_with(&ammonia::clean_text(&begin))
    }
}

/// A posting that is no longer open.
#[derive(Clone, Debug)]
pub struct Closed {
    /// The title.
    pub title: String,
    /// The employer.
    pub company: String,
    /// The role with its short title.
    pub role: Named,
    /// When it closed, or left the board.
    pub closed_on: NaiveDate,
    /// Why, where somebody said so.
    pub reason: Option<ClosedReason>,
    /// The newest sign that it was open, where it left the board only for want of a newer one.
    pub stale_since: Option<NaiveDate>,
    /// When it had been posted.
    pub posted_on: NaiveDate,
}

impl Closed {
    /// What became of it, in a sentence, for those who get no page.
    pub fn sentence(&self) -> String {
        let Self { title, company, closed_on, .. } = self;
        match self.stale_since {
            Some(since) => format!("{title} at {company} was last confirmed open on {}.", day(&since)),
            None => format!("{title} at {company} {} on {}.", self.what_happened(), day(closed_on)),
        }
    }

    /// When it had been posted, if that was another day.
    pub fn posted_before(&self) -> Option<NaiveDate> {
        (self.posted_on != self.closed_on).then_some(self.posted_on)
    }

    /// What happened, as the end of a sentence (`was filled`).
    pub fn what_happened(&self) -> &'static str {
        match self.reason {
            Some(ClosedReason::Filled) => "was filled",
            Some(ClosedReason::Withdrawn) => "was withdrawn by the employer",
            Some(ClosedReason::Expired) => "reached its closing date",
            Some(ClosedReason::SourceGone) => "was gone from the employer’s site",
            None => "closed",
        }
    }
}
