//! What lists show of a profile, as the database keeps it ready (`executive_cards`).

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::portraits::Photo;
use super::queries::Rates;
use super::view::{AvailabilityLine, Avatar, Card, Rating};
use super::{Availability, CheckType, ClaimStatus};
use crate::taxonomy::Catalog;
use crate::values::Hours;
use crate::web::links::Named;

/// A card without the names of what the profile is filed under. What is not known is not there. Days are counted from 1970.
#[derive(Debug, Deserialize)]
pub struct CardRow {
    pub slug: String,
    pub full_name: String,
    pub photo: Option<String>,
    pub headline: String,
    pub remote_available: Option<bool>,
    pub years_experience: Option<i32>,
    pub availability: Option<Availability>,
    pub available_from: Option<i32>,
    pub confirmed_on: Option<i32>,
    pub rate_currency: Option<String>,
    pub hourly_min: Option<i32>,
    pub hourly_max: Option<i32>,
    pub daily_min: Option<i32>,
    pub daily_max: Option<i32>,
    pub monthly_min: Option<i32>,
    pub monthly_max: Option<i32>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub claim_status: ClaimStatus,
    pub featured: bool,
    pub highlight_outcome: Option<String>,
    pub review_count: u32,
    pub avg_rating: Option<f32>,
    pub role_id: Uuid,
    pub location_id: Uuid,
    pub industry_ids: Vec<Uuid>,
    /// What was checked and held, each with the last day on which that counts, where there is one.
    pub checks: Vec<(CheckType, Option<i32>)>,
}

impl CardRow {
    /// The terms that it is shown under.
    pub fn filed_under(&self) -> impl Iterator<Item = Uuid> {
        [self.role_id, self.location_id].into_iter().chain(self.industry_ids.iter().copied())
    }

    /// What stands in a list on `today`; nothing where the catalog doesn't know the role or the place.
    pub fn into_card(self, id: Uuid, catalog: &Catalog, today: NaiveDate) -> Option<Card> {
        let role = catalog.term(self.role_id)?;
        let place = catalog.place(self.location_id)?;
        let rates = Rates {
            currency: self.rate_currency,
            hourly: (self.hourly_min, self.hourly_max),
            daily: (self.daily_min, self.daily_max),
            monthly: (self.monthly_min, self.monthly_max),
        };
        let day = |days: Option<i32>| NaiveDate::from_epoch_days(days?);
        let counts = |until: Option<i32>| day(until).is_none_or(|until| until >= today);
        let checked = self.checks.into_iter().filter(|(_, until)| counts(*until));
        let industries = catalog.named(&self.industry_ids).into_iter();
        let count = self.review_count;
        Some(Card {
            id,
            avatar: Avatar::of(&self.full_name, id.as_bytes())
                .with_photo(self.photo.as_deref().map(Photo::public)),
            slug: self.slug,
            name: self.full_name,
            headline: self.headline,
            role: Named::new(&role.slug, &role.name),
            location: Some(Named::new(&place.slug, &place.display_name)),
            remote: self.remote_available.unwrap_or_default(),
            industries: industries.map(|(slug, name)| Named::new(slug, name)).collect(),
            years: self.years_experience,
            price: rates.prices().into_iter().next(),
            hours: Hours::new(self.hours_per_week_min, self.hours_per_week_max),
            availability: AvailabilityLine::of(
                self.availability,
                day(self.available_from),
                day(self.confirmed_on),
                today,
            ),
            claim: self.claim_status,
            is_minimal: false,
            checked: checked.map(|(check, _)| check).collect(),
            rating: self.avg_rating.filter(|_| count > 0).map(|average| Rating { average, count }),
            highlight: self.highlight_outcome,
            featured: self.featured,
            why: None,
        })
    }
}
