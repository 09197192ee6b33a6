//! Finished pages, kept in memory: the same bytes for everybody who asks for an address, until what they show changes.
//!
//! A page is *fresh* while nothing has changed since it was made, *passing* for a moment after that (it is shown while
//! one task makes the new one), and *old* from then on: who asks waits for the new one. Where the database is away, or
//! nobody can say whether something changed, an old one is better than none. A page that shows what was taken off the site
//! is shown never again. `docs/decisions/0021` has the reasons.

mod changes;
mod flights;
mod kept;
mod touched;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use chrono::{Days, NaiveTime};
use quick_cache::sync::Cache;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tracing::Instrument;

use changes::Since;
pub use changes::{Changes, Shown};
use flights::{Flights, Landing, Outcome, Part, Ticket};
use kept::{AsOf, ByBytes, Kept};

use super::CachePolicy;
use super::cookies::names_session;
use super::finished::Finished;
use crate::clock::Clock;
use crate::config::Limits;
use crate::error::Error;

/// Longer addresses are answered, and not kept.
const LONGEST_ADDRESS: usize = 1_024;
/// Larger pages are answered, and not kept: the sitemaps.
const LARGEST_PAGE: usize = 1024 * 1024;
/// How often a page is made anew at most while it may be shown as it is.
const RENEWED_EVERY: Duration = Duration::from_millis(200);
/// For how long a page is taken for fresh while nobody follows the database.
const ALONE: Duration = Duration::from_secs(1);
/// For how long the new page is waited for while nobody follows the database, where there is an old one.
const PATIENCE: Duration = Duration::from_millis(250);
/// What a page takes on average, to lay out the memory's own tables.
const AVERAGE_BYTES: usize = 64 * 1024;

/// The pages that are kept. Cheap to clone.
#[derive(Clone)]
pub struct Pages(Arc<Inner>);

struct Inner {
    /// Nothing is kept where no memory is given.
    kept: Option<Cache<Box<str>, Arc<Kept>, ByBytes>>,
    flights: Flights,
    changes: Changes,
    clock: Clock,
    grace: Duration,
    counters: Counters,
}

#[derive(Default)]
struct Counters {
    fresh: AtomicU64,
    passing: AtomicU64,
    instead: AtomicU64,
    joined: AtomicU64,
    made: AtomicU64,
}

/// How requests for pages were answered so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// From memory, fresh.
    pub fresh: u64,
    /// From memory, while a new one is made.
    pub passing: u64,
    /// From memory, because no new one could be made.
    pub instead: u64,
    /// With a page that somebody else was waiting for already.
    pub joined: u64,
    /// Pages and other answers that were made, for whomever.
    pub made: u64,
}

/// What a handler's answer becomes.
pub(super) enum Answer {
    /// The same for everybody.
    Page(Arc<Finished>),
    /// For this request alone.
    Other(Response),
}

/// How a page that is kept stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Fresh,
    Passing,
    Old,
    /// Nobody can say.
    Doubtful,
}

impl Pages {
    /// Keeps pages in the memory that `limits` give, until `changes` say that they are others.
    pub fn new(limits: &Limits, changes: Changes, clock: Clock) -> Self {
        let kept = (limits.page_bytes > 0).then(|| {
            let count = (limits.page_bytes / AVERAGE_BYTES).max(64);
            Cache::with_weighter(count, limits.page_bytes as u64, ByBytes)
        });
        Self(Arc::new(Inner {
            kept,
            flights: Flights::default(),
            changes,
            clock,
            grace: limits.page_grace,
            counters: Counters::default(),
        }))
    }

    /// How requests were answered so far.
    pub fn counts(&self) -> Counts {
        let Counters { fresh, passing, instead, joined, made } = &self.0.counters;
        let [fresh, passing, instead, joined, made] =
            [fresh, passing, instead, joined, made].map(|counter| counter.load(Ordering::Relaxed));
        Counts { fresh, passing, instead, joined, made }
    }

    /// How many pages are kept, and the bytes that they are reckoned at.
    pub fn size(&self) -> (usize, u64) {
        self.0.kept.as_ref().map_or((0, 0), |kept| (kept.len(), kept.weight()))
    }

