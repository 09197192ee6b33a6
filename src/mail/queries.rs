//! The SQL of the outbox, as far as it holds mail.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::Message;

/// What kind of outbox row a mail is.
const KIND: &str = "mail";

/// A message that is due.
#[derive(Debug)]
pub struct Due {
    pub id: Uuid,
    pub payload: Value,
    pub attempts: i32,
}

/// A message as a developer reads it.
#[derive(Debug)]
pub struct Posted {
    pub id: Uuid,
    pub payload: Value,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    pub last_error: Option<String>,
}

/// Puts a message into the outbox.
pub async fn post(
    executor: impl PgExecutor<'_>,
    message: &Message,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    let id = Uuid::now_v7();
    sqlx::query!(
        "insert into outbox (id, kind, recipient, payload, not_before, created_at) values ($1, $2, $3, $4, $5, $5)",
        id,
        KIND,
        message.to,
        json!(message),
        now
    )
    .execute(executor)
    .await?;
    Ok(id)
}

/// Takes messages that are due. Nobody else takes them before `lease`: by then they are sent, or their sender has died.
pub async fn take_due(
    executor: impl PgExecutor<'_>,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Due>> {
    sqlx::query_as!(
        Due,
        "update outbox o set attempts = attempts + 1, not_before = $3
           from (select id from outbox where kind = $1 and sent_at is null and not_before <= $2
                  order by not_before limit $4 for update skip locked) due
          where o.id = due.id
         returning o.id, o.payload, o.attempts",
        KIND,
        now,
        lease,
        limit
    )
    .fetch_all(executor)
    .await
}

/// It is sent. What it said and to whom is kept for a developer alone.
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

/// Takes back what has not left yet of a list that its recipient left.
pub async fn withdraw(executor: impl PgExecutor<'_>, unsubscribe: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from outbox where kind = $1 and sent_at is null and payload ->> 'unsubscribe' = $2",
        KIND,
        unsubscribe
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Forgets messages that were sent, or given up, before a moment.
pub async fn forget(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from outbox
          where kind = $1 and (sent_at < $2 or (sent_at is null and not_before = 'infinity' and created_at < $2))",
        KIND,
        before
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// It was not taken; it is tried again at `next`, or never.
pub async fn failed(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    error: &str,
    next: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update outbox set last_error = $2, not_before = coalesce($3::timestamptz, 'infinity') where id = $1",
        id,
        error,
        next
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// The newest messages, newest first.
pub async fn newest(executor: impl PgExecutor<'_>, limit: i64) -> sqlx::Result<Vec<Posted>> {
    sqlx::query_as!(
        Posted,
        "select id, payload, created_at, sent_at, last_error from outbox where kind = $1
          order by created_at desc, id desc limit $2",
        KIND,
        limit
    )
    .fetch_all(executor)
    .await
}

/// One message.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Posted>> {
    sqlx::query_as!(
        Posted,
        "select id, payload, created_at, sent_at, last_error from outbox where kind = $1 and id = $2",
        KIND,
        id
    )
    .fetch_optional(executor)
    .await
}
