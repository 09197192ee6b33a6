//! Actors, builders, and what every answer is held to.

pub mod answer;
pub mod builders;
pub mod house_rules;
pub mod site;

pub use answer::Answer;
pub use site::Site;
