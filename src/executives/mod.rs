//! The directory: executives' profiles, how they are searched and shown.

mod terms;

pub use terms::{Availability, CheckType, ClaimStatus, EngagementType, Travel, VerificationStatus};
