//! What every page shares: how it is cached, protected, dressed when it fails, and logged.

pub mod assets;
mod body;
pub mod cache_policy;
mod canonical_path;
mod compression;
mod csrf;
mod encoding;
pub mod error_pages;
mod etag;
pub mod health;
mod no_body;
mod request_id;
mod request_log;
mod security_headers;
mod shell;

pub use cache_policy::CachePolicy;
pub use error_pages::{ErrorPage, RenderErrorPage};
pub use request_id::RequestId;
pub use shell::{Shell, shell};
