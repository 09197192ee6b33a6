//! Why there is no private PostgreSQL, said so that the reader knows what to do.

use std::io;
use std::path::Path;

/// Why the private PostgreSQL could not be started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// None is installed.
    #[error(
        "no PostgreSQL server found on PATH, in Debian's or in Homebrew's places; install one\n  \
         Debian, Ubuntu:  apt-get install postgresql\n  \
         macOS:           brew install postgresql@17\n\
         or name a server of yours in DATABASE_URL"
    )]
    NoServer,
    /// One is installed, but not the one that wrote the data.
    #[error(
        "the data in the data folder belongs to PostgreSQL {wanted}, which is not installed (found: {found}); \
         install it (Debian: apt-get install postgresql-{wanted}, macOS: brew install postgresql@{wanted})"
    )]
    OtherVersion {
        /// The major version that wrote the data.
        wanted: String,
        /// The major versions there are.
        found: String,
    },
    /// PostgreSQL refuses to run as root, and there is nobody else.
    #[error(
        "PostgreSQL does not run as root and this machine has no user `postgres` to run it as; \
         `apt-get install postgresql` makes one, or run quarterdeck as an ordinary user"
    )]
    NoAccount,
    /// A folder belongs to somebody else.
    #[error("{0} exists and is not ours alone; remove it or choose another QUARTERDECK_DATA_DIR")]
    NotOurs(String),
    /// Another process has been at it for too long.
    #[error(
        "another quarterdeck has been starting or stopping the PostgreSQL in {0} for too long; is one stuck?"
    )]
    Busy(String),
    /// A program of PostgreSQL's said no.
    #[error("{what} failed:\n{output}")]
    Failed {
        /// Which program.
        what: &'static str,
        /// What it said.
        output: String,
    },
    /// It runs and does not get ready, or does not stop.
    #[error("PostgreSQL (process {pid}) did not {what} in time; its log is {log}")]
    TooSlow {
        /// Its process id.
        pid: i32,
        /// What it was to do.
        what: &'static str,
        /// Where to read on.
        log: String,
    },
    /// The file system or the kernel said no.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What was said.
        source: io::Error,
    },
    /// It runs, but does not answer.
    #[error("asking the private PostgreSQL: {0}")]
    Database(#[from] sqlx::Error),
}

impl Error {
    /// Says which file it was.
    pub(super) fn at<E: Into<io::Error>>(path: &Path) -> impl FnOnce(E) -> Self {
        let what = path.display().to_string();
        move |source| Self::Io { what, source: source.into() }
    }
}
