//! The SQL of taxonomies that pages ask: names of slugs, and what lists can be narrowed to.

use sqlx::PgPool;

use super::TaxonomyKind;

/// A taxonomy row as a page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its slug.
    pub slug: String,
    /// What people read.
    pub name: String,
}

/// What a list is of: it offers only what it can find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Public profiles.
    Executives,
    /// Open postings.
    Jobs,
}

/// The roles in a list, in their order.
pub async fn roles_in_use(pool: &PgPool, listed: Listed) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select r.slug::text as "slug!", r.title as name
             from roles r
            where r.is_active
              and case when $1 then exists (select from executives e where e.role_id = r.id and e.is_public)
                       else exists (select from jobs j where j.role_id = r.id and j.is_public) end
            order by r.sort_order, r.slug"#,
        listed == Listed::Executives
    )
    .fetch_all(pool)
    .await
}

/// The industries in a list, by name.
pub async fn industries_in_use(pool: &PgPool, listed: Listed) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select i.slug::text as "slug!", i.name
             from industries i
            where i.is_active
              and case when $1 then exists (select from executive_industries ei join executives e on e.id = ei.executive_id
                                             where ei.industry_id = i.id and e.is_public)
                       else exists (select from job_industries ji join jobs j on j.id = ji.job_id
                                     where ji.industry_id = i.id and j.is_public) end
            order by i.name"#,
        listed == Listed::Executives
    )
    .fetch_all(pool)
    .await
}

/// The places in a list, by name.
pub async fn places_in_use(pool: &PgPool, listed: Listed) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select l.slug::text as "slug!", l.display_name as name
             from locations l
            where l.is_active
              and case when $1 then exists (select from executives e where e.location_id = l.id and e.is_public)
                       else exists (select from jobs j where j.primary_location_id = l.id and j.is_public) end
            order by l.display_name"#,
        listed == Listed::Executives
    )
    .fetch_all(pool)
    .await
}

/// What people read for a slug, if it is one.
pub async fn name(pool: &PgPool, kind: TaxonomyKind, slug: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select title as "name!" from roles where $1 = 'role' and slug = $2
           union all select name from industries where $1 = 'industry' and slug = $2
           union all select display_name from locations where $1 = 'location' and slug = $2
           union all select name from specialties where $1 = 'specialty' and slug = $2"#,
        kind.param(),
        slug
    )
    .fetch_optional(pool)
    .await
}

/// The slug that a renamed row has now.
pub async fn renamed(pool: &PgPool, kind: TaxonomyKind, slug: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        r#"select coalesce(r.slug::text, i.slug::text, l.slug::text) as "slug!"
             from slug_redirects s
             left join roles r on s.entity_type = 'role' and r.id = s.target_id
             left join industries i on s.entity_type = 'industry' and i.id = s.target_id
             left join locations l on s.entity_type = 'location' and l.id = s.target_id
            where s.entity_type = $1 and s.old_slug = $2 and coalesce(r.id, i.id, l.id) is not null"#,
        kind.param(),
        slug
    )
    .fetch_optional(pool)
    .await
}

/// Which of these slugs have a hub that may be linked: enough stands on it.
pub async fn worthy_hubs(pool: &PgPool, kind: TaxonomyKind, slugs: &[String]) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select slug as "slug!" from hubs where kind = $1 and slug = any($2) and is_worthy"#,
        kind.param(),
        slugs
    )
    .fetch_all(pool)
    .await
}
