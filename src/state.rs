//! What every handler may ask for.

use std::sync::Arc;

use axum::extract::FromRef;
use sqlx::PgPool;

use crate::clock::Clock;
use crate::config::{IndexNowKey, Proxies, PublicOrigin, RateLimitScale, SecretText};
use crate::error::{Error, Result};
use crate::search::Search;
use crate::secrets::Secrets;
use crate::social_card::Artist;
use crate::values::EmailAddress;

/// Who runs this site and how to reach them, as the deployment says it.
#[derive(Clone, Debug, Default)]
pub struct Operator(pub Option<Arc<str>>);

impl Operator {
    /// Where mail reaches them: the first address that the line names.
    pub fn email(&self) -> Option<EmailAddress> {
        let edges = |c: char| matches!(c, ',' | ';' | '(' | ')' | '<' | '>' | '"' | '.' | ':');
        let words = self.0.as_deref().unwrap_or_default().split_whitespace();
        words
            .map(|word| word.trim_matches(edges))
            .find_map(|word| EmailAddress::parse(word.strip_prefix("mailto:").unwrap_or(word)).ok())
    }
}

/// Whether `/dev/mail` exists: only where mail goes into a folder and visitors are on this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct DevMail(pub bool);

impl DevMail {
    /// Elsewhere there is no such page.
    pub fn or_not_found(self) -> Result<()> {
        if self.0 { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// What the deployment demands of those who bring content.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Whether profiles in the EEA, the UK and Switzerland wait until their person was told.
    pub notice_gate: bool,
    /// By how much every limit on requests is multiplied.
    pub rate_limit_scale: RateLimitScale,
    /// Whether what owners write waits until somebody looked at it.
    pub reviews_edits: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { notice_gate: true, rate_limit_scale: RateLimitScale::default(), reviews_edits: false }
    }
}

/// Shared by all requests; cheap to clone. Handlers take the part that they need: `State<PgPool>`.
#[derive(Clone, Debug, FromRef)]
pub struct AppState {
    /// Connections for requests, with short timeouts.
    pub pool: PgPool,
    /// The search of all lists.
    pub search: Search,
    /// What time it is.
    pub clock: Clock,
    /// The site's address as visitors see it.
    pub origin: PublicOrigin,
    /// Who runs the site.
    pub operator: Operator,
    /// What the deployment demands of those who bring content.
    pub rules: Rules,
    /// Whether mail can be read in the browser.
    pub dev_mail: DevMail,
    /// Who stands in front of the site.
    pub proxies: Proxies,
    /// What keys are derived from.
    pub secrets: Secrets,
    /// What whoever reads `/metrics` has to show; without it there is no such page.
    pub metrics_token: Option<SecretText>,
    /// Who draws the pictures of link previews.
    pub artist: Artist,
    /// By what IndexNow knows the site, where it is told anything.
    pub index_now: Option<IndexNowKey>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_s_line_may_name_an_address() {
        for (line, found) in [
            ("Acme Ltd, hello@acme.example", Some("hello@acme.example")),
            ("Acme <mailto:Hello@acme.example>, Berlin", Some("hello@acme.example")),
            ("Acme (https://acme.example/security).", None),
            ("call me @ home", None),
        ] {
            let email = Operator(Some(line.into())).email();
            assert_eq!(email.as_ref().map(EmailAddress::as_str), found, "{line}");
        }
        assert!(Operator::default().email().is_none());
    }
}
