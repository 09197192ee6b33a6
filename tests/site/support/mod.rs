//! Actors, builders, and what every answer is held to.

pub mod answer;
pub mod browser;
pub mod builders;
pub mod house_rules;
pub mod mailbox;
mod post_office;
pub mod schema;
pub mod site;
pub mod statements;
mod world;

pub use answer::Answer;
pub use browser::Browser;
pub use post_office::PostOffice;
pub use site::Site;
pub use world::World;
