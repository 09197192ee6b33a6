//! What search engines are told of the site as a whole, and of a hub.

use serde_json::Value;

use crate::seo::{ItemList, Organization, WebSite, json_ld};
use crate::urls;
use crate::web::assets;
use crate::web::page::Layout;

const NAME: &str = "Quarterdeck";

/// `WebSite`.
pub fn web_site(layout: &Layout) -> Value {
    json_ld(&WebSite { name: NAME, url: layout.absolute(&urls::Home) })
}

/// `Organization` with its logo.
pub fn organization(layout: &Layout) -> Value {
    json_ld(&Organization {
        url: Some(layout.absolute(&urls::Home)),
        logo: Some(layout.absolute(assets::url("icons/icon-512.png"))),
        ..Organization::named(NAME)
    })
}

/// `ItemList` of own paths, by their addresses alone.
pub fn item_list(layout: &Layout, paths: &[String]) -> Value {
    json_ld(&ItemList::new(paths.iter().map(|path| layout.absolute(path))))
}
