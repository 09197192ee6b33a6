//! A mail of a few sentences: most of what the site has to say to one person.

use askama::Template;

use super::Message;

/// A heading, paragraphs, what somebody wrote, a button and other ways on; at the end, why it came.
#[derive(Debug, Default, Template)]
#[template(path = "mail/note.html")]
pub struct Note<'a> {
    /// The site's origin.
    pub origin: &'a str,
    /// What it is about.
    pub heading: String,
    /// What there is to say.
    pub texts: Vec<String>,
    /// What somebody else wrote, as it came.
    pub quote: Option<&'a str>,
    /// Facts beside it: `Company`, `Northwind`.
    pub facts: Vec<(&'a str, String)>,
    /// Where to go, above all.
    pub button: Option<(&'a str, String)>,
    /// Where else to go.
    pub links: Vec<(&'a str, String)>,
    /// Why the recipient gets it.
    pub why: String,
}

#[derive(Template)]
#[template(path = "mail/note.txt")]
struct NoteText<'a>(&'a Note<'a>);

impl NoteText<'_> {
    fn origin(&self) -> &str {
        self.0.origin
    }
}

impl Note<'_> {
    /// To somebody, under a subject.
    pub fn message(&self, to: &str, subject: impl Into<String>) -> askama::Result<Message> {
        Ok(Message {
            to: to.to_owned(),
            subject: subject.into(),
            text: NoteText(self).render()?,
            html: Some(self.render()?),
            reply_to: None,
            unsubscribe: None,
        })
    }
}
