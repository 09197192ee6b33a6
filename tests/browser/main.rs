//! The site as people meet it: a real server, a real browser. Needs PostgreSQL (`bin/with-postgres`), Chromium and
//! chromedriver; `bin/test` installs them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod browser;
mod site;

mod alerts;
mod console;
mod every_page;
mod filtering;
mod going_astray;
mod keyboard;
mod owning;
mod printing;
mod searching;
mod shortlisting;
mod without_account;
