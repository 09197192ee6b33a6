//! What of the directory is kept in memory: cards, and whole profiles.

use std::sync::Arc;

use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use super::queries::{self, ProfileRow};
use super::view::Card;
use crate::search;
use crate::taxonomy::Catalog;
use crate::urls;

impl search::Entry for Card {
    type Key = Uuid;
    /// What a crawler sees on some hundred pages. A kilobyte each, more or less.
    const MOST: usize = 8_192;

    fn key(&self) -> Uuid {
        self.id
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn address(&self) -> String {
        urls::Executive::to(&self.slug).to_string()
    }

    fn read(
        connection: &mut PgConnection,
        catalog: &Catalog,
        ids: &[Uuid],
        today: NaiveDate,
    ) -> impl Future<Output = sqlx::Result<Vec<Self>>> + Send {
        queries::cards(connection, catalog, ids, today)
    }
}

impl search::Entry for Arc<ProfileRow> {
    type Key = String;
    /// Some five kilobytes each.
    const MOST: usize = 2_048;

    fn key(&self) -> String {
        self.slug.clone()
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn address(&self) -> String {
        urls::Executive::to(&self.slug).to_string()
    }

    async fn read(
        connection: &mut PgConnection,
        catalog: &Catalog,
        slugs: &[String],
        _: NaiveDate,
    ) -> sqlx::Result<Vec<Self>> {
        let mut rows = Vec::new();
        for slug in slugs {
            rows.extend(queries::find_public(connection, catalog, slug).await?.map(Self::new));
        }
        Ok(rows)
    }
}
