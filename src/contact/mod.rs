//! Writing to people in the directory through the site: neither side learns the other's address.
//!
//! Whoever writes ([`routes`]) leaves a message and an address, and confirms the address by the link that is mailed there:
//! nobody writes in another's name. Only then the message goes on, to the owner of the profile, or to who runs the site
//! where nobody owns it; never to an address that an import brought. From there both sides answer each other on a page
//! whose signed link stands in each mail, until one of them ends it. Those who run the site see what waits for
//! them ([`looking`]), and answer it, pass it on or decline it ([`desk`]).

pub mod desk;
pub mod looking;
mod mails;
mod pages;
mod queries;
mod routes;

use chrono::TimeDelta;

use crate::values::terms;

pub use queries::forget;
pub use routes::routes;

/// For how long a message can be confirmed.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(7);
/// For how long what was written is kept after the last word.
pub const KEPT: TimeDelta = TimeDelta::days(180);
/// The same after one side ended it.
pub const KEPT_AFTER_END: TimeDelta = TimeDelta::days(30);

/// Characters of a message.
const LONGEST_MESSAGE: usize = 5_000;

terms! {
    /// How a correspondence stands.
    Status = "text" {
        Received: "RECEIVED", "received", "Not confirmed yet";
        Confirmed: "CONFIRMED", "confirmed", "Waits for the operator";
        Delivered: "DELIVERED", "delivered", "Delivered";
        PassedOn: "PASSED_ON", "passed-on", "Passed on";
        Replied: "REPLIED", "replied", "Answered";
        Declined: "DECLINED", "declined", "Not interested";
        Closed: "CLOSED", "closed", "Ended by the sender";
    }
}

impl Status {
    /// Whether either side may write.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Confirmed | Self::Delivered | Self::PassedOn | Self::Replied)
    }
}

terms! {
    /// Who writes.
    Side = "text" {
        Sender: "SENDER", "sender", "Sender";
        Executive: "EXECUTIVE", "executive", "Executive";
    }
}

impl Side {
    /// What its signed links are for.
    const fn link(self) -> &'static str {
        match self {
            Self::Sender => "answer as the sender",
            Self::Executive => "answer as the executive",
        }
    }

    /// Who is written to.
    const fn other(self) -> Self {
        match self {
            Self::Sender => Self::Executive,
            Self::Executive => Self::Sender,
        }
    }
}
