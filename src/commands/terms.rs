//! `quarterdeck terms`, and what is done with them.

use std::fmt::Write;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::taxonomy::TaxonomyKind;
use quarterdeck::terms::filing::{self, Filed, Two};
use quarterdeck::terms::{self, Called, TermRow};
use quarterdeck::work::Progress;

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  quarterdeck terms industry
  quarterdeck terms role --holding finance
  quarterdeck terms rename industry fintech financial-technology 'Financial technology'
  quarterdeck terms merge specialty cap-tables cap-table-management
  quarterdeck terms add industry space-tech 'Space technology'
  quarterdeck terms retire specialty fax-machines

What a term was called before goes on to lead to it, in addresses and in what sources say.
Other names are added with `quarterdeck inbox map`."
)]
pub struct TermsArgs {
    #[command(subcommand)]
    change: Option<Change>,

    /// Which taxonomy
    #[arg(value_parser = kind(), required = true)]
    kind: Option<TaxonomyKind>,

    /// Only terms that hold this text
    #[arg(long, value_name = "TEXT")]
    holding: Option<String>,

    /// Those that are out of use
    #[arg(long)]
    retired: bool,

    /// How many to list
    #[arg(long, default_value_t = 200, value_name = "N")]
    limit: u32,
}

#[derive(Subcommand)]
enum Change {
    /// Call a term otherwise
    Rename {
        /// Which taxonomy
        #[arg(value_parser = kind())]
        kind: TaxonomyKind,
        /// Its slug
        slug: String,
        /// Its new slug, or the same again
        new_slug: String,
        /// What people are to read
        name: String,
        /// A role in full; a place's town
        #[arg(long, value_name = "NAME")]
        in_full: Option<String>,
    },
    /// Merge a term into another one: all that is filed under it goes there. It can't be taken back
    Merge {
        /// Which taxonomy
        #[arg(value_parser = kind())]
        kind: TaxonomyKind,
        /// The slug of the one that goes
        slug: String,
        /// The slug of the one that stays
        into: String,
        /// Say what would go, change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Add a term
    Add {
        /// Which taxonomy
        #[arg(value_parser = kind())]
        kind: TaxonomyKind,
        /// Its slug
        slug: String,
        /// What people are to read
        name: String,
        /// A role in full; a place's town
        #[arg(long, value_name = "NAME")]
        in_full: Option<String>,
        /// A place's country, by its code
        #[arg(long, value_name = "CODE")]
        country: Option<String>,
        /// A role's function
        #[arg(long, value_name = "NAME")]
        function: Option<String>,
    },
    /// Take a term out of use: what is filed under it stays, nothing more is
    Retire {
        /// Which taxonomy
        #[arg(value_parser = kind())]
        kind: TaxonomyKind,
        /// Its slug
        slug: String,
    },
    /// Use a term again
    Restore {
        /// Which taxonomy
        #[arg(value_parser = kind())]
        kind: TaxonomyKind,
        /// Its slug
        slug: String,
    },
}

fn kind() -> impl TypedValueParser<Value = TaxonomyKind> {
    PossibleValuesParser::new(TaxonomyKind::ALL.iter().map(|kind| kind.param()))
        .try_map(|word| TaxonomyKind::from_param(&word).ok_or("no taxonomy"))
}

impl TermsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let mut connection = pool.acquire().await?;
        let (actor, now, progress) = (&Actor::COMMAND_LINE, Clock::system().now(), Progress::default());
        match (self.change, self.kind) {
            (None, None) => {}
            (None, Some(kind)) => {
                let like = self.holding.map(|text| format!("%{}%", text.replace(['%', '_'], "")));
                let rows =
                    terms::list(&pool, kind, like.as_deref(), !self.retired, 0, self.limit.into()).await?;
                super::runs::print(&list(&rows)?)?;
            }
            (Some(Change::Rename { kind, slug, new_slug, name, in_full }), _) => {
                let called = Called { slug: new_slug, name, full_name: in_full, ..Called::default() };
                let id = terms::rename(&mut connection, kind, &slug, &called, actor, now).await?;
                let filed = filing::refile(&mut connection, kind, id, &progress).await?;
                super::runs::print(&format!("{} it is. Found by it: {}.\n", called.name, counts(filed)))?;
            }
            (Some(Change::Merge { kind, slug, into, dry_run }), _) => {
                let two = Two { kind, from: &slug, into: &into };
                let [from, into] = filing::pair(&mut connection, two).await?;
                if dry_run {
                    let TermRow { executives, jobs, aliases, .. } = from;
                    super::runs::print(&format!(
                        "{} would go into {}: {executives} profiles and {jobs} jobs of the site (no more than 1,001 are counted), \
                         those in review, {aliases} other names.\n",
                        from.name, into.name
                    ))?;
                } else {
                    let filed = filing::merge(&mut connection, two, actor, now, &progress).await?;
                    super::runs::print(&format!("{} is {} now: {}.\n", from.name, into.name, counts(filed)))?;
                }
            }
            (Some(Change::Add { kind, slug, name, in_full, country, function }), _) => {
                let country = country.map(|code| code.to_uppercase());
                let called = Called { slug, name, full_name: in_full, country, function };
                terms::add(&mut connection, kind, &called, actor, now).await?;
                super::runs::print(&format!("{} is added.\n", called.name))?;
            }
            (Some(Change::Retire { kind, slug }), _) => {
                terms::put_in_use(&mut connection, kind, &slug, false, actor, now).await?;
                super::runs::print(&format!("{slug} is out of use.\n"))?;
            }
            (Some(Change::Restore { kind, slug }), _) => {
                terms::put_in_use(&mut connection, kind, &slug, true, actor, now).await?;
                super::runs::print(&format!("{slug} is in use again.\n"))?;
            }
        }
        drop(connection);
        pool.close().await;
        Ok(database.close().await?)
    }
}

fn counts(filed: Filed) -> String {
    format!("{} profiles, {} jobs", filed.executives, filed.jobs)
}

fn list(rows: &[TermRow]) -> Result<String> {
    if rows.is_empty() {
        return Ok("None is called so.\n".to_owned());
    }
    let mut text = String::from("profiles    jobs   names\n");
    for TermRow { slug, name, executives, jobs, aliases, .. } in rows {
        writeln!(text, "{executives:>8} {jobs:>7} {aliases:>7}  {slug}  {name}")?;
    }
    Ok(text)
}
