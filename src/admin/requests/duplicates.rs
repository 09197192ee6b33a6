//! Rows that look like one thing: what is two things is said to be, what is one is made one on a page of its own
//! ([`super::merging`]); and what was made one.

use askama::Template;
use axum::response::Redirect;

use crate::admin::desk::{Desk, Frame, Sent, back, back_counting, meta};
use crate::admin::review;
use crate::error::Result;
use crate::ingestion::duplicates::{self, DismissError, Proposal};
use crate::ingestion::merging::{self, Merged};
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// Pairs on a page.
const PAIRS: u32 = 50;

/// Merges on a page.
const MERGES: i64 = 50;

/// `/admin/duplicates`
#[derive(Debug, Template)]
#[template(path = "admin/requests/duplicates.html")]
pub(super) struct DuplicatesPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    pairs: Vec<Pair>,
    count: u64,
    /// What was made one, with where it stands.
    merges: Vec<(String, Merged)>,
}

/// Two rows, with where to look at each.
#[derive(Debug)]
struct Pair {
    proposal: Proposal,
    hrefs: [String; 2],
    /// Both beside each other.
    compare: String,
    percent: u32,
}

impl Pair {
    fn of(proposal: Proposal) -> Self {
        let href = |slug: &str| review::href(proposal.entity, slug);
        let hrefs = [href(&proposal.sides[0].slug), href(&proposal.sides[1].slug)];
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a likeness is from 0 to 1"
        )]
        let percent = (proposal.likeness.clamp(0.0, 1.0) * 100.0).round() as u32;
        let compare = format!(
            "{}?what={}&one={}&other={}",
            urls::AdminMerge,
            proposal.entity.param(),
            proposal.sides[0].slug,
            proposal.sides[1].slug
        );
        Self { proposal, hrefs, compare, percent }
    }

    /// The rows, each with its address on the console.
    fn sides(&self) -> impl Iterator<Item = (&duplicates::ProposalSide, &String)> {
        self.proposal.sides.iter().zip(&self.hrefs)
    }
}

pub(super) async fn list(_: urls::AdminDuplicates, desk: Desk) -> Result<Page<DuplicatesPage>> {
    let (proposals, count) = duplicates::open(&desk.site.pool, None, PAIRS).await?;
    let pairs = proposals.into_iter().map(Pair::of).collect();
    let merges = merging::newest(&desk.site.pool, MERGES).await?;
    let merges = merges.into_iter().map(|merge| (review::href(merge.entity, &merge.kept), merge)).collect();
    let frame = desk.frame();
    Ok(Page::private(DuplicatesPage {
        layout: desk.layout,
        meta: meta("Likely duplicates"),
        frame,
        pairs,
        count,
        merges,
    }))
}

pub(super) async fn dismiss(_: urls::AdminDuplicates, desk: Desk, sent: Sent) -> Result<Redirect> {
    let numbers: Vec<i64> = sent.all("number").filter_map(|number| number.parse().ok()).collect();
    if numbers.is_empty() {
        return Ok(back(&urls::AdminDuplicates, "nothing-chosen"));
    }
    let mut dismissed = 0;
    for number in numbers {
        match duplicates::dismiss(&desk.site.pool, number, desk.actor(), desk.now()).await {
            Ok(()) => dismissed += 1,
            // Somebody was quicker.
            Err(DismissError::NoProposal(_)) => {}
            Err(DismissError::Database(error)) => return Err(error.into()),
        }
    }
    Ok(back_counting(&urls::AdminDuplicates, "dismissed", Some(dismissed)))
}
