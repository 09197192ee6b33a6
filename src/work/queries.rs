//! The SQL of work.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::{Kind, New};

/// Work as it stands.
#[derive(Clone, Debug)]
pub struct Work {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: Kind,
    /// What it is about.
    pub about: String,
    /// The file that it reads, while that is kept.
    pub upload_id: Option<Uuid>,
    /// The run that it is about.
    pub run_number: Option<i64>,
    /// Who started it.
    pub started_by: Option<String>,
    /// When.
    pub started_at: DateTime<Utc>,
    /// When it last said how far it is.
    pub beat_at: DateTime<Utc>,
    /// When somebody asked it to stop.
    pub stop_asked_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// How far it is.
    pub done: i64,
    /// Of how much.
    pub total: Option<i64>,
    /// What came of it.
    pub outcome: Option<Value>,
    /// Why it failed.
    pub error: Option<String>,
}

macro_rules! works {
    ($rest:literal $(, $argument:expr)*) => {
        sqlx::query_as!(
            Work,
            r#"select w.id, w.kind as "kind: Kind", w.about, w.upload_id, w.run_number, u.email as "started_by?", w.started_at,
                      w.beat_at, w.stop_asked_at, w.finished_at, w.done, w.total, w.outcome, w.error
                 from works w left join users u on u.id = w.started_by "# + $rest
            $(, $argument)*
        )
    };
}

/// Writes down that work begins. Not if the same form had begun it before.
pub async fn begin(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    new: &New<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "insert into works (id, request_key, kind, about, upload_id, run_number, started_by, started_at, beat_at, total)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
         on conflict on constraint works_request_key do nothing",
        id,
        new.request_key,
        new.kind.as_str(),
        new.about,
        new.upload,
        new.run,
        new.by,
        now,
        new.total.and_then(|total| i64::try_from(total).ok())
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The work that a form began.
pub async fn of_key(executor: impl PgExecutor<'_>, request_key: Uuid) -> sqlx::Result<Uuid> {
    sqlx::query_scalar!("select id from works where request_key = $1", request_key).fetch_one(executor).await
}

/// Work by its id.
pub async fn find(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<Work>> {
    works!("where w.id = $1", id).fetch_optional(executor).await
}

/// The newest work, newest first.
pub async fn newest(executor: impl PgExecutor<'_>, limit: i64) -> sqlx::Result<Vec<Work>> {
    works!("order by w.started_at desc, w.id desc limit $1", limit).fetch_all(executor).await
}

/// The work with a file, newest first.
pub async fn of_upload(executor: impl PgExecutor<'_>, upload: Uuid) -> sqlx::Result<Vec<Work>> {
    works!("where w.upload_id = $1 order by w.started_at desc, w.id desc limit 10", upload)
        .fetch_all(executor)
        .await
}

/// The work with a run that is not finished, newest first.
pub async fn of_run(executor: impl PgExecutor<'_>, run: i64) -> sqlx::Result<Vec<Work>> {
    works!(
        "where w.run_number = $1 and w.finished_at is null order by w.started_at desc, w.id desc limit 10",
        run
    )
    .fetch_all(executor)
    .await
}

/// Says how far work is. Gives whether somebody asked it to stop.
pub async fn beat(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    done: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"update works set beat_at = $3, done = $2 where id = $1
           returning stop_asked_at is not null as "is_stopped!""#,
        id,
        done,
        now
    )
    .fetch_one(executor)
    .await
}

/// Asks work to stop. Whether it was under way.
pub async fn ask_to_stop(executor: impl PgExecutor<'_>, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "update works set stop_asked_at = $2 where id = $1 and finished_at is null and stop_asked_at is null",
        id,
        now
    )
    .execute(executor)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Work ended.
pub async fn finish(
    executor: impl PgExecutor<'_>,
    id: Uuid,
    done: i64,
    ended: &Result<Value, String>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update works set finished_at = $2, beat_at = $2, done = $3, outcome = $4, error = $5,
                run_number = coalesce(($4::jsonb ->> 'run')::bigint, run_number)
          where id = $1",
        id,
        now,
        done,
        ended.as_ref().ok(),
        ended.as_ref().err()
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// Forgets work that ended before a moment. Gives how much.
pub async fn forget(executor: impl PgExecutor<'_>, before: DateTime<Utc>) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from works where started_at < $1", before).execute(executor).await?;
    Ok(done.rows_affected())
}
