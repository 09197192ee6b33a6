//! A Google service account, and what it signs to get a token: a JWT by RS256 (RFC 7523).

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde::Deserialize;
use serde_json::json;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use url::Url;

use super::google::GoogleError;

/// What the token is for.
const SCOPE: &str = "https://www.googleapis.com/auth/indexing";

/// For how many seconds a token is asked for: the longest that Google gives.
const VALID_FOR: i64 = 3_600;

/// Who we are to Google.
pub struct ServiceAccount {
    email: String,
    key: RsaKeyPair,
    token_url: Url,
}

/// The file as Google's console writes it.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
    token_uri: Url,
}

impl ServiceAccount {
    /// Reads the key file.
    pub fn read(file: &Path) -> Result<Self, GoogleError> {
        let text = std::fs::read_to_string(file)
            .map_err(|source| GoogleError::File { file: file.to_owned(), source })?;
        Self::parse(&text).map_err(|why| GoogleError::Key { file: file.to_owned(), why })
    }

    /// Reads its text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let KeyFile { client_email, private_key, token_uri } =
            serde_json::from_str(text).map_err(|error| error.to_string())?;
        let der = PrivatePkcs8KeyDer::from_pem_slice(private_key.as_bytes())
            .map_err(|error| format!("its private_key can’t be read: {error}"))?;
        let key = RsaKeyPair::from_pkcs8(der.secret_pkcs8_der())
            .map_err(|error| format!("its private_key is no RSA key: {error}"))?;
        Ok(Self { email: client_email, key, token_url: token_uri })
    }

    /// Where tokens are asked for.
    pub const fn token_url(&self) -> &Url {
        &self.token_url
    }

    /// By what Google verifies that it was us.
    pub fn public_key(&self) -> &[u8] {
        self.key.public().as_ref()
    }

    /// What is sent for a token.
    pub fn assertion(&self, now: DateTime<Utc>) -> Result<String, ring::error::Unspecified> {
        let claims = json!({
            "iss": self.email, "scope": SCOPE, "aud": self.token_url,
            "iat": now.timestamp(), "exp": now.timestamp() + VALID_FOR,
        });
        let header = json!({"alg": "RS256", "typ": "JWT"});
        let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Says nothing of its key.
impl std::fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceAccount").field("email", &self.email).finish_non_exhaustive()
    }
}
