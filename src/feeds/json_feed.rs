//! JSON Feed 1.1 (jsonfeed.org).

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Entry, Feed};
use crate::web::siblings::Form;

#[derive(Serialize)]
struct JsonFeed<'a> {
    version: &'static str,
    title: &'a str,
    home_page_url: &'a str,
    feed_url: String,
    description: &'a str,
    language: &'static str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: &'a str,
    title: &'a str,
    summary: &'a str,
    content_html: &'a str,
    date_published: DateTime<Utc>,
    date_modified: DateTime<Utc>,
    authors: [Author<'a>; 1],
    tags: Vec<&'a str>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

/// Writes a feed.
pub fn write(feed: &Feed) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.page,
        feed_url: feed.address(Form::JsonFeed),
        description: &feed.subtitle,
        language: "en",
        items: feed.entries.iter().map(item).collect(),
    })
}

fn item(entry: &Entry) -> Item<'_> {
    Item {
        id: entry.id.urn().to_string(),
        url: &entry.url,
        title: &entry.title,
        summary: &entry.summary,
        content_html: &entry.content,
        date_published: entry.published,
        date_modified: entry.updated,
        authors: [Author { name: &entry.author }],
        tags: entry.categories.iter().map(|(_, name)| name.as_str()).collect(),
    }
}
