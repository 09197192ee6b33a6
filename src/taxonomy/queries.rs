//! The SQL of taxonomies that pages ask: names of slugs, and what lists can be narrowed to.

use sqlx::{PgConnection, PgPool};

use super::TaxonomyKind;

/// A taxonomy row as a page names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its slug.
    pub slug: String,
    /// What people read.
    pub name: String,
}

/// The roles in which somebody public works, in their order.
pub async fn roles_in_use(connection: &mut PgConnection) -> sqlx::Result<Vec<Named>> {
    sqlx::query_as!(
        Named,
        r#"select r.slug::text as "slug!", r.title as name
             from roles r
            where r.is_active and exists (select from executives e where e.role_id = r.id and e.is_public)
            order by r.sort_order, r.slug"#
    )
    .fetch_all(connection)
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
