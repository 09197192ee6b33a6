//! From free text to canonical values: pure functions, no database, no clock.
//!
//! Each reader takes what a cell says and returns a [`Reading`]: the value, what an operator should know about it, and
//! what could not be read. Placeholder words ("N/A", "undefined", "—") state nothing in every reader. Preview cells,
//! which Clay's CSV export cuts, are told apart by [`placeholder::cell`], before any reader is asked.

pub mod availability;
pub mod boolean;
pub mod compensation;
pub mod contact;
pub mod date;
pub mod derived_industry;
pub mod employment;
pub mod engagement;
pub mod industry;
pub mod language;
pub mod list;
pub mod location;
pub mod markdown;
pub mod number;
pub mod person;
pub mod placeholder;
mod reading;
pub mod remote;
pub mod role;
#[cfg(test)]
mod samples;
pub mod specialty;
pub mod text;
pub mod timeline;
pub mod travel;
pub mod url;

pub use reading::Reading;
