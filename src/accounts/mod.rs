//! Accounts: who somebody is, how they sign in, and what they may do.
//!
//! Nobody has a password. Whoever can read the mail of an address signs in by a link that goes there ([`routes`]), and an
//! address that did so once has an account. Operators show a second factor besides ([`second_factor`]). What a browser
//! keeps is the secret of its [`Session`], of which the database knows the hash alone.
//!
//! Handlers name who may call them by what they take: [`Guest`] anybody, [`SignedIn`] who has an account, [`AsOperator`] and
//! [`AsAdmin`] those who run the site. A form whose session ended while it was typed comes back whole ([`keep_forms`]).

mod device;
mod kept_form;
mod mails;
mod next;
mod pages;
mod qr;
mod queries;
mod role;
mod routes;
pub mod second_factor;
mod session;
pub mod totp;
pub mod users;
mod who;

pub use kept_form::keep_forms;
pub use next::Next;
pub use queries::forget;
pub use role::Role;
pub use routes::routes;
pub use session::Session;
pub use who::{AsAdmin, AsOperator, Guest, SignedIn, User};

/// How often something may be tried for one account, and within which time.
pub(crate) mod limits {
    use chrono::TimeDelta;

    /// Links that are mailed to one address, unless they are used; codes that are tried for one account.
    pub const OF_ACCOUNT: u32 = 5;
    pub const OF_ACCOUNT_WITHIN: TimeDelta = TimeDelta::minutes(15);
}
