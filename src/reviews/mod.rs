//! Reviews by clients: an owner invites a client by name and address ([`inviting`]), the client writes by the link that is mailed
//! there ([`routes`]), those who run the site decide ([`moderating`]), and the owner may answer once.
//!
//! Whoever holds the link received the mail: that confirms the address. It takes one review, and leads afterwards to what became
//! of it, where its writer can take it back. No import writes what stands here.

pub mod inviting;
mod mails;
pub mod moderating;
mod pages;
mod published;
mod queries;
mod routes;

use chrono::TimeDelta;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::config::PublicOrigin;
use crate::ingestion::suppression;
use crate::secrets::{Key, Keys, Purpose, signed};
use crate::urls;
use crate::values::terms;

pub use published::Published;
pub use queries::{Invite, erase_writer, forget};
pub use routes::routes;

/// For how long an invitation can be followed.
pub const OPEN_FOR: TimeDelta = TimeDelta::days(30);
/// For how long is kept what came to nothing: invitations without an answer, reviews that were turned down.
pub const KEPT_AFTER: TimeDelta = TimeDelta::days(30);

/// Characters of a review.
pub const LONGEST_REVIEW: usize = 5_000;
/// Characters of the answer to one.
pub const LONGEST_REPLY: usize = 2_000;

terms! {
    /// How an invitation stands.
    Status = "text" {
        Invited: "INVITED", "invited", "Invited";
        Written: "WRITTEN", "written", "Waits to be looked at";
        Published: "PUBLISHED", "published", "Published";
        Rejected: "REJECTED", "rejected", "Not published";
        Declined: "DECLINED", "declined", "Does not want to";
        Withdrawn: "WITHDRAWN", "withdrawn", "Taken back by the owner";
        Removed: "REMOVED", "removed", "Taken back by its writer";
    }
}

/// What the links of an invitation are signed for.
const LINK: &str = "review";

/// The links in the mails of an invitation.
#[derive(Clone, Debug)]
struct Ways {
    /// Where it is written, and stands afterwards.
    write: String,
    /// Where somebody says that they don't want to.
    decline: String,
}

fn ways(keys: &Keys, origin: &PublicOrigin, invite: Uuid) -> Ways {
    let token = signed::token(&keys.key(Purpose::Reviews), LINK, invite);
    Ways {
        write: origin.absolute(urls::InvitedReview::to(&token)),
        decline: origin.absolute(urls::DeclineReview::to(token)),
    }
}

/// Whose invitations an address wants no more.
#[derive(Clone, Copy, Debug)]
enum Refused {
    /// Those of one profile.
    Of(Uuid),
    /// Anybody's.
    All,
}

impl Refused {
    fn hash(self, key: &Key, email: &str) -> [u8; 32] {
        match self {
            Self::Of(profile) => key.sign(&["refused", &profile.to_string(), email]),
            Self::All => key.sign(&["refused", email]),
        }
    }
}

/// Whether whoever has this address wants no invitation from a profile, or is not to hear from this site at all.
async fn is_unwanted(
    connection: &mut PgConnection,
    keys: &Keys,
    profile: Uuid,
    email: &str,
) -> sqlx::Result<bool> {
    let key = keys.key(Purpose::Reviews);
    let refused = [Refused::Of(profile), Refused::All].map(|refused| refused.hash(&key, email).to_vec());
    Ok(queries::is_refused(&mut *connection, &refused).await?
        || suppression::is_out(connection, &keys.key(Purpose::Suppressions), email).await?)
}
