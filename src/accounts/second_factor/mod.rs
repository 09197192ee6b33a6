//! The second factor of those who run the site: codes of an authenticator app, and recovery codes for when it is lost.
//!
//! No secret of an app is kept: it is derived from the deployment's secret, the account, and a nonce that is.

pub(super) mod queries;

use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::totp::{self, SECRET_BYTES};
use crate::config::PublicOrigin;
use crate::secrets::{self, Key, hex};

/// Recovery codes that somebody gets at once.
const RECOVERY_CODES: usize = 10;
/// Groups of four letters in a recovery code: 80 bits.
const RECOVERY_GROUPS: usize = 4;

/// What an app and we share for one account.
#[derive(Clone)]
pub struct Secret([u8; SECRET_BYTES]);

impl Secret {
    /// The secret of an account and a nonce.
    pub fn derive(key: &Key, user: Uuid, nonce: &[u8]) -> Self {
        let signature = key.sign(&["totp", &user.to_string(), &hex(nonce)]);
        let mut secret = [0; SECRET_BYTES];
        secret.copy_from_slice(&signature[..SECRET_BYTES]);
        Self(secret)
    }

    /// Its bytes.
    pub const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As people type it.
    pub fn spelled(&self) -> String {
        totp::base32(&self.0)
    }

    /// As an app reads it from a picture.
    pub fn address(&self, email: &str, origin: &PublicOrigin) -> String {
        let host = origin.as_str().split_once("://").map_or("", |(_, host)| host);
        let issuer = escaped(&format!("Quarterdeck {host}"));
        let secret = self.spelled();
        format!(
            "otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
            escaped(email)
        )
    }
}

/// Apps read percents, and no plus for a space.
fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Recovery codes with what is kept of them.
#[derive(Debug)]
pub struct Recovery {
    /// The codes, to be shown once.
    pub codes: Vec<String>,
    /// What they are known by.
    pub hashes: Vec<Vec<u8>>,
}

impl Recovery {
    /// New ones for an account.
    pub fn new(key: &Key, user: Uuid) -> Self {
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| secrets::spelled(RECOVERY_GROUPS)).collect();
        let hashes = codes.iter().map(|code| hash(key, user, code).to_vec()).collect();
        Self { codes, hashes }
    }
}

/// Those that are left when a code was used; nothing where it is none of them.
pub fn without(key: &Key, user: Uuid, hashes: &[Vec<u8>], typed: &str) -> Option<Vec<Vec<u8>>> {
    let typed = hash(key, user, typed);
    let is_typed = |known: &Vec<u8>| bool::from(known.as_slice().ct_eq(&typed));
    let left: Vec<Vec<u8>> = hashes.iter().filter(|known| !is_typed(known)).cloned().collect();
    (left.len() < hashes.len()).then_some(left)
}

/// However it was typed: small, without dashes.
fn hash(key: &Key, user: Uuid, code: &str) -> [u8; 32] {
    let code: String =
        code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    key.sign(&["recovery", &user.to_string(), &code])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{Keys, Purpose};

    fn key() -> Key {
        Keys::of("a secret of at least thirty-two bytes").key(Purpose::SecondFactors)
    }

    #[test]
    fn a_recovery_code_is_good_once_however_it_is_typed() {
        let (key, ann, ben) = (key(), Uuid::now_v7(), Uuid::now_v7());
        let Recovery { codes, hashes } = Recovery::new(&key, ann);
        assert_eq!((codes.len(), codes[0].len()), (10, 19));
        let typed = codes[3].to_lowercase().replace('-', " ");
        let left = without(&key, ann, &hashes, &typed).unwrap();
        assert_eq!(left.len(), 9);
        assert!(without(&key, ann, &left, &typed).is_none());
        assert!(without(&key, ann, &left, &codes[4]).is_some());
        assert!(without(&key, ben, &hashes, &codes[4]).is_none(), "it is another account's");
        assert!(without(&key, ann, &hashes, "").is_none());
    }

    #[test]
    fn each_account_and_nonce_has_a_secret_of_its_own() {
        let (key, ann, ben) = (key(), Uuid::now_v7(), Uuid::now_v7());
        let secret = |user, nonce: &[u8]| Secret::derive(&key, user, nonce).spelled();
        assert_eq!(secret(ann, b"1"), secret(ann, b"1"));
        assert_ne!(secret(ann, b"1"), secret(ann, b"2"));
        assert_ne!(secret(ann, b"1"), secret(ben, b"1"));
        assert_eq!(secret(ann, b"1").len(), 32);
        let origin = "https://quarterdeck.example".parse().unwrap();
        let address = Secret::derive(&key, ann, b"1").address("ann+x@client.example", &origin);
        let label = "Quarterdeck%20quarterdeck.example:ann%2Bx%40client.example";
        assert!(address.starts_with(&format!("otpauth://totp/{label}?secret=")), "{address}");
        assert!(url::Url::parse(&address).is_ok());
    }
}
