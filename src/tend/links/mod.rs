//! Whether apply links still lead to their postings: looked at politely, seldom and with doubt.
//!
//! A posting is closed on strong evidence alone: its platform says so, or its page is missing on two days from a host that
//! is otherwise in order. It is confirmed where its page is there and about it. Everything else is unknown and changes
//! nothing but when it is looked at again (`docs/decisions/0026-when-a-link-closes-a-job.md`).

mod look;
mod page;
mod platform;
mod queries;
mod schedule;
mod verdict;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{Connection, PgConnection};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;
use url::Url;

pub use queries::{Check, history};

use super::ACTOR;
use super::hosts::Hosts;
use crate::clock::Clock;
use crate::jobs::{ClosedReason, closing};
use crate::outbound::Client;
use look::{Look, look};
use queries::Due;
use schedule::{Found, host_pause, settle};

/// How much is asked of other people's servers.
#[derive(Clone, Copy, Debug)]
pub struct Manners {
    /// Between two questions to one host.
    pub pause: Duration,
    /// Hosts that are asked at the same time.
    pub hosts: usize,
    /// Postings in a pass.
    pub postings: i64,
    /// Postings of one host in a pass.
    pub per_host: i64,
    /// After how long a pass begins no more looks.
    pub time: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(2),
            hosts: 8,
            postings: 300,
            per_host: 40,
            time: Duration::from_mins(2),
        }
    }
}

/// Looks at links.
#[derive(Clone, Debug)]
pub struct Checker {
    client: Client,
    manners: Manners,
}

/// What came of a pass.
#[derive(Clone, Debug, Default)]
pub struct Looks {
    /// Postings that were seen open.
    pub open: u64,
    /// Slugs of those that were closed, and why.
    pub closed: Vec<(String, String)>,
    /// Postings of which nothing could be said.
    pub unknown: u64,
}

impl Looks {
    /// All of them.
    pub fn count(&self) -> u64 {
        self.open + self.unknown + self.closed.len() as u64
    }
}

impl Checker {
    /// Asks with this client and these manners.
    pub const fn new(client: Client, manners: Manners) -> Self {
        Self { client, manners }
    }

    /// Looks at the postings whose time has come; `watch` is told how many of how many are done.
    pub async fn pass(
        &self,
        connection: &mut PgConnection,
        clock: &Clock,
        watch: &mut (dyn FnMut(u64, u64) + Send),
    ) -> sqlx::Result<Looks> {
        let due = queries::due(connection, self.manners.postings, self.manners.per_host, clock.now()).await?;
        let all = due.len() as u64;
        let mut looks = Looks::default();
        let (sender, mut found) = mpsc::channel(self.manners.hosts);
        let mut asking = self.ask_all(by_host(due), clock, &sender);
        drop(sender);
        while let Some((due, look)) = found.recv().await {
            keep(connection, &due, &look, &mut looks, clock.now()).await?;
            watch(looks.count(), all);
        }
        while asking.join_next().await.is_some() {}
        Ok(looks)
    }

    /// Looks at one posting, because somebody asks for it.
    pub async fn look_at(
        &self,
        connection: &mut PgConnection,
        slug: &str,
        clock: &Clock,
    ) -> sqlx::Result<Option<Looks>> {
        let Some(due) = queries::this_one(connection, slug).await? else { return Ok(None) };
        let look = look_at(&self.client, &Hosts::new(self.manners.pause), &due, clock.now()).await;
        let mut looks = Looks::default();
        keep(connection, &due, &look, &mut looks, clock.now()).await?;
        Ok(Some(looks))
    }

    /// So many hosts at a time, each posting after posting until the time is up or the host is in trouble.
    fn ask_all(
        &self,
        waiting: VecDeque<Vec<Due>>,
        clock: &Clock,
        sender: &mpsc::Sender<(Due, Look)>,
    ) -> JoinSet<()> {
        let end = Instant::now() + self.manners.time;
        let waiting = Arc::new(Mutex::new(waiting));
        let hosts = Arc::new(Hosts::new(self.manners.pause));
        let mut asking = JoinSet::new();
        for _ in 0..self.manners.hosts {
            let (client, clock, sender) = (self.client.clone(), clock.clone(), sender.clone());
            let (waiting, hosts) = (waiting.clone(), hosts.clone());
            asking.spawn(async move {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                while let Some(postings) = next() {
                    for due in postings {
                        if Instant::now() >= end {
                            return;
                        }
                        let look = look_at(&client, &hosts, &due, clock.now()).await;
                        let is_in_trouble = look.trouble.is_some();
                        if sender.send((due, look)).await.is_err() {
                            return;
                        }
                        if is_in_trouble {
                            break;
                        }
                    }
                }
            });
        }
        asking
    }
}

async fn look_at(client: &Client, hosts: &Hosts, due: &Due, now: DateTime<Utc>) -> Look {
    match Url::parse(&due.apply_url) {
        Ok(url) => look(client, hosts, &url, &due.title, now).await,
        Err(error) => Look::no_address(error),
    }
}

/// The postings of each host, in the order in which their hosts come first.
fn by_host(due: Vec<Due>) -> VecDeque<Vec<Due>> {
    let mut places = BTreeMap::new();
    let mut hosts: VecDeque<Vec<Due>> = VecDeque::new();
    for posting in due {
        let url = Url::parse(&posting.apply_url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
        let place = *places.entry(host).or_insert(hosts.len());
        if place == hosts.len() {
            hosts.push_back(Vec::new());
        }
        hosts[place].push(posting);
    }
    hosts
}

/// Keeps a look and does what follows from it, in one transaction.
async fn keep(
    connection: &mut PgConnection,
    due: &Due,
    look: &Look,
    looks: &mut Looks,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let mut transaction = connection.begin().await?;
    let after = settle(due.before(), look.found, now);
    queries::keep(&mut transaction, due, (look.status, &look.evidence), &after, now).await?;
    let answered: Vec<String> = look.answered.iter().cloned().collect();
    queries::release_hosts(&mut transaction, &answered).await?;
    if let Some(trouble) = &look.trouble {
        let failures = queries::host_failures(&mut transaction, &trouble.host).await?;
        let until = (now + host_pause(failures)).max(trouble.until.unwrap_or(now));
        queries::pause_host(&mut transaction, &trouble.host, until, &trouble.why, now).await?;
    }
    // Whoever changed or closed it meanwhile knows better.
    let is_same = queries::hold(&mut transaction, due).await?;
    let mut is_closed = false;
    if is_same && after.outcome == "closed" {
        let (id, evidence) = (due.id, Some(look.evidence.as_str()));
        is_closed =
            closing::close(&mut transaction, id, ClosedReason::SourceGone, evidence, &ACTOR, now).await?;
    } else if is_same && look.found == Found::Open {
        queries::confirm(&mut transaction, due.id, now).await?;
    }
    transaction.commit().await?;
    if is_closed {
        looks.closed.push((due.slug.clone(), look.evidence.clone()));
    } else if look.found == Found::Open {
        looks.open += 1;
    } else {
        looks.unknown += 1;
    }
    Ok(())
}

/// For the terminal.
impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let closed = self.closed.len();
        writeln!(f, "Apply links: {} open, {closed} closed, {} unknown", self.open, self.unknown)?;
        for (slug, why) in &self.closed {
            writeln!(f, "  /jobs/{slug} is closed: {why}")?;
        }
        Ok(())
    }
}
