//! The SQL of the deployment's secret.

use sqlx::{PgConnection, PgExecutor};

/// What the database knows of the secret.
#[derive(Debug)]
pub struct Kept {
    /// The secret itself, where the environment holds none.
    pub secret: Option<String>,
    /// Tells whether another is the same.
    pub fingerprint: Vec<u8>,
}

/// What is kept; nobody else settles it before this transaction ends.
pub async fn lock(connection: &mut PgConnection) -> sqlx::Result<Option<Kept>> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('deployment secret'))")
        .execute(&mut *connection)
        .await?;
    sqlx::query_as!(Kept, "select secret, fingerprint from deployment_secret")
        .fetch_optional(connection)
        .await
}

/// Keeps a secret, or only what tells it from others.
pub async fn keep(
    executor: impl PgExecutor<'_>,
    secret: Option<&str>,
    fingerprint: &[u8],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into deployment_secret (secret, fingerprint) values ($1, $2)
         on conflict on constraint deployment_secret_pkey do update
            set secret = excluded.secret, fingerprint = excluded.fingerprint",
        secret,
        fingerprint
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Whether something was written with it that can't be written again.
pub async fn is_needed(executor: impl PgExecutor<'_>) -> sqlx::Result<bool> {
    sqlx::query_scalar!(r#"select exists (select from suppressions) as "is_needed!""#)
        .fetch_one(executor)
        .await
}
