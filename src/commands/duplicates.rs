//! `quarterdeck duplicates`, and what is decided about them.

use std::fmt::Write;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::Entity;
use quarterdeck::ingestion::duplicates::{self, Proposal};
use quarterdeck::ingestion::merging::{self, Two};
use quarterdeck::taxonomy::Catalog;

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  quarterdeck duplicates
  quarterdeck duplicates --of jobs --limit 200
  quarterdeck duplicates dismiss 12 15     # they are two things: never propose them again
  quarterdeck duplicates merge --keep /executives/ann-abel /executives/anne-abel
  quarterdeck duplicates unmerge 3         # two again

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
    /// Make two rows one: later imports of either update the one that is kept, and the other's address leads there
    Merge {
        /// The address of the one that is kept
        #[arg(long, value_name = "ADDRESS")]
        keep: String,
        /// The address of the other one
        #[arg(value_name = "ADDRESS")]
        other: String,
    },
    /// Make two of a row that was merged
    Unmerge {
        /// The merge's number
        #[arg(value_name = "N")]
        number: i64,
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
            Some(Decide::Merge { keep, other }) => {
                let (entity, kept) = place(&keep)?;
                let (_, lost) = place(&other)?;
                let catalog = Catalog::load(&mut *pool.acquire().await?).await?;
                let mut connection = pool.acquire().await?;
                let two = Two { entity, kept, lost };
                let now = Clock::system().now();
                let number =
                    merging::merge(&mut connection, two, &catalog, &Actor::COMMAND_LINE, now).await?;
                super::runs::print(&format!(
                    "They are one now: merge {number}. `quarterdeck duplicates unmerge {number}` makes two of them again.\n"
                ))?;
            }
            Some(Decide::Unmerge { number }) => {
                let catalog = Catalog::load(&mut *pool.acquire().await?).await?;
                let mut connection = pool.acquire().await?;
                let now = Clock::system().now();
                merging::unmerge(&mut connection, number, &catalog, &Actor::COMMAND_LINE, now).await?;
                super::runs::print(&format!("Merge {number} is taken back: they are two again.\n"))?;
            }
        }
        pool.close().await;
        Ok(database.close().await?)
    }
}

/// What an address names.
fn place(address: &str) -> Result<(Entity, &str)> {
    let mut parts = address.trim_end_matches('/').rsplit('/');
    let (slug, list) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let entity = Entity::from_param(list)
        .ok_or_else(|| format!("{address} names neither /executives/… nor /jobs/…"))?;
    Ok((entity, slug))
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
