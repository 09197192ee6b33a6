//! The SQL of the outbox.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

/// A row that is due.
#[derive(Debug)]
pub struct Due {
    pub id: Uuid,
    pub payload: Value,
    pub attempts: i32,
}

/// A row as it was posted, and what became of it.
#[derive(Debug)]
pub struct Posted {
    /// Its id.
    pub id: Uuid,
    /// What it holds.
    pub payload: Value,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was delivered.
    pub sent_at: Option<DateTime<Utc>>,
    /// Why it was not, the last time.
    pub last_error: Option<String>,
}

/// Puts a row into the outbox.
pub async fn post(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    kind: &str,
    recipient: Option<&str>,
    payload: &Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into outbox (id, kind, recipient, payload, not_before, created_at) values ($1, $2, $3, $4, $5, $5)",
        id,
        kind,
        recipient,
        payload,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Takes rows that are due. Nobody else takes them before `lease`: by then they are sent, or their sender has died. While a
/// row is taken it says no error; one that waits for another try does.
pub async fn take_due(
    executor: impl PgExecutor<'_>,
    kind: &str,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        "update outbox o set attempts = attempts + 1, not_before = $3, last_error = null
           from (select id from outbox where kind = $1 and sent_at is null and not_before <= $2
                  order by not_before limit $4 for update skip locked) due
          where o.id = due.id
         returning o.id, o.payload, o.attempts",
        kind,
        now,
        lease,
        limit
    )
    .fetch_all(executor)
    .await
}

/// It is sent. What it said and to whom stays only where it is kept.
pub async fn sent(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    now: DateTime<Utc>,
    is_kept: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set sent_at = $2, last_error = null,
                recipient = case when $3 then recipient end, payload = case when $3 then payload else '{}' end
          where id = $1",
        id,
        now,
        is_kept
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Takes back what has not left yet of a kind and says `value` under `key`.
pub async fn withdraw(executor: impl PgExecutor<'_>, kind: &str, key: &str, value: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from outbox where kind = $1 and sent_at is null and payload ->> $2::text = $3",
        kind,
        key,
        value
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Takes back one row that has not left.
pub async fn take_back(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<()> {
    sqlx::query!("delete from outbox where id = $1 and sent_at is null", id).execute(executor).await?;
    Ok(())
}

/// It was not taken, or only in part; it is tried again at `next`, or never.
pub async fn failed(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    error: &str,
    next: Option<DateTime<Utc>>,
    rest: Option<&Value>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox
            set last_error = $2, not_before = coalesce($3::timestamptz, 'infinity'), payload = coalesce($4, payload)
          where id = $1",
        id,
        error,
        next,
        rest
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// The newest rows of a kind, newest first.
pub async fn newest(executor: impl PgExecutor<'_>, kind: &str, limit: i64) -> sqlx::Result<Vec<Posted>> {
    sqlx::query_as!(
        Posted,
        "select id, payload, created_at, sent_at, last_error from outbox where kind = $1
          order by created_at desc, id desc limit $2",
        kind,
        limit
    )
    .fetch_all(executor)
    .await
}

/// One row of a kind.
pub async fn find(executor: impl PgExecutor<'_>, kind: &str, id: Uuid) -> sqlx::Result<Option<Posted>> {
    sqlx::query_as!(
        Posted,
        "select id, payload, created_at, sent_at, last_error from outbox where kind = $1 and id = $2",
        kind,
        id
    )
    .fetch_optional(executor)
    .await
}

/// Deletes what was sent, or written and given up, before a moment.
pub async fn forget(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from outbox where sent_at < $1 or (sent_at is null and not_before = 'infinity' and created_at < $1)",
        before
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected())
}
