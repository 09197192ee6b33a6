//! What is shown of somebody who did not sign up, where the deployment shows no more than who they are
//! (`QUARTERDECK_UNCLAIMED=minimal`). The database says of whom that holds (`is_minimal`); it is left out where rows leave
//! the SQL, so that whatever is made of them (pages, data, feeds, cards, pictures) can't show it (decision 65).
//!
//! Every field stands here: a new one has to be decided on before the program compiles.

use chrono::NaiveDate;

use super::queries::ProfileRow;
use super::view::{AvailabilityLine, Avatar, Card};

impl ProfileRow {
    /// What the public sees of it.
    pub(super) fn into_shown(self) -> Self {
        if !self.is_minimal {
            return self;
        }
        Self {
            is_minimal: self.is_minimal,
            id: self.id,
            slug: self.slug,
            first_name: self.first_name,
            last_name: self.last_name,
            full_name: self.full_name,
            headline: self.headline,
            role_slug: self.role_slug,
            role_title: self.role_title,
            role_full_title: self.role_full_title,
            location_slug: self.location_slug,
            location_name: self.location_name,
            city: self.city,
            state_region: self.state_region,
            country_code: self.country_code,
            industries: self.industries,
            claim_status: self.claim_status,
            source_system: self.source_system,
            source_synced_at: self.source_synced_at,
            published_at: self.published_at,
            content_updated_at: self.content_updated_at,
            // Where the editors put somebody says nothing about them.
            featured: self.featured,
            photo: None,
            bio: None,
            years_experience: None,
            availability: None,
            available_from: None,
            remote_available: None,
            travel_willingness: None,
            minimum_engagement: None,
            engagement_types: Vec::new(),
            stage_focus: Vec::new(),
            languages: Vec::new(),
            timezone: None,
            linkedin_url: None,
            website_url: None,
            booking_url: None,
            rate_currency: None,
            hourly_min: None,
            hourly_max: None,
            daily_min: None,
            daily_max: None,
            monthly_min: None,
            monthly_max: None,
            hours_per_week_min: None,
            hours_per_week_max: None,
            highlight_outcome: None,
            review_count_cached: 0,
            avg_rating: None,
            last_confirmed_at: None,
            specialties: Vec::new(),
            experience: Vec::new(),
            education: Vec::new(),
            certifications: Vec::new(),
            case_studies: Vec::new(),
            reviews: Vec::new(),
            checks: Vec::new(),
        }
    }
}

impl Card {
    /// The card of a minimal profile.
    pub(super) fn minimal(self, today: NaiveDate) -> Self {
        Self {
            id: self.id,
            slug: self.slug,
            name: self.name,
            avatar: Avatar { photo: None, ..self.avatar },
            headline: self.headline,
            role: self.role,
            location: self.location,
            industries: self.industries,
            claim: self.claim,
            is_minimal: true,
            featured: self.featured,
            why: self.why,
            remote: false,
            years: None,
            price: None,
            hours: None,
            availability: AvailabilityLine::of(None, None, None, today),
            checked: Vec::new(),
            rating: None,
            highlight: None,
        }
    }
}
