//! The SQL of roles, places and industries: their own facts.

use sqlx::PgPool;

use super::taxonomies::{Industry, Location, Role};
use crate::search::hubs::Holding;

/// Roles with how much stands on each, in this order.
pub async fn roles(pool: &PgPool, held: &[(String, Holding)]) -> sqlx::Result<Vec<Role>> {
    let (slugs, executives, jobs) = columns(held);
    sqlx::query_as!(
        Role,
        r#"select r.slug::text as "slug!", r.title, r.full_title, r.description,
                  h.executives as "executives!", h.jobs as "jobs!", null::text as url
             from unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as h(slug, executives, jobs, place)
             join roles r on r.slug = h.slug
            order by h.place"#,
        &slugs,
        &executives,
        &jobs
    )
    .fetch_all(pool)
    .await
}

/// Places; likewise.
pub async fn locations(pool: &PgPool, held: &[(String, Holding)]) -> sqlx::Result<Vec<Location>> {
    let (slugs, executives, jobs) = columns(held);
    sqlx::query_as!(
        Location,
        r#"select l.slug::text as "slug!", l.city, l.state_region, l.country_code, l.country_name, l.metro,
                  l.display_name, l.lat::float8 as lat, l.lng::float8 as lng,
                  h.executives as "executives!", h.jobs as "jobs!", null::text as url
             from unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as h(slug, executives, jobs, place)
             join locations l on l.slug = h.slug
            order by h.place"#,
        &slugs,
        &executives,
        &jobs
    )
    .fetch_all(pool)
    .await
}

/// Industries; likewise.
pub async fn industries(pool: &PgPool, held: &[(String, Holding)]) -> sqlx::Result<Vec<Industry>> {
    let (slugs, executives, jobs) = columns(held);
    sqlx::query_as!(
        Industry,
        r#"select i.slug::text as "slug!", i.name, i.description,
                  h.executives as "executives!", h.jobs as "jobs!", null::text as url
             from unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as h(slug, executives, jobs, place)
             join industries i on i.slug = h.slug
            order by h.place"#,
        &slugs,
        &executives,
        &jobs
    )
    .fetch_all(pool)
    .await
}

/// Slugs, executives and jobs, as PostgreSQL takes them.
fn columns(held: &[(String, Holding)]) -> (Vec<String>, Vec<i64>, Vec<i64>) {
    let column = |count: fn(&Holding) -> u64| -> Vec<i64> {
        held.iter().map(|(_, holding)| i64::try_from(count(holding)).unwrap_or(i64::MAX)).collect()
    };
    let slugs = held.iter().map(|(slug, _)| slug.clone()).collect();
    (slugs, column(|holding| holding.executives), column(|holding| holding.jobs))
}
