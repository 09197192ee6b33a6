//! The pages of accounts. All of them are for one visitor, and for no search engine.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use super::Role;
use super::qr::Square;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta};

/// `/signin`
#[derive(Debug, Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The form.
    pub form: Asking,
    /// For how many minutes a link is good.
    pub minutes: i64,
}

/// The form that asks for a link.
#[derive(Debug)]
pub struct Asking {
    /// The address.
    pub email: Field,
    /// Where to go on afterwards; empty for the account.
    pub next: String,
    /// Tells this form from every other.
    pub request_key: String,
    /// Why it was not taken, although nothing in it is wrong.
    pub refused: Option<String>,
}

impl Default for Asking {
    fn default() -> Self {
        Self { email: Field::blank("email"), next: String::new(), request_key: String::new(), refused: None }
    }
}

/// `/signin/link/{token}`
#[derive(Debug, Template)]
#[template(path = "accounts/link.html")]
pub struct LinkPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Who signs in, masked.
    pub email: String,
}

/// `/account`
#[derive(Debug, Template)]
#[template(path = "accounts/account.html")]
pub struct AccountPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Who they are.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Whether they set up a second factor.
    pub has_second_factor: bool,
    /// Where they are signed in, the last used first.
    pub sessions: Vec<Shown>,
    /// What just happened.
    pub notice: Option<&'static str>,
}

impl AccountPage {
    /// Whether there are sessions besides this one.
    pub fn has_others(&self) -> bool {
        self.sessions.len() > 1
    }
}

/// A session as its owner sees it.
#[derive(Debug)]
pub struct Shown {
    /// `Firefox on Linux`.
    pub device: String,
    /// When it began.
    pub signed_in_on: NaiveDate,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// Where it is ended.
    pub href: String,
}

/// `/account/second-factor`, while there is none.
#[derive(Debug, Template)]
#[template(path = "accounts/set_up.html")]
pub struct SetUpPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The secret, as a camera reads it.
    pub square: Square,
    /// The secret, as people type it, in groups of four.
    pub secret: String,
    /// The form.
    pub form: Proof,
}

/// `/account/second-factor`
#[derive(Debug, Template)]
#[template(path = "accounts/prove.html")]
pub struct ProvePage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The form.
    pub form: Proof,
}

/// A form with one code in it.
#[derive(Debug)]
pub struct Proof {
    /// The code.
    pub code: Field,
    /// Where to go on afterwards; empty for the account.
    pub next: String,
    /// Why it was not taken, whatever was typed.
    pub refused: Option<String>,
}

impl Default for Proof {
    fn default() -> Self {
        Self { code: Field::blank("code"), next: String::new(), refused: None }
    }
}

/// Codes that are shown once.
#[derive(Debug, Template)]
#[template(path = "accounts/recovery.html")]
pub struct RecoveryPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// The codes.
    pub codes: Vec<String>,
    /// Where to go on.
    pub next: String,
}
