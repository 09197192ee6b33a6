//! The taxonomies in memory: 4,000 rows are not read for each request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::PgPool;
use tokio::sync::Mutex;

use super::queries;
use crate::taxonomy::Catalog;

/// For how long nobody asks whether the taxonomies changed.
const TRUST: Duration = Duration::from_secs(1);

/// After how long they are read anew in any case.
const REFRESH: Duration = Duration::from_secs(30);

/// The last catalog that was read.
#[derive(Default)]
pub struct Cache(Mutex<Option<Kept>>);

struct Kept {
    catalog: Arc<Catalog>,
    stamp: String,
    read: Instant,
    checked: Instant,
}

impl Cache {
    /// The catalog as it was a second ago at most. One request reads it while the others wait.
    pub async fn get(&self, pool: &PgPool) -> sqlx::Result<Arc<Catalog>> {
        let mut kept = self.0.lock().await;
        let now = Instant::now();
        if let Some(kept) = kept.as_ref().filter(|kept| now - kept.checked < TRUST) {
            return Ok(Arc::clone(&kept.catalog));
        }
        // Before the rows: what changes in between is seen the next time.
        let stamp = queries::taxonomy_stamp(pool).await?;
        if let Some(kept) = kept.as_mut().filter(|kept| now - kept.read < REFRESH && kept.stamp == stamp) {
            kept.checked = now;
            return Ok(Arc::clone(&kept.catalog));
        }
        let catalog = Arc::new(Catalog::load(&mut *pool.acquire().await?).await?);
        *kept = Some(Kept { catalog: Arc::clone(&catalog), stamp, read: now, checked: now });
        Ok(catalog)
    }
}
