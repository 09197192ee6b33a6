//! Notices to search engines: which addresses are new, changed or gone.
//!
//! What has changed is found by comparing the public rows with what a search engine was last told of them
//! ([`changes`]): an import of 50,000 rows costs nothing while it runs, an address that changed ten times is told once, and
//! whatever made it vanish, it is missed. Notices are written into the [outbox](crate::outbox) in the transaction that
//! notes what was told, and leave from there: [`index_now`] takes profiles and postings, [`google`] postings alone, which
//! is what its interface is for. Each is off without its key.

mod changes;
mod google;
mod index_now;
mod jwt;
mod multipart;
mod queries;
mod routes;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use changes::{Queued, queue};
pub use google::{Google, GoogleError};
pub use index_now::IndexNow;
pub use jwt::ServiceAccount;
pub use queries::{Standing, standing};
pub use routes::routes;

use crate::config::{Outgoing, PublicOrigin};
use crate::outbound::Answer;
use crate::outbox::Undelivered;

/// Who is told.
#[derive(Clone, Debug, Default)]
pub struct Channels {
    /// IndexNow.
    pub index_now: bool,
    /// Google, and how many addresses it takes in 24 hours.
    pub google: Option<u32>,
}

impl Channels {
    /// Those that have a key.
    pub fn of(settings: &Outgoing) -> Self {
        let google = settings.google_account.is_some().then_some(settings.google_quota);
        Self { index_now: settings.indexnow_key.is_some(), google }
    }
}

/// What delivers to the channels that have a key.
pub fn carriers(
    settings: &Outgoing,
    origin: &PublicOrigin,
    clock: &crate::clock::Clock,
) -> Result<Vec<Arc<dyn crate::outbox::Carrier>>, GoogleError> {
    use crate::outbound::{Client, Reach};
    // The operator names these addresses: a proxy on the same network is no attack.
    let client = Client::new(Reach::Named, origin.as_str());
    let mut carriers: Vec<Arc<dyn crate::outbox::Carrier>> = Vec::new();
    if let Some(key) = &settings.indexnow_key {
        let url = settings.indexnow_url.clone();
        carriers.push(Arc::new(IndexNow::new(
            client.clone(),
            url,
            key.clone(),
            origin.clone(),
            clock.clone(),
        )));
    }
    if let Some(file) = &settings.google_account {
        let account = ServiceAccount::read(file)?;
        let url = settings.google_url.clone();
        carriers.push(Arc::new(Google::new(client, url, account, origin.clone(), clock.clone())));
    }
    Ok(carriers)
}

/// What an answer that is no success means for a notice. What was sent is wrong: once is enough. Everything else may be
/// mended, by time or by the operator.
fn refused(who: &str, answer: &Answer, is_final: bool, now: DateTime<Utc>) -> Undelivered {
    let text = answer.text();
    let said: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    Undelivered {
        why: format!("{who} answered {}: {said}", answer.status),
        is_final,
        not_before: answer.retry_after(now),
        rest: None,
    }
}
