//! The SQL of hubs: what they are called, which are akin, and who left them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use crate::search::hubs::{Hub, Scope, Shows};
use crate::taxonomy::TaxonomyKind;

/// A role, place or industry as an index of hubs lists it.
#[derive(Clone, Debug)]
pub struct HubTerm {
    /// Its slug.
    pub slug: String,
    /// What people read.
    pub name: String,
    /// More words: the role in full, the place's metropolitan area.
    pub detail: Option<String>,
    /// What it is listed under: function, country, letter.
    pub grouping: String,
    /// What it is, from the taxonomy.
    pub about: Option<String>,
}

/// These roles, places or industries, in the taxonomy's own order.
pub async fn terms(pool: &PgPool, kind: TaxonomyKind, slugs: &[String]) -> sqlx::Result<Vec<HubTerm>> {
    sqlx::query_as!(
        HubTerm,
        r#"select slug as "slug!", name as "name!", detail, grouping as "grouping!", about
             from hub_terms where kind = $1 and slug = any($2) order by rank, name"#,
        kind.param(),
        slugs
    )
    .fetch_all(pool)
    .await
}

/// The roles that are closest in kind to one: of its function or sharing specialties with it, closest first.
pub async fn related_roles(pool: &PgPool, slug: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select slug as "slug!"
             from (select o.slug::text as slug, o.sort_order, o.function = me.function as is_kin,
                          (select count(*) from specialty_roles a join specialty_roles b using (specialty_id)
                            where a.role_id = me.id and b.role_id = o.id) as shared
                     from roles me join roles o on o.id <> me.id and o.is_active
                    where me.slug = $1) others
            where is_kin or shared > 0
            order by is_kin desc, shared desc, sort_order, slug"#,
        slug
    )
    .fetch_all(pool)
    .await
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
