//! The search index alone, in this process: how long it takes to build and to answer, and what its words weigh.

use std::time::Instant;

use quarterdeck::clock::Clock;
use quarterdeck::search::Filter;
use quarterdeck::search::index::Index;
use quarterdeck::{app, database};
use serde::{Deserialize, Serialize};

use crate::{Result, median};

/// What is asked, of both lists.
const SEARCHES: [(&str, &str); 5] = [
    ("everything", ""),
    ("one role", "role=fractional-cfo"),
    ("role, industries, remote", "role=fractional-cfo&industry=saas,fintech&remote=yes"),
    ("a word that many have", "q=growth"),
    ("a word with a slip", "q=fiannce"),
];

/// What was measured.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct IndexFigures {
    /// Seconds to build it.
    pub build: f64,
    /// Bytes of the words of both lists.
    pub text_bytes: u64,
    /// For each search of each list: its name, and microseconds to answer with all counts and the page, the median.
    pub answers: Vec<(String, f64)>,
}

/// Builds and asks; prints JSON.
pub async fn run(url: String) -> Result {
    const ROUNDS: usize = 101;
    let pool = database::pool_for_index(&url)?;
    let (clock, search) = (Clock::system(), app::search());
    let began = Instant::now();
    search.catch_up(&pool, &clock).await?;
    let mut figures = IndexFigures { build: began.elapsed().as_secs_f64(), ..IndexFigures::default() };
    let catalog = search.catalog(&pool).await?;
    for list in search.lists() {
        figures.text_bytes += search.index(list).map_or(0, Index::text_bytes);
        for (name, query) in SEARCHES {
            let (filter, _) = Filter::parse(list, Some(query));
            let times = (0..ROUNDS).map(|_| {
                let began = Instant::now();
                std::hint::black_box(search.counted(&filter, &catalog, clock.now()));
                began.elapsed().as_secs_f64() * 1e6
            });
            figures.answers.push((format!("{}: {name}", list.plural), median(times.collect())));
        }
    }
    pool.close().await;
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}
