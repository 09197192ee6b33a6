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
    /// Its number, which no other change has.
    pub seq: i64,
    /// What it is of.
    pub entity: String,
    /// Which row.
    pub id: Option<Uuid>,
}

/// The changes by transactions from this one on, as far as they can be seen.
pub async fn changes(pool: &PgPool, since: i64) -> sqlx::Result<Vec<Change>> {
    sqlx::query_as!(Change, "select seq, entity, id from search_changes where xact >= $1 order by seq", since)
        .fetch_all(pool)
        .await
}

/// Forgets changes that every index has long seen.
pub async fn forget(pool: &PgPool, kept_hours: i32) -> sqlx::Result<u64> {
    let done =
        sqlx::query!("delete from search_changes where at < now() - make_interval(hours => $1)", kept_hours)
            .execute(pool)
            .await?;
    Ok(done.rows_affected())
}
