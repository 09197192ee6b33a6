//! The jobs board: postings, how they are searched and shown.

pub mod apply_page;
pub mod closed_page;
pub mod index_page;
pub mod show_page;
mod terms;
pub mod view;

pub use terms::{ClosedReason, EmploymentType, RemoteType};
