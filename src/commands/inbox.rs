//! `quarterdeck inbox`, `quarterdeck inbox map` and `quarterdeck inbox ignore`.

use std::fmt::Write;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::ingestion::replay::replay_naming;
use quarterdeck::ingestion::run::Unwatched;
use quarterdeck::secrets::Secrets;
use quarterdeck::taxonomy::{TaxonomyKind, inbox};

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  quarterdeck inbox --kind role
  quarterdeck inbox map role 'Chief Fun Officer' fractional-chro
  quarterdeck inbox ignore industry 'Other'

Mapping a term reads every row again that named it and of which nothing newer was said."
)]
pub struct InboxArgs {
    #[command(subcommand)]
    decide: Option<Decide>,

    /// Only terms of this kind
    #[arg(long, value_parser = kind())]
    kind: Option<TaxonomyKind>,

    /// How many to list, commonest first
    #[arg(long, default_value_t = 50, value_name = "N")]
    limit: u32,
}

#[derive(Subcommand)]
enum Decide {
    /// Make a term another name of a role, an industry, a place or a specialty
    Map {
        /// What it names
        #[arg(value_parser = kind())]
        kind: TaxonomyKind,
        /// As it is written in the rows
        term: String,
        /// The slug of what it means, as in the site's addresses
        slug: String,
    },
    /// Take a term out of the inbox; it stays unknown
    Ignore {
        /// What it would name
        #[arg(value_parser = kind())]
        kind: TaxonomyKind,
        /// As it is written in the rows
        term: String,
    },
}

fn kind() -> impl TypedValueParser<Value = TaxonomyKind> {
    PossibleValuesParser::new(TaxonomyKind::ALL.iter().map(|kind| kind.param()))
        .try_map(|word| TaxonomyKind::from_param(&word).ok_or("not a kind"))
}

impl InboxArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let now = Clock::system().now();
        let told = match self.decide {
            None => list(&inbox::unknown(&pool, self.kind, i64::from(self.limit)).await?),
            Some(Decide::Map { kind, term, slug }) => {
                let name = inbox::map(&pool, kind, &term, &slug, &Actor::COMMAND_LINE, now).await?;
                let mut told = format!("“{term}” is {name} from now on.\n");
                for summary in replay_naming(
                    &pool,
                    &Clock::system(),
                    &Secrets::new(settings.secret.clone())?,
                    kind,
                    &term,
                    &mut Unwatched,
                )
                .await?
                {
                    let run = summary.run_number.unwrap_or_default();
                    let _ = write!(told, "Rows that named it, read again (run {run}): {summary}");
                }
                told
            }
            Some(Decide::Ignore { kind, term }) => {
                inbox::ignore(&pool, kind, &term, &Actor::COMMAND_LINE, now).await?;
                format!("“{term}” is out of the inbox.\n")
            }
        };
        super::runs::print(&told)?;
        pool.close().await;
        Ok(database.close().await?)
    }
}

fn list(terms: &[inbox::Term]) -> String {
    if terms.is_empty() {
        return "The inbox is empty: every term is known.\n".to_owned();
    }
    let mut text = format!("{:>7}  {:<10} {:<10}  term\n", "rows", "last seen", "kind");
    for term in terms {
        let last = term.last_seen_at.map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default();
        let _ = writeln!(text, "{:>7}  {last:<10} {:<10}  {}", term.seen_count, term.kind, term.alias);
    }
    text
}
