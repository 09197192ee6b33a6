//! Sitemaps as XML, in parts.

use chrono::{DateTime, Utc};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use sitemap_rs::sitemap::Sitemap;
use sitemap_rs::sitemap_index::SitemapIndex;
use sitemap_rs::url::Url;
use sitemap_rs::url_set::UrlSet;

use super::Entry;
use crate::config::PublicOrigin;
use crate::error::{Error, Result};

/// How many addresses are written at once.
const PART: usize = 1_000;
const END: &[u8] = b"</urlset>";

/// The index of the files with these names.
pub fn index(origin: &PublicOrigin, files: Vec<Entry>) -> Result<Vec<u8>> {
    let files = files
        .into_iter()
        .map(|(path, changed)| Ok(Sitemap::new(origin.absolute(path), changed.map(moment).transpose()?)));
    let index = SitemapIndex::new(files.collect::<Result<_>>()?).map_err(Error::internal)?;
    let mut xml = Vec::new();
    index.write(&mut xml).map_err(Error::internal)?;
    Ok(xml)
}

/// A file that names these addresses, part by part, each made when it is asked for.
pub fn file(origin: PublicOrigin, entries: Vec<Entry>) -> impl Iterator<Item = Result<Vec<u8>>> {
    let mut entries = entries.into_iter().peekable();
    let mut is_first = true;
    std::iter::from_fn(move || {
        if !is_first && entries.peek().is_none() {
            return None;
        }
        let part = entries.by_ref().take(PART).map(|entry| url(&origin, entry)).collect::<Result<Vec<_>>>();
        let part = part.and_then(|urls| part_of_file(urls, is_first, entries.peek().is_none()));
        is_first = false;
        Some(part)
    })
}

/// A file's addresses, with what stands before the first of all and after the last. The library writes whole files: of
/// each part's, what is in the middle.
fn part_of_file(urls: Vec<Url>, is_first: bool, is_last: bool) -> Result<Vec<u8>> {
    let mut xml = Vec::with_capacity(urls.len() * 128);
    UrlSet::new(urls).map_err(Error::internal)?.write(&mut xml).map_err(Error::internal)?;
    if !is_last {
        xml.truncate(xml.len() - xml.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count());
        xml.truncate(xml.len() - END.len());
    }
    if !is_first {
        let begins = xml.windows(5).position(|bytes| bytes == b"<url>").unwrap_or_default();
        xml.drain(..begins);
    }
    Ok(xml)
}

fn url(origin: &PublicOrigin, (path, changed): Entry) -> Result<Url> {
    let mut builder = Url::builder(origin.absolute(path));
    if let Some(changed) = changed {
        builder.last_modified(moment(changed)?);
    }
    builder.build().map_err(Error::internal)
}

/// sitemap-rs wants jiff's type: converted here and nowhere else.
fn moment(at: DateTime<Utc>) -> Result<Zoned> {
    Ok(Timestamp::from_second(at.timestamp()).map_err(Error::internal)?.to_zoned(TimeZone::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(count: usize) -> String {
        let at = DateTime::from_timestamp(1_770_091_506, 0);
        let entries = (0..count).map(|n| (format!("/jobs/cfo-{n}"), at)).collect();
        let parts: Result<Vec<_>> = file("https://q.example".parse().unwrap(), entries).collect();
        String::from_utf8(parts.unwrap().concat()).unwrap()
    }

    #[test]
    fn parts_make_one_file() {
        for count in [0, 1, PART - 1, PART, PART + 1, 2 * PART + 5] {
            let xml = written(count);
            for once in ["<?xml ", "<urlset ", "</urlset>"] {
                // A file that names nothing has one empty element.
                let expected = usize::from(count > 0 || once != "</urlset>");
                assert_eq!(xml.matches(once).count(), expected, "{once} in a file of {count}");
            }
            let named: Vec<_> =
                xml.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect();
            let expected: Vec<_> = (0..count).map(|n| format!("https://q.example/jobs/cfo-{n}")).collect();
            assert_eq!(named, expected);
        }
    }

    #[test]
    fn a_change_is_told_to_the_second() {
        assert!(written(1).contains("<lastmod>2026-02-03T04:05:06+00:00</lastmod>"), "{}", written(1));
    }
}
