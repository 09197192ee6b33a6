//! The pages that people land on: the front page, the indexes and the hubs of roles, places and industries.

pub mod home_page;
pub mod hub_page;
pub mod index_pages;
pub mod queries;
mod routes;
mod structured_data;

pub use routes::{address_of, heading, routes, searches};
