//! `quarterdeck duplicates` and `quarterdeck duplicates dismiss`.

use std::fmt::Write;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::Entity;
use quarterdeck::ingestion::duplicates::{self, Proposal};

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  quarterdeck duplicates
  quarterdeck duplicates --of jobs --limit 200
  quarterdeck duplicates dismiss 12 15     # they are two things: never propose them again

Nothing is ever merged by itself."
)]
pub struct DuplicatesArgs {
    #[command(subcommand)]
    decide: Option<Decide>,

    /// Only executives, or only jobs
    #[arg(long, value_name = "WHAT", value_parser = entity())]
    of: Option<Entity>,

    /// How many to list, likest first
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

#[derive(Subcommand)]
enum Decide {
    /// Say that two rows are two things; they are not proposed again
    Dismiss {
        /// The numbers of proposals
        #[arg(required = true, value_name = "N")]
        numbers: Vec<i64>,
    },
}

fn entity() -> impl TypedValueParser<Value = Entity> {
    PossibleValuesParser::new(Entity::ALL.iter().map(|entity| entity.param()))
        .try_map(|word| Entity::from_param(&word).ok_or("neither executives nor jobs"))
}

impl DuplicatesArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        match self.decide {
            None => {
                let (proposals, count) = duplicates::open(&pool, self.of, self.limit).await?;
                super::runs::print(&list(&proposals, count)?)?;
            }
            Some(Decide::Dismiss { numbers }) => {
                for number in numbers {
                    duplicates::dismiss(&pool, number, &Actor::COMMAND_LINE, Clock::system().now()).await?;
                    super::runs::print(&format!("Proposal {number} is dismissed and won’t come back.\n"))?;
                }
            }
        }
        pool.close().await;
        Ok(database.close().await?)
    }
}

fn list(proposals: &[Proposal], count: u64) -> Result<String> {
    if proposals.is_empty() {
        return Ok("Nothing looks like anything else.\n".to_owned());
    }
    let mut text = String::new();
    for proposal in proposals {
        let Proposal { number, likeness, reasons, .. } = proposal;
        writeln!(text, "{number:>5}  {likeness:.2}  {}", reasons.join(", "))?;
        for side in &proposal.sides {
            let about: String = side.about.chars().take(80).collect();
            let comma = if about.is_empty() { "" } else { ", " };
            writeln!(text, "             {}{comma}{about}", side.name)?;
            let status = side.status.to_lowercase();
            writeln!(text, "             {} ({}, {status})", side.address(proposal.entity), side.source)?;
        }
    }
    let more = count.saturating_sub(proposals.len() as u64);
    if more > 0 {
        writeln!(text, "and {more} more: --limit {count} lists all")?;
    }
    Ok(text)
}
