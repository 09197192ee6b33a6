//! The shortlist, kept in the visitor's own browser, and people side by side. No account, and nothing about anybody's
//! choice is kept by us.
//!
//! Only what a form sends changes the list, and only its answer sets a cookie: pages that show people are the same for
//! everybody. They carry a button; a script tells what is on the list already.

mod chosen;
mod compare_page;
mod comparison;
mod cookie;
mod index_page;
mod queries;
mod routes;

pub use chosen::{Chosen, MOST};
pub use comparison::{Cell, Entry, Line, comparison};
pub use index_page::Trouble;
pub use routes::routes;
