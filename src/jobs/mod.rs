//! The jobs board: postings, how they are searched and shown.

pub mod apply_page;
pub mod closed_page;
pub mod index_page;
mod indexing;
mod posting;
pub mod queries;
mod routes;
pub mod search;
pub mod show_page;
mod social_card;
mod structured_data;
mod terms;
pub mod view;

pub use indexing::Board;
pub use routes::routes;
pub use terms::{ClosedReason, EmploymentType, RemoteType};
