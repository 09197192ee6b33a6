//! Keeps the indexes in step with the database.
//!
//! Changes are noted in `search_changes` by triggers, in the transaction that makes them. The keeper reads what is new
//! there, reads those rows, and changes the index. A notice only wakes it: one that is missed, or a lost connection, costs
//! seconds and nothing else. It goes by transactions and not by numbers, because a number can be given long before it can
//! be seen.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use uuid::Uuid;

use super::Search;
use super::index::IndexError;
use super::queries::{self, Change};
use crate::clock::Clock;
use crate::taxonomy::{Catalog, TaxonomyKind};

/// For how long changes are kept after everybody could see them; who slept nearly as long starts over.
const KEPT: Duration = Duration::from_mins(20);
const MAY_SLEEP: Duration = Duration::from_mins(10);
/// For how long it waits for the first answer.
const ANSWER: Duration = Duration::from_secs(5);
/// How often it looks without being woken.
const LOOK: Duration = Duration::from_secs(2);
/// How often old changes are forgotten.
const TIDY: Duration = Duration::from_mins(5);
/// Rows that are changed at a time. Each step copies the orders of all rows and writes down new words, whether it is of one
/// row or of thousands.
const STEP: usize = 10_000;
/// Where more than one in so many rows changed, building anew is quicker.
const TOO_MANY: u64 = 4;

