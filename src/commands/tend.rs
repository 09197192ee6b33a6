//! `quarterdeck tend`.

use clap::Args;
use indicatif::ProgressBar;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::notices::{self, Standing};
use quarterdeck::tend::{self, Tending};

use super::import::bar_style;
use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    after_help = "`serve` does the same every five minutes, so this is for who can't wait, or serves from elsewhere.

Jobs past their last day, or that nobody confirmed for 60 days, are closed (they left the site at that very moment). \
Apply links are looked at where QUARTERDECK_CHECK_LINKS allows it: a job is closed only if its platform says so, or if \
its page is missing on two days while its host is in order. `quarterdeck jobs show` says what was seen. \
Photos that lists name are fetched where QUARTERDECK_FETCH_PHOTOS allows it; the console says of a profile why its photo did \
not come. After an update that has profiles found by more than before, those that stood already are brought up to date, \
100,000 in a pass. What search engines have to be told is written down here, and sent by `serve`.

What is kept for a while only goes here, too: rows as they came 90 days after their delivery (runs can still be taken back, not \
read again), claims that were turned down after 30 days, profiles that nobody claimed and nobody confirmed for a year, and what \
the privacy page says. --dry-run counts it."
)]
pub struct TendArgs {
    /// Say what a pass would come to, and do nothing
    #[arg(long)]
    dry_run: bool,
}

impl TendArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let tending = Tending::of(&settings.outgoing, &settings.public_origin);
        if self.dry_run {
            let mut connection = pool.acquire().await?;
            say_part!("{}", tend::foresee(&mut connection, &tending, &Clock::system()).await?);
            drop(connection);
            pool.close().await;
            return Ok(database.close().await?);
        }
        let bar = ProgressBar::new(0);
        bar.set_style(bar_style("Apply links {bar:32} {pos}/{len} {eta}"));
        let mut connection = pool.acquire().await?;
        let mut watch = |done, of| {
            bar.set_length(of);
            bar.set_position(done);
        };
        let tended = tend::pass(&mut connection, &tending, &Clock::system(), &mut watch).await;
        bar.finish_and_clear();
        match tended? {
            Some(tended) => say_part!("{tended}"),
            None => say!("Another process is tending right now: nothing to do."),
        }
        for channel in notices::standing(&mut connection).await? {
            let Standing { channel, told, waiting, last_error } = channel;
            let why = last_error.map(|why| format!(", for {why}")).unwrap_or_default();
            say!("Addresses that {channel} knows: {told}; notices that wait to be sent: {waiting}{why}");
        }
        drop(connection);
        pool.close().await;
        Ok(database.close().await?)
    }
}
