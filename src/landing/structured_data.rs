//! What search engines are told of the site as a whole, and of a hub.

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

/// `ItemList` of own paths, by their addresses alone.
pub fn item_list(layout: &Layout, paths: &[String]) -> Value {
    let items: Vec<Value> = (paths.iter().enumerate())
        .map(|(at, path)| json!({"@type": "ListItem", "position": at + 1, "url": layout.absolute(path)}))
        .collect();
    json!({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items})
}
