//! Demo content: believable executives and postings, the same for the same seed.
//!
//! What it makes is shaped like rows from Clay and goes through the import as they do, so the demo site shows
//! what an import makes of mixed spellings, gaps and placeholders. States that no import may set (published,
//! claimed, verified, closed) stand beside each row, for the caller to set afterwards. Nobody in it exists: names
//! are drawn from common ones, companies are invented, and every address ends in `.example`.

mod dice;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::executives::{CheckType, ClaimStatus, VerificationStatus};
use crate::jobs::ClosedReason;
use crate::values::PublishStatus;
use dice::Dice;

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
    let mut dice = Dice::new(plan.seed, 1, n);
    let Value::Object(row) = json!({
        "Clay Record ID": format!("demo-e-{n:06}"),
        "First Name": "Ada",
        "Last Name": format!("Example{n}"),
        "Headline": "Fractional CFO for SaaS companies",
        "Job Title": "Fractional CFO",
        "Location": "Austin, TX",
        "Industries": "SaaS; Fintech",
        "Years of Experience": 10 + dice.below(20),
    }) else {
        unreachable!("the literal is an object")
    };
    let after = ExecutiveAfter {
        status: PublishStatus::Published,
        published_days_ago: Some(10),
        claim_status: ClaimStatus::Unclaimed,
        claimed_days_ago: None,
        featured: false,
        verifications: Vec::new(),
        reviews_published: true,
        reviews_verified: 0,
        last_confirmed_days_ago: None,
    };
    DemoExecutive { row, after }
}

/// The `n`-th demo posting; see [`executive_row`].
pub fn job_row(plan: &Plan, n: usize) -> DemoJob {
    let mut dice = Dice::new(plan.seed, 2, n);
    let Value::Object(row) = json!({
        "Clay Record ID": format!("demo-j-{n:06}"),
        "Title": "Fractional CFO (Series B SaaS)",
        "Role": "Fractional CFO",
        "Company": "Kestrel Analytics",
        "Location": "Remote (US)",
        "Apply URL": format!("https://careers.kestrel-analytics.example/jobs/{n}"),
        "Posted On": (plan.today - chrono::Days::new(dice.below(75) as u64)).to_string(),
        "Job Description": "Own forecasting and board reporting.",
        "Employment Type": "Part-time",
        "Industries": "SaaS",
    }) else {
        unreachable!("the literal is an object")
    };
    let after = JobAfter {
        status: PublishStatus::Published,
        closed: None,
        verified_days_ago: Some(1),
        curated_days_ago: None,
    };
    DemoJob { row, after }
}
