//! The SQL of what is told about the running site.

use sqlx::PgPool;

/// How many messages of each kind have still to go.
pub async fn waiting(pool: &PgPool) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query!(
        r#"select kind, count(*) as "count!" from outbox
            where sent_at is null and not_before < 'infinity' group by kind order by kind"#
    )
    .map(|row| (row.kind, row.count))
    .fetch_all(pool)
    .await
}