/// Why an index could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The database did not answer.
    #[error("the database")]
    Database(#[from] sqlx::Error),
    /// The words could not be written.
    #[error("the index")]
    Index(#[from] IndexError),
    /// The work broke off.
    #[error("the work broke off")]
    Broken(#[from] tokio::task::JoinError),
}

/// How far the indexes are.
#[derive(Debug, Default)]
pub struct Keeper {
    /// Every transaction before this one is in the indexes; nothing before they are built.
    settled: Option<i64>,
    /// Later transactions that are in them too.
    seen: HashSet<i64>,
    last: Option<Instant>,
    /// Which transactions had ended when, as it stood each time that old changes were forgotten; the oldest first. A change tells no
    /// more than when its transaction began, which may have gone on for long.
    tidied: VecDeque<(Instant, i64)>,
}

impl Search {
    /// Brings the indexes up to what the database holds now; builds them where there are none yet.
    pub async fn catch_up(&self, pool: &PgPool, clock: &Clock) -> Result<(), KeepError> {
        let mut keeper = self.0.keeper.lock().await;
        let slept = keeper.last.is_none_or(|last| last.elapsed() > MAY_SLEEP);
        // A connection may be dead and not say so.
        let moment =
            timeout(ANSWER, queries::moment(pool)).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        let is_built = keeper.settled.is_none() || slept;
        let since = match keeper.settled {
            Some(settled) if !is_built => settled,
            _ => {
                // Nobody knows what was missed.
                self.0.changes.take_all_away();
                *keeper = Keeper { tidied: std::mem::take(&mut keeper.tidied), ..Keeper::default() };
                self.load_catalog(pool).await?;
                self.build(pool, clock, (0..self.0.slices.len()).collect()).await?;
                moment.settled
            }
        };
        let seen: Vec<i64> = keeper.seen.iter().copied().collect();
        let changes = queries::changes(pool, since, &seen).await?;
        match self.take_in(pool, clock, &changes, moment.now).await {
            Ok(has_changed) if has_changed || is_built => self.0.changes.note(),
            Ok(_) => {}
            Err(error) => {
                // Rows are simply read again; a build that was due, or an index in doubt, is begun anew.
                let is_in_doubt = !matches!(error, KeepError::Database(_));
                if is_in_doubt || changes.iter().any(|change| change.id.is_none()) {
                    keeper.settled = None;
                }
                // What is in the index already is noted with the rest.
                self.0.changes.doubt();
                return Err(error);
            }
        }
        // What was under way at that moment may still come, under numbers that are already behind us.
        keeper.seen.extend(changes.iter().map(|change| change.xact));
        keeper.seen.retain(|xact| *xact >= moment.settled);
        keeper.settled = Some(moment.settled);
        keeper.last = Some(Instant::now());
        self.0.changes.vouch();
        Ok(())
    }

    /// Whether anything that pages show is another now.
    async fn take_in(
        &self,
        pool: &PgPool,
        clock: &Clock,
        new: &[Change],
        database_now: DateTime<Utc>,
    ) -> Result<bool, KeepError> {
        let mut starts_over: HashSet<&str> =
            new.iter().filter(|change| change.id.is_none()).map(|change| change.entity.as_str()).collect();
        let mut has_changed = !starts_over.is_empty();
        if starts_over.iter().any(|entity| *entity != "taxonomy") {
            self.0.changes.take_all_away();
        }
        if starts_over.contains("taxonomy") {
            let before = self.catalog_if_loaded();
            let after = self.load_catalog(pool).await?;
            // Rows are shown under the names of what they are filed under.
            self.0.changes.touch_all();
            if before.is_none_or(|before| renames(&before, &after)) {
                starts_over.extend(self.0.slices.iter().map(|slice| slice.index.list().entity));
            }
        }
        let mut anew = Vec::new();
        for (at, searched) in self.0.slices.iter().enumerate() {
            let list = searched.index.list();
            let now = if list.ages_by_database { database_now } else { clock.now() };
            let changed = new.iter().filter(|change| change.entity == list.entity);
            let mut ids: HashSet<Uuid> = changed.filter_map(|change| change.id).collect();
            ids.extend(searched.index.due(now));
            let is_much = ids.len() > STEP && ids.len() as u64 > searched.index.len() / TOO_MANY;
            if starts_over.contains(list.entity) || is_much {
                anew.push(at);
                continue;
            }
            let ids: Vec<Uuid> = ids.into_iter().collect();
            for step in ids.chunks(STEP) {
                has_changed |= self.look_at(pool, clock, at, step, now).await?;
            }
        }
        if !anew.is_empty() {
            has_changed = true;
            // Whom of so many pages still show, nobody looks for.
            self.0.changes.take_all_away();
            self.build(pool, clock, anew).await?;
        }
        Ok(has_changed)
    }

    /// Reads rows again and puts them into the index as they are now. Answers whether pages show any of them, or did.
    async fn look_at(
        &self,
        pool: &PgPool,
        clock: &Clock,
        at: usize,
        ids: &[Uuid],
        now: DateTime<Utc>,
    ) -> Result<bool, KeepError> {
        self.0.changes.touch(ids);
        let catalog = self.catalog(pool).await?;
        let mut rows =
            self.0.slices[at].slice.rows(&mut *pool.acquire().await?, ids, &catalog, clock.now()).await?;
        for row in &mut rows {
            // What should have ended by now and has not is looked at again soon, not at once.
            row.again = row.again.map(|again| again.max(now + TimeDelta::milliseconds(500)));
        }
        let there: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
        let gone: Vec<Uuid> = ids.iter().copied().filter(|id| !there.contains(id)).collect();
        let gone = self.0.slices[at].index.among(&gone);
        self.take_away(pool, at, &gone).await?;
        let has_changed = !rows.is_empty() || !gone.is_empty();
        let search = self.clone();
        spawn_blocking(move || search.0.slices[at].index.change(rows, &gone)).await??;
        Ok(has_changed)
    }

    /// Has the kept pages let go of rows that left the site: by their time, or because somebody took them off.
    async fn take_away(&self, pool: &PgPool, at: usize, gone: &[Uuid]) -> Result<(), KeepError> {
        if gone.is_empty() {
            return Ok(());
        }
        let addresses = self.0.slices[at].slice.addresses(pool, gone).await?;
        if addresses.len() < gone.len() {
            self.0.changes.take_all_away();
        } else {
            self.0.changes.take_away(addresses);
        }
        Ok(())
    }

    /// Keeps the indexes in step, and the kept pages, for as long as the program runs.
    pub async fn follow(self, pool: PgPool, clock: Clock) {
        tokio::join!(self.keep(&pool, &clock), self.heed(&pool));
    }

    async fn keep(&self, pool: &PgPool, clock: &Clock) {
        loop {
            if let Err(error) = self.follow_until_lost(pool, clock).await {
                self.0.changes.doubt();
                let source = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, source, "the search index waits for the database");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn follow_until_lost(&self, pool: &PgPool, clock: &Clock) -> Result<(), KeepError> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen("quarterdeck_search").await?;
        self.catch_up(pool, clock).await?;
        loop {
            if let Ok(notice) = timeout(self.pause(clock), listener.recv()).await {
                notice?;
                // Several at once are one.
                while let Ok(Some(_)) =
                    timeout(Duration::from_millis(2), listener.try_recv()).await.unwrap_or(Ok(None))
                {
                }
            }
            self.catch_up(pool, clock).await?;
            self.tidy(pool).await?;
        }
    }

    /// Until when there is nothing to do, unless somebody says so.
    fn pause(&self, clock: &Clock) -> Duration {
        let next = self.0.slices.iter().filter_map(|slice| slice.index.next_due()).min();
        let until = next.map_or(LOOK, |next| (next - clock.now()).to_std().unwrap_or_default());
        until.clamp(Duration::from_millis(20), LOOK)
    }

    async fn tidy(&self, pool: &PgPool) -> Result<(), KeepError> {
        let mut keeper = self.0.keeper.lock().await;
        let Some(settled) = keeper.settled else { return Ok(()) };
        if keeper.tidied.back().is_some_and(|(at, _)| at.elapsed() < TIDY) {
            return Ok(());
        }
        let is_old = |(at, _): &mut (Instant, i64)| at.elapsed() > KEPT;
        let mut old = None;
        while let Some((_, settled)) = keeper.tidied.pop_front_if(is_old) {
            old = Some(settled);
        }
        if let Some(old) = old {
            queries::forget(pool, old).await?;
        }
        keeper.tidied.push_back((Instant::now(), settled));
        Ok(())
    }

    async fn load_catalog(&self, pool: &PgPool) -> Result<Arc<Catalog>, KeepError> {
        let catalog = Arc::new(Catalog::load(&mut *pool.acquire().await?).await?);
        self.put_catalog(catalog.clone());
        Ok(catalog)
    }
}

/// Whether a slug that rows were found by means another row now, or none.
fn renames(before: &Catalog, after: &Catalog) -> bool {
    TaxonomyKind::ALL
        .iter()
        .any(|kind| before.slugs(*kind).any(|slug| before.id(*kind, slug) != after.id(*kind, slug)))
}
