//! The site as its visitors, its operators and search engines meet it. Each test has a database of its own, and
//! every answer is held to the rules of the house (`support::house_rules`).

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;
mod undo;

mod accounts;
mod accounts_factor;
mod accounts_sessions;
mod alerts;
mod alerts_told;
mod api;
mod api_described;
mod apply_links;
mod applying;
mod console_imports;
mod contact;
mod corrections;
mod crawler;
mod derived;
mod directory;
mod drift;
mod duplicates;
mod empty;
mod endpoint;
mod endpoint_guesses;
mod endpoint_hostile;
mod endpoint_refusals;
mod endpoint_speed;
mod errors;
mod feeds;
mod files;
mod home;
mod hostile;
mod hubs;
mod import_clay;
mod import_real;
mod inbox;
mod jobs;
mod kept;
mod kept_history;
mod life_and_death;
mod machines;
mod mail;
mod matching;
mod model;
mod notices;
mod openness;
mod postings;
mod profile;
mod public;
mod publishing;
mod rates;
mod removals;
mod routes;
mod runs;
mod search;
mod search_words;
mod shortlist;
mod siblings;
mod social_cards;
mod sources;
mod suppression;
mod unchanged;
mod words;
