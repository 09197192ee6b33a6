//! Roles, industries, locations and specialties: what the canonical rows are, and what else they are called.

mod catalog;
mod load;
pub mod queries;
pub mod shipped;
pub mod vocabulary;

pub use catalog::Catalog;
pub use load::load_shipped;
pub use vocabulary::{Alias, Place, TaxonomyKind, Term, Vocabulary, VocabularySource};