    /// The address under which the answer to a request may be kept, and looked for. Whoever says who they are gets nothing
    /// from memory and leaves nothing there: a page may be another for them.
    pub(super) fn address(request: &Request) -> Option<&str> {
        let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
        let says_more = [header::AUTHORIZATION, header::CONTENT_ENCODING]
            .iter()
            .any(|name| request.headers().contains_key(name))
            || names_session(request.headers());
        let address = request.uri().path_and_query()?.as_str();
        let may_be_kept =
            is_read && !says_more && address.len() <= LONGEST_ADDRESS && !address.starts_with("/static/");
        may_be_kept.then_some(address)
    }

    /// The page at an address, where it is fresh.
    pub(super) fn fresh(&self, address: &str, now: Instant) -> Option<Arc<Finished>> {
        let kept = self.0.kept.as_ref()?.get(address)?;
        if self.standing(&kept, now) != Some(Standing::Fresh) {
            return None;
        }
        count(&self.0.counters.fresh);
        Some(kept.page.clone())
    }

    /// The page at an address, from memory or by `make`, of which several at once are one.
    pub(super) async fn get(
        &self,
        address: &str,
        make: impl Future<Output = Answer> + Send + 'static,
    ) -> Answer {
        let Some(memory) = &self.0.kept else { return make.await };
        // Before anything is read.
        let as_of = self.now();
        let kept = memory.get(address);
        let standing = kept.as_deref().and_then(|kept| self.standing(kept, as_of.at));
        let kept = kept.filter(|_| standing.is_some());
        let patience = match (standing, &kept) {
            (Some(Standing::Fresh), Some(kept)) => {
                count(&self.0.counters.fresh);
                return Answer::Page(kept.page.clone());
            }
            (Some(Standing::Passing), Some(kept)) => {
                count(&self.0.counters.passing);
                self.renew(address, kept, as_of, make);
                return Answer::Page(kept.page.clone());
            }
            (Some(Standing::Doubtful), Some(_)) => Some(PATIENCE),
            _ => None,
        };
        match self.0.flights.board(address, as_of) {
            Part::Lead(ticket) => {
                let flight = self.fly(ticket, kept.clone(), make);
                match (waited(flight, patience).await, kept) {
                    (Some(Ok(answer)), None) => answer,
                    (Some(Ok(answer)), Some(_)) if !answer.is_failure() => answer,
                    (_, Some(kept)) => self.instead(&kept),
                    (_, None) => {
                        Answer::Other(Error::internal("the work on a page broke off").into_response())
                    }
                }
            }
            Part::Follow(landing, since) => {
                count(&self.0.counters.joined);
                let patience = patience.map(|patience| patience.saturating_sub(since.elapsed()));
                match (waited(landed(landing), patience).await, kept) {
                    (Some(Outcome::Page(page)), _) => Answer::Page(page),
                    (None | Some(Outcome::Failed), Some(kept)) => self.instead(&kept),
                    // Who has waited once does not wait again, and what failed is not tried by all at once.
                    (Some(Outcome::Failed), None) => Answer::Other(
                        Error::Unavailable(
                            "This page could not be made just now. Please try again in a moment.".into(),
                        )
                        .into_response(),
                    ),
                    _ => make.await,
                }
            }
        }
    }

    /// Makes a new page in the place of one that is still shown, unless somebody does or has just done so.
    fn renew(
        &self,
        address: &str,
        kept: &Arc<Kept>,
        as_of: AsOf,
        make: impl Future<Output = Answer> + Send + 'static,
    ) {
        if as_of.at.duration_since(kept.as_of.at) < RENEWED_EVERY {
            return;
        }
        if let Some(ticket) = self.0.flights.begin_unless_flying(address, as_of) {
            drop(self.fly(ticket, Some(kept.clone()), make));
        }
    }

