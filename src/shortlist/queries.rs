//! The SQL of choosing: who of those that somebody chose is public, and what they are called now.

use sqlx::PgPool;
use uuid::Uuid;

/// Somebody who was chosen.
#[derive(Debug)]
pub struct Listed {
    /// The slug or identifier by which.
    pub asked: String,
    /// Whose it is.
    pub id: Uuid,
    /// The slug of today.
    pub slug: String,
}

/// Those of these slugs, present and former ones, and identifiers that name a public profile, in this order.
pub async fn listed(pool: &PgPool, asked: &[String]) -> sqlx::Result<Vec<Listed>> {
    let ids: Vec<Option<Uuid>> = asked.iter().map(|name| Uuid::try_parse(name).ok()).collect();
    sqlx::query_as!(
        Listed,
        r#"select wanted.name as "asked!", e.id, e.slug::text as "slug!"
             from unnest($1::text[], $2::uuid[]) with ordinality as wanted(name, id, place)
             join executives e
               on e.id = coalesce((select id from executives where slug = wanted.name),
                                  (select target_id from slug_redirects
                                    where entity_type = 'executive' and old_slug = wanted.name),
                                  wanted.id)
            where e.is_public
            order by wanted.place"#,
        asked,
        &ids as _,
    )
    .fetch_all(pool)
    .await
}
