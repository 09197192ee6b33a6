//! What the slugs in a search are called, and what a list can be narrowed to.

use sqlx::PgPool;

use super::TaxonomyKind;
use super::queries::{self, Listed, Named};

/// Roles, places and industries as a list offers them: those in which it finds anybody.
#[derive(Debug)]
pub struct Names {
    /// The roles.
    pub roles: Vec<Named>,
    /// The places.
    pub places: Vec<Named>,
    /// The industries.
    pub industries: Vec<Named>,
}

impl Names {
    /// Asks the database: three small statements.
    pub async fn load(pool: &PgPool, listed: Listed) -> sqlx::Result<Self> {
        let (roles, places, industries) = tokio::try_join!(
            queries::roles_in_use(pool, listed),
            queries::places_in_use(pool, listed),
            queries::industries_in_use(pool, listed)
        )?;
        Ok(Self { roles, places, industries })
    }

    /// What people read for a role's slug.
    pub fn role<'a>(&'a self, slug: &'a str) -> &'a str {
        name_of(&self.roles, slug)
    }

    /// What people read for a place's slug.
    pub fn place<'a>(&'a self, slug: &'a str) -> &'a str {
        name_of(&self.places, slug)
    }

    /// What people read for an industry's slug.
    pub fn industry<'a>(&'a self, slug: &'a str) -> &'a str {
        name_of(&self.industries, slug)
    }

    /// Takes slugs that name nothing out of a search, and says which. One that names a place where nobody is stays: it
    /// finds nothing, and the page says so.
    pub async fn drop_unknown(
        &mut self,
        pool: &PgPool,
        role: &mut Option<String>,
        location: &mut Option<String>,
        industries: &mut Vec<String>,
        ignored: &mut Vec<String>,
    ) -> sqlx::Result<()> {
        *role = keep_known(pool, TaxonomyKind::Role, &mut self.roles, role.take(), ignored).await?.pop();
        *location =
            keep_known(pool, TaxonomyKind::Location, &mut self.places, location.take(), ignored).await?.pop();
        let chosen = std::mem::take(industries);
        *industries = keep_known(pool, TaxonomyKind::Industry, &mut self.industries, chosen, ignored).await?;
        Ok(())
    }
}

/// The slugs that name a row of the taxonomy; a name that the list doesn't offer is added to it.
async fn keep_known(
    pool: &PgPool,
    kind: TaxonomyKind,
    names: &mut Vec<Named>,
    slugs: impl IntoIterator<Item = String>,
    ignored: &mut Vec<String>,
) -> sqlx::Result<Vec<String>> {
    let mut known = Vec::new();
    for slug in slugs {
        if !names.iter().any(|named| named.slug == slug) {
            let Some(name) = queries::name(pool, kind, &slug).await? else {
                ignored.push(format!("{} “{slug}”", kind.param()));
                continue;
            };
            names.push(Named { slug: slug.clone(), name });
        }
        known.push(slug);
    }
    Ok(known)
}

fn name_of<'a>(terms: &'a [Named], slug: &'a str) -> &'a str {
    terms.iter().find(|term| term.slug == slug).map_or(slug, |term| &term.name)
}
