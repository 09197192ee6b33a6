//! `quarterdeck jobs show|check|close|reopen`.

use std::fmt::Write;

use clap::{Args, Subcommand, ValueEnum};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::jobs::ClosedReason;
use quarterdeck::jobs::closing::{self, ClosingError, Standing};
use quarterdeck::outbound::{Client, Reach};
use quarterdeck::tend::links::{self, Checker, Manners};
use quarterdeck::urls;
use sqlx::PgConnection;

use super::{Result, open_with_tables};

/// Who changes something here, in the audit log.
const ACTOR: Actor = Actor::COMMAND_LINE;

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck jobs show fractional-cfo-northwind
  quarterdeck jobs check fractional-cfo-northwind     # look at its apply link now
  quarterdeck jobs close fractional-cfo-northwind --reason filled
  quarterdeck jobs reopen fractional-cfo-northwind

A closed job leaves every page, list and feed at once; its own address answers 410 and says when and why.")]
pub struct JobsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// How a job stands: until when it is open, what was seen of its apply link, how many went on to apply
    Show {
        /// The word after /jobs/ in its address
        slug: String,
    },
    /// Look at a job's apply link now, and keep what is seen as a pass of `tend` would
    Check {
        /// The word after /jobs/ in its address
        slug: String,
    },
    /// Close a job
    Close {
        /// The word after /jobs/ in its address
        slug: String,
        /// Why; its page says so
        #[arg(long, value_enum)]
        reason: Reason,
    },
    /// Open a closed job again: you have looked, and it takes applications
    Reopen {
        /// The word after /jobs/ in its address
        slug: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Reason {
    Filled,
    Withdrawn,
}

impl JobsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let mut connection = pool.acquire().await?;
        let done = self.what.carry_out(&mut connection, settings).await;
        drop(connection);
        pool.close().await;
        database.close().await?;
        done
    }
}

impl What {
    async fn carry_out(self, connection: &mut PgConnection, settings: &Settings) -> Result {
        let clock = Clock::system();
        match self {
            Self::Show { slug } => super::runs::print(&show(connection, &slug).await?)?,
            Self::Check { slug } => {
                let client = Client::new(Reach::Public, settings.public_origin.as_str());
                let checker = Checker::new(client, Manners::default());
                let before = find(connection, &slug).await?;
                let looked = checker.look_at(connection, &before.slug, &clock).await?;
                looked.ok_or("it has no address to apply at")?;
                super::runs::print(&show(connection, &slug).await?)?;
            }
            Self::Close { slug, reason } => {
                let reason = match reason {
                    Reason::Filled => ClosedReason::Filled,
                    Reason::Withdrawn => ClosedReason::Withdrawn,
                };
                let job = closing::close_by_slug(connection, &slug, reason, &ACTOR, clock.now()).await?;
                say!("{} is closed ({}) and on no page any more.", path(&job), reason.label().to_lowercase());
            }
            Self::Reopen { slug } => {
                let job = closing::reopen(connection, &slug, &ACTOR, clock.now()).await?;
                say!("{} is open again, confirmed today.", path(&job));
            }
        }
        Ok(())
    }
}

fn path(job: &Standing) -> String {
    urls::Job::to(&job.slug).to_string()
}

async fn find(connection: &mut PgConnection, slug: &str) -> Result<Standing> {
    let found = closing::standing(connection, slug.trim().trim_start_matches("/jobs/")).await?;
    Ok(found.ok_or_else(|| ClosingError::NotFound(slug.to_owned()))?)
}

/// Everything about one job, in lines.
async fn show(connection: &mut PgConnection, slug: &str) -> Result<String> {
    let job = find(connection, slug).await?;
    let visitors = closing::visitors_by_day(connection, job.id, 14).await?;
    let looks = links::history(connection, job.id, 10).await?;
    let day = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    let mut text = format!("{}  {}\n", path(&job), job.title);
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<12}{value}");
    };
    line("company", job.company.clone().unwrap_or_else(|| "not said".to_owned()));
    line("from", format!("{}, {}", job.source, job.status.to_lowercase()));
    match (job.closed_at, job.closed_reason) {
        (Some(at), Some(reason)) => line("closed", format!("{}, {}", day(at), reason.label().to_lowercase())),
        _ if job.is_open => {
            let why = if job.expires_at.is_some() { "its own last day" } else { "unless confirmed again" };
            line("open until", format!("{}, {why}", day(job.open_until)));
        }
        _ => line("ran out", day(job.open_until)),
    }
    line("delivered", job.source_synced_at.map_or("never".to_owned(), day));
    line("seen open", job.last_verified_at.map_or("never".to_owned(), day));
    line("apply at", job.apply_url.clone().unwrap_or_else(|| "nowhere yet".to_owned()));
    for look in &looks {
        let status = look.http_status.map_or(String::new(), |status| format!(" ({status})"));
        line("looked", format!("{}  {:<8}{}{status}", day(look.checked_at), look.outcome, look.evidence));
    }
    if let Some(last) = looks.first() {
        let failures =
            if last.failures > 0 { format!(", {} in doubt in a row", last.failures) } else { String::new() };
        line("next look", format!("{}{failures}", day(last.next_at)));
    }
    let all: i32 = visitors.iter().map(|(_, count)| count).sum();
    line("applying", format!("visitors on the last days that had any: {all}"));
    for (on, count) in visitors {
        line("", format!("{on}  {count:>4}"));
    }
    Ok(text)
}
