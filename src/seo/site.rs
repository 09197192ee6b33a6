//! The site, and the way to a page.

use serde::Serialize;

/// This site; on the front page alone.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type")]
pub struct WebSite {
    /// What it is called.
    pub name: &'static str,
    /// Its address.
    pub url: String,
}

/// The way from the front page to a page.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct BreadcrumbList {
    item_list_element: Vec<ListItem>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type")]
struct ListItem {
    position: usize,
    name: String,
    item: String,
}

impl BreadcrumbList {
    /// The steps of the way with their absolute addresses, highest first; the page itself is the last.
    pub fn new(steps: impl IntoIterator<Item = (String, String)>) -> Self {
        let steps = steps.into_iter().zip(1..);
        Self {
            item_list_element: steps
                .map(|((name, item), position)| ListItem { position, name, item })
                .collect(),
        }
    }
}

/// What a page lists, in its order, each on a page of its own.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
pub struct ItemList {
    item_list_element: Vec<ListedPage>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename = "ListItem", tag = "@type")]
struct ListedPage {
    position: usize,
    url: String,
}

impl ItemList {
    /// The absolute addresses of the pages, first to last.
    pub fn new(pages: impl IntoIterator<Item = String>) -> Self {
        let pages = pages.into_iter().zip(1..);
        Self { item_list_element: pages.map(|(url, position)| ListedPage { position, url }).collect() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::seo::json_ld;

    #[test]
    fn crumbs_are_numbered_from_one() {
        let way = BreadcrumbList::new([
            ("Home".to_owned(), "https://q.example/".to_owned()),
            ("Jobs".to_owned(), "https://q.example/jobs".to_owned()),
        ]);
        assert_eq!(
            json_ld(&way),
            json!({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://q.example/"},
                {"@type": "ListItem", "position": 2, "name": "Jobs", "item": "https://q.example/jobs"},
            ]})
        );
    }

    #[test]
    fn a_list_names_pages_by_their_addresses_alone() {
        assert_eq!(
            json_ld(&ItemList::new(["https://q.example/jobs/cfo".to_owned()])),
            json!({"@context": "https://schema.org", "@type": "ItemList", "itemListElement": [
                {"@type": "ListItem", "position": 1, "url": "https://q.example/jobs/cfo"},
            ]})
        );
    }
}
