//! The pages of messages to people. All of them are for one visitor, and for no search engine.

use askama::Template;
use chrono::NaiveDate;

use crate::executives::about::About;
use crate::web::form::{Field, is_wrong};
use crate::web::page::{Layout, Meta};

/// What stands in the form of a first message.
#[derive(Debug)]
pub struct Writing {
    /// Who writes.
    pub name: Field,
    /// Where answers reach them.
    pub email: Field,
    /// For which company.
    pub company: Field,
    /// What they want.
    pub message: Field,
    /// What they would pay.
    pub budget: Field,
    /// How much work it is.
    pub hours: Field,
    /// Tells this form from every other.
    pub request_key: String,
    /// Why it was not taken, although nothing in it is wrong.
    pub refused: Option<String>,
}

impl Writing {
    /// Whether something in it is wrong.
    pub fn is_wrong(&self) -> bool {
        is_wrong([&self.name, &self.email, &self.company, &self.message, &self.budget, &self.hours])
    }
}

/// `/executives/{slug}/contact`
#[derive(Debug, Template)]
#[template(path = "contact/new.html")]
pub struct NewPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub about: About,
    /// The form.
    pub form: Writing,
}

/// `/contact/confirm/{token}`
#[derive(Debug, Template)]
#[template(path = "contact/confirm.html")]
pub struct ConfirmPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// To whom it goes.
    pub executive: String,
    /// Whether the profile is claimed.
    pub is_owned: bool,
    /// The message.
    pub letter: Letter,
}

/// What somebody wrote.
#[derive(Debug)]
pub struct Letter {
    /// Who.
    pub from: String,
    /// When.
    pub on: NaiveDate,
    /// What.
    pub message: String,
}

/// `/contact/reply/{token}`
#[derive(Debug, Template)]
#[template(path = "contact/answer.html")]
pub struct AnswerPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// With whom.
    pub with: String,
    /// What the first message said beside its text.
    pub facts: Vec<(&'static str, String)>,
    /// All that was written, in its order.
    pub letters: Vec<Letter>,
    /// What is written now.
    pub message: Field,
    /// Tells this form from every other.
    pub request_key: String,
    /// Why it was not taken, although nothing in it is wrong.
    pub refused: Option<String>,
    /// Whether it was just sent.
    pub is_sent: bool,
    /// What ends it says (`Not interested`).
    pub end_label: &'static str,
    /// Where that is.
    pub end_href: String,
}

/// `/contact/decline/{token}`
#[derive(Debug, Template)]
#[template(path = "contact/decline.html")]
pub struct DeclinePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// With whom.
    pub with: String,
    /// Whether it is the one who was written to.
    pub is_executive: bool,
    /// Where they answer instead.
    pub answer_href: String,
}
