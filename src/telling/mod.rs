//! People who did not sign up are told that they have a profile here: from which list it is, what it shows, who answers for
//! it, and what they can do about it. By mail, once each, where we know an address of theirs; otherwise whoever runs the
//! site copies the text and sends it as they can.
//!
//! What the notice leads to works at once, though the profile may not be public yet (`is_announced`, migration 94).

mod mails;
mod queries;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::audit::Actor;
use crate::config::PublicOrigin;
use crate::executives::queries::find_shown;
use crate::ingestion::suppression;
use crate::mail::{self, Message};
use crate::publishing::{self, NOTICE_COUNTRIES};
use crate::secrets::{Key, Keys, Purpose};
use crate::state::Operator;
use crate::taxonomy::Catalog;
use crate::values::EmailAddress;
use queries::Person;

/// What a notice is written with.
pub struct Teller<'a> {
    /// The site's address.
    pub origin: &'a PublicOrigin,
    /// Who answers for it.
    pub operator: &'a Operator,
    /// The names of what profiles are filed under.
    pub catalog: &'a Catalog,
    /// By what it is known who wants to stay out.
    suppressions: Key,
    /// What links are signed with.
    corrections: Key,
}

impl<'a> Teller<'a> {
    /// Of a site.
    pub fn new(origin: &'a PublicOrigin, operator: &'a Operator, catalog: &'a Catalog, keys: &Keys) -> Self {
        let (suppressions, corrections) = (keys.key(Purpose::Suppressions), keys.key(Purpose::Corrections));
        Self { origin, operator, catalog, suppressions, corrections }
    }
}

/// Why nobody was told.
#[derive(Debug, thiserror::Error)]
pub enum TellingError {
    /// The mail can't be written.
    #[error("the notice can't be written: {0}")]
    Letter(#[from] askama::Error),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// A database that is away passes.
impl From<TellingError> for crate::error::Error {
    fn from(error: TellingError) -> Self {
        match error {
            TellingError::Database(error) => error.into(),
            other @ TellingError::Letter(_) => Self::internal(other),
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Who is sent the notice.
    pub sent: Vec<Uuid>,
    /// Of whom no address is known: the last parts of their profiles' addresses.
    pub unreachable: Vec<String>,
    /// How many need none or want none: told before, taken down, kept out, claimed, or not complete yet.
    pub left_out: usize,
}

/// Sends the notice to those of these people who were not told, in the caller's transaction: the mail, `notice_sent_at` and
/// the line of the audit log stand together, or none of them does.
pub async fn tell(
    connection: &mut PgConnection,
    ids: &[Uuid],
    teller: &Teller<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Told, TellingError> {
    let mut told = Told::default();
    for person in queries::lock_untold(&mut *connection, ids).await? {
        let Some(to) = person.address() else {
            told.unreachable.push(person.slug);
            continue;
        };
        if suppression::is_out(&mut *connection, &teller.suppressions, to.as_str()).await? {
            continue;
        }
        let Some(letter) = letter(&mut *connection, &person, to.as_str(), teller, now).await? else {
            continue;
        };
        mail::post(&mut *connection, &letter, now).await?;
        told.sent.push(person.id);
    }
    publishing::note_notice(&mut *connection, &told.sent, actor, now).await?;
    told.left_out = ids.len().saturating_sub(told.sent.len() + told.unreachable.len());
    Ok(told)
}

/// The notice to one person, before it is sent.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it would go; nothing where no address is known, or whoever has it wants no mail.
    pub to: Option<String>,
    /// What it says.
    pub text: String,
}

/// The notice to the person of a profile who was not told yet.
pub async fn draft(
    connection: &mut PgConnection,
    id: Uuid,
    teller: &Teller<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Draft>, TellingError> {
    let Some(person) = queries::untold(&mut *connection, id).await? else { return Ok(None) };
    let mut to = person.address().map(|to| to.to_string());
    if let Some(address) = &to
        && suppression::is_out(&mut *connection, &teller.suppressions, address).await?
    {
        to = None;
    }
    let letter = letter(connection, &person, to.as_deref().unwrap_or_default(), teller, now).await?;
    Ok(letter.map(|letter| Draft { to, text: letter.text }))
}

async fn letter(
    connection: &mut PgConnection,
    person: &Person,
    to: &str,
    teller: &Teller<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Message>, TellingError> {
    let row = find_shown(connection, teller.catalog, &person.slug).await?;
    Ok(row.map(|row| mails::notice(to, person, &row, now.date_naive(), teller)).transpose()?)
}

impl Person {
    /// Where mail reaches them.
    fn address(&self) -> Option<EmailAddress> {
        self.email.as_deref().and_then(|email| EmailAddress::parse(email).ok())
    }
}

/// Those who have to be told before their profile can be published, behind one of them, so many at most, by id: in review,
/// complete, in a country where people are told first; of one source, or of any.
pub async fn waiting(
    pool: &PgPool,
    source: Option<&str>,
    behind: Uuid,
    limit: i64,
) -> sqlx::Result<Vec<Uuid>> {
    let countries: Vec<String> = NOTICE_COUNTRIES.iter().map(|code| (*code).to_owned()).collect();
    queries::waiting(pool, &countries, source, behind, limit).await
}

/// The profiles at these slugs, whatever their stand.
pub async fn named(pool: &PgPool, slugs: &[String]) -> sqlx::Result<Vec<(Uuid, String)>> {
    queries::named(pool, slugs).await
}
