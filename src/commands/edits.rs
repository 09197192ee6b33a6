//! `quarterdeck edits show|publish|reject`.

use std::fmt::Write;

use clap::{Args, Subcommand};
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::me::reviewing::{self, Pending};
use quarterdeck::urls;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Result, with_tables};

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck edits
  quarterdeck edits show 0197b2a0-0000-7000-8000-000000000000
  quarterdeck edits publish 0197b2a0-0000-7000-8000-000000000000
  quarterdeck edits reject 0197b2a0-0000-7000-8000-000000000000 --reason 'Please leave out the client’s name.'

What owners write waits here where QUARTERDECK_REVIEW_EDITS is true. They are told how it was decided.")]
pub struct EditsArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// What stands there, and what is to
    Show {
        /// As the list prints it
        id: Uuid,
    },
    /// Write it into the profile
    Publish {
        /// As the list prints it
        id: Uuid,
    },
    /// Leave the profile as it is
    Reject {
        /// As the list prints it
        id: Uuid,
        /// Why; its owner reads this
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl EditsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.carry_out(pool, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, settings: &Settings) -> Result {
        let now = Clock::system().now();
        let mut connection = pool.acquire().await?;
        let decider = Decider { actor: &Actor::COMMAND_LINE, origin: &settings.public_origin };
        match self.what {
            None => super::runs::print(&table(&reviewing::list(&mut connection).await?))?,
            Some(What::Show { id }) => {
                let pending = reviewing::list(&mut connection).await?.into_iter().find(|edit| edit.id == id);
                super::runs::print(&lines(&pending.ok_or(reviewing::ReviewingError::NoEdit(id))?)?)?;
            }
            Some(What::Publish { id }) => {
                let edit = reviewing::publish(&mut connection, id, decider, now).await?;
                say!(
                    "{} says it from now on: {}.",
                    urls::Executive::to(&edit.slug),
                    reviewing::fields(&edit)
                );
            }
            Some(What::Reject { id, reason }) => {
                let edit = reviewing::reject(&mut connection, id, &reason, decider, now).await?;
                say!("{} is as it was, and its owner is told why.", urls::Executive::to(&edit.slug));
            }
        }
        Ok(())
    }
}

fn table(edits: &[Pending]) -> String {
    if edits.is_empty() {
        return "No edit waits.\n".to_owned();
    }
    let mut text = format!("{:<36}  {:<11} about\n", "edit", "written");
    for edit in edits {
        let (written, path) = (edit.created_at.format("%Y-%m-%d"), urls::Executive::to(&edit.slug));
        let _ = writeln!(text, "{}  {written:<11} {path}: {}", edit.id, reviewing::fields(edit));
    }
    text
}

fn lines(edit: &Pending) -> Result<String> {
    let mut text = format!("{}  {}\n", edit.id, urls::Executive::to(&edit.slug));
    for (name, value) in [("is", &edit.before), ("is to be", &serde_json::to_value(&edit.edit)?)] {
        let value = serde_json::to_string_pretty(value)?.replace('\n', "\n    ");
        let _ = writeln!(text, "  {name}\n    {value}");
    }
    Ok(text)
}
