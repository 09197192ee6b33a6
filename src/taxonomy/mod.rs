//! Roles, industries, locations and specialties: what the canonical rows are, and what else they are called.

mod areas;
mod catalog;
mod continents;
pub mod globe;
pub mod inbox;
mod load;
pub mod queries;
mod search_document;
pub mod shipped;
mod spelling;
pub mod vocabulary;

pub use areas::Area;
pub use catalog::{Catalog, Knowing, Label, Labels};
pub use load::{load_shipped, load_shipped_once};
pub use search_document::search_document;
pub use vocabulary::{Alias, Place, TaxonomyKind, Term, Vocabulary, VocabularySource};
