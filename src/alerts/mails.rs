//! The mails of alerts, as text and as HTML.

use askama::Template;

use super::Frequency;
use super::wanted::InWords;
use crate::mail::Message;

/// Asks whether the address really wants an alert.
#[derive(Debug, Template)]
#[template(path = "alerts/mails/confirm.html")]
pub struct Confirm<'a> {
    pub origin: &'a str,
    pub search: &'a InWords,
    pub frequency: Frequency,
    /// Where it is confirmed.
    pub href: &'a str,
    /// For how many days.
    pub days: i64,
}

#[derive(Template)]
#[template(path = "alerts/mails/confirm.txt")]
struct ConfirmText<'a>(&'a Confirm<'a>);

impl ConfirmText<'_> {
    fn origin(&self) -> &str {
        self.0.origin
    }
}

/// Leads to all alerts of the address.
#[derive(Debug, Template)]
#[template(path = "alerts/mails/all.html")]
pub struct All<'a> {
    pub origin: &'a str,
    /// Where they stand.
    pub href: &'a str,
    /// For how many hours.
    pub hours: i64,
}

#[derive(Template)]
#[template(path = "alerts/mails/all.txt")]
struct AllText<'a>(&'a All<'a>);

impl AllText<'_> {
    fn origin(&self) -> &str {
        self.0.origin
    }
}

/// Tells what a search newly finds.
#[derive(Debug, Template)]
#[template(path = "alerts/mails/news.html")]
pub struct News<'a> {
    pub origin: &'a str,
    pub search: &'a InWords,
    pub frequency: Frequency,
    /// `3 new jobs`.
    pub heading: String,
    /// The newest of them.
    pub items: Vec<Item>,
    /// How many more there are.
    pub more: usize,
    /// The list, the newest first.
    pub all_href: String,
    /// `3 June 2026`.
    pub since: String,
    /// Where the alert is changed.
    pub change_href: String,
    /// Where it is ended.
    pub stop_href: String,
}

#[derive(Template)]
#[template(path = "alerts/mails/news.txt")]
struct NewsText<'a>(&'a News<'a>);

impl NewsText<'_> {
    fn origin(&self) -> &str {
        self.0.origin
    }
}

/// One row that is new.
#[derive(Debug)]
pub struct Item {
    /// Its absolute address.
    pub href: String,
    /// A name, a title.
    pub title: String,
    /// Role, company, place.
    pub facts: String,
    /// Price, hours, availability.
    pub answers: Vec<String>,
}

impl Confirm<'_> {
    /// What is searched for, in words.
    fn words(&self) -> Vec<String> {
        self.search.words()
    }

    /// To somebody who may not know of it.
    pub fn message(&self, to: &str) -> askama::Result<Message> {
        let subject = format!("Confirm your alert for new {}", self.search.plural);
        Ok(message(to, subject, ConfirmText(self).render()?, self.render()?, None))
    }
}

impl All<'_> {
    /// To somebody who has alerts.
    pub fn message(&self, to: &str) -> askama::Result<Message> {
        let subject = "Your alerts at Quarterdeck".to_owned();
        Ok(message(to, subject, AllText(self).render()?, self.render()?, None))
    }
}

impl News<'_> {
    /// What is searched for, in words.
    fn words(&self) -> Vec<String> {
        self.search.words()
    }

    /// What is new, and of which search (`3 new jobs: CFO · Remote`).
    fn subject(&self) -> String {
        if self.search.parts.is_empty() {
            self.heading.clone()
        } else {
            format!("{}: {}", self.heading, self.search.line())
        }
    }

    /// To the owner of the alert.
    pub fn message(&self, to: &str) -> askama::Result<Message> {
        let subject = shortened(&self.subject(), 120);
        let stop = Some(self.stop_href.clone());
        Ok(message(to, subject, NewsText(self).render()?, self.render()?, stop))
    }
}

fn message(to: &str, subject: String, text: String, html: String, unsubscribe: Option<String>) -> Message {
    Message { to: to.to_owned(), subject, text, html: Some(html), reply_to: None, unsubscribe }
}

/// At most so many characters, cut at a word.
fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let cut: String = text.chars().take(longest - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([' ', '·', ',']))
}
