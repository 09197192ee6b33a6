//! The private PostgreSQL that lives in the data folder when no `DATABASE_URL` is given.
//!
//! Every process that uses it holds a shared lock; the kernel lets go of it even after `kill -9`. So whoever comes
//! first starts the server, whoever comes later joins it, and the last one out stops it, no matter who started it.

mod account;
mod binaries;
mod error;
mod home;
mod postmaster;

use std::path::Path;
use std::time::Duration;

use sqlx::{Connection, PgConnection};
use tokio::task::{JoinError, spawn_blocking};
use tokio::time::sleep;

use crate::config::Unclaimed;

pub use error::Error;

use account::Account;
use home::{Home, Lock};

/// The name of the database, and of the only user.
const NAME: &str = "quarterdeck";
/// How often a server that answers badly is looked for anew.
const ATTEMPTS: usize = 10;

/// A running private PostgreSQL, shared with every other process on the same data folder.
#[derive(Debug)]
pub struct PrivatePostgres {
    url: String,
    /// Gone once stopped.
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    home: Home,
    in_use: Lock,
}

impl PrivatePostgres {
    /// Starts the server of `data_dir`, or joins the one that already runs there; makes it on first use (2–5 s).
    ///
    /// As root, it runs as the user `postgres`. Nothing but a socket in a folder of its own leads to it.
    pub async fn start(data_dir: &Path) -> Result<Self, Error> {
        let mut attempts = 1;
        loop {
            let data_dir = data_dir.to_owned();
            let (running, starting) = spawn_blocking(move || Running::start(&data_dir)).await??;
            let outcome = create_database(&running.home).await;
            drop(starting); // Leaving takes it, too.
            match outcome {
                Ok(()) => return Ok(Self { url: running.home.url(NAME), running: Some(running) }),
                // The server that we joined was just dying: it was killed, and still took our call.
                Err(sqlx::Error::Io(_) | sqlx::Error::Database(_)) if attempts < ATTEMPTS => {
                    attempts += 1;
                    drop(running);
                    sleep(Duration::from_millis(200)).await;
                }
                Err(error) => {
                    spawn_blocking(move || running.leave()).await??;
                    return Err(error.into());
                }
            }
        }
    }

    /// The same, whose address also says how much of unclaimed profiles is shown.
    #[must_use]
    pub fn showing(mut self, unclaimed: Unclaimed) -> Self {
        self.url = unclaimed.in_url(&self.url);
        self
    }

    /// Where to connect, as a `DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Leaves the server, and stops it unless other processes still use it. Close the pools first.
    pub async fn stop(mut self) -> Result<(), Error> {
        match self.running.take() {
            Some(running) => spawn_blocking(move || running.leave()).await?,
            None => Ok(()),
        }
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let left = self.running.take().map_or(Ok(()), Running::leave);
        if let Err(error) = left {
            tracing::warn!(%error, "the private PostgreSQL could not be stopped");
        }
    }
}

impl Running {
    /// Also answers the lock that keeps others from starting or stopping meanwhile.
    fn start(data_dir: &Path) -> Result<(Self, Lock), Error> {
        let home = Home::prepare(data_dir, Account::to_run_as()?)?;
        let starting = home.lock_alone("starting.lock")?;
        let in_use = home.lock_shared("in-use.lock")?;
        if !postmaster::is_running(&home)? {
            let binaries = binaries::find(home.version()?.as_deref())?;
            if home.version()?.is_none() {
                postmaster::make_cluster(&home, &binaries)?;
            }
            postmaster::start(&home, &binaries)?;
        }
        Ok((Self { home, in_use }, starting))
    }

    fn leave(mut self) -> Result<(), Error> {
        let _starting = self.home.lock_alone("starting.lock")?;
        if self.in_use.try_alone()? { postmaster::stop(&self.home) } else { Ok(()) }
    }
}

/// `initdb` makes none, and a process may have been killed between the two.
async fn create_database(home: &Home) -> sqlx::Result<()> {
    let mut connection = PgConnection::connect(&home.url("postgres")).await?;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(NAME)
        .fetch_one(&mut connection)
        .await?;
    if !exists {
        sqlx::query("create database quarterdeck template template0").execute(&mut connection).await?;
    }
    connection.close().await
}

impl From<JoinError> for Error {
    fn from(error: JoinError) -> Self {
        Self::Io { what: "waiting for PostgreSQL".to_owned(), source: error.into() }
    }
}
