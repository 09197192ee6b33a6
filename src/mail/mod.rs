//! Mail: written into the outbox in the transaction that causes it, sent after it.
//!
//! [`post`] puts a message into the [outbox](crate::outbox), whose delivery hands what is due to the [`Mailer`]: it goes
//! over SMTP or, without a server, into a folder; in development it can be read at `/dev/mail`.

pub mod delivery;
mod dev_page;
mod note;
mod transport;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::outbox::{self, Rows};

pub use dev_page::routes;
pub use note::{Note, sentence};
pub use transport::{Mailer, MailerError};

/// What kind of outbox row a mail is.
const KIND: &str = "mail";

/// A message to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// To whom: an address, with or without a name.
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same for programs that show HTML.
    #[serde(default)]
    pub html: Option<String>,
    /// Whom an answer reaches.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// An absolute address that takes the recipient off this list by a POST, at once (RFC 8058).
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// Puts a message into the outbox; it leaves once the transaction is committed. Gives its id.
pub async fn post(
    executor: impl PgExecutor<'_>,
    message: &Message,
    now: DateTime<Utc>,
) -> sqlx::Result<Uuid> {
    outbox::post(executor, KIND, Some(&message.to), message, now).await
}

/// Messages as rows of the outbox, for a statement that writes what causes them, too.
pub fn rows(messages: &[Message]) -> Rows {
    Rows {
        kind: KIND,
        ids: messages.iter().map(|_| Uuid::now_v7()).collect(),
        recipients: messages.iter().map(|message| Some(message.to.clone())).collect(),
        payloads: messages.iter().map(|message| json!(message)).collect(),
    }
}

/// Takes back the messages with this `unsubscribe` that have not left yet: their recipient wants no more.
pub async fn withdraw(executor: impl PgExecutor<'_>, unsubscribe: &str) -> sqlx::Result<()> {
    outbox::withdraw(executor, KIND, "unsubscribe", unsubscribe).await
}
