//! The handlers of a profile and of a posting: what their slices show of them, and who and what goes with them.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::closed_page::ClosedPage;
use super::posting_page::PostingPage;
use super::profile_page::ProfilePage;
use super::reasons::reason;
use super::{Band, Pairing, Subject};
use crate::database::OnDemand;
use crate::error::Result;
use crate::search::Entry;
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::web::page::{Layout, Page};
use crate::{executives, jobs, urls};

/// How many cards stand in a band.
const SHOWN: usize = 4;
/// How many more are looked for: where one has just gone, they leave no gap.
const SPARE: usize = 2;

/// `/executives/{slug}` and `/jobs/{slug}`.
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(profile).typed_get(posting)
}

async fn profile(
    urls::Executive { slug }: urls::Executive,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let AppState { pool, search, clock, .. } = &site;
    let catalog = search.catalog(pool).await?;
    let mut connection = OnDemand::of(pool);
    let known = (search, &*catalog);
    let shown = match executives::show(&slug, &layout, &mut connection, known, clock.today()).await? {
        executives::Found::Moved(response) => return Ok(response),
        executives::Found::Profile(shown) => shown,
    };
    let subject = Subject::person(&shown.row, &shown.executive);
    let mut finder = Finder { connection, site: &site, catalog, now: clock.now() };
    let similar = finder.people(Pairing::SimilarPeople, &subject).await?;
    let jobs = finder.jobs(Pairing::JobsForPerson, &subject).await?;
    drop(finder);
    let executives::Shown { executive, crumbs, meta, .. } = *shown;
    Ok(Page::new(ProfilePage { layout, meta, crumbs, executive, similar, jobs }).into_response())
}

async fn posting(
    urls::Job { slug }: urls::Job,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let AppState { pool, search, clock, .. } = &site;
    let catalog = search.catalog(pool).await?;
    let mut connection = OnDemand::of(pool);
    let shown = match jobs::show(&slug, &layout, &mut connection, (search, &catalog), clock.today()).await? {
        jobs::Found::Moved(response) => return Ok(response),
        jobs::Found::Posting(shown) => shown,
    };
    let mut finder = Finder { connection, site: &site, catalog, now: clock.now() };
    let jobs::Shown { row, job, crumbs, meta } = *shown;
    let subject = Subject::job(&row, &job);
    if !row.is_open {
        let similar = finder.jobs(Pairing::RelatedJobs, &subject).await?;
        drop(finder);
        let job = row.to_closed_view();
        let page = Page::new(ClosedPage { layout, meta, crumbs, job, similar });
        // Its own words, and 410: search engines drop it at once.
        return Ok((StatusCode::GONE, page).into_response());
    }
    let people = finder.people(Pairing::PeopleForJob, &subject).await?;
    let related = finder.jobs(Pairing::RelatedJobs, &subject).await?;
    drop(finder);
    Ok(Page::new(PostingPage { layout, meta, crumbs, job, people, related }).into_response())
}

/// Finds cards, each with the reason why it stands there.
struct Finder<'a> {
    connection: OnDemand<'a>,
    site: &'a AppState,
    catalog: Arc<Catalog>,
    now: DateTime<Utc>,
}

impl Finder<'_> {
    async fn people(&mut self, pairing: Pairing, subject: &Subject) -> Result<Band<executives::view::Card>> {
        let Going { ids, reasons, heading } = self.find(pairing, subject).await?;
        let mut cards = self.first_of::<executives::view::Card>(&ids).await?;
        for card in &mut cards {
            card.why = reason_of(card.id, &ids, &reasons);
        }
        Ok(Band { heading, cards })
    }

    async fn jobs(&mut self, pairing: Pairing, subject: &Subject) -> Result<Band<jobs::view::Card>> {
        let Going { ids, reasons, heading } = self.find(pairing, subject).await?;
        let mut cards = self.first_of::<jobs::view::Card>(&ids).await?;
        for card in &mut cards {
            card.why = reason_of(card.id, &ids, &reasons);
        }
        Ok(Band { heading, cards })
    }

    /// As many cards as a band shows; of those in reserve only where one of the first has gone.
    async fn first_of<C: Entry<Key = Uuid>>(&mut self, ids: &[Uuid]) -> Result<Vec<C>> {
        let cards = self.site.search.entries::<C>();
        let today = self.now.date_naive();
        let first = &ids[..ids.len().min(SHOWN)];
        let mut shown = cards.read(&mut self.connection, &self.catalog, first, today).await?;
        if shown.len() < first.len() {
            shown = cards.read(&mut self.connection, &self.catalog, ids, today).await?;
            shown.truncate(SHOWN);
        }
        Ok(shown)
    }

    async fn find(&mut self, pairing: Pairing, subject: &Subject) -> Result<Going> {
        let Self { connection, site, catalog, now } = self;
        let vocabulary = &catalog.vocabulary;
        let sought = pairing.seek(subject, vocabulary, SHOWN + SPARE);
        let mut best = site
            .search
            .best(connection, catalog, pairing.list(), (&sought.wanted, &subject.role), *now)
            .await?;
        // Who can't do it stands there only where nobody can, and is not said to suit.
        let does = best.iter().any(|found| found.does);
        best.retain(|found| found.does == does);
        best.sort_by_key(|found| sought.is_away(found));
        let reason = |found| reason(pairing, subject, &sought, found, vocabulary);
        let reasons = best.iter().map(reason).collect();
        let ids = best.into_iter().map(|found| found.id).collect();
        Ok(Going { ids, reasons, heading: pairing.heading(does) })
    }
}

/// Rows that go with a page, each with the reason.
struct Going {
    ids: Vec<Uuid>,
    reasons: Vec<String>,
    heading: &'static str,
}

fn reason_of(id: Uuid, ids: &[Uuid], reasons: &[String]) -> Option<String> {
    ids.iter().zip(reasons).find(|(known, _)| **known == id).map(|(_, reason)| reason.clone())
}
