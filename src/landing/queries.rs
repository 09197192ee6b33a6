//! The SQL of hubs: what they are called.

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
}

/// These roles, places or industries, in the taxonomy's own order.
pub async fn terms(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    slugs: &[String],
) -> sqlx::Result<Vec<HubTerm>> {
    sqlx::query_as!(
        HubTerm,
        r#"select slug as "slug!", name as "name!", detail, grouping as "grouping!"
             from hub_terms where kind = $1 and slug = any($2) order by rank, name"#,
        kind.param(),
        slugs
    )
    .fetch_all(connection)
    .await
}
