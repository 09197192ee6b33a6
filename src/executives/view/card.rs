//! One executive in a list.

use uuid::Uuid;

use super::{AvailabilityLine, Avatar, Rating};
use crate::executives::{CheckType, ClaimStatus};
use crate::values::{Hours, Price};
use crate::web::links::Named;

/// One executive in a list: who, what for, where, how much, how soon, how sure.
#[derive(Clone, Debug)]
pub struct Card {
    /// Whose it is.
    pub id: Uuid,
    /// The address's slug.
    pub slug: String,
    /// The full name.
    pub name: String,
    /// The face, or what stands in for it.
    pub avatar: Avatar,
    /// What they do, in their words.
    pub headline: String,
    /// The role with its short title (`CFO`).
    pub role: Named,
    /// The home place (`Austin, TX`).
    pub location: Option<Named>,
    /// Whether they work remotely.
    pub remote: bool,
    /// Industries, most important first.
    pub industries: Vec<Named>,
    /// Years in the profession.
    pub years: Option<i32>,
    /// The price to compare by: by the month where known, else by the hour.
    pub price: Option<Price>,
    /// Hours per week.
    pub hours: Option<Hours>,
    /// How soon.
    pub availability: AvailabilityLine,
    /// Whose profile it is.
    pub claim: ClaimStatus,
    /// Whether it shows who somebody is and no more, because nobody claimed it.
    pub is_minimal: bool,
    /// The checks that somebody made and that held.
    pub checked: Vec<CheckType>,
    /// What reviewers say.
    pub rating: Option<Rating>,
    /// One outcome in a line.
    pub highlight: Option<String>,
    /// Whether the editors put them forward.
    pub featured: bool,
    /// Why the person stands here, where that is not plain from the page (`Also CFO · SaaS · 12 km away`).
    pub why: Option<String>,
}

impl Card {
    /// The price as a floor, which is how lists compare: `from $9,000/month`.
    pub fn price_from(&self) -> Option<Price> {
        self.price.map(|price| if price.min.is_some() { Price { max: None, ..price } } else { price })
    }

    /// The industries that fit on a card.
    pub fn industries_in_sight(&self) -> &[Named] {
        &self.industries[..self.industries.len().min(3)]
    }

    /// How many more industries the profile names.
    pub fn industries_more(&self) -> usize {
        self.industries.len().saturating_sub(3)
    }

    /// What was checked, in words (`identity and track record`); nothing when nobody checked anything.
    pub fn checked_label(&self) -> Option<String> {
        let words: Vec<_> = self.checked.iter().map(|check| check.label().to_lowercase()).collect();
        let (last, first) = words.split_last()?;
        Some(if first.is_empty() { last.clone() } else { format!("{} and {last}", first.join(", ")) })
    }
}