    /// Makes a page, whether or not the one who asked is still there.
    fn fly(
        &self,
        ticket: Ticket,
        before: Option<Arc<Kept>>,
        make: impl Future<Output = Answer> + Send + 'static,
    ) -> JoinHandle<Answer> {
        let pages = self.clone();
        let flight = async move {
            let mut underway = Underway { flights: &pages.0.flights, ticket: Some(ticket) };
            count(&pages.0.counters.made);
            let answer = make.await;
            let Some(ticket) = underway.ticket.take() else { return answer };
            let (answer, outcome) = pages.settle(&ticket, before, answer);
            pages.0.flights.land(&ticket, outcome);
            answer
        };
        tokio::spawn(flight.in_current_span())
    }

    /// Keeps what is to be kept of an answer, and drops what it contradicts.
    fn settle(&self, ticket: &Ticket, before: Option<Arc<Kept>>, answer: Answer) -> (Answer, Outcome) {
        let Some(memory) = &self.0.kept else { return (answer, Outcome::Other) };
        let page = match answer {
            Answer::Page(page) => page,
            answer @ Answer::Other(_) if answer.is_failure() => return (answer, Outcome::Failed),
            answer @ Answer::Other(_) => {
                memory.remove(&*ticket.address);
                return (answer, Outcome::Other);
            }
        };
        let page = match before {
            // Its forms are made already.
            Some(before) if before.page.is_same(&page) => before.page.clone(),
            Some(before) => {
                page.make_forms_of(&before.page);
                page
            }
            None => page,
        };
        if page.policy() == CachePolicy::Page && page.plain().len() <= LARGEST_PAGE {
            let newer = |kept: Arc<Kept>| kept.as_of.generation > ticket.as_of.generation;
            if !memory.peek(&*ticket.address).is_some_and(newer) {
                let kept = Kept::new(&ticket.address, page.clone(), ticket.as_of, &self.0.changes);
                memory.insert(ticket.address.clone(), Arc::new(kept));
            }
        }
        (Answer::Page(page.clone()), Outcome::Page(page))
    }

    fn instead(&self, kept: &Kept) -> Answer {
        count(&self.0.counters.instead);
        tracing::debug!("an earlier page is shown, because no new one could be made");
        Answer::Page(kept.page.clone())
    }

    /// Nothing for a page that is not to be shown any more.
    fn standing(&self, kept: &Kept, now: Instant) -> Option<Standing> {
        let Inner { changes, clock, grace, .. } = &*self.0;
        let since = changes.since(kept.as_of.generation, &kept.shows);
        let is_vouched = changes.is_vouched(now);
        let is_of_today = clock.now().timestamp() < kept.as_of.until;
        let is_within = |moment: Instant, span: Duration| now.saturating_duration_since(moment) < span;
        Some(match since {
            Since::TakenAway => return None,
            Since::Nothing if is_of_today && is_vouched => Standing::Fresh,
            Since::Nothing if is_of_today && is_within(kept.as_of.at, ALONE) => Standing::Fresh,
            _ if !is_vouched => Standing::Doubtful,
            Since::Changed(moment) if is_of_today && is_within(moment, *grace) => Standing::Passing,
            _ => Standing::Old,
        })
    }

    fn now(&self) -> AsOf {
        let generation = self.0.changes.generation();
        let tomorrow = self.0.clock.today().checked_add_days(Days::new(1));
        let until = tomorrow.map_or(i64::MAX, |day| day.and_time(NaiveTime::MIN).and_utc().timestamp());
        AsOf { generation, at: Instant::now(), until }
    }
}

impl std::fmt::Debug for Pages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pages({:?}, {:?})", self.size(), self.counts())
    }
}

impl Answer {
    fn is_failure(&self) -> bool {
        matches!(self, Self::Other(response) if response.status().is_server_error())
    }
}

/// Takes a flight off the list where its work breaks off.
struct Underway<'a> {
    flights: &'a Flights,
    ticket: Option<Ticket>,
}

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = &self.ticket {
            self.flights.leave(ticket);
        }
    }
}

/// What came out; work that broke off has failed.
async fn landed(mut landing: Landing) -> Outcome {
    let outcome = landing.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
    outcome.unwrap_or(Outcome::Failed)
}

/// Nothing where it took longer than anybody wants to wait.
async fn waited<T>(work: impl Future<Output = T>, patience: Option<Duration>) -> Option<T> {
    match patience {
        Some(patience) => timeout(patience, work).await.ok(),
        None => Some(work.await),
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
