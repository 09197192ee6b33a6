//! One page that is kept.

use std::sync::{Arc, LazyLock};
use std::time::Instant;

use quick_cache::Weighter;
use regex::bytes::Regex;

use super::changes::{Changes, Shown};
use crate::urls;
use crate::web::finished::Finished;

/// A page, with what has to be known to tell whether it still holds.
pub(super) struct Kept {
    pub(super) page: Arc<Finished>,
    pub(super) as_of: AsOf,
    /// The rows that it shows, in their order: what a page shows of somebody, it links.
    pub(super) shows: Box<[Shown]>,
}

/// When a page was made, by what was known before anything of it was read.
#[derive(Clone, Copy)]
pub(super) struct AsOf {
    pub(super) generation: u64,
    pub(super) at: Instant,
    /// The midnight that ends its day, UTC, in seconds since 1970: "today" is another then.
    pub(super) until: i64,
}

impl Kept {
    pub(super) fn new(address: &str, page: Arc<Finished>, as_of: AsOf, changes: &Changes) -> Self {
        let shows = shown([address.as_bytes(), page.plain()], changes);
        Self { page, as_of, shows }
    }
}

/// The rows whose addresses stand in some texts.
fn shown<const N: usize>(texts: [&[u8]; N], changes: &Changes) -> Box<[Shown]> {
    static ADDRESSES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let pattern = format!("(?:{}|{})/[a-z0-9-]+", urls::Executives, urls::Jobs);
        Regex::new(&pattern).ok()
    });
    let addresses =
        ADDRESSES.iter().flat_map(|known| texts.into_iter().flat_map(|text| known.find_iter(text)));
    let texts = addresses.filter_map(|found| std::str::from_utf8(found.as_bytes()).ok());
    let mut shown: Vec<Shown> = texts.map(|address| changes.shown(address)).collect();
    shown.sort_unstable();
    shown.dedup();
    shown.into()
}

/// Weighs pages by their bytes.
#[derive(Clone)]
pub(super) struct ByBytes;

/// What a page takes besides its bytes: its headers and its place among the others.
const FRAME_BYTES: usize = 2_048;

impl Weighter<Box<str>, Arc<Kept>> for ByBytes {
    /// The compressed forms, which come later, together take less than the plain one.
    fn weight(&self, address: &Box<str>, kept: &Arc<Kept>) -> u64 {
        let bytes = 2 * kept.page.plain().len() + size_of_val(&*kept.shows) + address.len() + FRAME_BYTES;
        bytes as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_the_rows_that_it_links() {
        let changes = Changes::default();
        let page = br#"<a href="/executives/ann-abel">Ann</a> <a href="/jobs/cfo-7#apply">CFO</a>
            <a href="/executives?role=cfo">all</a> {"url": "https://q.example/executives/ben"} /executives/ann-abel"#;
        let mut expected =
            ["/executives/ann-abel", "/executives/ben", "/jobs/cfo-7"].map(|address| changes.shown(address));
        expected.sort_unstable();
        assert_eq!(*shown([page.as_slice()], &changes), expected);
    }
}
