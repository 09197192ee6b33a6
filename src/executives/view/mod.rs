//! An executive as the pages show one: what is read, already decided.

mod availability;
mod avatar;
mod card;
mod profile;
mod proof;

pub use availability::AvailabilityLine;
pub use avatar::Avatar;
pub use card::Card;
pub use profile::{Profile, Source};
pub use proof::{CHECKED_BY, CaseStudy, Certification, Check, Degree, Reply, Review, TimelineEntry};

/// The average of published reviews.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rating {
    /// 1 to 5.
    pub average: f32,
    /// How many reviews.
    pub count: u32,
}
