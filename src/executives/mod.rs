//! The directory: executives' profiles, how they are searched and shown.

pub mod index_page;
pub mod show_page;
mod terms;
pub mod view;

pub use terms::{Availability, CheckType, ClaimStatus, EngagementType, Travel, VerificationStatus};
