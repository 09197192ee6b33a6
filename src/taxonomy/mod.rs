//! Roles, industries, locations and specialties: what the canonical rows are, and what else they are called.

pub mod shipped;
