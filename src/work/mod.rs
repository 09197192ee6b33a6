//! Work that takes longer than a request: one starts it, others watch it and may stop it.
//!
//! It is a row that any process of the site can read. Whoever carries it out writes down once in a while how far it is,
//! and asks whether to stop; work that was not finished and of which nothing is heard was broken off with its process.

mod queries;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use tracing::Instrument;
use uuid::Uuid;

use crate::clock::Clock;
use crate::database;
use crate::values::terms;

pub use queries::{Work, ask_to_stop, find, newest, of_run, of_upload};

/// How often is told how far work is.
const BEAT: Duration = Duration::from_millis(500);

/// After how long without a beat work is taken for broken off.
const SILENCE: TimeDelta = TimeDelta::seconds(20);

/// For how long work is remembered.
const KEPT: TimeDelta = TimeDelta::days(90);

terms! {
    /// What is done.
    Kind = "text" {
        DryRun: "DRY_RUN", "dry-run", "Dry run";
        Import: "IMPORT", "import", "Import";
        Undo: "UNDO", "undo", "Undo";
        Replay: "REPLAY", "replay", "Replay";
        Term: "TERM", "term", "Reading rows again";
        Filing: "FILING", "filing", "Filing anew";
    }
}

terms! {
    /// How work stands.
    State = "text" {
        UnderWay: "UNDER_WAY", "under-way", "Under way";
        Stopping: "STOPPING", "stopping", "Stopping";
        BrokenOff: "BROKEN_OFF", "broken-off", "Broken off";
        Failed: "FAILED", "failed", "Failed";
        Finished: "FINISHED", "finished", "Finished";
    }
}

/// What is to be done.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// The same for a form that is sent twice.
    pub request_key: Uuid,
    /// What it is.
    pub kind: Kind,
    /// What it is about, for people: `postings.csv`.
    pub about: &'a str,
    /// The file that it reads.
    pub upload: Option<Uuid>,
    /// The run that it is about.
    pub run: Option<i64>,
    /// Of how much its end is made, where that is known.
    pub total: Option<u64>,
    /// Who starts it.
    pub by: Option<Uuid>,
}

impl Work {
    /// How it stands.
    pub fn state(&self, now: DateTime<Utc>) -> State {
        match (self.finished_at, &self.error) {
            (Some(_), Some(_)) => State::Failed,
            (Some(_), None) => State::Finished,
            (None, _) if now - self.beat_at > SILENCE => State::BrokenOff,
            (None, _) if self.stop_asked_at.is_some() => State::Stopping,
            (None, _) => State::UnderWay,
        }
    }

    /// Whether somebody is at it.
    pub fn is_under_way(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state(now), State::UnderWay | State::Stopping)
    }

    /// How far it is, in hundredths, where that can be told.
    pub fn percent(&self) -> Option<i64> {
        let total = self.total.filter(|total| *total > 0)?;
        Some((self.done * 100 / total).clamp(0, 100))
    }
}

/// What whoever carries work out holds: where to say how far it is, and where to hear that it should stop.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Told>);

#[derive(Debug, Default)]
struct Told {
    done: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// Says how far it is.
    pub fn tell(&self, done: u64) {
        self.0.done.store(done, Ordering::Relaxed);
    }

    /// Whether to stop at the next good moment.
    pub fn is_stopped(&self) -> bool {
        self.0.stop.load(Ordering::Relaxed)
    }
}

/// Writes down that work begins, in the caller's transaction; [`carry_out`] is called once that is committed. Nothing
/// where the same form had begun it before: the work of that is given.
pub async fn begin(
    connection: &mut PgConnection,
    new: &New<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<Uuid, Uuid>> {
    let id = Uuid::now_v7();
    if queries::begin(&mut *connection, id, new, now).await? {
        return Ok(Ok(id));
    }
    Ok(Err(queries::of_key(connection, new.request_key).await?))
}

/// Carries work out beside the request that began it, over connections without the limits of requests. What it answers, or
/// why it failed, is written down.
pub fn carry_out<F, Doing>(pool: &PgPool, clock: &Clock, id: Uuid, job: F)
where
    F: FnOnce(PgPool, Progress) -> Doing + Send + 'static,
    Doing: Future<Output = Result<Value, String>> + Send + 'static,
{
    let (pool, clock) = (database::pool_for_work(pool), clock.clone());
    let span = tracing::info_span!("work", %id);
    let watched = async move {
        let progress = Progress::default();
        let doing = tokio::spawn(job(pool.clone(), progress.clone()).in_current_span());
        let ended = watch(&pool, &clock, id, &progress, doing).await;
        if let Err(error) = queries::finish(&pool, id, progress.done(), &ended, clock.now()).await {
            tracing::error!(%error, "the end of work can't be written down");
        }
        pool.close().await;
    };
    tokio::spawn(watched.instrument(span));
}

impl Progress {
    fn done(&self) -> i64 {
        i64::try_from(self.0.done.load(Ordering::Relaxed)).unwrap_or(i64::MAX)
    }
}

/// Beats until it ends.
async fn watch(
    pool: &PgPool,
    clock: &Clock,
    id: Uuid,
    progress: &Progress,
    mut doing: tokio::task::JoinHandle<Result<Value, String>>,
) -> Result<Value, String> {
    loop {
        match tokio::time::timeout(BEAT, &mut doing).await {
            Ok(Ok(ended)) => return ended,
            Ok(Err(panic)) => {
                tracing::error!(%panic, "work broke down");
                return Err("it broke down on a fault of ours; the log tells more".to_owned());
            }
            Err(_) => match queries::beat(pool, id, progress.done(), clock.now()).await {
                Ok(is_stopped) => progress.0.stop.store(is_stopped, Ordering::Relaxed),
                Err(error) => tracing::warn!(%error, "work can't say how far it is"),
            },
        }
    }
}

/// Forgets work of long ago. Gives how much.
pub async fn forget(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    queries::forget(connection, now - KEPT).await
}
