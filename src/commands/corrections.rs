//! `quarterdeck corrections show|accept|reject`.

use std::fmt::Write;

use clap::{Args, Subcommand};
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::corrections::deciding::{self, Item, Request};
use quarterdeck::corrections::field::Field;
use quarterdeck::taxonomy::Catalog;
use quarterdeck::urls;
use sqlx::PgPool;

use super::{Result, with_tables};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  quarterdeck corrections                           # what is to be decided, the oldest first
  quarterdeck corrections show C-7F3K-Q9XD
  quarterdeck corrections accept C-7F3K-Q9XD        # the profile says so from now on
  quarterdeck corrections accept C-7F3K-Q9XD --only headline,place
  quarterdeck corrections reject C-7F3K-Q9XD

What is accepted is locked: imports only suggest from then on. Who left an address is told.")]
pub struct CorrectionsArgs {
    #[command(subcommand)]
    what: Option<What>,

    /// Those that were decided, too
    #[arg(long)]
    all: bool,
}

#[derive(Subcommand)]
enum What {
    /// What is shown, what is proposed, and where it can be checked
    Show {
        /// The number, as the list prints it
        number: String,
    },
    /// Write what is proposed into the profile
    Accept {
        /// The number, as the list prints it
        number: String,
        /// These fields and no others, with commas between
        #[arg(long, value_delimiter = ',', value_name = "FIELDS")]
        only: Vec<String>,
    },
    /// Leave the profile as it is
    Reject {
        /// The number, as the list prints it
        number: String,
    },
}

impl CorrectionsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.carry_out(pool, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, settings: &Settings) -> Result {
        let now = Clock::system().now();
        let mut connection = pool.acquire().await?;
        let decider = Decider { actor: &Actor::COMMAND_LINE, origin: &settings.public_origin };
        match self.what {
            None => super::runs::print(&table(&deciding::list(&mut connection, self.all).await?))?,
            Some(What::Show { number }) => {
                let (request, items) = deciding::find(&mut connection, &number).await?;
                super::runs::print(&lines(&request, &items))?;
            }
            Some(What::Accept { number, only }) => {
                let catalog = Catalog::load(&mut *pool.acquire().await?).await?;
                let (request, fields) =
                    deciding::accept(&mut connection, &number, &only, &catalog, decider, now).await?;
                let path = urls::Executive::to(&request.slug);
                if fields.is_empty() {
                    say!("{} is accepted. It is a remark alone: {path} is yours to see to.", request.number);
                } else {
                    let labels: Vec<String> =
                        fields.iter().map(|field| field.label().to_lowercase()).collect();
                    say!(
                        "{} is accepted: {path} says it from now on ({}).",
                        request.number,
                        labels.join(", ")
                    );
                }
                told(&request);
            }
            Some(What::Reject { number }) => {
                let request = deciding::reject(&mut connection, &number, decider, now).await?;
                say!("{} is rejected: {} is as it was.", request.number, urls::Executive::to(&request.slug));
                told(&request);
            }
        }
        Ok(())
    }
}

fn told(request: &Request) {
    if request.contact_email.is_some() {
        say!("Who proposed it is told by mail.");
    }
}

fn table(requests: &[Request]) -> String {
    if requests.is_empty() {
        return "Nothing is proposed.\n".to_owned();
    }
    let mut text = format!("{:<12} {:<11} {:<14} {:>6}  about\n", "number", "proposed", "stands", "fields");
    for request in requests {
        let remark = if request.remark.is_some() { ", with a remark" } else { "" };
        let _ = writeln!(
            text,
            "{:<12} {:<11} {:<14} {:>6}  {}{remark}",
            request.number,
            request.created_at.format("%Y-%m-%d"),
            request.status.label().to_lowercase(),
            request.count,
            urls::Executive::to(&request.slug)
        );
    }
    text
}

fn lines(request: &Request, items: &[Item]) -> String {
    let mut text = format!("{}  {}\n", request.number, urls::Executive::to(&request.slug));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<14}{}", value.replace('\n', "\n                "));
    };
    line("stands", request.status.label());
    for item in items {
        line(Field::from_word(&item.field).map_or("", Field::param), "");
        line("  is", item.shown.as_deref().unwrap_or("nothing"));
        line("  should be", item.proposed.as_deref().unwrap_or("nothing"));
    }
    line("remark", request.remark.as_deref().unwrap_or("none"));
    line("to check", request.source.as_deref().unwrap_or("nothing was said"));
    line("tell", request.contact_email.as_deref().unwrap_or("nobody left an address"));
    text
}
