//! Writing to people in the directory through the site: neither side learns the other's address.
//!
//! Whoever writes ([`routes`]) leaves a message and an address, and confirms the address by the link that is mailed there:
//! nobody writes in another's name. Only then the message goes on, to the owner of the profile, or to who runs the site
//! where nobody owns it; never to an address that an import brought. From there both sides answer each other on a page
//! whose signed link stands in each mail, until one of them ends it. Those who run the site see what waits for
//! them ([`looking`]), and answer it, pass it on or decline it ([`desk`]); an owner what came to them ([`theirs`]).
//!
//! A link is of one [`Seat`]: who owned a profile and doesn't any more neither reads nor writes in its name.

pub mod desk;
pub mod looking;
mod mails;
mod pages;
mod queries;
mod routes;
pub mod theirs;

use chrono::TimeDelta;
use uuid::Uuid;

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

/// Who holds a link of a correspondence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seat {
    /// Who wrote first.
    Sender,
    /// Who answers for a profile as its owner; by their ownership, which ends when the profile becomes somebody else's.
    Owner(Uuid),
    /// Who runs the site, and answers where nobody owns the profile.
    Desk,
}

impl Seat {
    /// Who answers for a profile, by the ownership that it has.
    fn of(ownership: Option<Uuid>) -> Self {
        ownership.map_or(Self::Desk, Self::Owner)
    }

    /// The ownership by which somebody answers.
    const fn ownership(self) -> Option<Uuid> {
        match self {
            Self::Owner(ownership) => Some(ownership),
            Self::Sender | Self::Desk => None,
        }
    }

    /// On which side it is.
    const fn side(self) -> Side {
        match self {
            Self::Sender => Side::Sender,
            Self::Owner(_) | Self::Desk => Side::Executive,
        }
    }

    /// What its signed links are for.
    fn link(self) -> String {
        match self {
            Self::Sender => "answer as the sender".to_owned(),
            Self::Owner(ownership) => format!("answer as the owner {}", ownership.simple()),
            Self::Desk => "answer as the desk".to_owned(),
        }
    }

    /// Whether it may read what was written to an ownership or by it. Who runs the site reads everything anyway.
    fn reads(self, ownership: Option<Uuid>) -> bool {
        match self {
            Self::Sender | Self::Desk => true,
            Self::Owner(own) => ownership == Some(own),
        }
    }
}
