//! Requests to be taken off the site: made without an account, obeyed at once, decided within thirty days.
//!
//! Whoever asks ([`routes`]) is believed for now: in one transaction the profile is hidden, its person is written down for
//! every later import ([`crate::ingestion::suppression`]), and the request gets its receipt. The profile's owner, where
//! there is one, is told and can take that back by a link. The operator decides ([`deciding`]): upheld, what was known of
//! the person is erased; rejected, all is as it was.

pub mod deciding;
pub mod lapsing;
mod mails;
mod pages;
mod queries;
mod routes;

use chrono::TimeDelta;

use crate::values::terms;

pub use routes::{failed, routes};

/// Within which time a request is decided.
pub const DECIDED_WITHIN: TimeDelta = TimeDelta::days(30);

/// For how long the reason and the address of a decided request are kept.
pub const KEPT_AFTER: TimeDelta = TimeDelta::days(30);

terms! {
    /// How a request stands.
    Status = "text" {
        Received: "RECEIVED", "received", "To be decided";
        Upheld: "UPHELD", "upheld", "Upheld";
        Rejected: "REJECTED", "rejected", "Rejected";
    }
}
