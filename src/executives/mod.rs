//! The directory: executives' profiles, how they are searched and shown.

pub mod about;
pub mod canonical;
mod cards;
pub mod editing;
pub mod entries;
pub mod index_page;
mod indexing;
mod kept;
mod minimal;
pub mod portraits;
mod profile;
pub mod queries;
mod routes;
pub mod search;
pub mod show_markdown;
mod social_card;
mod structured_data;
mod terms;
pub mod view;
pub mod views;

pub use indexing::Directory;
pub use routes::{Found, Shown, elsewhere, routes, show};
pub use terms::{Availability, CheckType, ClaimStatus, EngagementType, Travel, VerificationStatus};
