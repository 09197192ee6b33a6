//! `quarterdeck demo`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;
use indicatif::ProgressBar;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::demo::{Plan, fill, table};
use quarterdeck::ingestion::run::Watcher;
use quarterdeck::ingestion::{Entity, Summary};
use quarterdeck::secrets::Secrets;

use super::{Result, open_with_tables};

#[derive(Args)]
pub struct Demo {
    /// How many executives
    #[arg(long, default_value_t = 400, value_name = "N")]
    executives: usize,

    /// How many jobs
    #[arg(long, default_value_t = 150, value_name = "N")]
    jobs: usize,

    /// The same seed makes the same people and jobs; a larger number of them begins with the smaller one's
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,

    /// Do nothing when the database already holds profiles or jobs
    #[arg(long)]
    if_empty: bool,

    /// Write executives.csv and jobs.csv into this folder, as Clay would export them, and leave the database alone
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["if_empty", "among_real"])]
    write_csv: Option<PathBuf>,

    /// Put invented people beside real ones, in a database that holds other than demo content
    #[arg(long)]
    among_real: bool,
}

impl Demo {
    pub async fn run(self, settings: &Settings) -> Result {
        let clock = Clock::system();
        let plan =
            Plan { executives: self.executives, jobs: self.jobs, seed: self.seed, today: clock.today() };
        if let Some(folder) = &self.write_csv {
            return write_tables(&plan, folder);
        }
        let secrets = Secrets::new(settings.secret.clone())?;
        let (database, pool) = open_with_tables(settings).await?;
        if !self.if_empty && !self.among_real && fill::holds_real_content(&pool).await? {
            return Err("the database holds real profiles or jobs: invented ones beside them would mislead \
                        (--among-real does it all the same)"
                .into());
        }
        if !self.if_empty || fill::is_empty(&pool).await? {
            let mut executives = Counting::new("executives", plan.executives);
            let mut jobs = Counting::new("jobs", plan.jobs);
            let (people, postings) =
                fill::fill(&pool, &clock, &secrets, plan, &mut executives, &mut jobs).await?;
            say_part!("Executives: {people}");
            say_part!("Jobs: {postings}");
        }
        pool.close().await;
        Ok(database.close().await?)
    }
}

/// Tables to try an import with.
fn write_tables(plan: &Plan, folder: &Path) -> Result {
    let told = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(|error| told(folder, error))?;
    for (entity, name) in [(Entity::Executive, "executives.csv"), (Entity::Job, "jobs.csv")] {
        let path = folder.join(name);
        fs::File::create(&path)
            .and_then(|file| table::write(plan, entity, file))
            .map_err(|error| told(&path, error))?;
        say!("{}", path.display());
    }
    Ok(())
}

/// A bar that counts rows.
struct Counting(ProgressBar);

impl Counting {
    fn new(what: &'static str, total: usize) -> Self {
        let bar = ProgressBar::new(total as u64).with_prefix(what);
        Self(bar.with_style(super::import::bar_style("{prefix:>10} {bar:32} {pos}/{len} {per_sec} {eta}")))
    }
}

impl Watcher for Counting {
    fn progress(&mut self, summary: &Summary) {
        self.0.set_position(summary.rows() as u64);
        if summary.rows() as u64 >= self.0.length().unwrap_or_default() {
            self.0.finish_and_clear();
        }
    }
}
