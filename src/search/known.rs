//! What somebody knows of a search: the rows that were there at first and those that were told since. All else that it
//! finds is news to them, however it came: published, opened again, or changed so that it fits.

use chrono::{DateTime, Utc};
use roaring::RoaringTreemap;
use sqlx::PgPool;
use uuid::Uuid;

use super::index::Index;
use super::{Filter, Search, asked};

/// A set of rows, by their serials: some bytes for few rows, 125 KB for a million.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known(RoaringTreemap);

/// It was not kept as it was written.
#[derive(Debug, thiserror::Error)]
#[error("what is known of a search can't be read: {0}")]
pub struct KnownError(#[from] std::io::Error);

/// A row that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// Which.
    pub id: Uuid,
    /// Its number among all rows that there ever were.
    pub serial: u64,
}

impl Known {
    /// Reads what `to_bytes` wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KnownError> {
        Ok(Self(RoaringTreemap::deserialize_from(bytes)?))
    }

    /// As the database keeps it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.serialized_size());
        self.0.serialize_into(&mut bytes).expect("memory takes all that is written");
        bytes
    }

    /// These rows are no news any more.
    pub fn add<'a>(&mut self, told: impl IntoIterator<Item = &'a News>) {
        self.0.extend(told.into_iter().map(|news| news.serial));
    }

    /// All that these know is news again.
    pub fn take_back(&mut self, told: &Self) {
        self.0 -= &told.0;
    }
}

impl Search {
    /// Everything that a search finds and that is not known, the newest first; nothing while the index is still to be built.
    pub async fn news(
        &self,
        pool: &PgPool,
        filter: &Filter,
        known: &Known,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Option<Vec<News>>> {
        let catalog = self.catalog(pool).await?;
        let ask = asked(&filter.unordered().with("sort", "newest"), &catalog, 0, now);
        let known = known.clone();
        let beyond = move |index: &Index| index.beyond(&ask, |serial| known.0.contains(serial));
        let found = self.aside(true, filter.list(), beyond).await;
        Ok(found.map(|rows| rows.into_iter().map(|(id, serial)| News { id, serial }).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_kept_in_few_bytes() {
        let news = |serial| News { id: Uuid::nil(), serial };
        let mut known = Known::default();
        assert_eq!(Known::from_bytes(&known.to_bytes()).unwrap(), known);
        known.add(&[news(7), news(7_000_000_000)]);
        let read = Known::from_bytes(&known.to_bytes()).unwrap();
        assert!(read == known && read.0.contains(7_000_000_000) && !read.0.contains(8));
        let mut told = Known::default();
        told.add(&[news(7)]);
        let mut rest = known.clone();
        rest.take_back(&told);
        assert!(!rest.0.contains(7) && rest.0.contains(7_000_000_000));
        // Every second row of a million.
        let many: Vec<News> = (0..1_000_000).step_by(2).map(news).collect();
        known.add(&many);
        assert!(known.to_bytes().len() < 140_000, "{}", known.to_bytes().len());
        assert!(Known::from_bytes(b"nonsense").is_err());
    }
}
