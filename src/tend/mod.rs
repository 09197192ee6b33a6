//! What has to be done from time to time: postings that ran out are closed, apply links looked at, photographs
//! fetched that lists name, search engines told,
//! requests for removal upheld that nobody decided in time, owners
//! asked whether their availability holds, what profiles are found by written anew where it came to be made of more,
//! and what was kept for a while forgotten.
//!
//! `quarterdeck tend` makes one pass; `serve` makes one every five minutes, and of several processes one at a time.

mod hosts;
pub mod links;
pub mod photos;
mod queries;

use std::fmt;
use std::time::{Duration, Instant};

use chrono::{Days, TimeDelta};
use sqlx::{Connection, PgConnection, PgPool};

use crate::accounts;
use crate::audit::Actor;
use crate::claims::deciding as claims;
use crate::clock::Clock;
use crate::config::{Outgoing, PublicOrigin};
use crate::executives::editing::documents;
use crate::executives::{portraits, views};
use crate::ingestion::{payloads, uploads};
use crate::jobs::closing;
use crate::me::availability;
use crate::notices::{self, Channels, Queued};
use crate::outbound::{Client, Reach};
use crate::outbox;
use crate::removals::{deciding as removals, lapsing};
use crate::search::Search;
use crate::{contact, corrections, reviews, work};
use links::{Checker, Looks, Manners};
use photos::{Fetched, Fetcher};

/// How often `serve` tends.
const EVERY: Duration = Duration::from_mins(5);
/// How long after its start it begins; later where searches are not answered by then, but not much.
const AFTER: Duration = Duration::from_secs(15);
const AFTER_AT_MOST: Duration = Duration::from_mins(10);

/// Who closes postings, in the audit log.
const ACTOR: Actor = Actor::named("tend");

/// For how long is kept what left the outbox or never will, and what was seen of links.
const OUTBOX_DAYS: i64 = 30;
const LOOKS_DAYS: i64 = 90;
/// What is looked for once a day, because it is looked for among all profiles.
const LAPSING: &str = "profiles that lapse";
const A_DAY: TimeDelta = TimeDelta::days(1);
/// For how long links that signed in and wrong codes are known.
const ACCOUNT_DAYS: i64 = 1;
/// For how long is kept what an owner sent and never cut.
const PHOTO_DAYS: i64 = 7;

/// What is done in a pass, besides what always is.
#[derive(Clone, Debug, Default)]
pub struct Tending {
    /// For the links in mails.
    pub origin: PublicOrigin,
    /// Who looks at apply links, if anybody does.
    pub links: Option<Checker>,
    /// Who fetches the photographs that lists name, if anybody does.
    pub photos: Option<Fetcher>,
    /// Which search engines are told.
    pub channels: Channels,
}

impl Tending {
    /// As the deployment says it.
    pub fn of(settings: &Outgoing, origin: &PublicOrigin) -> Self {
        let client = || Client::new(Reach::Public, origin.as_str());
        let links = settings.checks_links(origin).then(|| Checker::new(client(), Manners::default()));
        let photos =
            settings.fetches_photos(origin).then(|| Fetcher::new(client(), photos::Manners::default()));
        Self { links, photos, channels: Channels::of(settings), origin: origin.clone() }
    }
}

/// What came of a pass.
#[derive(Clone, Debug, Default)]
pub struct Tended {
    /// Postings that ran out.
    pub expired: u64,
    /// Requests for removal that nobody decided in time, and that are upheld.
    pub upheld: u64,
    /// Owners who are asked whether their availability still holds.
    pub asked: u64,
    /// What was seen of apply links, where they are looked at.
    pub links: Option<Looks>,
    /// What came of fetching photographs, where they are fetched.
    pub photos: Option<Fetched>,
    /// What search engines are told.
    pub queued: Queued,
    /// Rows that were kept for a while and are forgotten.
    pub forgotten: u64,
    /// Delivered rows that are erased as they came.
    pub payloads: u64,
    /// Profiles that nobody claimed or confirmed for a year, and that are erased.
    pub lapsed: u64,
    /// Profiles whose words were read again, because more of them is found by now.
    pub renewed: u64,
    /// Whether nothing of it was done.
    pub is_foreseen: bool,
}

