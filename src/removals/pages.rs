//! The pages of requests to be taken off the site. All of them are for one visitor, and for no search engine.

use askama::Template;
use chrono::NaiveDate;

use super::Status;
use crate::executives::about::About;
use crate::web::form::{Field, is_wrong};
use crate::web::page::{Layout, Meta};

/// What stands in the form.
#[derive(Debug)]
pub struct Asking {
    /// The address of a profile here, or of a page at LinkedIn.
    pub profile: Field,
    /// A name.
    pub name: Field,
    /// A company.
    pub company: Field,
    /// Why.
    pub reason: Field,
    /// Where to be told.
    pub email: Field,
    /// Tells this form from every other.
    pub request_key: String,
    /// Why it was not taken, although nothing in it is wrong.
    pub refused: Option<String>,
}

impl Asking {
    /// Whether something in it is wrong.
    pub fn is_wrong(&self) -> bool {
        is_wrong([&self.profile, &self.name, &self.company, &self.reason, &self.email])
    }
}

/// `/executives/{slug}/remove`
#[derive(Debug, Template)]
#[template(path = "removals/profile.html")]
pub struct ProfilePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub about: About,
    /// The form.
    pub form: Asking,
}

/// `/privacy/removal`
#[derive(Debug, Template)]
#[template(path = "removals/anybody.html")]
pub struct AnybodyPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The form.
    pub form: Asking,
}

/// `/privacy/removal/{receipt}`
#[derive(Debug, Template)]
#[template(path = "removals/receipt.html")]
pub struct ReceiptPage {
    /// Why it was not upheld.
    pub because: Option<String>,
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The number.
    pub receipt: String,
    /// How it stands.
    pub status: Status,
    /// Whether it took something offline.
    pub is_hiding: bool,
    /// When it came.
    pub asked_on: NaiveDate,
    /// Until when it is decided.
    pub decide_by: NaiveDate,
    /// When it was.
    pub decided_on: Option<NaiveDate>,
    /// Whether the decision is told by mail.
    pub is_told: bool,
}

impl ReceiptPage {
    /// Whether it waits for a decision.
    pub fn is_open(&self) -> bool {
        self.status == Status::Received
    }

    /// Whether it was decided for the person.
    pub fn is_upheld(&self) -> bool {
        self.status == Status::Upheld
    }
}

/// `/privacy/removal/undo/{token}`
#[derive(Debug, Template)]
#[template(path = "removals/undo.html")]
pub struct UndoPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The number of the request.
    pub receipt: String,
}
