//! `quarterdeck verifications verify|decline`.

use std::fmt::Write;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::executives::CheckType;
use quarterdeck::urls;
use quarterdeck::verifications::{self, Asked, Finding};
use sqlx::PgPool;

use super::{Result, with_tables};

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck verifications                         # what owners ask you to check, the oldest first
  quarterdeck verifications --all                   # also what was decided
  quarterdeck verifications verify ann-abel identity --how 'Spoke by video, passport seen' --until 2028-06-30
  quarterdeck verifications decline ann-abel credentials --reason 'The institute does not know the certificate.'

What you say with --how is shown on the profile. `decline` also takes back what held. The owner is told. A profile that \
nobody owns can't be verified.")]
pub struct VerificationsArgs {
    /// Also those that are decided
    #[arg(long)]
    all: bool,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Say on a profile that something was checked and holds
    Verify {
        /// The profile, as its address names it
        slug: String,
        /// What was checked: identity, credentials or track-record
        #[arg(value_parser = check)]
        check: CheckType,
        /// How, in words that the profile shows
        #[arg(long, value_name = "TEXT")]
        how: String,
        /// Until when it counts
        #[arg(long, value_name = "DATE")]
        until: Option<NaiveDate>,
    },
    /// Turn a request down, or take back what held
    Decline {
        /// The profile, as its address names it
        slug: String,
        /// What was to be checked: identity, credentials or track-record
        #[arg(value_parser = check)]
        check: CheckType,
        /// Why; the owner reads this
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

fn check(word: &str) -> Result<CheckType, String> {
    CheckType::from_param(word).ok_or_else(|| "one of identity, credentials, track-record".to_owned())
}

impl VerificationsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.carry_out(pool, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, settings: &Settings) -> Result {
        let now = Clock::system().now();
        let mut connection = pool.acquire().await?;
        let decider = Decider { actor: &Actor::COMMAND_LINE, origin: &settings.public_origin };
        match self.what {
            None => super::runs::print(&table(&verifications::list(&mut connection, self.all).await?))?,
            Some(What::Verify { slug, check, how, until }) => {
                let finding = Finding { kind: check, how, until };
                verifications::verify(&mut connection, &slug, &finding, decider, now).await?;
                say!("{} says it from now on, and its owner is told.", urls::Executive::to(slug));
            }
            Some(What::Decline { slug, check, reason }) => {
                verifications::decline(&mut connection, &slug, check, &reason, decider, now).await?;
                say!("{} does not say it, and its owner is told why.", urls::Executive::to(slug));
            }
        }
        Ok(())
    }
}

fn table(asked: &[Asked]) -> String {
    if asked.is_empty() {
        return "No check is asked for.\n".to_owned();
    }
    let mut text = String::new();
    for one in asked {
        let since = one.asked_at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
        let note = one.note.as_deref().unwrap_or_default().replace('\n', "\n              ");
        let _ = writeln!(
            text,
            "{since:<11} {:<13} {:<13} {}\n              {note}",
            one.kind.param(),
            one.status.label().to_lowercase(),
            urls::Executive::to(&one.slug)
        );
    }
    text
}
