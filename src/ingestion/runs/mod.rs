//! Looking back: which runs there were, what became of their rows, and which rows have to come again.

mod failed;
mod queries;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

pub use failed::{FailedError, FailedRow, write_failed};
use queries::Which;
pub(super) use queries::{Begin, end_broken_off, finish, keep_columns, start};
pub use queries::{MissingRow, RecordRow, Whole, missing_rows, newest_sent, record, records};

use super::summary::Summary;
use super::{Action, Status};
use crate::taxonomy::TaxonomyKind;
use crate::values::terms;

terms! {
    /// How a run stands, as far as can be seen from outside.
    RunState = "text" {
        UnderWay: "UNDER_WAY", "under-way", "under way";
        BrokenOff: "BROKEN_OFF", "broken-off", "broken off";
        Succeeded: "SUCCEEDED", "succeeded", "succeeded";
        Stopped: "STOPPED", "stopped", "stopped";
        Failed: "FAILED", "failed", "failed";
        Undone: "UNDONE", "undone", "undone";
    }
}

/// A run as it stands.
#[derive(Clone, Debug)]
pub struct RunRow {
    /// What other tables call it.
    pub id: Uuid,
    /// What people call it.
    pub number: i64,
    /// Where its rows came from.
    pub source: String,
    /// What they are about: `executive` or `job`.
    pub entity_type: String,
    /// What was last written of it; see [`RunRow::state`].
    pub status: Status,
    /// The file's name, or how else the rows came.
    pub origin: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When its end was written.
    pub finished_at: Option<DateTime<Utc>>,
    /// What it counted, once it ended.
    pub metrics: Option<Value>,
    /// The delivery's headers, in order.
    pub columns: Option<Vec<String>>,
    /// When all that it stated was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// When its rows were erased as they came, because that was long ago.
    pub payloads_erased_at: Option<DateTime<Utc>>,
    /// The number of the run that this one took back.
    pub undoes: Option<i64>,
    /// How many rows of its source it lacked, where it was a full delivery; those that came since are not counted.
    pub missing: i64,
    /// Rows by what became of them: `{"INSERT": 3}`.
    pub actions: Value,
    /// Whether somebody carries it out right now.
    pub is_held: bool,
}

/// A run that nobody knows.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// Neither a number nor an id.
    #[error("“{0}” is neither the number nor the id of a run: `quarterdeck runs` lists them")]
    NoName(String),
    /// There is none.
    #[error("there is no run {0}: `quarterdeck runs` lists them")]
    NoRun(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

impl RunRow {
    /// How the run stands.
    pub fn state(&self) -> RunState {
        let said = |key: &str| self.metrics.as_ref().and_then(|metrics| metrics.get(key));
        match self.status {
            _ if self.undone_at.is_some() => RunState::Undone,
            Status::Pending if self.is_held => RunState::UnderWay,
            Status::Pending => RunState::BrokenOff,
            Status::Failed if said("error").is_some_and(|error| error == "broken off") => RunState::BrokenOff,
            Status::Failed => RunState::Failed,
            Status::Succeeded | Status::Skipped => match said("stopped") {
                Some(Value::Bool(true)) => RunState::Stopped,
                _ => RunState::Succeeded,
            },
        }
    }

    /// Why it failed, where it did.
    pub fn error(&self) -> Option<&str> {
        self.metrics.as_ref()?.get("error")?.as_str()
    }

    /// How many rows ended in an action.
    pub fn count(&self, action: Action) -> u64 {
        self.actions.get(action.as_str()).and_then(Value::as_u64).unwrap_or_default()
    }
}

/// The newest runs, newest first.
pub async fn newest(pool: &PgPool, limit: u32) -> sqlx::Result<Vec<RunRow>> {
    before(pool, None, limit).await
}

/// The newest runs before one, by its number, newest first.
pub async fn before(pool: &PgPool, number: Option<i64>, limit: u32) -> sqlx::Result<Vec<RunRow>> {
    let which = Which { before: number, ..Which::default() };
    queries::runs(pool, which, i64::from(limit)).await
}

/// The run of this number or id.
pub async fn find(pool: &PgPool, name: &str) -> Result<RunRow, FindError> {
    let name = name.trim().trim_start_matches('#');
    let (number, id) = (name.parse::<i64>().ok(), name.parse::<Uuid>().ok());
    if number.is_none() && id.is_none() {
        return Err(FindError::NoName(name.to_owned()));
    }
    let found = queries::runs(pool, Which { number, id, before: None }, 1).await?;
    found.into_iter().next().ok_or_else(|| FindError::NoRun(name.to_owned()))
}

/// The last rows that named each of these terms, by run and position; in the order of the terms.
pub async fn naming<'a>(
    pool: &PgPool,
    kind: TaxonomyKind,
    terms: impl Iterator<Item = &'a str>,
    limit: i64,
) -> sqlx::Result<Vec<Vec<(i64, i32)>>> {
    let keys: Vec<String> = terms.map(|term| super::queries::term_key(kind, term)).collect();
    queries::naming(pool, &keys, limit).await
}

/// What a run counted; of one that did not come to its end, what its records say.
pub async fn summary(pool: &PgPool, run: &RunRow) -> sqlx::Result<Summary> {
    const PAGE: i64 = 1_000;
    let name = |summary| Summary { run_id: Some(run.id), run_number: Some(run.number), ..summary };
    if let Some(kept) = run.metrics.as_ref().and_then(Summary::of_metrics) {
        return Ok(name(kept));
    }
    let mut summary = name(Summary::default());
    let all: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    let mut after = 0;
    loop {
        let records = records(pool, run.id, &all, after, PAGE).await?;
        let Some(last) = records.last() else { return Ok(summary) };
        after = last.position;
        for record in &records {
            if let Some(action) = Action::ALL.iter().find(|action| action.as_str() == record.action) {
                summary.count_row(*action, record.position, record.message.as_deref(), &record.warnings);
            }
        }
    }
}
