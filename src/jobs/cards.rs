//! What lists show of a posting, as the database keeps it ready (`job_cards`).

use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::queries::price;
use super::view::Card;
use super::{EmploymentType, RemoteType};
use crate::taxonomy::Catalog;
use crate::values::Hours;
use crate::web::links::Named;

/// A card without the names of what the posting is filed under. What is not known is not there. Days are counted from 1970.
#[derive(Debug, Deserialize)]
pub struct CardRow {
    pub slug: String,
    pub title: String,
    pub company_name: String,
    pub location_summary: String,
    pub remote_type: Option<RemoteType>,
    pub employment_type: EmploymentType,
    pub comp_min_amount: Option<i32>,
    pub comp_max_amount: Option<i32>,
    pub comp_period: Option<String>,
    pub comp_currency: Option<String>,
    pub compensation_summary: Option<String>,
    pub hours_per_week_min: Option<i32>,
    pub hours_per_week_max: Option<i32>,
    pub summary: String,
    pub posted_on: i32,
    pub checked_on: Option<i32>,
    pub expires_on: Option<i32>,
    pub role_id: Uuid,
    pub primary_location_id: Option<Uuid>,
    pub industry_ids: Vec<Uuid>,
}

impl CardRow {
    /// The terms that it is shown under.
    pub fn filed_under(&self) -> impl Iterator<Item = Uuid> {
        std::iter::once(self.role_id).chain(self.primary_location_id).chain(self.industry_ids.iter().copied())
    }

    /// What stands in a list; nothing where the catalog doesn't know the role.
    pub fn into_card(self, id: Uuid, catalog: &Catalog) -> Option<Card> {
        let role = catalog.term(self.role_id)?;
        let place = self.primary_location_id.and_then(|id| catalog.place(id));
        let industries = catalog.named(&self.industry_ids).into_iter();
        Some(Card {
            id,
            slug: self.slug,
            title: self.title,
            company: self.company_name,
            role: Named::new(&role.slug, &role.name),
            location: self.location_summary,
            place: place.map(|place| place.slug.clone()),
            remote: self.remote_type,
            employment: self.employment_type,
            pay: price(
                self.comp_min_amount,
                self.comp_max_amount,
                self.comp_period.as_deref(),
                self.comp_currency.as_deref(),
            ),
            pay_note: self.compensation_summary,
            hours: Hours::new(self.hours_per_week_min, self.hours_per_week_max),
            industries: industries.map(|(slug, name)| Named::new(slug, name)).collect(),
            summary: self.summary,
            posted_on: NaiveDate::from_epoch_days(self.posted_on)?,
            expires_on: self.expires_on.and_then(NaiveDate::from_epoch_days),
            checked_on: self.checked_on.and_then(NaiveDate::from_epoch_days),
            why: None,
        })
    }
}
