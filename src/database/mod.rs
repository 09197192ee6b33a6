//! The database: connecting, migrating, and the private PostgreSQL for those who have none.

mod on_demand;
mod private;

use std::collections::HashMap;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool};
use uuid::Uuid;

pub use on_demand::OnDemand;
pub use private::{Error as PrivatePostgresError, PrivatePostgres};

use crate::config::Settings;

/// The database of this deployment: the one that is named, or the private one.
#[derive(Debug)]
pub enum Database {
    /// Somebody else runs it.
    Named(String),
    /// We run it.
    Private(PrivatePostgres),
}

impl Database {
    /// Starts the private one where none is named. A named one is not asked whether it is there. Whoever connects to it
    /// tells it how much of unclaimed profiles is shown.
    pub async fn open(settings: &Settings) -> Result<Self, PrivatePostgresError> {
        if let Some(url) = &settings.database_url {
            return Ok(Self::Named(settings.unclaimed.in_url(url)));
        }
        let postgres = PrivatePostgres::start(&settings.data_dir).await?;
        Ok(Self::Private(postgres.showing(settings.unclaimed)))
    }

    /// Where to connect.
    pub fn url(&self) -> &str {
        match self {
            Self::Named(url) => url,
            Self::Private(postgres) => postgres.url(),
        }
    }

    /// Stops the private one unless others use it. Close the pools first.
    pub async fn close(self) -> Result<(), PrivatePostgresError> {
        match self {
            Self::Named(_) => Ok(()),
            Self::Private(postgres) => postgres.stop().await,
        }
    }
}

/// The migrations that this program was built with.
pub static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a request waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(2);

/// Connections for requests: what takes long is cut off, so that a slow database answers 503 and not nothing.
///
/// Connects when first asked, so that the site starts with the database down and heals by itself.
/// Fails only where the address itself makes no sense.
pub fn pool_for_requests(url: &str, connections: u32) -> sqlx::Result<PgPool> {
    let options = url.parse::<PgConnectOptions>()?;
    let options = options.application_name("quarterdeck").options([
        ("statement_timeout", "2500ms"),
        // Pages read few rows by keys: compiling a statement takes longer than any of them.
        ("jit", "off"),
        // And looking for a plan anew for each key takes longer than most of them, too.
        ("plan_cache_mode", "force_generic_plan"),
        ("lock_timeout", "2s"),
        ("timezone", "UTC"),
    ]);
    Ok(PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE).connect_lazy_with(options))
}

/// Connections for keeping the search index and the kept pages in step: two that listen, and those that read while it is
/// built, rows, links and words of both lists at once. Connects when first asked.
pub fn pool_for_index(url: &str) -> sqlx::Result<PgPool> {
    let options = url.parse::<PgConnectOptions>()?;
    // Every row is read once: compiling what reads it takes longer than it saves.
    let options =
        options.application_name("quarterdeck-index").options([("jit", "off"), ("timezone", "UTC")]);
    Ok(PgPoolOptions::new().max_connections(7).connect_lazy_with(options))
}

/// A connection for what `serve` does from time to time, whose statements take as long as they take. Connects when first
/// asked.
pub fn pool_for_tending(url: &str) -> sqlx::Result<PgPool> {
    let options = url.parse::<PgConnectOptions>()?;
    let options = options.application_name("quarterdeck-tend").options([("timezone", "UTC")]);
    Ok(PgPoolOptions::new().max_connections(1).connect_lazy_with(options))
}

/// Connections for what a request starts and does not wait for, to the database of another pool: statements take as long
/// as they take. Connects when first asked.
pub fn pool_for_work(pool: &PgPool) -> PgPool {
    let options = pool.connect_options().as_ref().clone();
    let options = options.application_name("quarterdeck-work").options([
        ("statement_timeout", "0"),
        ("lock_timeout", "0"),
        ("timezone", "UTC"),
    ]);
    PgPoolOptions::new().max_connections(6).connect_lazy_with(options)
}

/// Connections for commands (migrations, imports), whose statements take as long as they take.
pub async fn pool_for_maintenance(url: &str) -> Result<PgPool, ConnectError> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let options = url.parse::<PgConnectOptions>().map_err(ConnectError::Address)?;
    let options = options.application_name("quarterdeck-maintenance").options([("timezone", "UTC")]);
    let place = format!("{}:{}", options.get_host(), options.get_port());
    // A pool would try again until its time is up and then not say why: ask once before.
    let unreachable = |source| ConnectError::Unreachable { place: place.clone(), source };
    let first = tokio::time::timeout(PATIENCE, options.connect()).await;
    let first = first.map_err(|_| unreachable(sqlx::Error::PoolTimedOut))?.map_err(unreachable)?;
    let _ = first.close().await;
    PgPoolOptions::new().max_connections(8).connect_with(options).await.map_err(unreachable)
}

/// Why a command can't use the database.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address makes no sense.
    #[error("DATABASE_URL is no address like postgres://user@host:5432/name")]
    Address(#[source] sqlx::Error),
    /// Nothing answers there, or it refuses us.
    #[error("cannot use the database at {place} (DATABASE_URL)")]
    Unreachable {
        /// Host and port.
        place: String,
        /// What the driver says.
        source: sqlx::Error,
    },
}

/// Brings the schema up to this program's.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    MIGRATIONS.run(pool).await
}

/// Whether every migration of this program has been applied. Errors when the database does not answer.
pub async fn is_migrated(pool: &PgPool) -> sqlx::Result<bool> {
    let table: bool =
        sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(pool).await?;
    if !table {
        return Ok(MIGRATIONS.iter().next().is_none());
    }
    let applied: Vec<i64> =
        sqlx::query_scalar("select version from _sqlx_migrations where success").fetch_all(pool).await?;
    Ok(MIGRATIONS.iter().all(|migration| applied.contains(&migration.version)))
}

/// Rows in the order of these ids; an id without a row is passed over.
pub fn in_order_of<T>(ids: &[Uuid], rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> Vec<T> {
    let mut rows: HashMap<Uuid, T> = rows.into_iter().map(|row| (id(&row), row)).collect();
    ids.iter().filter_map(|id| rows.remove(id)).collect()
}
