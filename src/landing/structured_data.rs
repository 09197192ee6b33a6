//! What search engines are told of the site as a whole.

use serde_json::{Value, json};

use crate::urls;
use crate::web::assets;
use crate::web::page::Layout;

/// `WebSite`.
pub fn web_site(layout: &Layout) -> Value {
    json!({"@context": "https://schema.org", "@type": "WebSite", "name": "Quarterdeck", "url": layout.absolute(&urls::Home)})
}

/// `Organization` with its logo.
pub fn organization(layout: &Layout) -> Value {
    json!({"@context": "https://schema.org", "@type": "Organization", "name": "Quarterdeck",
           "url": layout.absolute(&urls::Home), "logo": layout.absolute(assets::url("icons/icon-512.png"))})
}
