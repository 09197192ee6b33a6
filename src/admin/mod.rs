//! The console of those who run the site.

mod pages;
mod routes;

pub use routes::routes;
