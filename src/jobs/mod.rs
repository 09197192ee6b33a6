//! The jobs board: postings, how they are searched and shown.

pub mod apply_page;
pub mod closing;
pub mod index_page;
mod indexing;
mod posting;
pub mod queries;
mod routes;
pub mod search;
mod structured_data;
mod terms;
pub mod view;
mod visitors;

pub use indexing::Board;
pub use routes::{Found, Shown, routes, show};
pub use terms::{ClosedReason, EmploymentType, RemoteType};
