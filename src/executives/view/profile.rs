//! A whole profile.

use chrono::NaiveDate;

use super::{
    AvailabilityLine, Avatar, CaseStudy, Certification, Check, Degree, Rating, Review, TimelineEntry,
};
use crate::executives::{ClaimStatus, EngagementType, Travel};
use crate::values::{Hours, Price};
use crate::web::links::{Link, Named};
use crate::web::markdown::Html;

/// A whole profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The address's slug.
    pub slug: String,
    /// The full name.
    pub name: String,
    /// The given name.
    pub first_name: String,
    /// The face, or what stands in for it.
    pub avatar: Avatar,
    /// What they do, in their words.
    pub headline: String,
    /// One outcome in a line.
    pub highlight: Option<String>,
    /// The role with its short title (`CFO`).
    pub role: Named,
    /// The role in full (`Chief Financial Officer`).
    pub role_full: String,
    /// The home place.
    pub location: Option<Named>,
    /// Whether they work remotely.
    pub remote: bool,
    /// How far they travel.
    pub travel: Option<Travel>,
    /// Years in the profession.
    pub years: Option<i32>,
    /// The prices by the month, the day and the hour, as far as they are known.
    pub prices: Vec<Price>,
    /// Hours per week.
    pub hours: Option<Hours>,
    /// The shortest engagement (`3 months`).
    pub minimum_engagement: Option<String>,
    /// How soon.
    pub availability: AvailabilityLine,
    /// When the facts were last confirmed.
    pub confirmed_on: Option<NaiveDate>,
    /// What reviewers say.
    pub rating: Option<Rating>,
    /// Whose profile it is.
    pub claim: ClaimStatus,
    /// Whether it shows who somebody is and no more, because nobody claimed it.
    pub is_minimal: bool,
    /// What was looked at, and how that ended.
    pub checks: Vec<Check>,
    /// Where the data came from, for profiles that nobody claimed.
    pub source: Source,
    /// The one action (`Contact Sarah`): a message through the site.
    pub contact: Link,
    /// Their own pages elsewhere (`Book a call`, `Website`, `LinkedIn`).
    pub elsewhere: Vec<Link>,
    /// What whoever it is about can do without an account.
    pub ownership: Vec<Link>,
    /// Industries, most important first.
    pub industries: Vec<Named>,
    /// Specialties, most important first.
    pub specialties: Vec<Named>,
    /// Kinds of engagement.
    pub engagement_types: Vec<EngagementType>,
    /// Company stages (`Series A`).
    pub stages: Vec<String>,
    /// Languages, as people read them.
    pub languages: Vec<String>,
    /// IANA zone, as people read it.
    pub timezone: Option<String>,
    /// The biography.
    pub bio: Option<Html>,
    /// Outcome stories.
    pub case_studies: Vec<CaseStudy>,
    /// The career, latest first.
    pub experience: Vec<TimelineEntry>,
    /// Degrees.
    pub education: Vec<Degree>,
    /// Certifications.
    pub certifications: Vec<Certification>,
    /// Published reviews, latest first.
    pub reviews: Vec<Review>,
    /// When the visible content last changed.
    pub updated_on: NaiveDate,
}

impl Profile {
    /// Whether nobody claimed it yet.
    pub fn is_unclaimed(&self) -> bool {
        self.claim == ClaimStatus::Unclaimed
    }

    /// Whether anyone checked anything.
    pub fn is_checked(&self) -> bool {
        self.checks.iter().any(Check::holds)
    }

    /// The price that stands first: by the longest unit that is known.
    pub fn price(&self) -> Option<Price> {
        self.prices.first().copied()
    }

    /// The same for shorter units.
    pub fn other_prices(&self) -> &[Price] {
        self.prices.get(1..).unwrap_or_default()
    }

    /// Whether nothing stands behind what the hero says.
    pub fn is_thin(&self) -> bool {
        !self.is_minimal && self.bio.is_none() && self.case_studies.is_empty() && self.experience.is_empty()
    }

    /// Whether there are degrees or certifications.
    pub fn has_credentials(&self) -> bool {
        !self.education.is_empty() || !self.certifications.is_empty()
    }
}

/// Where a profile's data came from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The source as people know it (`Clay`).
    pub name: String,
    /// When it was last read there.
    pub read_on: Option<NaiveDate>,
}
