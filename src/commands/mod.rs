//! The subcommands, and the database that they all open.

/// Prints a line. A reader that has seen enough (`| head`) is no error, and no reason to stop what is under way.
macro_rules! say {
    ($($text:tt)*) => { $crate::commands::write_out(format_args!("{}\n", format_args!($($text)*))) };
}

/// The same without the end of the line.
macro_rules! say_part {
    ($($text:tt)*) => { $crate::commands::write_out(format_args!($($text)*)) };
}

pub mod claims;
pub mod contacts;
pub mod corrections;
pub mod demo;
pub mod duplicates;
pub mod edits;
pub mod explain;
pub mod import;
pub mod inbox;
pub mod index;
pub mod jobs;
pub mod migrate;
pub mod publish;
pub mod removals;
pub mod reviews;
pub mod runs;
pub mod serve;
pub mod source;
pub mod suppress;
pub mod tell;
pub mod tend;
pub mod terms;
pub mod trace;
pub mod user;
pub mod verifications;

use quarterdeck::config::Settings;
use quarterdeck::database::{self, Database};
use quarterdeck::taxonomy;
use sqlx::PgPool;

/// What a command answers; `main` prints the error and its causes.
pub type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Opens the database for a command that needs the tables. The private one is brought up to date by itself.
pub async fn open_with_tables(settings: &Settings) -> Result<(Database, PgPool)> {
    let database = Database::open(settings).await?;
    let pool = database::pool_for_maintenance(database.url()).await?;
    if !database::is_migrated(&pool).await? {
        if matches!(database, Database::Named(_)) {
            return Err(
                "the database has no tables of this version yet: run `quarterdeck migrate` first".into()
            );
        }
        migrate(&pool).await?;
    }
    Ok((database, pool))
}

/// Does something with the tables, and leaves the database as it was found, running or not.
pub async fn with_tables(settings: &Settings, carry_out: impl AsyncFnOnce(&PgPool) -> Result) -> Result {
    let (database, pool) = open_with_tables(settings).await?;
    let result = carry_out(&pool).await;
    pool.close().await;
    database.close().await?;
    result
}

/// Tables and reference data.
pub async fn migrate(pool: &PgPool) -> Result {
    database::migrate(pool).await?;
    taxonomy::load_shipped_once(pool).await?;
    Ok(())
}

/// What `say!` does.
fn write_out(text: std::fmt::Arguments<'_>) {
    use std::io::Write;
    let _ = std::io::stdout().write_fmt(text);
}
