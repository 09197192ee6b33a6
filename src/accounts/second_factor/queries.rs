//! The SQL of second factors.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

/// What an account's second factor is known by.
#[derive(Debug)]
pub struct Factor {
    pub nonce: Option<Vec<u8>>,
    pub last_step: Option<i64>,
    pub recovery: Vec<Vec<u8>>,
}

/// The second factor of an account. Nobody else shows it before the transaction ends.
pub async fn lock_factor(executor: impl PgExecutor<'_>, user: Uuid) -> sqlx::Result<Factor> {
    sqlx::query_as!(
        Factor,
        "select totp_nonce as nonce, totp_last_step as last_step, recovery_code_hashes as recovery
           from users where id = $1 for update",
        user
    )
    .fetch_one(executor)
    .await
}

/// Sets up a second factor, whose first code was shown.
pub async fn set_factor(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    nonce: &[u8],
    step: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update users set totp_nonce = $2, totp_last_step = $3, totp_confirmed_at = $4 where id = $1",
        user,
        nonce,
        step,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// A code of this half minute was shown: none of it or of an earlier one is good any more.
pub async fn shown(executor: impl PgExecutor<'_>, user: Uuid, step: i64) -> sqlx::Result<()> {
    sqlx::query!("update users set totp_last_step = $2 where id = $1", user, step).execute(executor).await?;
    Ok(())
}

/// Replaces the recovery codes.
pub async fn set_recovery(executor: impl PgExecutor<'_>, user: Uuid, hashes: &[Vec<u8>]) -> sqlx::Result<()> {
    sqlx::query!("update users set recovery_code_hashes = $2 where id = $1", user, hashes)
        .execute(executor)
        .await?;
    Ok(())
}

/// Takes the second factor away.
pub async fn drop_factor(executor: impl PgExecutor<'_>, user: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "update users set totp_nonce = null, totp_last_step = null, totp_confirmed_at = null, recovery_code_hashes = '{}'
          where id = $1",
        user
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Notes that somebody showed a wrong code.
pub async fn attempted(executor: impl PgExecutor<'_>, user: Uuid, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into second_factor_attempts (id, user_id, at) values ($1, $2, $3)",
        Uuid::now_v7(),
        user,
        now
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// When wrong codes were shown for an account since a moment, the last first.
pub async fn attempts_since(
    executor: impl PgExecutor<'_>,
    user: Uuid,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<DateTime<Utc>>> {
    sqlx::query_scalar!(
        "select at from second_factor_attempts where user_id = $1 and at > $2 order by at desc",
        user,
        since
    )
    .fetch_all(executor)
    .await
}
