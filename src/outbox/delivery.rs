//! Delivers what is due from the outbox, until the server stops.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::queries::{self, Due};
use super::{Carrier, Undelivered};
use crate::clock::Clock;

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// For how long a row belongs to the process that took it.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Rows that are taken at a time.
const BATCH: i64 = 20;
/// How often a row is tried: the last time about two days after the first.
const ATTEMPTS: i32 = 12;

/// Delivers for ever, each kind by a task of its own: a slow one keeps no other waiting. Ends when it is dropped.
pub async fn run(pool: PgPool, carriers: Vec<Arc<dyn Carrier>>, clock: Clock) {
    let mut tasks = tokio::task::JoinSet::new();
    for carrier in carriers {
        tasks.spawn(run_one(pool.clone(), carrier, clock.clone()));
    }
    while tasks.join_next().await.is_some() {}
}

async fn run_one(pool: PgPool, carrier: Arc<dyn Carrier>, clock: Clock) {
    loop {
        match deliver_due(&pool, &*carrier, &clock).await {
            Ok(0) => tokio::time::sleep(LOOK).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, kind = carrier.kind(), "the outbox can't be read");
                tokio::time::sleep(5 * LOOK).await;
            }
        }
    }
}

/// Delivers what is due of the carrier's kind, at most a batch. Gives how many rows were tried.
pub async fn deliver_due(pool: &PgPool, carrier: &dyn Carrier, clock: &Clock) -> sqlx::Result<usize> {
    let kind = carrier.kind();
    let now = clock.now();
    let due = queries::take_due(pool, kind, now, now + LEASE, BATCH).await?;
    let tried = due.len();
    for Due { id, payload, attempts } in due {
        match carrier.carry(id, &payload).await {
            Ok(()) => queries::sent(pool, id, clock.now(), carrier.is_kept()).await?,
            Err(Undelivered { why, is_final, not_before, rest }) => {
                tracing::warn!(%id, kind, attempts, why, "not delivered");
                let again = !is_final && attempts < ATTEMPTS;
                let next = again.then(|| next_try(clock.now(), attempts).max(not_before.unwrap_or_default()));
                queries::failed(pool, id, &why, next, rest.as_ref()).await?;
            }
        }
    }
    Ok(tried)
}

/// After one minute, then two, four, eight … up to twelve hours.
fn next_try(now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    let minutes = 1_i64 << attempts.clamp(1, 11).saturating_sub(1);
    now + TimeDelta::minutes(minutes).min(TimeDelta::hours(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_later_and_later() {
        let now = DateTime::UNIX_EPOCH;
        let minutes = |attempts| (next_try(now, attempts) - now).num_minutes();
        assert_eq!([1, 2, 3, 4, 10, 11, 30].map(minutes), [1, 2, 4, 8, 512, 720, 720]);
    }
}
