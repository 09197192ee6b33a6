//! `quarterdeck removals show|uphold|reject`.

use std::fmt::Write;

use clap::{Args, Subcommand};
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::removals::deciding::{self, Request};
use quarterdeck::secrets::{Purpose, Secrets};
use quarterdeck::urls;
use sqlx::PgPool;

use super::{Result, with_tables};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  quarterdeck removals                              # what is to be decided, the most urgent first
  quarterdeck removals --all
  quarterdeck removals show S-7F3K-Q9XD-2M4W
  quarterdeck removals uphold S-7F3K-Q9XD-2M4W      # erase what is known; the profile stays offline for good
  quarterdeck removals reject S-7F3K-Q9XD-2M4W --reason 'It was not you who asked.'   # all is as it was

A profile is offline from the moment at which somebody asked. Where nobody decides within 30 days, `tend` upholds the \
request, unless the profile has an owner. Who left an address is told of the decision.")]
pub struct RemovalsArgs {
    #[command(subcommand)]
    what: Option<What>,

    /// Those that were decided, too
    #[arg(long)]
    all: bool,
}

#[derive(Subcommand)]
enum What {
    /// How a request stands, and what was said with it
    Show {
        /// The number, as the list prints it
        receipt: String,
    },
    /// Erase what is known of the person; the profile's address goes on to answer that it is gone
    Uphold {
        /// The number, as the list prints it
        receipt: String,
    },
    /// Put everything back where it was; imports take rows of this person again
    Reject {
        /// The number, as the list prints it
        receipt: String,

        /// Why; who asked reads it
        #[arg(long)]
        reason: String,
    },
}

impl RemovalsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let secrets = Secrets::new(settings.secret.clone())?;
        with_tables(settings, async |pool| self.carry_out(pool, &secrets, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, secrets: &Secrets, settings: &Settings) -> Result {
        let now = Clock::system().now();
        let mut connection = pool.acquire().await?;
        let decider = Decider { actor: &Actor::COMMAND_LINE, origin: &settings.public_origin };
        match self.what {
            None => super::runs::print(&table(&deciding::list(&mut connection, self.all).await?, self.all))?,
            Some(What::Show { receipt }) => {
                super::runs::print(&lines(&deciding::find(&mut connection, &receipt).await?))?;
            }
            Some(What::Uphold { receipt }) => {
                let key = secrets.keys(pool).await?.key(Purpose::Suppressions);
                let request = deciding::uphold(&mut connection, &key, &receipt, decider, now).await?;
                say!(
                    "{} is upheld: what was known is erased, and no import brings it back.",
                    request.receipt
                );
                told(&request);
            }
            Some(What::Reject { receipt, reason }) => {
                let why = Some(reason.trim()).filter(|why| !why.is_empty());
                let why = why.ok_or("Say why with --reason: who asked reads it.")?;
                let request = deciding::reject(&mut connection, &receipt, Some(why), decider, now).await?;
                say!("{} is rejected: the profile stands where it stood.", request.receipt);
                told(&request);
            }
        }
        Ok(())
    }
}

fn told(request: &Request) {
    match &request.contact_email {
        Some(_) => say!("Who asked is told by mail."),
        None => say!("Nobody left an address: the page of the number tells."),
    }
}

fn table(requests: &[Request], all: bool) -> String {
    if requests.is_empty() {
        return if all { "Nobody has asked.\n" } else { "Nothing is to be decided.\n" }.to_owned();
    }
    let mut text = format!("{:<17} {:<11} {:<11} {:<14} about\n", "number", "asked", "decide by", "stands");
    for request in requests {
        let (asked, by) = (request.created_at.format("%Y-%m-%d"), request.decide_by.format("%Y-%m-%d"));
        let _ = writeln!(
            text,
            "{:<17} {asked:<11} {by:<11} {:<14} {}",
            request.receipt,
            request.status.label().to_lowercase(),
            about(request)
        );
    }
    text
}

fn about(request: &Request) -> String {
    let Some(slug) = &request.slug else { return "somebody without a profile here".to_owned() };
    let owned = if request.is_owned { " (claimed)" } else { "" };
    format!("{}{owned}", urls::Executive::to(slug))
}

fn lines(request: &Request) -> String {
    let minute = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    let mut text = format!("{}  {}\n", request.receipt, about(request));
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<12}{value}");
    };
    line("asked", minute(request.created_at));
    line(
        "hides",
        if request.is_hiding { "the profile is offline" } else { "no: its owner said before that it stays" }
            .to_owned(),
    );
    line(
        "said",
        request.reason.clone().unwrap_or_else(|| "nothing".to_owned()).replace('\n', "\n              "),
    );
    line("tell", request.contact_email.clone().unwrap_or_else(|| "nobody left an address".to_owned()));
    match (request.decided_at, &request.decided_by) {
        (Some(at), Some(by)) => {
            line("decided", format!("{}, {} by {by}", minute(at), request.status.label().to_lowercase()));
        }
        _ => line("decide by", minute(request.decide_by)),
    }
    text
}
