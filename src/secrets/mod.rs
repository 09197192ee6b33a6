//! The deployment's secret, and the keys that are derived from it: one for each purpose, none of which tells another.
//!
//! The secret is what `QUARTERDECK_SECRET` says. Where nothing says it, one is made at random the first time that a
//! key is needed, and kept in the database, so that every process of a deployment has the same one.

mod queries;
pub mod signed;

use std::fmt;
use std::sync::Arc;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use rand::seq::IndexedRandom;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tokio::sync::OnceCell;

use crate::config::SecretText;
use crate::error::Error;

/// Bytes of the shortest secret that is taken.
const SHORTEST: usize = 32;

/// What a key is for. A new use gets a purpose of its own, whose name never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Hashes of people who stay out.
    Suppressions,
    /// Signed cookies.
    Cookies,
    /// What visitors are counted by.
    Visitors,
    /// Links in mails that lead to an alert.
    Alerts,
    /// Second factors of accounts.
    SecondFactors,
    /// Links in mails that take a removal back.
    Removals,
    /// Links in mails by which people answer each other.
    Contacts,
    /// Links in mails that ask for a review, and who wants no such mail.
    Reviews,
    /// Links in mails that show a profile to its person, before it is public, to correct it.
    Corrections,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::Suppressions => "quarterdeck suppressions",
            Self::Cookies => "quarterdeck cookies",
            Self::Visitors => "quarterdeck visitors",
            Self::Alerts => "quarterdeck alerts",
            Self::SecondFactors => "quarterdeck second factors",
            Self::Removals => "quarterdeck removals",
            Self::Contacts => "quarterdeck contacts",
            Self::Reviews => "quarterdeck reviews",
            Self::Corrections => "quarterdeck corrections",
        }
    }
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// It can be guessed.
    #[error(
        "QUARTERDECK_SECRET is too short: at least {SHORTEST} bytes, as `openssl rand -hex 32` makes them"
    )]
    TooShort,
    /// With another secret, nobody would be recognised.
    #[error(
        "QUARTERDECK_SECRET is not the one that the people who stay out were written down with, so none of them would \
         be recognised: set the earlier one"
    )]
    Another,
    /// It lived in the environment.
    #[error(
        "QUARTERDECK_SECRET is not set, but the people who stay out were written down with one, so none of them would \
         be recognised: set it again"
    )]
    Missing,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// A database that is away passes; a wrong secret is the operator's to mend.
impl From<SecretError> for Error {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Database(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Where keys come from. Cheap to clone; the secret is looked for once, when the first key is asked for.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Inner>);

#[derive(Default)]
struct Inner {
    named: Option<SecretText>,
    keys: OnceCell<Keys>,
}

impl Secrets {
    /// From the setting; without it, the database holds one.
    pub fn new(named: Option<SecretText>) -> Result<Self, SecretError> {
        if named.as_ref().is_some_and(|secret| secret.expose().len() < SHORTEST) {
            return Err(SecretError::TooShort);
        }
        Ok(Self(Arc::new(Inner { named, keys: OnceCell::new() })))
    }

