//! The roles, industries, specialties and places that rows are filed under, as those who run the site keep them: renamed,
//! added, retired, and merged into one another.
//!
//! A term's old slugs lead to it for ever ([`Catalog::id`](crate::taxonomy::Catalog::id) knows them, too): what sources said
//! with an old one is still understood. Profiles and postings are found by the names of their terms, so renaming and merging end
//! in work on all that is filed there ([`filing`]).

pub mod filing;
mod queries;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::{self, Actor, Entry};
use crate::taxonomy::TaxonomyKind;

pub use queries::{AliasRow, TermRow, aliases, find, list};

/// Why a term can't be changed so.
#[derive(Debug, thiserror::Error)]
pub enum TermError {
    /// There is none.
    #[error("there is no {} with the slug “{slug}”", kind.param())]
    NotFound {
        /// The taxonomy.
        kind: TaxonomyKind,
        /// What was asked for.
        slug: String,
    },
    /// Another one has the slug.
    #[error("another {} has the slug “{slug}”", kind.param())]
    Taken {
        /// The taxonomy.
        kind: TaxonomyKind,
        /// What was asked for.
        slug: String,
    },
    /// No address can be made of it.
    #[error("“{0}” is no slug: small letters, digits and single hyphens between them")]
    NoSlug(String),
    /// It has to be called something.
    #[error("it has to be called something, in at most 120 characters")]
    NoName,
    /// No such country.
    #[error("“{0}” is no country that is known: write its code, as in US")]
    NoCountry(String),
    /// A term is not merged into itself, nor into one that is out of use.
    #[error("it can only be merged into another {} that is in use", kind.param())]
    NoMerge {
        /// The taxonomy.
        kind: TaxonomyKind,
    },
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// What a term is called.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// In addresses.
    pub slug: String,
    /// In short: `CFO`, `Fintech`, `Austin, TX`.
    pub name: String,
    /// In full, for roles: `Chief Financial Officer`; for places the town alone.
    pub full_name: Option<String>,
    /// For a new place: its country's code.
    pub country: Option<String>,
    /// For a new role: what it belongs to.
    pub function: Option<String>,
}

/// Whether a text can stand in an address.
pub fn is_slug(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= 120 && text.split('-').all(is_word)
}

fn check(called: &Called) -> Result<(), TermError> {
    if !is_slug(&called.slug) {
        return Err(TermError::NoSlug(called.slug.clone()));
    }
    let is_name = |name: &str| !name.trim().is_empty() && name.chars().count() <= 120;
    if !is_name(&called.name) || !called.full_name.as_deref().is_none_or(is_name) {
        return Err(TermError::NoName);
    }
    Ok(())
}

/// Calls a term otherwise, in a transaction of the caller's; a slug of before leads to it from then on. [`filing::refile`] is
/// due afterwards.
pub async fn rename(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    slug: &str,
    called: &Called,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Uuid, TermError> {
    check(called)?;
    let term = find(&mut *connection, kind, slug).await?;
    let term = term.ok_or_else(|| TermError::NotFound { kind, slug: slug.to_owned() })?;
    if called.slug != slug && find(&mut *connection, kind, &called.slug).await?.is_some() {
        return Err(TermError::Taken { kind, slug: called.slug.clone() });
    }
    queries::rename(&mut *connection, kind, term.id, called, now).await?;
    let entry = Entry::new("rename", "taxonomy", term.id)
        .before(json!({"kind": kind.param(), "slug": slug, "name": term.name, "full_name": term.full_name}))
        .after(json!({"slug": called.slug, "name": called.name, "full_name": called.full_name}));
    audit::write(connection, actor, &entry, now).await?;
    Ok(term.id)
}

/// Adds a term, in a transaction of the caller's.
pub async fn add(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    called: &Called,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Uuid, TermError> {
    check(called)?;
    if find(&mut *connection, kind, &called.slug).await?.is_some() {
        return Err(TermError::Taken { kind, slug: called.slug.clone() });
    }
    let id = Uuid::now_v7();
    match kind {
        TaxonomyKind::Role => queries::add_role(&mut *connection, id, called, now).await?,
        TaxonomyKind::Industry => queries::add_industry(&mut *connection, id, called, now).await?,
        TaxonomyKind::Specialty => queries::add_specialty(&mut *connection, id, called, now).await?,
        TaxonomyKind::Location => {
            let code = called.country.clone().unwrap_or_default();
            let country = crate::taxonomy::Vocabulary::country_by_code(&code);
            let country = country.ok_or(TermError::NoCountry(code))?;
            queries::add_location(&mut *connection, id, called, (&country.code, &country.name), now).await?;
        }
    }
    let entry = Entry::new("add", "taxonomy", id)
        .after(json!({"kind": kind.param(), "slug": called.slug, "name": called.name}));
    audit::write(connection, actor, &entry, now).await?;
    Ok(id)
}

/// Takes a term out of use, or into use again, in a transaction of the caller's. What is filed under it stays there; nothing more
/// is, and it is no choice any more.
pub async fn put_in_use(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    slug: &str,
    is_active: bool,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), TermError> {
    let term = find(&mut *connection, kind, slug).await?;
    let term = term.ok_or_else(|| TermError::NotFound { kind, slug: slug.to_owned() })?;
    queries::put_in_use(&mut *connection, kind, term.id, is_active, now).await?;
    let action = if is_active { "restore" } else { "retire" };
    let entry = Entry::new(action, "taxonomy", term.id)
        .before(json!({"kind": kind.param(), "slug": slug, "is_active": term.is_active}))
        .after(json!({"is_active": is_active}));
    audit::write(connection, actor, &entry, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_of_small_letters_digits_and_single_hyphens() {
        for (text, is) in [
            ("fractional-cfo", true),
            ("a1", true),
            ("", false),
            ("CFO", false),
            ("a--b", false),
            ("-a", false),
            ("a_b", false),
            ("é", false),
        ] {
            assert_eq!(is_slug(text), is, "{text}");
        }
    }
}
