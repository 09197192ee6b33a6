//! The SQL of hubs: what they are called, and which are akin.

use sqlx::PgConnection;

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
pub async fn terms(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    slugs: &[String],
) -> sqlx::Result<Vec<HubTerm>> {
    sqlx::query_as!(
        HubTerm,
        r#"select slug as "slug!", name as "name!", detail, grouping as "grouping!", about
             from hub_terms where kind = $1 and slug = any($2) order by rank, name"#,
        kind.param(),
        slugs
    )
    .fetch_all(connection)
    .await
}

/// The roles that are closest in kind to one: of its function or sharing specialties with it, closest first.
pub async fn related_roles(connection: &mut PgConnection, slug: &str) -> sqlx::Result<Vec<String>> {
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
    .fetch_all(connection)
    .await
}
