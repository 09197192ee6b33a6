//! The taxonomy inbox: terms that no alias knew, mapped once or ignored for good.

mod queries;

use chrono::{DateTime, Utc};
use sqlx::PgPool;

use super::TaxonomyKind;
use super::vocabulary::fold;
use crate::audit::Actor;

pub use queries::{Term, unknown};

/// Why a term can't be mapped or ignored.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// No active row has this slug.
    #[error("there is no {} with the slug “{slug}”", kind.param())]
    NoTarget {
        /// The taxonomy.
        kind: TaxonomyKind,
        /// What was asked for.
        slug: String,
    },
    /// The term was never seen.
    #[error("“{term}” is not in the inbox")]
    NoTerm {
        /// What was asked for.
        term: String,
    },
    /// Another row is called so.
    #[error("“{term}” is what “{name}” itself is called: rename that one, or merge the two")]
    IsName {
        /// What was asked for.
        term: String,
        /// The other row.
        name: String,
    },
    /// The row itself is called so.
    #[error("“{0}” is what it is called: rename it, and the old name can be taken away")]
    OwnName(String),
    /// There are no letters in it, or too many.
    #[error("“{0}” is no term: write 1 to 200 characters, some of them letters or digits")]
    NoWords(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Makes a term another name of a row, from the next import on; it need not have been seen. Gives what the row is called.
pub async fn map(
    pool: &PgPool,
    kind: TaxonomyKind,
    term: &str,
    slug: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<String, InboxError> {
    let (alias, key) = words(term)?;
    let mut transaction = pool.begin().await?;
    let Some(target) = queries::target(&mut *transaction, kind, slug).await? else {
        return Err(InboxError::NoTarget { kind, slug: slug.to_owned() });
    };
    let others = queries::names(&mut *transaction, kind).await?.into_iter().filter(|row| row.id != target.id);
    if let Some(other) = others.into_iter().find(|other| fold(&other.name) == key) {
        return Err(InboxError::IsName { term: alias, name: other.name });
    }
    queries::map(&mut transaction, kind, &alias, &key, target.id, actor, now).await?;
    transaction.commit().await?;
    Ok(target.name)
}

/// Has a term mean a row no longer; it is unknown from then on, and does not come into the inbox again.
pub async fn unmap(
    pool: &PgPool,
    kind: TaxonomyKind,
    term: &str,
    slug: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), InboxError> {
    let (alias, key) = words(term)?;
    let mut transaction = pool.begin().await?;
    let Some(target) = queries::target(&mut *transaction, kind, slug).await? else {
        return Err(InboxError::NoTarget { kind, slug: slug.to_owned() });
    };
    if fold(&target.name) == key {
        return Err(InboxError::OwnName(alias));
    }
    if !queries::unmap(&mut transaction, kind, &key, target.id, actor, now).await? {
        return Err(InboxError::NoTerm { term: alias });
    }
    transaction.commit().await?;
    Ok(())
}

/// Takes a term out of the inbox; it stays unknown.
pub async fn ignore(
    pool: &PgPool,
    kind: TaxonomyKind,
    term: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), InboxError> {
    let (alias, key) = words(term)?;
    let mut transaction = pool.begin().await?;
    if !queries::ignore(&mut transaction, kind, &key, actor, now).await? {
        return Err(InboxError::NoTerm { term: alias });
    }
    transaction.commit().await?;
    Ok(())
}

/// A term as it is kept, and its key.
fn words(term: &str) -> Result<(String, String), InboxError> {
    let alias = term.split_whitespace().collect::<Vec<_>>().join(" ");
    let key = fold(&alias);
    if key.is_empty() || alias.chars().count() > 200 || alias.contains(char::is_control) {
        return Err(InboxError::NoWords(term.to_owned()));
    }
    Ok((alias, key))
}
