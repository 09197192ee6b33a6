//! Claims: somebody says that a profile is theirs, proves it, and keeps it from then on.
//!
//! A claim is filled in step by step ([`routes`]) and kept in the browser's session, so that it can be gone on with. It is sent
//! by an address that confirmed itself by signing in. [`runner`] looks at its proof and puts it before those who run the
//! site, who decide ([`deciding`]). A profile has one owner.

pub mod deciding;
mod mails;
mod pages;
mod proof;
mod queries;
mod routes;
pub mod runner;

pub use proof::Method;
pub use routes::routes;
