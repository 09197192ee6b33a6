//! `quarterdeck publish`.

use clap::{Args, ValueEnum};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::publishing::{self, Publish};

use super::{Result, open_with_tables};

#[derive(Args)]
pub struct PublishArgs {
    /// What to publish; both when left out
    #[arg(value_enum)]
    what: Option<What>,

    /// Only what came from this source
    #[arg(long, value_name = "NAME")]
    source: Option<String>,

    /// Only jobs posted within so many days, unless they say their last day; 0 for any age
    #[arg(long, value_name = "DAYS", default_value_t = publishing::POSTED_WITHIN_DAYS)]
    posted_within: u16,

    /// Say what would be published, change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Executives,
    Jobs,
}

impl PublishArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let now = Clock::system().now();
        let publish = Publish {
            source: self.source.as_deref(),
            notice_gate: settings.notice_gate,
            posted_within_days: (self.posted_within > 0).then_some(self.posted_within),
            dry_run: self.dry_run,
        };
        let mut connection = pool.acquire().await?;
        if self.dry_run {
            say!("A dry run: nothing changes.");
        }
        if self.what != Some(What::Jobs) {
            say_part!(
                "Executives: {}",
                publishing::executives(&mut connection, publish, &Actor::COMMAND_LINE, now).await?
            );
        }
        if self.what != Some(What::Executives) {
            say_part!(
                "Jobs: {}",
                publishing::jobs(&mut connection, publish, &Actor::COMMAND_LINE, now).await?
            );
        }
        drop(connection);
        pool.close().await;
        Ok(database.close().await?)
    }
}
