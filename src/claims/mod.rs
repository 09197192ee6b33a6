//! Claims: somebody says that a profile is theirs, proves it, and keeps it from then on.
//!
//! A claim is filled in step by step ([`routes`]) and kept in the browser's session, so that it can be gone on with. It is sent
//! by an address that confirmed itself by signing in. [`runner`] looks at its proof and puts it before those who run the
//! site, who decide ([`deciding`]). A profile has one owner; a claim to one that has is a dispute, of which the owner hears.

pub mod deciding;
mod limit;
mod mails;
pub mod owning;
mod pages;
mod proof;
mod queries;
mod routes;
pub mod runner;

use chrono::TimeDelta;

use crate::values::terms;

pub use proof::Method;
pub use routes::routes;

/// For how long a claim is kept that was turned down, or whose profile is not theirs any more.
pub const KEPT_AFTER: TimeDelta = TimeDelta::days(30);

terms! {
    /// How a claim stands.
    Status = "text" {
        Received: "RECEIVED", "received", "Received";
        InReview: "IN_REVIEW", "in-review", "In review";
        Approved: "APPROVED", "approved", "Approved";
        Rejected: "REJECTED", "rejected", "Rejected";
    }
}

impl Status {
    /// Whether nobody has decided yet.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::InReview)
    }
}
