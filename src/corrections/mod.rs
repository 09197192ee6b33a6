//! Corrections that anybody proposes without an account, field by field, and that the operator decides on.
//!
//! A proposal is read as it is made, with the functions that read an import's cells ([`field`]): what can't be read is said
//! at its field. It is kept as it was typed ([`routes`]), and read again when it is accepted ([`deciding`]), which writes
//! it as an edit ([`crate::executives::editing`]): from then on imports only suggest.

pub mod deciding;
pub mod early;
pub mod field;
mod mails;
mod pages;
mod queries;
mod routes;

use chrono::TimeDelta;

use crate::values::terms;

pub use deciding::forget;
pub use routes::routes;

/// For how long a decided request is kept.
pub const KEPT_AFTER: TimeDelta = TimeDelta::days(30);

terms! {
    /// How a request stands.
    Status = "text" {
        Received: "RECEIVED", "received", "To be decided";
        Accepted: "ACCEPTED", "accepted", "Accepted";
        Rejected: "REJECTED", "rejected", "Rejected";
    }
}
