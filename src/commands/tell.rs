//! `quarterdeck tell`.

use clap::Args;
use quarterdeck::app::search;
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::secrets::Secrets;
use quarterdeck::state::Operator;
use quarterdeck::telling::{self, Teller, Told};
use sqlx::PgPool;
use uuid::Uuid;

use super::{Result, with_tables};

/// People who are told in one transaction.
const AT_ONCE: i64 = 100;

/// Profiles that are named of those whose person can't be reached; the console lists them all.
const NAMED: usize = 20;

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck tell --dry-run                # how many would be told, and of whom no address is known
  quarterdeck tell --source clay
  quarterdeck tell ann-abel
  quarterdeck publish                       # then those who were told can go online

Without slugs, all are told whose profiles in the EEA, the UK and Switzerland wait for nothing else. The notice names the
list, shows what is shown, and links claim, correct and remove; it is mailed once to each. `serve` sends it. Of those without
an address the console shows the text to copy: /admin/review?stand=waiting&lacks=notice.")]
pub struct TellArgs {
    /// The last parts of profiles' addresses; only these, wherever they live
    slugs: Vec<String>,

    /// Only what came from this source
    #[arg(long, value_name = "NAME", conflicts_with = "slugs")]
    source: Option<String>,

    /// Say who would be told, change nothing
    #[arg(long)]
    dry_run: bool,
}

impl TellArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.carry_out(pool, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, settings: &Settings) -> Result {
        let secrets = Secrets::new(settings.secret.clone())?;
        let operator = Operator(settings.operator.clone().map(Into::into));
        let catalog = search().catalog(pool).await?;
        let teller = Teller::new(&settings.public_origin, &operator, &catalog, secrets.keys(pool).await?);
        if self.dry_run {
            say!("A dry run: nothing changes.");
        }
        let mut all = Told::default();
        let mut behind = Uuid::nil();
        loop {
            let ids = self.some(pool, behind).await?;
            let Some(last) = ids.last() else { break };
            behind = *last;
            let mut transaction = pool.begin().await?;
            let now = Clock::system().now();
            let told = telling::tell(&mut transaction, &ids, &teller, &Actor::COMMAND_LINE, now).await?;
            if self.dry_run {
                transaction.rollback().await?;
            } else {
                transaction.commit().await?;
            }
            all.sent.extend(told.sent);
            all.unreachable.extend(told.unreachable);
            all.left_out += told.left_out;
            if !self.slugs.is_empty() {
                break;
            }
        }
        report(&all);
        Ok(())
    }

    /// The next who are to be told, or those who were named.
    async fn some(&self, pool: &PgPool, behind: Uuid) -> Result<Vec<Uuid>> {
        if self.slugs.is_empty() {
            return Ok(telling::waiting(pool, self.source.as_deref(), behind, AT_ONCE).await?);
        }
        let named = telling::named(pool, &self.slugs).await?;
        let unknown = self.slugs.iter().find(|slug| !named.iter().any(|(_, known)| known == *slug));
        if let Some(slug) = unknown {
            return Err(format!("no profile stands at /executives/{slug}").into());
        }
        Ok(named.into_iter().map(|(id, _)| id).collect())
    }
}

fn report(told: &Told) {
    say!("{} sent the notice", told.sent.len());
    if !told.unreachable.is_empty() {
        say!(
            "  {:>7} have no address that we know: tell them otherwise, then note it in the console",
            told.unreachable.len()
        );
    }
    for slug in told.unreachable.iter().take(NAMED) {
        say!("          /admin/executives/{slug}");
    }
    if told.unreachable.len() > NAMED {
        say!("          and {} more", told.unreachable.len() - NAMED);
    }
    if told.left_out > 0 {
        say!("  {:>7} left out: told before, kept out, claimed, or not complete", told.left_out);
    }
}
