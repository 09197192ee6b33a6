//! Atom (RFC 4287).

use atom_syndication::{Category, Content, Entry as AtomEntry, Error, Feed as AtomFeed, Link, Person, Text};

use super::{Entry, Feed};
use crate::web::siblings::Form;

/// Writes a feed.
pub fn write(feed: &Feed) -> Result<Vec<u8>, Error> {
    let atom = AtomFeed {
        title: Text::plain(&feed.title),
        subtitle: Some(Text::plain(&feed.subtitle)),
        id: feed.id(),
        updated: feed.updated().fixed_offset(),
        // Every entry has an author of its own; a feed without entries needs one.
        authors: vec![Person {
            name: "Quarterdeck".to_owned(),
            uri: Some(feed.origin.clone()),
            ..Person::default()
        }],
        links: vec![
            link("self", feed.address(Form::Atom), Some(Form::Atom.media_type())),
            link("alternate", feed.page.clone(), Some("text/html")),
        ],
        lang: Some("en".to_owned()),
        entries: feed.entries.iter().map(entry).collect(),
        ..AtomFeed::default()
    };
    let mut bytes = atom.write_to(Vec::new())?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(entry: &Entry) -> AtomEntry {
    AtomEntry {
        title: Text::plain(&entry.title),
        id: entry.id.urn().to_string(),
        updated: entry.updated.fixed_offset(),
        published: Some(entry.published.fixed_offset()),
        authors: vec![Person { name: entry.author.clone(), ..Person::default() }],
        categories: (entry.categories.iter())
            .map(|(slug, name)| Category { term: slug.clone(), label: Some(name.clone()), scheme: None })
            .collect(),
        links: vec![link("alternate", entry.url.clone(), Some("text/html"))],
        summary: Some(Text::plain(&entry.summary)),
        content: Some(Content {
            content_type: Some("html".to_owned()),
            value: Some(entry.content.clone()),
            ..Content::default()
        }),
        ..AtomEntry::default()
    }
}

fn link(rel: &str, href: String, media_type: Option<&str>) -> Link {
    Link { rel: rel.to_owned(), href, mime_type: media_type.map(str::to_owned), ..Link::default() }
}
