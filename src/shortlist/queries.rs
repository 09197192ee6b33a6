//! The SQL of choosing: who of those that somebody chose is public, and what they are called now.

use sqlx::PgPool;
use uuid::Uuid;

/// Somebody who was chosen.
#[derive(Debug)]
pub struct Listed {
    /// The slug by which.
    pub asked: String,
    /// Whose it is.
    pub id: Uuid,
    /// The slug of today.
    pub slug: String,
}

/// Those of these slugs, present and former ones, that name a public profile, in this order.
pub async fn listed(pool: &PgPool, slugs: &[String]) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as!(
        Listed,
        r#"select wanted.slug as "asked!", e.id, e.slug::text as "slug!"
             from unnest($1::text[]) with ordinality as wanted(slug, place)
             join executives e
               on e.id = coalesce((select id from executives where slug = wanted.slug),
                                  (select target_id from slug_redirects
                                    where entity_type = 'executive' and old_slug = wanted.slug))
            where e.is_public
            order by wanted.place"#,
        slugs
    )
    .fetch_all(pool)
    .await
}
