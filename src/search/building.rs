//! Builds indexes: reads all rows of their lists, batch by batch.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio::task::{JoinSet, spawn_blocking};

use super::index::{Building, Collected, IndexError, Reading};
use super::keeper::KeepError;
use super::{Choice, Search};
use crate::clock::Clock;
use crate::taxonomy::Catalog;

impl Search {
    /// Builds indexes anew: first all but the words, with which lists can be answered, then the words. One that is there
    /// already is read as it is until all of the new one can take its place.
    pub(super) async fn build(
        &self,
        pool: &PgPool,
        clock: &Clock,
        which: Vec<usize>,
    ) -> Result<(), KeepError> {
        let begun = Instant::now();
        let catalog = self.catalog(pool).await?;
        let mut tasks = JoinSet::new();
        for at in which {
            let (search, pool, catalog, now) = (self.clone(), pool.clone(), catalog.clone(), clock.now());
            tasks.spawn(async move { Ok((at, search.build_rows(&pool, catalog, now, at).await?)) });
        }
        let built = tasks.join_all().await.into_iter().collect::<Result<Vec<_>, KeepError>>()?;
        let rows: HashMap<&str, u64> =
            self.0.slices.iter().map(|slice| (slice.index.list().plural, slice.index.len())).collect();
        tracing::info!(?rows, took = ?begun.elapsed(), "search index ready");
        let mut tasks = JoinSet::new();
        for (at, building) in built {
            let (search, pool) = (self.clone(), pool.clone());
            tasks.spawn(async move { search.read_words(&pool, building, at).await });
        }
        tasks.join_all().await.into_iter().collect::<Result<(), KeepError>>()?;
        tracing::info!(took = ?begun.elapsed(), "search index has its words");
        Ok(())
    }

    /// All of an index but its words. It is taken at once where there is none; else it is answered.
    async fn build_rows(
        &self,
        pool: &PgPool,
        catalog: Arc<Catalog>,
        now: DateTime<Utc>,
        at: usize,
    ) -> Result<Option<Building>, KeepError> {
        let searched = &self.0.slices[at];
        let list = searched.index.list();
        let (sender, mut batches) = mpsc::channel(4);
        let builder = spawn_blocking(move || {
            let mut collected = Collected::new(list);
            while let Some(batch) = batches.blocking_recv() {
                collected.add(batch);
            }
            collected
        });
        let ((), choices) =
            tokio::try_join!(searched.slice.all(pool, &catalog, now, sender), searched.slice.choices(pool))?;
        let mut collected = builder.await?;
        let building = spawn_blocking(move || {
            for (column, Choice { value, ids }) in choices {
                if let Some(slug) = catalog.slug(value) {
                    collected.choose(column, slug, ids.iter());
                }
            }
            collected.built()
        });
        let building = building.await?;
        if searched.index.is_ready() {
            return Ok(Some(building));
        }
        searched.index.take(building);
        Ok(None)
    }

    /// The words of a new index, or of the one that stands without any.
    async fn read_words(
        &self,
        pool: &PgPool,
        building: Option<Building>,
        at: usize,
    ) -> Result<(), KeepError> {
        let (sender, mut batches) = mpsc::channel(4);
        let search = self.clone();
        let reader = spawn_blocking(move || {
            let index = &search.0.slices[at].index;
            let reading = Reading::new()?;
            while let Some(batch) = batches.blocking_recv() {
                reading.add(index, building.as_ref(), batch)?;
            }
            Ok::<_, IndexError>((reading, building))
        });
        // The reader can't tell whether there were no more, or no more came.
        self.0.slices[at].slice.words(pool, sender).await?;
        let (reading, building) = reader.await??;
        let search = self.clone();
        spawn_blocking(move || search.0.slices[at].index.take_words(reading, building)).await??;
        Ok(())
    }
}
