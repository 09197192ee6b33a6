//! How mail leaves: over SMTP, or into a folder.

use std::path::{Path, PathBuf};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use uuid::Uuid;

use super::Message;

/// Sends messages.
#[derive(Clone, Debug)]
pub struct Mailer {
    from: Mailbox,
    by: By,
}

#[derive(Clone, Debug)]
enum By {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Why there is no mailer, or why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    /// An address is none.
    #[error("“{0}” is not a mail address")]
    Address(String),
    /// The settings name no server.
    #[error("QUARTERDECK_SMTP_URL: {0}")]
    Settings(lettre::transport::smtp::Error),
    /// A message can't be put together.
    #[error("the message can't be written: {0}")]
    Message(#[from] lettre::error::Error),
    /// The server will not take it, now or ever.
    #[error("the mail server: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The folder can't be written.
    #[error("the mail folder: {0}")]
    Folder(String),
}

impl MailerError {
    /// Whether trying again is of no use.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Address(_) | Self::Message(_) => true,
            Self::Smtp(error) => error.is_permanent(),
            Self::Settings(_) | Self::Folder(_) => false,
        }
    }
}

impl Mailer {
    /// Over the server of this address (`smtps://user:password@host:465`), else into a folder.
    pub fn new(smtp_url: Option<&str>, from: &str, folder: &Path) -> Result<Self, MailerError> {
        let from = address(from)?;
        let by = match smtp_url {
            Some(url) => By::Smtp(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(MailerError::Settings)?.build(),
            ),
            None => By::Folder(folder.to_owned()),
        };
        Ok(Self { from, by })
    }

    /// Whether mail only goes into a folder.
    pub fn is_folder(&self) -> bool {
        matches!(self.by, By::Folder(_))
    }

    /// Sends a message. The id stands in its header, so that one that was sent twice is known by it.
    pub async fn send(&self, id: Uuid, message: &Message) -> Result<(), MailerError> {
        let written = self.write(id, message)?;
        match &self.by {
            By::Smtp(transport) => {
                transport.send(written).await?;
            }
            By::Folder(folder) => {
                let failed = |error: &dyn std::fmt::Display| MailerError::Folder(error.to_string());
                tokio::fs::create_dir_all(folder).await.map_err(|error| failed(&error))?;
                let transport = AsyncFileTransport::<Tokio1Executor>::new(folder);
                transport.send(written).await.map_err(|error| failed(&error))?;
            }
        }
        Ok(())
    }

    fn write(&self, id: Uuid, message: &Message) -> Result<lettre::Message, MailerError> {
        let domain = self.from.email.domain();
        let mut builder = lettre::Message::builder()
            .from(self.from.clone())
            .to(address(&message.to)?)
            .subject(message.subject.clone())
            .message_id(Some(format!("<{id}@{domain}>")));
        if let Some(reply_to) = &message.reply_to {
            builder = builder.reply_to(address(reply_to)?);
        }
        if let Some(unsubscribe) = &message.unsubscribe {
            builder = builder
                .raw_header(raw("List-Unsubscribe", format!("<{unsubscribe}>")))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        // No out-of-office answer is wanted.
        builder = builder.raw_header(raw("Auto-Submitted", "auto-generated".to_owned()));
        Ok(match &message.html {
            Some(html) => {
                builder.multipart(MultiPart::alternative_plain_html(message.text.clone(), html.clone()))?
            }
            None => builder.singlepart(SinglePart::plain(message.text.clone()))?,
        })
    }
}

fn address(text: &str) -> Result<Mailbox, MailerError> {
    text.parse().map_err(|_| MailerError::Address(text.to_owned()))
}

fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer() -> Mailer {
        Mailer::new(None, "Quarterdeck <no-reply@quarterdeck.example>", Path::new("unused")).unwrap()
    }

    fn message() -> Message {
        Message {
            to: "ann@client.example".into(),
            subject: "Three new roles\r\nBcc: everybody@client.example".into(),
            text: "Grüße".into(),
            html: Some("<p>Grüße</p>".into()),
            reply_to: None,
            unsubscribe: Some("https://quarterdeck.example/searches/abc/unsubscribe".into()),
        }
    }

    #[test]
    fn a_message_says_how_to_get_off_the_list_and_smuggles_no_header() {
        let written =
            String::from_utf8(mailer().write(Uuid::nil(), &message()).unwrap().formatted()).unwrap();
        assert!(
            written.contains("List-Unsubscribe: <https://quarterdeck.example/searches/abc/unsubscribe>"),
            "{written}"
        );
        assert!(written.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{written}");
        assert!(
            written.contains("Message-ID: <00000000-0000-0000-0000-000000000000@quarterdeck.example>"),
            "{written}"
        );
        assert!(!written.lines().any(|line| line.starts_with("Bcc")), "{written}");
        assert!(written.contains("text/plain") && written.contains("text/html"), "{written}");
    }

    #[test]
    fn an_address_that_is_none_is_final() {
        let error = mailer().write(Uuid::nil(), &Message { to: "nobody".into(), ..message() }).unwrap_err();
        assert!(error.is_final() && error.to_string().contains("nobody"), "{error}");
    }
}
