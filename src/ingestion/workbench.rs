//! The connections that a run works with.

use sqlx::pool::PoolConnection;
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};

/// The connection that writes, and the one that holds the run's lock.
pub struct Workbench {
    hand: Hand,
    /// Not of the pool: the run's lock must end with this run, however it ends. A dry run holds none.
    lock: Option<PgConnection>,
}

enum Hand {
    Real(PoolConnection<Postgres>),
    /// A dry run is a real one in a transaction that is never committed.
    Dry(Transaction<'static, Postgres>),
}

impl Workbench {
    /// Connects.
    pub async fn open(pool: &PgPool, dry_run: bool) -> sqlx::Result<Self> {
        if dry_run {
            return Ok(Self { hand: Hand::Dry(pool.begin().await?), lock: None });
        }
        let lock = PgConnection::connect_with(&pool.connect_options()).await?;
        Ok(Self { hand: Hand::Real(pool.acquire().await?), lock: Some(lock) })
    }

    /// Whether nothing of it stays.
    pub fn is_dry(&self) -> bool {
        self.lock.is_none()
    }

    /// The connection that writes.
    pub fn connection(&mut self) -> &mut PgConnection {
        match &mut self.hand {
            Hand::Real(connection) => connection,
            Hand::Dry(transaction) => transaction,
        }
    }

    /// The connection that begins the run and holds its lock.
    pub fn holder(&mut self) -> &mut PgConnection {
        match (&mut self.lock, &mut self.hand) {
            (Some(lock), _) => lock,
            (None, Hand::Real(connection)) => connection,
            (None, Hand::Dry(transaction)) => transaction,
        }
    }

    /// Lets go. Closed or not, the server lets go of the lock: the run has its end.
    pub async fn close(self) {
        if let Some(lock) = self.lock {
            let _ = lock.close().await;
        }
        if let Hand::Dry(transaction) = self.hand {
            let _ = transaction.rollback().await;
        }
    }
}
