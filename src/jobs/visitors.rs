//! How many visitors go on to apply, without keeping who they are.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use super::queries;
use crate::secrets::{Purpose, SecretError, Secrets};

/// Counts a visitor, once for a posting and a day (UTC). What is kept tells nobody who it was, tells nothing of the same
/// visitor at another posting or on another day, and is deleted when the day after has passed; the count stays.
pub async fn count(
    pool: &PgPool,
    secrets: &Secrets,
    job: Uuid,
    address: IpAddr,
    user_agent: &str,
    now: DateTime<Utc>,
) -> Result<(), SecretError> {
    let key = secrets.keys(pool).await?.key(Purpose::Visitors);
    let day = now.date_naive();
    let visitor = key.sign(&[&address.to_string(), user_agent, &job.to_string(), &day.to_string()]);
    queries::count_visitor(pool, Uuid::now_v7(), job, &visitor, day).await?;
    Ok(())
}
