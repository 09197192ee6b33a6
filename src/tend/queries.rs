//! The SQL of tending.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

/// Takes the turn to tend, unless another process has it. It is given back by [`unlock`], or by the end of the connection.
pub async fn lock(connection: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select pg_try_advisory_lock(hashtextextended('quarterdeck tend', 0)) as "locked!""#
    )
    .fetch_one(connection)
    .await
}

/// Gives the turn back.
pub async fn unlock(connection: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!(r#"select pg_advisory_unlock(hashtextextended('quarterdeck tend', 0)) as "unlocked!""#)
        .fetch_one(connection)
        .await?;
    Ok(())
}

/// Whether something that is done once a day was last done before a moment, or never.
pub async fn is_day_over(
    connection: &mut PgConnection,
    job: &str,
    before: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select not exists (select from tended_daily where job = $1 and done_at > $2) as "is_over!""#,
        job,
        before
    )
    .fetch_one(connection)
    .await
}

/// It is done to its end.
pub async fn day_is_done(connection: &mut PgConnection, job: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into tended_daily (job, done_at) values ($1, $2)
         on conflict on constraint tended_daily_pkey do update set done_at = excluded.done_at",
        job,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Deletes what tells visitors apart who went on to apply before a day; how many there were stays.
pub async fn forget_visitors(connection: &mut PgConnection, before: NaiveDate) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from apply_clicks where day < $1", before).execute(connection).await?;
    Ok(done.rows_affected())
}

/// Deletes looks at apply links that are older than a moment, but for the last one of each posting.
pub async fn forget_looks(connection: &mut PgConnection, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from link_checks c
          where c.checked_at < $1
            and exists (select from link_checks later where later.job_id = c.job_id and later.checked_at > c.checked_at)",
        before
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("delete from link_hosts where paused_until < $1", before).execute(connection).await?;
    Ok(done.rows_affected())
}
