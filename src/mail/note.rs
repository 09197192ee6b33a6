//! A mail of a few sentences: most of what the site has to say to one person.

use askama::Template;

use super::Message;

/// What somebody typed, as a sentence that others follow: with a full stop where it ends without any.
pub fn sentence(typed: &str) -> String {
    let typed = typed.trim();
    let ends =
        typed.chars().next_back().is_none_or(|last| matches!(last, '.' | '!' | '?' | '…' | '。' | '؟'));
    if ends { typed.to_owned() } else { format!("{typed}.") }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_ends_before_the_next_sentence_begins() {
        for (typed, expected) in
            [("Not proven, sorry", "Not proven, sorry."), ("Why? ", "Why?"), ("It is.", "It is."), ("", "")]
        {
            assert_eq!(sentence(typed), expected);
        }
    }
}
