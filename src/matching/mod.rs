//! Who is like whom, who suits which job and which job suits whom; and the pages of a profile and of a posting, which say
//! so below.
//!
//! What speaks for a row is said once, in `wishes`; the search finds the rows that meet most of it; `reasons` says on each
//! card what was met.

mod closed_page;
mod posting_page;
mod profile_page;
mod reasons;
mod routes;
mod subject;
mod wishes;

pub use routes::routes;
pub use subject::Subject;
pub use wishes::{Pairing, Sought, Why};

/// Cards under their heading.
#[derive(Debug)]
pub struct Band<C> {
    /// What they are to the page.
    pub heading: &'static str,
    /// The cards, the best first.
    pub cards: Vec<C>,
}
