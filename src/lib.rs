//! Quarterdeck: a directory and jobs board for fractional executives.
//!
//! The modules stand lowest first; each uses only what stands before it (see ARCHITECTURE.md, held by
//! `tests/architecture.rs`).

pub mod urls;
pub mod values;

pub mod clock;
pub mod config;
pub mod error;
pub mod logging;
pub mod state;

pub mod database;
pub mod server;
pub mod web;

pub mod taxonomy;

pub mod executives;
pub mod jobs;

pub mod landing;

pub mod words;

pub mod ingestion;
pub mod publishing;

pub mod demo;
pub mod sitemap;

pub mod app;
