//! The console's first page: what needs somebody, the most urgent first.

use askama::Template;
use axum::Router;
use axum_extra::routing::RouterExt;
use chrono::TimeDelta;

use super::desk::{Desk, Frame, meta};
use super::imports::RunLine;
use crate::contact::looking;
use crate::error::Result;
use crate::ingestion::Action;
use crate::ingestion::duplicates;
use crate::ingestion::runs;
use crate::me::reviewing;
use crate::publishing::queue::{self, Asked, Stand};
use crate::reviews::moderating;
use crate::state::AppState;
use crate::taxonomy::inbox;
use crate::urls;
use crate::web::dates::day;
use crate::web::page::{Layout, Meta, Page};
use crate::{claims, corrections, removals, verifications};

pub(super) fn routes() -> Router<AppState> {
    Router::new().typed_get(index)
}

/// No more is counted of any queue.
const MOST: usize = 500;

/// Rows of the last so many days are looked at again.
const RECENT: TimeDelta = TimeDelta::days(30);

/// `/admin`
#[derive(Debug, Template)]
#[template(path = "admin/index.html")]
struct IndexPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    /// What waits for somebody, the most urgent first.
    waiting: Vec<Queue>,
    /// Where nothing waits.
    empty: Vec<Queue>,
    runs: Vec<RunLine>,
}

/// One queue.
#[derive(Debug)]
struct Queue {
    label: &'static str,
    count: usize,
    hint: String,
    href: String,
}

impl Queue {
    fn new(label: &'static str, count: usize, hint: impl Into<String>, href: &impl ToString) -> Self {
        Self { label, count, hint: hint.into(), href: href.to_string() }
    }

    /// The count, as far as it was counted.
    fn count_label(&self) -> String {
        if self.count >= MOST { format!("{MOST}+") } else { self.count.to_string() }
    }
}

async fn index(_: urls::Admin, desk: Desk) -> Result<Page<IndexPage>> {
    let runs = runs::newest(&desk.site.pool, 20).await?;
    let queues = queues(&desk, &runs).await?;
    let (waiting, empty) = queues.into_iter().partition(|queue| queue.count > 0);
    let frame = desk.frame();
    let runs = runs.iter().take(5).map(RunLine::of).collect();
    Ok(Page::private(IndexPage { layout: desk.layout, meta: meta("Console"), frame, waiting, empty, runs }))
}

async fn queues(desk: &Desk, runs: &[runs::RunRow]) -> Result<Vec<Queue>> {
    let (pool, now) = (&desk.site.pool, desk.now());
    let mut connection = pool.acquire().await?;
    let removals = removals::deciding::list(&mut connection, false).await?;
    let claims = claims::deciding::list(&mut connection, false).await?;
    let corrections = corrections::deciding::list(&mut connection, false).await?;
    let edits = reviewing::list(&mut connection).await?;
    let checks = verifications::list(&mut connection, false).await?;
    let reviews = moderating::count(&mut connection).await?;
    let contacts = looking::list(&mut connection, false).await?;
    let ready = Asked {
        stand: Stand::Ready,
        source: None,
        lacks: None,
        called: None,
        notice_gate: desk.site.rules.notice_gate,
        now,
    };
    let profiles = queue::count(&mut connection, queue::Queue::Executives, &ready, MOST).await?;
    let postings = queue::count(&mut connection, queue::Queue::Jobs, &ready, MOST).await?;
    drop(connection);
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let terms = inbox::unknown(pool, None, most).await?;
    let duplicates = duplicates::count(pool, None, MOST).await?;
    let recent: Vec<_> =
        runs.iter().filter(|run| now - run.started_at < RECENT && run.undone_at.is_none()).collect();
    let rows = |action| recent.iter().map(|run| run.count(action)).sum::<u64>();
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX).min(MOST);
    let urgent = removals
        .first()
        .map(|request| format!("the first to be decided by {}", day(&request.decide_by.date_naive())));
    Ok(vec![
        Queue::new("Removals", removals.len(), urgent.unwrap_or_default(), &urls::AdminRemovals),
        Queue::new("Claims", claims.len(), "to profiles, by whom they are about", &urls::AdminClaims),
        Queue::new("Corrections", corrections.len(), "proposed for profiles", &urls::AdminCorrections),
        Queue::new("Edits", edits.len(), "by owners, before they are public", &urls::AdminEdits),
        Queue::new("Verifications", checks.len(), "that owners ask for", &urls::AdminVerifications),
        Queue::new(
            "Reviews",
            usize::try_from(reviews).unwrap_or(MOST).min(MOST),
            "by clients, and answers to them, before they are public",
            &urls::AdminClientReviews,
        ),
        Queue::new("Messages", contacts.len(), "to people who own no profile yet", &urls::AdminContacts),
        Queue::new(
            "Rows that failed",
            number(rows(Action::Error)),
            "in the last imports",
            &urls::AdminImports,
        ),
        Queue::new(
            "Unknown terms",
            terms.len(),
            "that no role, place, industry or specialty is called",
            &urls::AdminTerms,
        ),
        Queue::new(
            "Rows that wait",
            number(rows(Action::Wait)),
            "for a term or a field, in the last imports",
            &urls::AdminImports,
        ),
        Queue::new(
            "Profiles to publish",
            profiles.counted,
            "complete, in review",
            &format!("{}?what=executives", urls::AdminReview),
        ),
        Queue::new(
            "Jobs to publish",
            postings.counted,
            "complete and open, in review",
            &format!("{}?what=jobs", urls::AdminReview),
        ),
        Queue::new("Likely duplicates", duplicates, "two rows that look like one", &urls::AdminDuplicates),
    ])
}
