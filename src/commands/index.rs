//! `quarterdeck index`.

use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use quarterdeck::app;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::search::{Compared, Filter, Search};
use sqlx::PgPool;

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
    /// Build the search index and say how long it takes to answer, all counts included
    Time,
}

impl IndexArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let clock = Clock::system();
        let search = app::search();
        let begun = Instant::now();
        search.catch_up(&pool, &clock).await?;
        say!("Built in {:.1} s.", begun.elapsed().as_secs_f32());
        let count = match self.what {
            What::Check => differences(&search, &pool, &clock).await?,
            What::Time => time(&search, &pool, &clock).await?,
        };
        pool.close().await;
        database.close().await?;
        if count == 0 { Ok(()) } else { Err("the index differs from the database".into()) }
    }
}

async fn differences(search: &Search, pool: &PgPool, clock: &Clock) -> Result<usize> {
    let mut count = 0;
    for list in search.lists() {
        let bar = ProgressBar::new(0)
            .with_style(ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {msg}")?);
        bar.set_prefix(list.plural);
        let mut searches = 0;
        let compared = |compared| {
            let (at, of, what) = match compared {
                Compared::Rows(at, of) => (at, of, "rows"),
                Compared::Searches(at, of) => {
                    searches = of;
                    (at, of, "searches")
                }
            };
            bar.set_length(of as u64);
            bar.set_position(at as u64);
            bar.set_message(what);
        };
        let differences = search.differences(pool, list, clock.now(), compared).await?;
        bar.finish_and_clear();
        for difference in &differences {
            say!("{difference}");
        }
        let rows = search.index(list).map_or(0, quarterdeck::search::index::Index::len);
        say!("{}: {rows} rows, {searches} searches, {} differences", list.plural, differences.len());
        count += differences.len();
    }
    Ok(count)
}

/// The median of some rounds, for searches of several kinds.
async fn time(search: &Search, pool: &PgPool, clock: &Clock) -> Result<usize> {
    const ROUNDS: usize = 101;
    let catalog = search.catalog(pool).await?;
    for list in search.lists() {
        for query in [
            "",
            "page=30",
            "sort=newest&page=30",
            "role=fractional-cfo",
            "role=fractional-cfo&industry=saas,fintech&remote=yes",
            "near=new-york-ny&rate_max=200",
            "q=finance",
            "q=finance+growth+marketing",
            "q=fiannce+cfo",
            "q=a",
        ] {
            let (filter, _) = Filter::parse(list, Some(query));
            let mut total = 0;
            let mut times: Vec<Duration> = (0..ROUNDS)
                .map(|_| {
                    let begun = Instant::now();
                    total = search.counted(&filter, &catalog, clock.now()).map_or(0, |found| found.total);
                    begun.elapsed()
                })
                .collect();
            times.sort_unstable();
            let (median, last) = (times[ROUNDS / 2].as_micros(), times[ROUNDS - 1].as_micros());
            say!("{median:>8} µs, at most {last:>8} µs: {total:>7} of {}", filter.href());
        }
    }
    Ok(0)
}
