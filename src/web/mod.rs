//! What every page shares: its frame, its lists and filters, its links, safe Markdown, static files.

pub mod assets;
pub mod dates;
pub mod error_page;
pub mod links;
pub mod listing;
pub mod markdown;
pub mod page;
pub mod squeeze;
