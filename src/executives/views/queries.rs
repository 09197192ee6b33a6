//! The SQL of views.

use chrono::NaiveDate;
use sqlx::PgExecutor;
use uuid::Uuid;

/// Adds views of pages to those of a day, in the same order whoever does. Pages that are no profile's count for nothing.
pub async fn add(executor: impl PgExecutor<'_>, seen: &[(String, i64)], day: NaiveDate) -> sqlx::Result<()> {
    let (slugs, views): (Vec<String>, Vec<i64>) = seen.iter().cloned().unzip();
    sqlx::query!(
        "insert into profile_views (executive_id, day, views)
         select e.id, $3, seen.views from unnest($1::text[], $2::bigint[]) as seen(slug, views)
           join executives e on e.slug = seen.slug
          order by e.id
         on conflict on constraint profile_views_pkey do update set views = profile_views.views + excluded.views",
        &slugs,
        &views,
        day
    )
    .execute(executor)
    .await?;
    Ok(())
}

/// The views of a profile by day, since a day.
pub async fn by_day(
    executor: impl PgExecutor<'_>,
    profile: Uuid,
    since: NaiveDate,
) -> sqlx::Result<Vec<(NaiveDate, i64)>> {
    let rows = sqlx::query!(
        "select day, views from profile_views where executive_id = $1 and day >= $2 order by day",
        profile,
        since
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.day, row.views)).collect())
}

/// Deletes the counts of days before one.
pub async fn forget(executor: impl PgExecutor<'_>, before: NaiveDate) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from profile_views where day < $1", before).execute(executor).await?;
    Ok(done.rows_affected())
}
