//! A connection for a page that may need none.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, PgPool, Postgres};

/// A connection that is taken from the pool when it is first needed, and then held: all of a page is read over one, since to
/// take one and to give it back costs more than a statement, and a page that shows what is in memory takes none.
#[derive(Debug)]
pub struct OnDemand<'a> {
    pool: &'a PgPool,
    held: Option<PoolConnection<Postgres>>,
}

impl<'a> OnDemand<'a> {
    /// One of this pool.
    pub fn of(pool: &'a PgPool) -> Self {
        Self { pool, held: None }
    }

    /// The connection.
    pub async fn get(&mut self) -> sqlx::Result<&mut PgConnection> {
        let held = match self.held.take() {
            Some(held) => held,
            None => self.pool.acquire().await?,
        };
        Ok(self.held.insert(held))
    }
}
