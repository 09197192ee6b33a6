//! The SQL of hubs, for as long as the index is still to be built.

use sqlx::PgPool;

use super::Holding;
use crate::taxonomy::TaxonomyKind;

/// How much stands on each role, place or industry, where anything does; on these alone where some are named.
pub async fn holdings(
    pool: &PgPool,
    kind: TaxonomyKind,
    slugs: Option<&[String]>,
) -> sqlx::Result<Vec<(String, Holding)>> {
    let rows = sqlx::query!(
        r#"select slug as "slug!", executives as "executives!", jobs as "jobs!"
             from hub_holdings where kind = $1 and ($2::text[] is null or slug = any($2)) and executives + jobs > 0"#,
        kind.param(),
        slugs
    )
    .fetch_all(pool)
    .await?;
    let holding = |executives: i64, jobs: i64| Holding {
        executives: executives.unsigned_abs(),
        jobs: jobs.unsigned_abs(),
    };
    Ok(rows.into_iter().map(|row| (row.slug, holding(row.executives, row.jobs))).collect())
}
