//! Quarterdeck: a directory and jobs board for fractional executives.
//!
//! The modules stand lowest first; each uses only what stands before it (see ARCHITECTURE.md, held by
//! `tests/architecture.rs`).

pub mod clock;
pub mod urls;
pub mod values;

pub mod taxonomy;

pub mod executives;
pub mod jobs;

pub mod ingestion;

pub mod demo;