/// Tends once. Nothing where another process is at it.
pub async fn pass(
    connection: &mut PgConnection,
    tending: &Tending,
    clock: &Clock,
    watch: &mut (dyn FnMut(u64, u64) + Send),
) -> sqlx::Result<Option<Tended>> {
    if !queries::lock(connection).await? {
        return Ok(None);
    }
    let tended = tend(connection, tending, clock, watch).await;
    queries::unlock(connection).await?;
    tended.map(Some)
}

async fn tend(
    connection: &mut PgConnection,
    tending: &Tending,
    clock: &Clock,
    watch: &mut (dyn FnMut(u64, u64) + Send),
) -> sqlx::Result<Tended> {
    let mut tended = Tended { expired: closing::expire(connection, &ACTOR).await?, ..Tended::default() };
    tended.upheld = removals::uphold_overdue(connection, &tending.origin, clock.now()).await?;
    tended.asked = availability::ask_owners(connection, &tending.origin, clock.now()).await?;
    tended.forgotten = forget(connection, clock).await?;
    tended.payloads = payloads::erase(connection, clock.now()).await?;
    tended.renewed = documents::renew(connection).await?;
    if queries::is_day_over(connection, LAPSING, clock.now() - A_DAY).await? {
        let erased = lapsing::erase(connection, &ACTOR, clock.now()).await?;
        tended.lapsed = erased.count;
        if erased.is_all {
            queries::day_is_done(connection, LAPSING, clock.now()).await?;
        }
    }
    // Before the links, which take their time, and after them, for what they closed.
    tended.queued = notices::queue(connection, &tending.channels, clock.now()).await?;
    if let Some(fetcher) = &tending.photos {
        tended.photos = Some(fetcher.pass(connection, clock).await?);
    }
    if let Some(checker) = &tending.links {
        let looks = checker.pass(connection, clock, watch).await?;
        if !looks.closed.is_empty() {
            tended.queued += notices::queue(connection, &tending.channels, clock.now()).await?;
        }
        tended.links = Some(looks);
    }
    Ok(tended)
}

/// What a pass would come to, but for links that are looked at and notices that follow. Nothing of it is done, and nobody waits
/// for it: what is few is tried and taken back, what may be many is counted.
pub async fn foresee(
    connection: &mut PgConnection,
    tending: &Tending,
    clock: &Clock,
) -> sqlx::Result<Tended> {
    let now = clock.now();
    let mut transaction = connection.begin().await?;
    let tended = Tended {
        expired: closing::expire(&mut transaction, &ACTOR).await?,
        upheld: removals::uphold_overdue(&mut transaction, &tending.origin, now).await?,
        asked: availability::ask_owners(&mut transaction, &tending.origin, now).await?,
        forgotten: forget(&mut transaction, clock).await?,
        is_foreseen: true,
        ..Tended::default()
    };
    transaction.rollback().await?;
    let payloads = payloads::due(connection, now).await?.rows.unsigned_abs();
    Ok(Tended { payloads, lapsed: lapsing::due(connection, now).await?, ..tended })
}

async fn forget(connection: &mut PgConnection, clock: &Clock) -> sqlx::Result<u64> {
    let now = clock.now();
    // Yesterday's are still needed: a day is over only for those who are counted.
    let yesterday = now.date_naive() - Days::new(1);
    let visitors = queries::forget_visitors(connection, yesterday).await?;
    let looks = queries::forget_looks(connection, now - TimeDelta::days(LOOKS_DAYS)).await?;
    let letters = outbox::forget(&mut *connection, now - TimeDelta::days(OUTBOX_DAYS)).await?;
    let requests = removals::forget(&mut *connection, now).await?;
    let corrections = corrections::forget(&mut *connection, now).await?;
    let claims = claims::forget(&mut *connection, now).await?;
    let contacts = contact::forget(&mut *connection, now).await?;
    let reviews = reviews::forget(&mut *connection, now).await?;
    let sessions = accounts::forget(connection, now - TimeDelta::days(ACCOUNT_DAYS), now).await?;
    let views = views::forget(&mut *connection, now).await?;
    let files = uploads::forget(connection, now).await?;
    let photos = portraits::forget(&mut *connection, now - TimeDelta::days(PHOTO_DAYS)).await?;
    let works = work::forget(connection, now).await?;
    Ok([
        visitors,
        looks,
        letters,
        requests,
        corrections,
        claims,
        contacts,
        reviews,
        sessions,
        views,
        files,
        photos,
        works,
    ]
    .iter()
    .sum())
}

