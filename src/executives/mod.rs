//! The directory: executives' profiles, how they are searched and shown.

pub mod index_page;
mod indexing;
mod profile;
pub mod queries;
mod routes;
pub mod search;
pub mod show_page;
mod social_card;
mod structured_data;
mod terms;
pub mod view;

pub use indexing::Directory;
pub use routes::routes;
pub use terms::{Availability, CheckType, ClaimStatus, EngagementType, Travel, VerificationStatus};
