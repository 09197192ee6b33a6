//! The SQL of hubs: what stands on them, for as long as the index is still to be built, and who left them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};

use super::{ENOUGH, Holding, Hub, Scope, Shows};
use crate::taxonomy::TaxonomyKind;

/// How much stands on these roles, places or industries, counted up to what is enough to be linked.
pub async fn first_holdings(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    slugs: &[String],
) -> sqlx::Result<Vec<(String, Holding)>> {
    sqlx::query!(
        r#"select t.slug as "slug!",
                  (select count(*) from (
                     (select 1 from executives e where $1 = 'role' and e.role_id = t.id and e.is_public limit $3)
                      union all
                     (select 1 from executives e where $1 = 'location' and e.location_id = t.id and e.is_public limit $3)
                      union all
                     (select 1 from executive_industries ei join executives e on e.id = ei.executive_id
                       where $1 = 'industry' and ei.industry_id = t.id and e.is_public limit $3)) first) as "executives!",
                  (select count(*) from (
                     (select 1 from jobs j where $1 = 'role' and j.role_id = t.id and j.is_public limit $3)
                      union all
                     (select 1 from jobs j where $1 = 'location' and j.primary_location_id = t.id and j.is_public limit $3)
                      union all
                     (select 1 from job_industries ji join jobs j on j.id = ji.job_id
                       where $1 = 'industry' and ji.industry_id = t.id and j.is_public limit $3)) first) as "jobs!"
             from hub_terms t where t.kind = $1 and t.slug = any($2)"#,
        kind.param(),
        slugs,
        i64::try_from(ENOUGH).unwrap_or(i64::MAX)
    )
    .map(|row| {
        let holding = Holding { executives: row.executives.unsigned_abs(), jobs: row.jobs.unsigned_abs() };
        (row.slug, holding)
    })
    .fetch_all(connection)
    .await
}

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

/// When somebody last left each hub, of those that anybody left.
pub async fn departures(pool: &PgPool) -> sqlx::Result<HashMap<Hub, DateTime<Utc>>> {
    let rows = sqlx::query!(
        r#"select d.entity as "entity!", r.slug::text as "role?", l.slug::text as "location?", i.slug::text as "industry?",
                  d.is_remote, d.at as "at!"
             from (select entity, role_id, location_id, industry_id, is_remote, max(left_at) as at
                     from hub_departures
                    group by entity, grouping sets ((role_id), (location_id), (industry_id), (role_id, location_id),
                                                    (role_id, industry_id), (role_id, is_remote))) d
             left join roles r on r.id = d.role_id
             left join locations l on l.id = d.location_id
             left join industries i on i.id = d.industry_id"#
    )
    .fetch_all(pool)
    .await?;
    let mut departures: HashMap<Hub, DateTime<Utc>> = HashMap::new();
    for row in rows {
        let shows = match (row.entity.as_str(), row.is_remote) {
            ("executive", _) => Shows::Executives,
            (_, Some(true)) => Shows::RemoteJobs,
            _ => Shows::Jobs,
        };
        let hub =
            Hub { scope: Scope { role: row.role, location: row.location, industry: row.industry }, shows };
        let last = departures.entry(hub).or_insert(row.at);
        *last = row.at.max(*last);
    }
    Ok(departures)
}
