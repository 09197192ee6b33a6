//! What every page shares: its frame, its lists and filters, its links, safe Markdown, static files; and how it is
//! cached, protected, dressed when it fails, and logged.

mod address_limit;
pub mod assets;
mod body;
pub mod cache_policy;
mod canonical_path;
mod client_address;
mod compression;
mod csrf;
pub mod dates;
mod encoding;
pub mod error_page;
pub mod error_pages;
mod etag;
mod finished;
pub mod health;
pub mod links;
pub mod listing;
pub mod markdown;
pub mod metrics;
mod moved;
mod no_body;
mod packed;
pub mod page;
pub mod pages;
pub mod query;
mod request_id;
mod request_log;
mod security_headers;
mod shell;
pub mod siblings;
mod squeeze;
mod visit;

pub use address_limit::{AddressLimit, TooOften};
pub use cache_policy::CachePolicy;
pub use client_address::ClientAddress;
pub use error_pages::{ErrorPage, RenderErrorPage};
pub use etag::{tag_of, tagged};
pub use moved::moved;
pub use request_id::RequestId;
pub use shell::{Front, Shell, shell};
