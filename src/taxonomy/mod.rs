//! Roles, industries, locations and specialties: what the canonical rows are, and what else they are called.

pub mod shipped;
pub mod vocabulary;

pub use vocabulary::{Alias, Place, TaxonomyKind, Term, Vocabulary, VocabularySource};
