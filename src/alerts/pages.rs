//! The pages of alerts. All of them are for one visitor, and for no search engine.

use askama::Template;
use chrono::NaiveDate;

use super::Frequency;
use super::wanted::InWords;
use crate::web::page::{Layout, Meta};

/// What stands in the form that asks for a link.
#[derive(Debug, Default)]
pub struct Asking {
    /// The address, as it was typed.
    pub email: String,
    /// What is wrong with it.
    pub email_error: Option<String>,
    /// How often, where that was chosen.
    pub frequency: Option<Frequency>,
    /// What is wrong with that.
    pub frequency_error: Option<&'static str>,
    /// Tells this form from every other.
    pub request_key: String,
    /// Why it was not taken, although nothing in it is wrong.
    pub refused: Option<String>,
}

impl Asking {
    /// Whether a box of how often is ticked; every day where nothing was chosen.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
    pub fn is_chosen(&self, frequency: &Frequency) -> bool {
        self.frequency.unwrap_or(Frequency::Daily) == *frequency
    }
}

/// `/alerts/new/jobs?role=…`
#[derive(Debug, Template)]
#[template(path = "alerts/new.html")]
pub struct NewPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// What is searched for.
    pub search: InWords,
    /// What of the address means nothing and was left out.
    pub ignored: Vec<String>,
    /// How many results there are today: `12 jobs`.
    pub today: String,
    /// Where the form goes.
    pub action: String,
    /// The form.
    pub form: Asking,
}

/// `/alerts`
#[derive(Debug, Template)]
#[template(path = "alerts/index.html")]
pub struct IndexPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// For how many hours the link leads there.
    pub hours: i64,
    /// The form.
    pub form: Asking,
}

/// `/alerts/confirm/{token}`
#[derive(Debug, Template)]
#[template(path = "alerts/confirm.html")]
pub struct ConfirmPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// What is searched for.
    pub search: InWords,
    /// How often it is told.
    pub frequency: Frequency,
    /// To whom, masked.
    pub email: String,
}

/// `/alerts/one/{token}`
#[derive(Debug, Template)]
#[template(path = "alerts/one.html")]
pub struct OnePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The alert.
    pub alert: Shown,
    /// Whether it was just saved.
    pub is_saved: bool,
    /// Where it is ended.
    pub stop_href: String,
}

/// `/alerts/stop/{token}`
#[derive(Debug, Template)]
#[template(path = "alerts/stop.html")]
pub struct StopPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The alert.
    pub alert: Shown,
}

/// `/alerts/all/{token}`
#[derive(Debug, Template)]
#[template(path = "alerts/all.html")]
pub struct AllPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Whose they are, masked.
    pub email: String,
    /// The alerts.
    pub alerts: Vec<Shown>,
}

/// An alert as its owner sees it.
#[derive(Debug)]
pub struct Shown {
    /// What it searches for.
    pub search: InWords,
    /// How often it is told.
    pub frequency: Frequency,
    /// Whether it is paused.
    pub is_paused: bool,
    /// To whom, masked.
    pub email: String,
    /// When it was saved.
    pub saved_on: NaiveDate,
    /// When something was last told.
    pub sent_on: Option<NaiveDate>,
    /// When it is looked again.
    pub next_on: NaiveDate,
    /// Where it is changed.
    pub href: String,
}

impl Shown {
    /// Whether a box of the form is ticked.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
    pub fn is_chosen(&self, frequency: &Frequency) -> bool {
        !self.is_paused && self.frequency == *frequency
    }
}
