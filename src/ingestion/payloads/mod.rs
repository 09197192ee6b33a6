//! Rows as they came are kept for a while only: to be shown beside what was read, given back where they failed, and read again.
//! Then they are erased, run by run. What was read of them stays, so a run can be taken back and a field traced as before.

mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection, PgConnection};

use super::Entity;
use super::queries::lock_entity;

/// For how long rows are kept as they came.
pub const KEPT: TimeDelta = TimeDelta::days(90);

/// Rows of one transaction, and of one pass.
const BATCH: i64 = 500;
const MOST: u64 = 100_000;

/// What is due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Runs.
    pub runs: usize,
    /// Their rows that still stand as they came.
    pub rows: i64,
}

/// What [`erase`] would erase now.
pub async fn due(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<Due> {
    let runs = queries::due_runs(&mut *connection, now - KEPT).await?;
    let ids: Vec<_> = runs.iter().map(|run| run.id).collect();
    Ok(Due { runs: runs.len(), rows: queries::count(connection, &ids).await? })
}

/// Erases rows as they came, of runs that began long enough ago, and what profiles and postings keep of them. Gives how many. Each
/// batch is a transaction, in which imports of the entity wait: who breaks it off loses one. What is more than a pass may erase is the
/// next one's.
pub async fn erase(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let mut erased = 0;
    for run in queries::due_runs(&mut *connection, now - KEPT).await? {
        let mut after = 0;
        loop {
            let mut transaction = connection.begin().await?;
            lock_entity(&mut transaction, run.entity()).await?;
            let rows = queries::batch(&mut *transaction, run.id, after, BATCH).await?;
            let Some(last) = rows.last() else {
                queries::done(&mut *transaction, run.id, now).await?;
                transaction.commit().await?;
                break;
            };
            after = last.position;
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            let mut targets: Vec<_> = rows.iter().filter_map(|row| row.target_id).collect();
            targets.sort_unstable();
            targets.dedup();
            erased += queries::erase(&mut *transaction, &ids).await?;
            queries::erase_of_targets(&mut transaction, run.entity(), &targets).await?;
            transaction.commit().await?;
            if erased >= MOST {
                return Ok(erased);
            }
        }
    }
    Ok(erased)
}

impl queries::DueRun {
    fn entity(&self) -> Entity {
        if self.entity_type == Entity::Job.as_str() { Entity::Job } else { Entity::Executive }
    }
}
