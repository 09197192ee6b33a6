//! Sends what is due from the outbox, until the server stops.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;

use super::queries::{self, Due};
use super::{Mailer, Message};
use crate::clock::Clock;

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// For how long a message belongs to the process that took it.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Messages that are taken at a time.
const BATCH: i64 = 20;
/// How often a message is tried: the last time about two days after the first.
const ATTEMPTS: i32 = 12;

/// For how long it is remembered that a message was sent, or given up.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How often older ones are forgotten.
const TIDY: TimeDelta = TimeDelta::hours(1);

/// Sends for ever. What can't be sent now is tried again, later and later.
pub async fn run(pool: PgPool, mailer: Mailer, clock: Clock) {
    let mut tidied = DateTime::UNIX_EPOCH;
    loop {
        let now = clock.now();
        if now - tidied > TIDY && queries::forget(&pool, now - KEPT).await.is_ok() {
            tidied = now;
        }
        match send_due(&pool, &mailer, &clock).await {
            Ok(0) => tokio::time::sleep(LOOK).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "the outbox can't be read");
                tokio::time::sleep(5 * LOOK).await;
            }
        }
    }
}

/// Sends what is due, at most a batch. Gives how many messages were tried.
pub async fn send_due(pool: &PgPool, mailer: &Mailer, clock: &Clock) -> sqlx::Result<usize> {
    let now = clock.now();
    let due = queries::take_due(pool, now, now + LEASE, BATCH).await?;
    let tried = due.len();
    for Due { id, payload, attempts } in due {
        let sent = match serde_json::from_value::<Message>(payload) {
            Ok(message) => {
                mailer.send(id, &message).await.map_err(|error| (error.is_final(), error.to_string()))
            }
            Err(error) => Err((true, format!("not a message: {error}"))),
        };
        match sent {
            Ok(()) => queries::sent(pool, id, clock.now(), mailer.is_folder()).await?,
            Err((is_final, error)) => {
                tracing::warn!(%id, attempts, error, "a mail was not sent");
                let next = (!is_final && attempts < ATTEMPTS).then(|| next_try(clock.now(), attempts));
                queries::failed(pool, id, &error, next).await?;
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
