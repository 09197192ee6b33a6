//! Alerts: searches that somebody saved, and the mail that tells what they newly find. No account is needed.
//!
//! Somebody leaves an address beside a search and confirms it by the link that is mailed there ([`routes`]). From then on
//! the search is replayed once a day or a week by the same parser and the same index as the list's own page ([`runner`]).
//! What it finds and its owner does not know yet ([`crate::search::Known`]) goes into one mail; what was told is known.

mod frequency;
mod links;
mod mails;
mod pages;
mod queries;
mod routes;
pub mod runner;
mod wanted;

pub use frequency::Frequency;
pub use routes::routes;
