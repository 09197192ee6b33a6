//! The mails of accounts, as text and as HTML.

use askama::Template;

use crate::mail::Message;

/// The link that signs in.
#[derive(Debug, Template)]
#[template(path = "accounts/mails/link.html")]
pub struct Link<'a> {
    pub origin: &'a str,
    /// Where it leads.
    pub href: &'a str,
    /// For how many minutes.
    pub minutes: i64,
}

#[derive(Template)]
#[template(path = "accounts/mails/link.txt")]
struct LinkText<'a>(&'a Link<'a>);

impl LinkText<'_> {
    fn origin(&self) -> &str {
        self.0.origin
    }
}

/// The account is closed.
#[derive(Debug, Template)]
#[template(path = "accounts/mails/closed.html")]
pub struct Closed<'a> {
    pub origin: &'a str,
}

#[derive(Template)]
#[template(path = "accounts/mails/closed.txt")]
struct ClosedText<'a>(&'a Closed<'a>);

impl ClosedText<'_> {
    fn origin(&self) -> &str {
        self.0.origin
    }
}

impl Link<'_> {
    /// To whoever asked, hopefully.
    pub fn message(&self, to: &str) -> askama::Result<Message> {
        Ok(message(to, "Sign in to Quarterdeck", LinkText(self).render()?, self.render()?))
    }
}

impl Closed<'_> {
    /// To somebody who asked for a link and gets none.
    pub fn message(&self, to: &str) -> askama::Result<Message> {
        Ok(message(to, "Your account at Quarterdeck is closed", ClosedText(self).render()?, self.render()?))
    }
}

fn message(to: &str, subject: &str, text: String, html: String) -> Message {
    let (to, subject) = (to.to_owned(), subject.to_owned());
    Message { to, subject, text, html: Some(html), reply_to: None, unsubscribe: None }
}