/// Tends for as long as the program runs.
pub async fn run(pool: PgPool, search: Search, tending: Tending, clock: Clock) {
    // Whoever asks for a page right after a start comes first, and so does the search index.
    tokio::time::sleep(AFTER).await;
    let begun = Instant::now();
    while !search.is_ready() && begun.elapsed() < AFTER_AT_MOST {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    loop {
        if let Err(error) = run_once(&pool, &tending, &clock).await {
            tracing::warn!(%error, "not tended; again in five minutes");
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn run_once(pool: &PgPool, tending: &Tending, clock: &Clock) -> sqlx::Result<()> {
    let mut connection = pool.acquire().await?;
    let tended = pass(&mut connection, tending, clock, &mut |_, _| {}).await?;
    if let Some(tended) = tended.filter(|tended| !tended.is_nothing()) {
        let (open, unknown) = tended.links.as_ref().map_or((0, 0), |looks| (looks.open, looks.unknown));
        let closed = tended.links.as_ref().map_or(0, |looks| looks.closed.len());
        let photos = tended.photos.map_or(0, |photos| photos.shown);
        let (index_now, google) = (tended.queued.index_now, tended.queued.google);
        let Tended { expired, upheld, asked, forgotten, payloads, lapsed, renewed, .. } = tended;
        tracing::info!(
            expired, closed, open, unknown, photos, index_now, google, upheld, asked, forgotten, payloads,
            lapsed, renewed, "tended"
        );
    }
    Ok(())
}

impl Tended {
    fn is_nothing(&self) -> bool {
        let looks = self.links.as_ref().map_or(0, Looks::count);
        let photos = self.photos.as_ref().map_or(0, Fetched::count);
        let erased = self.payloads + self.lapsed;
        self.expired + self.upheld + self.asked + self.forgotten + self.renewed + erased + looks + photos == 0
            && self.queued == Queued::default()
    }
}

/// For the terminal.
impl fmt::Display for Tended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_foreseen {
            writeln!(
                f,
                "Nothing was done. A pass would come to this, and look at apply links where it may:"
            )?;
        }
        writeln!(f, "Jobs that ran out and are closed: {}", self.expired)?;
        match &self.links {
            Some(looks) => write!(f, "{looks}")?,
            None if self.is_foreseen => {}
            None => writeln!(f, "Apply links are not looked at (QUARTERDECK_CHECK_LINKS)")?,
        }
        match &self.photos {
            Some(photos) => write!(f, "{photos}")?,
            None if self.is_foreseen => {}
            None => writeln!(f, "Photos that lists name are not fetched (QUARTERDECK_FETCH_PHOTOS)")?,
        }
        if !self.is_foreseen {
            write!(f, "{}", self.queued)?;
        }
        writeln!(f, "Requests for removal that nobody decided in time and that are upheld: {}", self.upheld)?;
        writeln!(f, "Owners who are asked whether their availability still holds: {}", self.asked)?;
        writeln!(f, "Rows that were kept for a while and are forgotten: {}", self.forgotten)?;
        writeln!(f, "Delivered rows that are erased as they came, 90 days later: {}", self.payloads)?;
        writeln!(
            f,
            "Profiles that nobody claimed or confirmed for a year and that are erased: {}",
            self.lapsed
        )?;
        // Once after an update, and never again.
        if self.renewed > 0 {
            writeln!(
                f,
                "Profiles whose words were read again, to be found by more of them: {}",
                self.renewed
            )?;
        }
        Ok(())
    }
}
