//! `quarterdeck migrate`.

use quarterdeck::config::Settings;
use quarterdeck::database::{self, Database};

use super::Result;

/// Brings tables and reference data up to this program's version.
pub async fn run(settings: &Settings) -> Result {
    let database = Database::open(settings).await?;
    let pool = database::pool_for_maintenance(database.url()).await?;
    super::migrate(&pool).await?;
    say!("The tables and the reference data are up to date.");
    pool.close().await;
    Ok(database.close().await?)
}
