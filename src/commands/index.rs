//! `quarterdeck index`.

use clap::{Args, Subcommand};
use quarterdeck::app;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;

use super::{Result, open_with_tables};

#[derive(Args)]
pub struct IndexArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Build the search index and compare it with the database; exits with 1 where they differ
    Check,
}

impl IndexArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let What::Check = self.what;
        let (database, pool) = open_with_tables(settings).await?;
        let clock = Clock::system();
        let search = app::search();
        let begun = std::time::Instant::now();
        search.catch_up(&pool, &clock).await?;
        say!("Built in {:.1} s.", begun.elapsed().as_secs_f32());
        let mut count = 0;
        for list in search.lists() {
            let mut searches = 0_u32;
            let differences = search.differences(&pool, list, clock.now(), |_| searches += 1).await?;
            for difference in &differences {
                say!("{difference}");
            }
            let rows = search.index(list).map_or(0, quarterdeck::search::index::Index::len);
            say!("{}: {rows} rows, {searches} searches, {} differences", list.plural, differences.len());
            count += differences.len();
        }
        pool.close().await;
        database.close().await?;
        if count == 0 { Ok(()) } else { Err("the index differs from the database".into()) }
    }
}
