//! The jobs board: postings, how they are searched and shown.

mod terms;

pub use terms::{ClosedReason, EmploymentType, RemoteType};
