//! The page on which corrections are proposed. It is for one visitor, and for no search engine.

use askama::Template;

use super::field::Field;
use crate::executives::about::About;
use crate::web::form;
use crate::web::page::{Layout, Meta};

/// A field with what is shown and what is proposed.
#[derive(Debug)]
pub struct Row {
    /// Which.
    pub field: Field,
    /// What the page shows.
    pub shown: Option<String>,
    /// What is proposed.
    pub proposed: form::Field,
    /// Whether it is proposed that nothing stands there.
    pub is_dropped: bool,
}

impl Row {
    /// Whether it can be proposed that nothing stands there.
    pub fn may_be_dropped(&self) -> bool {
        self.shown.is_some() && self.field.may_be_missing()
    }
}

/// `/executives/{slug}/correct`
#[derive(Debug, Template)]
#[template(path = "corrections/new.html")]
pub struct NewPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The profile.
    pub about: About,
    /// Its fields.
    pub rows: Vec<Row>,
    /// What no field has a place for.
    pub remark: form::Field,
    /// Where it can be checked.
    pub source: form::Field,
    /// Where to be told.
    pub email: form::Field,
    /// Tells this form from every other.
    pub request_key: String,
    /// By what its person is known before it is public; empty otherwise.
    pub seal: String,
    /// Why it was not taken, although nothing in a field is wrong.
    pub refused: Option<String>,
}

impl NewPage {
    /// Whether something in it is wrong.
    pub fn is_wrong(&self) -> bool {
        let proposed = self.rows.iter().map(|row| &row.proposed);
        form::is_wrong(proposed.chain([&self.remark, &self.source, &self.email]))
    }
}
