//! `quarterdeck suppress add|list|lift`.

use std::fmt::Write;

use clap::{ArgGroup, Args, Subcommand};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::suppression::{self, Kind, Listed, Request};
use quarterdeck::removals::deciding;
use quarterdeck::secrets::{Purpose, Secrets};
use quarterdeck::urls;
use sqlx::PgPool;

use super::{Result, with_tables};

/// Who changes something here, in the audit log.
const ACTOR: Actor = Actor::COMMAND_LINE;

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck suppress add --linkedin https://www.linkedin.com/in/ann-abel --email ann@example.com
  quarterdeck suppress add --name 'Ann Abel' --company 'Acme Inc.' --company acme.com --reason 'letter of 3 May'
  quarterdeck suppress list
  quarterdeck suppress lift S-7F3K-Q9XD-2M4W

Only keyed hashes are kept (QUARTERDECK_SECRET): nobody can read from them who it is. Every import asks them; a row of \
such a person is skipped, and nothing of it is kept.")]
pub struct SuppressArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Keep somebody out: by any of these; what is there of them goes offline at once
    Add(Add),
    /// List who is kept out: receipts, kinds and dates
    List,
    /// Take a request back; its profile waits in review again
    Lift {
        /// As `add` printed it
        receipt: String,
    },
}

#[derive(Args)]
#[command(group = ArgGroup::new("who").required(true).multiple(true).args(["linkedin", "email", "name"]))]
struct Add {
    /// The address of their LinkedIn page
    #[arg(long, value_name = "ADDRESS")]
    linkedin: Option<String>,

    /// An e-mail address of theirs
    #[arg(long, value_name = "ADDRESS")]
    email: Option<String>,

    /// Their full name, which counts together with a company
    #[arg(long, requires = "company")]
    name: Option<String>,

    /// A company where they are or were, by name or domain; may be said again
    #[arg(long, requires = "name")]
    company: Vec<String>,

    /// Why, for the list; it should name nobody
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl SuppressArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let secrets = Secrets::new(settings.secret.clone())?;
        with_tables(settings, async |pool| self.what.carry_out(pool, &secrets).await).await
    }
}

impl What {
    async fn carry_out(self, pool: &PgPool, secrets: &Secrets) -> Result {
        let now = Clock::system().now();
        let mut connection = pool.acquire().await?;
        match self {
            Self::Add(Add { linkedin, email, name, company, reason }) => {
                let request = Request { profile: None, linkedin, email, name, companies: company, reason };
                let key = secrets.keys(pool).await?.key(Purpose::Suppressions);
                let done = suppression::suppress(&mut connection, &key, &request, &ACTOR, now).await?;
                super::runs::print(&done.to_string())?;
            }
            Self::List => super::runs::print(&table(&suppression::list(&mut connection).await?))?,
            Self::Lift { receipt } => {
                if deciding::is_open(&mut connection, &receipt).await? {
                    return Err(format!(
                        "somebody asked for that on the site: quarterdeck removals reject {receipt}"
                    )
                    .into());
                }
                let back = suppression::lift(&mut connection, &receipt, &ACTOR, now).await?;
                say!("{} is lifted: imports take rows of this person again.", receipt.trim().to_uppercase());
                for profile in back {
                    let path = urls::Executive::to(&profile.slug);
                    say!("The profile {path} waits in review; `quarterdeck publish` puts it online.");
                }
            }
        }
        Ok(())
    }
}

fn table(requests: &[Listed]) -> String {
    if requests.is_empty() {
        return "Nobody is kept out.\n".to_owned();
    }
    let mut text = format!("{:<17} {:<11} {:>8}  by\n", "receipt", "since", "profiles");
    for request in requests {
        let label = |word: &String| {
            let kind = Kind::ALL.iter().find(|kind| kind.as_str() == word);
            kind.map_or(word.as_str(), |kind| kind.label()).to_owned()
        };
        let kinds = request.kinds.iter().map(label).collect::<Vec<_>>().join(", ");
        let reason = request.reason.as_ref().map_or(String::new(), |reason| format!("  ({reason})"));
        let since = request.created_at.format("%Y-%m-%d").to_string();
        let _ =
            writeln!(text, "{:<17} {since:<11} {:>8}  {kinds}{reason}", request.receipt, request.profiles);
    }
    text
}
