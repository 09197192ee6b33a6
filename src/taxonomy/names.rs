//! What the slugs in a search are called, and what a list can be narrowed to.

use sqlx::PgPool;

use super::queries::{self, Named};

/// Roles, industries and the places where anybody is, as lists offer them.
#[derive(Debug)]
pub struct Names {
    /// All roles.
    pub roles: Vec<Named>,
    /// Places with a public profile or an open posting.
    pub places: Vec<Named>,
    /// Industries of a public profile or an open posting.
    pub industries: Vec<Named>,
}

impl Names {
    /// Asks the database: three small statements.
    pub async fn load(pool: &PgPool) -> sqlx::Result<Self> {
        let (roles, places, industries) = tokio::try_join!(
            queries::roles(pool),
            queries::places_in_use(pool),
            queries::industries_in_use(pool)
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

    /// Takes slugs that name nothing out of a search, and says which.
    pub fn drop_unknown(
        &self,
        role: &mut Option<String>,
        location: &mut Option<String>,
        industries: &mut Vec<String>,
        ignored: &mut Vec<String>,
    ) {
        let mut drop = |name: &str, slug: &str| ignored.push(format!("{name} “{slug}”"));
        if let Some(slug) = role.take_if(|slug| !knows(&self.roles, slug)) {
            drop("role", &slug);
        }
        if let Some(slug) = location.take_if(|slug| !knows(&self.places, slug)) {
            drop("location", &slug);
        }
        industries.retain(|slug| {
            let known = knows(&self.industries, slug);
            if !known {
                drop("industry", slug);
            }
            known
        });
    }
}

fn name_of<'a>(terms: &'a [Named], slug: &'a str) -> &'a str {
    terms.iter().find(|term| term.slug == slug).map_or(slug, |term| &term.name)
}

fn knows(terms: &[Named], slug: &str) -> bool {
    terms.iter().any(|term| term.slug == slug)
}
