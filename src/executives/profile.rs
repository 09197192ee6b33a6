//! From a profile's row to what its page shows.

use chrono::NaiveDate;

use super::entries::{CaseStudyRow, CertificationRow, EducationRow, ExperienceRow, ReviewRow};
use super::portraits::Photo;
use super::queries::{ProfileRow, Rates};
use super::view::{AvailabilityLine, Avatar, Profile, Rating, Source};
use crate::urls;
use crate::values::Hours;
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
            checks: self.checks.iter().filter_map(|check| check.view(today)).collect(),
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
            specialties: self.specialties.iter().map(|(slug, name)| Named::new(slug, name)).collect(),
            engagement_types: self.engagement_types.clone(),
            stages: self.stage_focus.clone(),
            languages: self.languages.iter().map(|code| language(code)).collect(),
            timezone: self.timezone.as_deref().map(|zone| zone.replace('_', " ")),
            bio: self.bio.as_deref().map(Html::from_markdown).filter(|html| !html.is_empty()),
            case_studies: self.case_studies.iter().map(CaseStudyRow::view).collect(),
            experience: self.experience.iter().map(ExperienceRow::view).collect(),
            education: self.education.iter().map(EducationRow::view).collect(),
            certifications: self.certifications.iter().map(CertificationRow::view).collect(),
            reviews: self.reviews.iter().map(ReviewRow::view).collect(),
            updated_on: self.content_updated_at.date_naive(),
        }
    }

    /// Whether there is enough on the page for search engines: a biography or a career.
    pub fn is_substantial(&self) -> bool {
        self.bio.is_some() || !self.experience.is_empty()
    }
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
