//! The SQL of accounts on the console.

use sqlx::PgExecutor;
use uuid::Uuid;

/// Somebody's profiles: slug and name, the first first.
pub async fn profiles(executor: impl PgExecutor<'_>, user: Uuid) -> sqlx::Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        r#"select e.slug::text as "slug!", e.full_name from profile_ownerships o join executives e on e.id = o.executive_id
            where o.user_id = $1 and o.status = 'ACTIVE' order by o.created_at"#,
        user
    )
    .fetch_all(executor)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.full_name)).collect())
}
