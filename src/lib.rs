//! Quarterdeck: a directory and jobs board for fractional executives.
//!
//! The modules stand lowest first; each uses only what stands before it (see ARCHITECTURE.md, held by
//! `tests/architecture.rs`).

// The widest table has more columns than one `json!` may hold otherwise.
#![recursion_limit = "256"]

pub mod urls;
pub mod values;

pub mod clock;
pub mod config;
pub mod error;

pub mod logging;

pub mod secrets;

pub mod audit;
pub mod database;
pub mod outbound;
pub mod outbox;
pub mod pictures;
pub mod seo;
pub mod server;
pub mod web;

pub mod social_card;
pub mod taxonomy;
pub mod work;

pub mod search;

pub mod state;

pub mod mail;

pub mod accounts;

pub mod executives;
pub mod jobs;
pub mod publishing;

pub mod market;
pub mod matching;
pub mod shortlist;

pub mod alerts;
pub mod landing;

pub mod words;

pub mod ingestion;
pub mod notices;
pub mod terms;

pub mod claims;
pub mod contact;
pub mod corrections;
pub mod removals;
pub mod reviews;
pub mod verifications;

pub mod me;
pub mod telling;

pub mod api;
pub mod demo;
pub mod feeds;
pub mod machines;
pub mod operations;
pub mod sitemap;

pub mod admin;
pub mod siblings;
pub mod tend;

pub mod app;
