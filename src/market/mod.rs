//! What the market costs: prices by role, place and industry, with how many they stand on, drawn as charts.
//!
//! Prices keep their currency and their unit: nothing is converted, and nothing is said of fewer than
//! [`FEWEST`] prices.

pub mod charts;
mod counted;
mod figures;
mod panel;
pub mod queries;
mod rates_page;
mod routes;
mod statistics;
mod tables;

pub use figures::Market;
pub use panel::Panel;
pub use queries::Experience;
pub use routes::routes;
pub use statistics::{FEWEST, Prices, Quartiles, Quote};
