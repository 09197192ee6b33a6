//! Sources that may send rows over HTTP, and the tokens that prove who sends.
//!
//! A token is shown once; only its hash is kept. Two are valid at once, so that one can be changed while Clay still
//! sends the other.

mod queries;

use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Entity, Mapping};
use crate::audit::Actor;
use crate::secrets;

pub use queries::{Listed, Shown, list, mapping, named, note_use, show};

/// What every token begins with, so that people and scanners know what they found.
const PREFIX: &str = "qd_";

/// A secret that was just made. It can be read this once.
pub struct Token(String);

impl Token {
    fn random() -> Self {
        Self(format!("{PREFIX}{}", secrets::random()))
    }
}

/// For the terminal, once.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A source whose token was shown.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its id.
    pub id: Uuid,
    /// Its name: ids of rows are told apart by it.
    pub name: String,
    /// What it calls its columns.
    pub mapping: Mapping,
    /// Whether it publishes by itself what is new, complete and clean.
    pub auto_publish: bool,
    /// When it last called, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// The source that holds this token. Every hash is compared, each in constant time.
pub async fn holder_of(pool: &PgPool, entity: Entity, token: &str) -> sqlx::Result<Option<Source>> {
    let shown = secrets::digest(token);
    let mut holder = None;
    for (source, hashes) in queries::with_tokens(pool, entity).await? {
        let mut is_known = subtle::Choice::from(0);
        for known in &hashes {
            is_known |= known.as_slice().ct_eq(&shown);
        }
        if bool::from(is_known) {
            holder = Some(source);
        }
    }
    Ok(holder)
}

/// Why a source was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It can't be called so.
    #[error("“{0}” can't be a source's name: up to 63 of a-z, 0-9, _ and -, the first a letter or digit")]
    Name(String),
    /// It has tokens.
    #[error("the source “{0}” has a token already: rotate it to have another one")]
    HasToken(String),
    /// It has none.
    #[error("no source “{0}” has a token: add one first")]
    NoToken(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Gives a source its first token. The source may be known from imported files, or revoked.
pub async fn add(
    pool: &PgPool,
    name: &str,
    auto_publish: bool,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Token, SourceError> {
    if !is_name(name) {
        return Err(SourceError::Name(name.to_owned()));
    }
    let token = Token::random();
    if queries::add(pool, name, &secrets::digest(&token.0), auto_publish, actor, now).await? {
        Ok(token)
    } else {
        Err(SourceError::HasToken(name.to_owned()))
    }
}

/// Gives a source another token; the newest of those before stays valid until the next change.
pub async fn rotate(
    pool: &PgPool,
    name: &str,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Token, SourceError> {
    let token = Token::random();
    if queries::rotate(pool, name, &secrets::digest(&token.0), actor, now).await? {
        Ok(token)
    } else {
        Err(SourceError::NoToken(name.to_owned()))
    }
}

/// Ends all tokens of a source. What it brought stays.
pub async fn revoke(pool: &PgPool, name: &str, actor: &Actor, now: DateTime<Utc>) -> Result<(), SourceError> {
    if queries::revoke(pool, name, actor, now).await? {
        Ok(())
    } else {
        Err(SourceError::NoToken(name.to_owned()))
    }
}

/// Whether a source can be called so: as `sources_name` in SQL says it.
pub fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= 63
        && name.bytes().next().is_some_and(is_plain)
        && name.bytes().all(|byte| is_plain(byte) || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_random_and_known_by_its_beginning() {
        let (one, other) = (Token::random().0, Token::random().0);
        assert!(one.starts_with("qd_") && one.len() == 3 + 64 && one != other, "{one}");
    }

    #[test]
    fn names_are_short_and_plain() {
        for (name, is_good) in [
            ("clay", true),
            ("nyc-2026_a", true),
            ("", false),
            ("Clay", false),
            ("-a", false),
            ("a b", false),
        ] {
            assert_eq!(is_name(name), is_good, "{name}");
        }
    }
}
