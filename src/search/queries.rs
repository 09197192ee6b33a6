//! The SQL that keeps the index in step: what was changed since.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

/// How the database stands at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Every transaction before this one has ended.
    pub settled: i64,
    /// The database's clock.
    pub now: DateTime<Utc>,
}

/// Asks how the database stands.
pub async fn moment(pool: &PgPool) -> sqlx::Result<Moment> {
    sqlx::query_as!(
        Moment,
        r#"select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as "settled!", now() as "now!""#
    )
    .fetch_one(pool)
    .await
}

/// A row that was changed; without an id, all rows of the entity.
#[derive(Clone, Debug)]
pub struct Change {
    /// The transaction that made it; all changes of one are seen at once.
    pub xact: i64,
    /// What it is of.
    pub entity: String,
    /// Which row.
    pub id: Option<Uuid>,
}

/// The changes by transactions from this one on, as far as they can be seen, without those of some.
pub async fn changes(pool: &PgPool, since: i64, without: &[i64]) -> sqlx::Result<Vec<Change>> {
    sqlx::query_as!(
        Change,
        "select distinct xact, entity, id from search_changes where xact >= $1 and xact <> all($2)",
        since,
        without
    )
    .fetch_all(pool)
    .await
}

/// Forgets changes by transactions before this one.
pub async fn forget(pool: &PgPool, before: i64) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from search_changes where xact < $1", before).execute(pool).await?;
    Ok(done.rows_affected())
}
