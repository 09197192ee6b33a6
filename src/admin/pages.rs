//! The pages of the console.

use askama::Template;

use crate::accounts::users::Account;
use crate::web::page::{Layout, Meta};

/// `/admin`
#[derive(Debug, Template)]
#[template(path = "admin/index.html")]
pub struct IndexPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// Who is at it.
    pub email: String,
    /// Whether they decide who runs the site.
    pub is_admin: bool,
}

/// `/admin/users`
#[derive(Debug, Template)]
#[template(path = "admin/users.html")]
pub struct UsersPage {
    /// The frame.
    pub layout: Layout,
    /// What search engines are told.
    pub meta: Meta,
    /// All accounts, those who run the site first.
    pub accounts: Vec<Account>,
}
