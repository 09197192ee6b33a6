//! The handlers of a profile and of a posting: what their slices show of them, and who and what goes with them.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::closed_page::ClosedPage;
use super::posting_page::PostingPage;
use super::profile_page::ProfilePage;
use super::reasons::reason;
use super::{Pairing, Subject};
use crate::clock::Clock;
use crate::error::Result;
use crate::search::Search;
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::web::page::{Layout, Page};
use crate::{executives, jobs, urls};

/// How many cards stand in a band.
const SHOWN: usize = 4;
/// How many more are looked for: one that has just gone leaves no gap.
const SPARE: usize = 2;

/// `/executives/{slug}` and `/jobs/{slug}`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(profile).typed_get(posting)
}

async fn profile(
    urls::Executive { slug }: urls::Executive,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let shown = match executives::show(&slug, &layout, &pool, &search, clock.today()).await? {
        executives::Found::Moved(response) => return Ok(response),
        executives::Found::Profile(shown) => shown,
    };
    let finder = Finder { pool, search, now: clock.now() };
    let subject = Subject::person(&shown.row, &shown.executive);
    let (similar, jobs) = tokio::try_join!(
        finder.people(Pairing::SimilarPeople, &subject),
        finder.jobs(Pairing::JobsForPerson, &subject)
    )?;
    let executives::Shown { executive, crumbs, meta, .. } = *shown;
    Ok(Page::new(ProfilePage { layout, meta, crumbs, executive, similar, jobs }).into_response())
}

async fn posting(
    urls::Job { slug }: urls::Job,
    layout: Layout,
    State(pool): State<PgPool>,
    State(search): State<Search>,
    State(clock): State<Clock>,
) -> Result<Response> {
    let shown = match jobs::show(&slug, &layout, &pool, &search).await? {
        jobs::Found::Moved(response) => return Ok(response),
        jobs::Found::Posting(shown) => shown,
    };
    let finder = Finder { pool, search, now: clock.now() };
    let jobs::Shown { row, job, crumbs, meta } = *shown;
    let subject = Subject::job(&row, &job);
    if !row.is_open {
        let similar = finder.jobs(Pairing::RelatedJobs, &subject).await?;
        let job = row.to_closed_view();
        let page = Page::new(ClosedPage { layout, meta, crumbs, job, similar });
        // Its own words, and 410: search engines drop it at once.
        return Ok((StatusCode::GONE, page).into_response());
    }
    let (people, related) = tokio::try_join!(
        finder.people(Pairing::PeopleForJob, &subject),
        finder.jobs(Pairing::RelatedJobs, &subject)
    )?;
    Ok(Page::new(PostingPage { layout, meta, crumbs, job, people, related }).into_response())
}

/// Finds cards, each with the reason why it stands there.
struct Finder {
    pool: PgPool,
    search: Search,
    now: DateTime<Utc>,
}

impl Finder {
    async fn people(&self, pairing: Pairing, subject: &Subject) -> Result<Vec<executives::view::Card>> {
        let catalog = self.search.catalog(&self.pool).await?;
        let (ids, reasons) = self.find(pairing, subject, &catalog).await?;
        let mut cards = executives::queries::cards(&self.pool, &catalog, &ids, self.now.date_naive()).await?;
        cards.truncate(SHOWN);
        for card in &mut cards {
            card.why = reason_of(card.id, &ids, &reasons);
        }
        Ok(cards)
    }

    async fn jobs(&self, pairing: Pairing, subject: &Subject) -> Result<Vec<jobs::view::Card>> {
        let catalog = self.search.catalog(&self.pool).await?;
        let (ids, reasons) = self.find(pairing, subject, &catalog).await?;
        let mut cards = jobs::queries::cards(&self.pool, &catalog, &ids).await?;
        cards.truncate(SHOWN);
        for card in &mut cards {
            card.why = reason_of(card.id, &ids, &reasons);
        }
        Ok(cards)
    }

    async fn find(
        &self,
        pairing: Pairing,
        subject: &Subject,
        catalog: &Catalog,
    ) -> Result<(Vec<Uuid>, Vec<String>)> {
        let sought = pairing.seek(subject, &catalog.vocabulary, SHOWN + SPARE);
        let best =
            (self.search).best(&self.pool, pairing.list(), &sought.wanted, &subject.role, self.now).await?;
        let reason = |found| reason(pairing, subject, &sought, found, &catalog.vocabulary);
        let reasons = best.iter().map(reason).collect();
        Ok((best.into_iter().map(|found| found.id).collect(), reasons))
    }
}

fn reason_of(id: Uuid, ids: &[Uuid], reasons: &[String]) -> Option<String> {
    ids.iter().zip(reasons).find(|(known, _)| **known == id).map(|(_, reason)| reason.clone())
}
