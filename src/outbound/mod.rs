//! Questions to other people's servers: to public addresses alone, one hop at a time, with an end to every wait.
//!
//! Addresses come from postings, so from strangers. A host is resolved once, every address that it has is checked, and
//! the connection goes to one of those very addresses: a name that means something else a moment later gains nothing.
//! Redirects are not followed here; who follows one asks again, and so each hop is checked.

mod addresses;
mod client;
mod connect;
mod failure;

pub use addresses::is_public;
pub use client::{Answer, Client, Question};
pub use connect::Reach;
pub use failure::Failure;