    /// The keys. Fails where the secret is not the one that this database was written with.
    pub async fn keys(&self, pool: &PgPool) -> Result<&Keys, SecretError> {
        self.0.keys.get_or_try_init(|| settle(pool, self.0.named.as_ref())).await
    }
}

/// Says nothing of what it holds.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// Finds the secret, makes it where there is none, and holds it against what the database was written with.
async fn settle(pool: &PgPool, named: Option<&SecretText>) -> Result<Keys, SecretError> {
    let mut transaction = pool.begin().await?;
    let kept = queries::lock(&mut transaction).await?;
    let stored = kept.as_ref().and_then(|kept| kept.secret.as_deref());
    let keys = match (named, stored) {
        (Some(secret), _) => Keys::of(secret.expose()),
        (None, Some(stored)) => Keys::of(stored),
        (None, None) if queries::is_needed(&mut *transaction).await? => return Err(SecretError::Missing),
        (None, None) => {
            let made = random();
            let keys = Keys::of(&made);
            queries::keep(&mut *transaction, Some(&made), &keys.fingerprint()).await?;
            transaction.commit().await?;
            return Ok(keys);
        }
    };
    let is_known = kept.as_ref().is_some_and(|kept| kept.fingerprint == keys.fingerprint());
    if !is_known && queries::is_needed(&mut *transaction).await? {
        return Err(SecretError::Another);
    }
    // What the environment holds, the database need not.
    if named.is_some() && (!is_known || stored.is_some()) {
        queries::keep(&mut *transaction, None, &keys.fingerprint()).await?;
    }
    transaction.commit().await?;
    Ok(keys)
}

/// 32 random bytes, as 64 digits: what nobody can guess.
pub fn random() -> String {
    let bytes: [u8; 32] = rand::random();
    hex(&bytes)
}

/// Groups of four random letters and digits that can't be taken for each other, 20 bits each: `7F3K-Q9XD-2M4W`.
pub fn spelled(groups: usize) -> String {
    const LETTERS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut random = rand::rng();
    let mut letter = || LETTERS.choose(&mut random).copied().map_or('2', char::from);
    let groups: Vec<String> = (0..groups).map(|_| (0..4).map(|_| letter()).collect()).collect();
    groups.join("-")
}

/// What is kept of a random secret, to know it again. 32 random bytes need no slow hash.
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// Bytes as digits, two each, which addresses may hold as they are.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        use fmt::Write;
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Makes keys of the deployment's secret.
#[derive(Clone)]
pub struct Keys(Hkdf<Sha256>);

impl Keys {
    pub(crate) fn of(secret: &str) -> Self {
        Self(Hkdf::new(None, secret.as_bytes()))
    }

    /// The key for a purpose.
    pub fn key(&self, purpose: Purpose) -> Key {
        let mac = Hmac::new_from_slice(&self.derive(purpose.label())).expect("HMAC takes keys of any length");
        Key(mac, self.fingerprint())
    }

    /// Tells one secret from another, and nothing about it.
    fn fingerprint(&self) -> [u8; 32] {
        self.derive("quarterdeck fingerprint")
    }

    fn derive(&self, label: &str) -> [u8; 32] {
        let mut key = [0; 32];
        self.0.expand(label.as_bytes(), &mut key).expect("32 bytes are fewer than HKDF can make");
        key
    }
}

/// Says nothing of what it holds.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Signs, or hashes so that only who has the key can tell of what.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>, [u8; 32]);

impl Key {
    /// HMAC-SHA-256 over the parts, whose borders count: `["a", "bc"]` is not `["ab", "c"]`.
    pub fn sign(&self, parts: &[&str]) -> [u8; 32] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    /// Which secret it was derived from.
    pub const fn fingerprint(&self) -> &[u8; 32] {
        &self.1
    }
}

/// Says nothing of what it holds.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of at least thirty-two bytes";

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let keys = Keys::of(SECRET);
        let signed = [Purpose::Suppressions, Purpose::Cookies, Purpose::Visitors]
            .map(|purpose| keys.key(purpose).sign(&["x"]));
        assert!(signed[0] != signed[1] && signed[1] != signed[2] && signed[0] != signed[2]);
        assert_eq!(signed[0], Keys::of(SECRET).key(Purpose::Suppressions).sign(&["x"]), "the same tomorrow");
        assert_ne!(signed[0], Keys::of(&random()).key(Purpose::Suppressions).sign(&["x"]));
    }

    #[test]
    fn the_borders_of_parts_count() {
        let key = Keys::of(SECRET).key(Purpose::Cookies);
        assert_ne!(key.sign(&["a", "bc"]), key.sign(&["ab", "c"]));
        assert_ne!(key.sign(&["a"]), key.sign(&["a", ""]));
    }

    #[test]
    fn a_short_secret_is_refused_and_none_is_ever_shown() {
        assert!(matches!(Secrets::new(Some("short".to_owned().into())), Err(SecretError::TooShort)));
        let secrets = Secrets::new(Some(SECRET.to_owned().into())).unwrap();
        let shown = format!("{secrets:?} {:?} {:?}", secrets.0.named, Keys::of(SECRET).key(Purpose::Cookies));
        assert!(!shown.contains("thirty"), "{shown}");
        assert_eq!((random().len(), random() == random()), (64, false));
    }
}
