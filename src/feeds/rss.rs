//! RSS 2.0, with the whole text in `content:encoded` and the feed's own address in `atom:link`.

use std::collections::BTreeMap;

use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Error, Guid, Item};

use super::{Entry, Feed};
use crate::web::siblings::Form;

/// Writes a feed.
pub fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let namespaces = [
        ("atom", "http://www.w3.org/2005/Atom"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
    ];
    let channel = Channel {
        title: feed.title.clone(),
        link: feed.page.clone(),
        description: feed.subtitle.clone(),
        language: Some("en".to_owned()),
        last_build_date: Some(feed.updated().to_rfc2822()),
        extensions: own_address(feed),
        namespaces: BTreeMap::from(namespaces.map(|(name, of)| (name.to_owned(), of.to_owned()))),
        items: feed.entries.iter().map(item).collect(),
        ..Channel::default()
    };
    let mut bytes = channel.write_to(Vec::new())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// `<atom:link rel="self" …>`
fn own_address(feed: &Feed) -> ExtensionMap {
    let attributes = [
        ("rel", "self".to_owned()),
        ("href", feed.address(Form::Rss)),
        ("type", Form::Rss.media_type().to_owned()),
    ];
    let link = Extension {
        name: "atom:link".to_owned(),
        attrs: attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..Extension::default()
    };
    BTreeMap::from([("atom".to_owned(), BTreeMap::from([("link".to_owned(), vec![link])]))])
}

fn item(entry: &Entry) -> Item {
    Item {
        title: Some(entry.title.clone()),
        link: Some(entry.url.clone()),
        guid: Some(Guid { value: entry.id.urn().to_string(), permalink: false }),
        pub_date: Some(entry.published.to_rfc2822()),
        // `author` is an e-mail address, by the specification; there is none.
        dublin_core_ext: Some(DublinCoreExtension {
            creators: vec![entry.author.clone()],
            ..DublinCoreExtension::default()
        }),
        categories: (entry.categories.iter())
            .map(|(_, name)| Category { name: name.clone(), domain: None })
            .collect(),
        description: Some(entry.summary.clone()),
        content: Some(entry.content.clone()),
        ..Item::default()
    }
}
