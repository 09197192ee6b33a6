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
use tracing::Instrument;
use uuid::Uuid;

use super::Search;
use super::index::IndexError;
use super::queries::{self, Change};
use crate::clock::Clock;
use crate::taxonomy::Catalog;

/// For how long changes are kept after everybody could see them; who slept nearly as long starts over.
const KEPT: Duration = Duration::from_mins(20);
const MAY_SLEEP: TimeDelta = TimeDelta::minutes(10);
/// For how long a request waits for the index.
const MOMENT: Duration = Duration::from_secs(1);
/// Rows that a request has it take in; more are an import's, or a midnight's.
const FEW: usize = 1_000;
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
    /// Every transaction before this one is in the indexes; nothing before they are built, and after that broke off.
    settled: Option<i64>,
    /// Later transactions that are in them too.
    seen: HashSet<i64>,
    /// When they were last brought up, by the database's clock: the machine's own stands still while it is suspended.
    last: Option<DateTime<Utc>>,
    /// Whether pages are still to hear of something that is another now.
    has_to_note: bool,
    /// Which transactions had ended when, as it stood each time that old changes were forgotten; the oldest first. A change tells no
    /// more than when its transaction began, which may have gone on for long.
    tidied: VecDeque<(Instant, i64)>,
}

impl Keeper {
    /// From which transaction on it has to look; nothing where nobody knows what was missed.
    fn since(&self, now: DateTime<Utc>) -> Option<i64> {
        let slept = self.last.is_none_or(|last| now - last > MAY_SLEEP);
        self.settled.filter(|_| !slept)
    }
}

/// How much a run takes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Whatever there is.
    All,
    /// What is done in a moment, or nothing.
    Little,
}

/// What a run has to do.
#[derive(Default)]
struct Work {
    /// The taxonomies, where they are others.
    catalog: Option<Arc<Catalog>>,
    /// Rows to be looked at again.
    again: Vec<Again>,
    /// The lists whose indexes are to be built anew.
    anew: Vec<usize>,
}

/// Rows of a list that may be others at a moment.
struct Again {
    at: usize,
    ids: Vec<Uuid>,
    now: DateTime<Utc>,
}

impl Work {
    fn is_little(&self) -> bool {
        self.anew.is_empty() && self.again.iter().map(|again| again.ids.len()).sum::<usize>() <= FEW
    }
}

impl Search {
    /// Brings the indexes up to what the database holds now; builds them where there are none yet. Goes on to its end, whether
    /// or not somebody still waits for it.
    pub async fn catch_up(&self, pool: &PgPool, clock: &Clock) -> Result<(), KeepError> {
        let (search, pool, clock) = (self.clone(), pool.clone(), clock.clone());
        let run = async move { search.keep_up(&pool, &clock).await };
        tokio::spawn(run.in_current_span()).await?
    }

    /// Lets pages and lists follow what a request has written, and waits for that a moment at most. What takes longer is left to
    /// the keeper: above all to build an index, or to wait for one that is being built.
    pub async fn catch_up_soon(&self, pool: &PgPool, clock: &Clock) {
        let (search, pool, clock) = (self.clone(), pool.clone(), clock.clone());
        let run = async move {
            let Ok(mut keeper) = timeout(MOMENT, search.0.keeper.lock()).await else { return };
            if let Err(error) = search.bring_up(&mut keeper, &pool, &clock, Extent::Little).await {
                tracing::warn!(%error, "the index follows later");
            }
        };
        // A task of its own: requests are given up, and this must not be left half done.
        let _ = timeout(MOMENT, tokio::spawn(run.in_current_span())).await;
    }

    /// The same as `catch_up`, for who is not given up before the program ends.
    async fn keep_up(&self, pool: &PgPool, clock: &Clock) -> Result<(), KeepError> {
        let mut keeper = self.0.keeper.lock().await;
        self.bring_up(&mut keeper, pool, clock, Extent::All).await
    }

    /// One run: looks what is new, does it, and notes that it is done. One that breaks off in between is made up for by the next.
    async fn bring_up(
        &self,
        keeper: &mut Keeper,
        pool: &PgPool,
        clock: &Clock,
        extent: Extent,
    ) -> Result<(), KeepError> {
        let begun = Instant::now();
        // A connection may be dead and not say so.
        let moment =
            timeout(ANSWER, queries::moment(pool)).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
        let since = match keeper.since(moment.now) {
            Some(since) => since,
            None if extent == Extent::Little => return Ok(()),
            None => {
                self.start_over(keeper, pool, clock).await?;
                moment.settled
            }
        };
        let seen: Vec<i64> = keeper.seen.iter().copied().collect();
        let changes = queries::changes(pool, since, &seen).await?;
        let work = self.work(pool, clock, &changes, moment.now).await?;
        if extent == Extent::Little && !work.is_little() {
            return Ok(());
        }
        if let Err(error) = self.carry_out(keeper, pool, clock, work).await {
            // Rows are simply read again; an index in doubt is built anew.
            if !matches!(error, KeepError::Database(_)) {
                keeper.settled = None;
            }
            self.0.changes.doubt();
            return Err(error);
        }
        // What was under way at that moment may still come, under numbers that are already behind us.
        keeper.seen.extend(changes.iter().map(|change| change.xact));
        keeper.seen.retain(|xact| *xact >= moment.settled);
        keeper.settled = Some(moment.settled);
        // Who works for long has not slept. Who is suspended meanwhile has: this clock stands still then.
        keeper.last = Some(moment.now + begun.elapsed());
        if std::mem::take(&mut keeper.has_to_note) {
            self.0.changes.note();
        }
        self.0.changes.vouch();
        Ok(())
    }

