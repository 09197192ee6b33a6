//! The SQL of profiles that forms are about.

use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::About;

/// The profile at a slug that is public, or whose person was told of it.
pub async fn find(pool: &PgPool, slug: &str) -> sqlx::Result<Option<About>> {
    sqlx::query_as!(
        About,
        r#"select e.id, e.slug::text as "slug!", e.full_name as name, e.first_name, e.headline as "headline!",
                  (select u.email from profile_ownerships o join users u on u.id = o.user_id
                    where o.executive_id = e.id and o.status = 'ACTIVE' and u.disabled_at is null) as owner,
                  e.is_public as "is_public!"
             from executives e where e.slug = $1 and (e.is_public or e.is_announced)"#,
        slug
    )
    .fetch_optional(pool)
    .await
}

/// The address of the account that owns a profile, public or not.
pub async fn owner(executor: impl PgExecutor<'_>, id: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select u.email from profile_ownerships o join users u on u.id = o.user_id
          where o.executive_id = $1 and o.status = 'ACTIVE' and u.disabled_at is null",
        id
    )
    .fetch_optional(executor)
    .await
}
