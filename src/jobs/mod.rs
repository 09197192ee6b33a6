//! The jobs board: postings, how they are searched and shown.

pub mod apply_page;
pub mod canonical;
mod cards;
pub mod closing;
pub mod editing;
pub mod index_page;
mod indexing;
mod kept;
mod posting;
pub mod queries;
mod routes;
pub mod search;
pub mod show_markdown;
mod social_card;
mod structured_data;
mod terms;
pub mod view;
mod visitors;

pub use indexing::Board;
pub use routes::{Found, Shown, elsewhere, routes, show};
pub use structured_data::whole_text;
pub use terms::{ClosedReason, EmploymentType, RemoteType};
