//! The mails of claims, as text and as HTML: each state is told.

use askama::Template;

use crate::mail::Message;

/// A heading, what it means, and where to look.
#[derive(Debug, Template)]
#[template(path = "claims/mails/letter.html")]
pub struct Letter<'a> {
    pub origin: &'a str,
    pub heading: String,
    pub texts: Vec<String>,
    /// What can be done now, and where.
    pub way: (&'static str, String),
    /// Why they get it.
    pub why: &'static str,
}

#[derive(Template)]
#[template(path = "claims/mails/letter.txt")]
struct LetterText<'a>(&'a Letter<'a>);

impl LetterText<'_> {
    fn origin(&self) -> &str {
        self.0.origin
    }
}

impl Letter<'_> {
    /// To whom it concerns.
    pub fn message(&self, to: &str) -> askama::Result<Message> {
        Ok(Message {
            to: to.to_owned(),
            subject: self.heading.clone(),
            text: LetterText(self).render()?,
            html: Some(self.render()?),
            reply_to: None,
            unsubscribe: None,
        })
    }
}
