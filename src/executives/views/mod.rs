//! How often profiles are looked at, by day, for those whose they are. What was counted where requests pass is added up here,
//! process by process; of who looked nothing is known.

mod queries;

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::clock::Clock;
use crate::web::Views;

/// How often what was counted is written down. A process that is killed loses no more than that.
const EVERY: Duration = Duration::from_secs(30);
/// For how many days counts are kept.
pub const KEPT_DAYS: u64 = 400;

/// Writes down what was counted, in one statement. Gives how many views that are. Where the database is away, they wait.
pub async fn flush(pool: &PgPool, views: &Views, day: NaiveDate) -> sqlx::Result<i64> {
    let taken = views.take();
    if taken.is_empty() {
        return Ok(0);
    }
    let added = queries::add(pool, &taken, day).await;
    if added.is_err() {
        views.give_back(&taken);
    }
    added?;
    Ok(taken.iter().map(|(_, views)| views).sum())
}

/// Writes down what is counted for as long as the program runs.
pub async fn run(pool: PgPool, views: Views, clock: Clock) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = flush(&pool, &views, clock.today()).await {
            tracing::warn!(%error, "views wait to be written down");
        }
    }
}

/// The views of a profile by day, since a day; days without any are left out.
pub async fn by_day(
    connection: &mut PgConnection,
    profile: Uuid,
    since: NaiveDate,
) -> sqlx::Result<Vec<(NaiveDate, i64)>> {
    queries::by_day(connection, profile, since).await
}

/// Deletes counts that are older than anybody asks for. Gives how many.
pub async fn forget(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<u64> {
    queries::forget(connection, now.date_naive() - Days::new(KEPT_DAYS)).await
}
