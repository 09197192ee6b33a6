//! Hears what is taken off the site, while the index is still being brought up to it: kept pages must not show it for so
//! long.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;

use super::Search;

impl Search {
    /// Passes on what is taken off the site, for as long as the program runs.
    pub(super) async fn heed(&self, pool: &PgPool) {
        loop {
            // The keeper says that the database is away; once is enough.
            if let Err(error) = self.heed_until_lost(pool).await {
                tracing::debug!(%error, "nobody hears what is taken off the site");
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn heed_until_lost(&self, pool: &PgPool) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen("quarterdeck_taken").await?;
        loop {
            // What was said while nobody listened is lost.
            self.changes().take_all_away();
            while let Some(notice) = listener.try_recv().await? {
                self.changes().take_away([notice.payload()]);
            }
        }
    }
}
