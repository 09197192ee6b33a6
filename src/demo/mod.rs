//! Demo content: believable executives and postings, the same for the same seed.
//!
//! What it makes is shaped like rows from Clay and goes through the import as they do, so the demo site shows
//! what an import makes of mixed spellings, gaps and placeholders. States that no import may set (published,
//! claimed, verified, closed) stand beside each row, for the caller to set afterwards. Nobody in it exists: names
//! are drawn from common ones, companies are invented, and every address ends in `.example`.

#![allow(
    clippy::explicit_auto_deref,
    reason = "the star that it would leave out tells `Dice::pick` what it picks"
)]

mod careers;
mod clients;
mod companies;
mod dice;
mod executives;
mod fees;
pub mod fill;
mod jobs;
mod material;
mod names;
mod places;
mod rows;
pub mod table;
#[cfg(test)]
mod tests;
mod text;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::executives::{CheckType, ClaimStatus, VerificationStatus};
use crate::jobs::ClosedReason;
use crate::values::PublishStatus;

/// How much to make, and from which seed.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many executives.
    pub executives: usize,
    /// How many postings.
    pub jobs: usize,
    /// The seed: the same one gives the same rows, and a larger plan begins with the rows of a smaller one.
    pub seed: u64,
    /// The day that counts as today (UTC): no date in a row lies after it, save the ones that mean the future.
    pub today: NaiveDate,
}

/// A demo executive: the row to import, and the states to set once it is in.
#[derive(Clone, Debug)]
pub struct DemoExecutive {
    /// The row, with a unique `Clay Record ID` such as `demo-e-000123`.
    pub row: Map<String, Value>,
    /// What an import cannot say.
    pub after: ExecutiveAfter,
}

/// What the application says about a demo executive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutiveAfter {
    /// Where the profile stands on its way to the public.
    pub status: PublishStatus,
    /// How many days ago it was published, for `Published` and `Archived` profiles.
    pub published_days_ago: Option<u16>,
    /// Whose profile it is.
    pub claim_status: ClaimStatus,
    /// How many days ago its person claimed it.
    pub claimed_days_ago: Option<u16>,
    /// Whether the directory shows it first.
    pub featured: bool,
    /// What was checked, at most one per type of check.
    pub verifications: Vec<DemoVerification>,
    /// Whether the row's reviews are shown.
    pub reviews_published: bool,
    /// How many of the row's reviews, from the first on, come from a client who was verified.
    pub reviews_verified: usize,
    /// How many days ago the person last confirmed the availability; `None`: never.
    pub last_confirmed_days_ago: Option<u16>,
}

/// One check of a demo profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoVerification {
    /// What was looked at.
    pub check_type: CheckType,
    /// How it ended.
    pub status: VerificationStatus,
    /// What the profile says about it.
    pub detail: Option<String>,
    /// How many days ago; `None` while it is not finished.
    pub checked_days_ago: Option<u16>,
    /// Who checked: `manual-review`, `claim` or `clay`.
    pub source: &'static str,
}

/// A demo posting: the row to import, and the states to set once it is in.
#[derive(Clone, Debug)]
pub struct DemoJob {
    /// The row, with a unique `Clay Record ID` such as `demo-j-000123` and a unique apply address.
    pub row: Map<String, Value>,
    /// What an import cannot say.
    pub after: JobAfter,
}

/// What the application says about a demo posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobAfter {
    /// Where the posting stands on its way to the public.
    pub status: PublishStatus,
    /// Why and how many days ago it closed; `None`: it is open. Never longer ago than it was posted.
    pub closed: Option<(ClosedReason, u16)>,
    /// How many days ago somebody last saw it open on the employer's site.
    pub verified_days_ago: Option<u16>,
    /// How many days ago an editor approved it.
    pub curated_days_ago: Option<u16>,
}

/// The `n`-th demo executive. It depends on the seed, the day and `n` alone: rows can be made in parallel and in
/// any order.
pub fn executive_row(plan: &Plan, n: usize) -> DemoExecutive {
    executives::executive(plan, n)
}

/// The `n`-th demo posting; see [`executive_row`].
pub fn job_row(plan: &Plan, n: usize) -> DemoJob {
    jobs::job(plan, n)
}
