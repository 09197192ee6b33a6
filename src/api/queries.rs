//! The SQL of roles, places and industries: their own facts, and how much stands on the hub of each.

use sqlx::PgPool;

use super::taxonomies::{Industry, Location, Role};

/// Roles on which anything stands, after one in the order of slugs; the one of a slug alone, if it is given.
pub async fn roles(
    pool: &PgPool,
    slug: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<Role>> {
    sqlx::query_as!(
        Role,
        r#"select r.slug::text as "slug!", r.title, r.full_title, r.description,
                  h.executives as "executives!", h.jobs as "jobs!", case when h.is_worthy then '' end as url
             from hubs h join roles r on r.slug = h.slug
            where h.kind = 'role' and h.exists
              and ($1::text is null or h.slug = $1) and ($2::text is null or h.slug > $2)
            order by h.slug limit $3"#,
        slug,
        after,
        limit
    )
    .fetch_all(pool)
    .await
}

/// Places on which anything stands; likewise.
pub async fn locations(
    pool: &PgPool,
    slug: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<Location>> {
    sqlx::query_as!(
        Location,
        r#"select l.slug::text as "slug!", l.city, l.state_region, l.country_code, l.country_name, l.metro,
                  l.display_name, l.lat::float8 as lat, l.lng::float8 as lng,
                  h.executives as "executives!", h.jobs as "jobs!", case when h.is_worthy then '' end as url
             from hubs h join locations l on l.slug = h.slug
            where h.kind = 'location' and h.exists
              and ($1::text is null or h.slug = $1) and ($2::text is null or h.slug > $2)
            order by h.slug limit $3"#,
        slug,
        after,
        limit
    )
    .fetch_all(pool)
    .await
}

/// Industries on which anything stands; likewise.
pub async fn industries(
    pool: &PgPool,
    slug: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> sqlx::Result<Vec<Industry>> {
    sqlx::query_as!(
        Industry,
        r#"select i.slug::text as "slug!", i.name, i.description,
                  h.executives as "executives!", h.jobs as "jobs!", case when h.is_worthy then '' end as url
             from hubs h join industries i on i.slug = h.slug
            where h.kind = 'industry' and h.exists
              and ($1::text is null or h.slug = $1) and ($2::text is null or h.slug > $2)
            order by h.slug limit $3"#,
        slug,
        after,
        limit
    )
    .fetch_all(pool)
    .await
}

/// On how many roles, places or industries anything stands.
pub async fn count(pool: &PgPool, kind: &str) -> sqlx::Result<u64> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from hubs where kind = $1 and exists"#, kind)
            .fetch_one(pool)
            .await?;
    Ok(count.unsigned_abs())
}
