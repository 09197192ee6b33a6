//! The SQL of taxonomies that pages ask: names of slugs.

use sqlx::PgPool;

use super::TaxonomyKind;

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