    /// Builds everything: nobody knows what was missed.
    async fn start_over(&self, keeper: &mut Keeper, pool: &PgPool, clock: &Clock) -> Result<(), KeepError> {
        let tidied = std::mem::take(&mut keeper.tidied);
        *keeper = Keeper { tidied, has_to_note: true, ..Keeper::default() };
        self.0.changes.take_all_away();
        self.put_catalog(load_catalog(pool).await?);
        self.build(pool, clock, (0..self.0.slices.len()).collect()).await
    }

    /// What has to be done because of some changes, and because of the time.
    async fn work(
        &self,
        pool: &PgPool,
        clock: &Clock,
        changes: &[Change],
        database_now: DateTime<Utc>,
    ) -> Result<Work, KeepError> {
        let mut work = Work::default();
        // Of what any row may be another.
        let mut all_of: HashSet<&str> = changes
            .iter()
            .filter(|change| change.id.is_none())
            .map(|change| change.entity.as_str())
            .collect();
        if all_of.contains("taxonomy") {
            let after = load_catalog(pool).await?;
            if self.catalog_if_loaded().is_none_or(|before| !before.files_as(&after)) {
                all_of.extend(self.0.slices.iter().map(|slice| slice.index.list().entity));
            }
            work.catalog = Some(after);
        }
        for (at, searched) in self.0.slices.iter().enumerate() {
            let list = searched.index.list();
            let now = if list.ages_by_database { database_now } else { clock.now() };
            let of_list = changes.iter().filter(|change| change.entity == list.entity);
            let mut ids: HashSet<Uuid> = of_list.filter_map(|change| change.id).collect();
            ids.extend(searched.index.due(now));
            let is_much = ids.len() > STEP && ids.len() as u64 > searched.index.len() / TOO_MANY;
            if all_of.contains(list.entity) || is_much {
                work.anew.push(at);
            } else {
                work.again.push(Again { at, ids: ids.into_iter().collect(), now });
            }
        }
        Ok(work)
    }

    /// Does it, so that what was done is known whatever happens on the way.
    async fn carry_out(
        &self,
        keeper: &mut Keeper,
        pool: &PgPool,
        clock: &Clock,
        Work { catalog, again, anew }: Work,
    ) -> Result<(), KeepError> {
        if !anew.is_empty() {
            // Whoever breaks off from here on starts over: with the new taxonomies in place, nothing would look renamed.
            keeper.settled = None;
            keeper.has_to_note = true;
            // Whom of so many pages still show, nobody looks for.
            self.0.changes.take_all_away();
        }
        if let Some(catalog) = catalog {
            keeper.has_to_note = true;
            self.put_catalog(catalog);
            // Rows are shown under the names of what they are filed under.
            self.0.changes.touch_all();
        }
        for Again { at, ids, now } in again {
            for step in ids.chunks(STEP) {
                self.look_at(keeper, pool, clock, (at, step), now).await?;
            }
        }
        if anew.is_empty() {
            return Ok(());
        }
        self.build(pool, clock, anew).await
    }

    /// Reads rows of a list again and puts them into the index as they are now.
    async fn look_at(
        &self,
        keeper: &mut Keeper,
        pool: &PgPool,
        clock: &Clock,
        (at, ids): (usize, &[Uuid]),
        now: DateTime<Utc>,
    ) -> Result<(), KeepError> {
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
        // Pages show them, or did. The next run may find no trace of who is gone.
        keeper.has_to_note |= !rows.is_empty() || !gone.is_empty();
        self.take_away(pool, at, &gone).await?;
        let search = self.clone();
        spawn_blocking(move || search.0.slices[at].index.change(rows, &gone)).await??;
        Ok(())
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
        self.keep_up(pool, clock).await?;
        loop {
            if let Ok(notice) = timeout(self.pause(clock), listener.recv()).await {
                notice?;
                // Several at once are one.
                while let Ok(Some(_)) =
                    timeout(Duration::from_millis(2), listener.try_recv()).await.unwrap_or(Ok(None))
                {
                }
            }
            self.keep_up(pool, clock).await?;
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
}

async fn load_catalog(pool: &PgPool) -> Result<Arc<Catalog>, KeepError> {
    Ok(Arc::new(Catalog::load(&mut *pool.acquire().await?).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_slept_by_the_database_s_clock_for_nearly_as_long_as_changes_are_kept_starts_over() {
        let woke = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let keeper = |slept| Keeper { settled: Some(7), last: Some(woke - slept), ..Keeper::default() };
        for (slept, since) in [
            (TimeDelta::seconds(2), Some(7)),
            (TimeDelta::minutes(9), Some(7)),
            (TimeDelta::minutes(11), None),
        ] {
            assert_eq!(keeper(slept).since(woke), since, "{slept}");
        }
        assert_eq!(Keeper::default().since(woke), None, "nothing is built yet");
        let broken_off = Keeper { settled: None, ..keeper(TimeDelta::seconds(2)) };
        assert_eq!(broken_off.since(woke), None);
    }
}
