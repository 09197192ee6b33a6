//! `quarterdeck source add|rotate|list|show|revoke`.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::{PublicOrigin, Settings};
use quarterdeck::ingestion::Origin;
use quarterdeck::ingestion::sources::{self, Listed, Shown, Token};
use quarterdeck::urls;
use sqlx::PgPool;

use super::{Result, with_tables};

#[derive(Args)]
pub struct SourceArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Let a source send rows over HTTP: prints its token, once
    Add {
        /// Its name; one that files were imported under keeps its mapping
        name: String,

        /// Put online by itself what is new, complete and without a warning
        #[arg(long)]
        auto_publish: bool,
    },
    /// Make another token; the one before stays valid until the next rotate
    Rotate {
        /// The source
        name: String,
    },
    /// List all sources
    List,
    /// Show what is known of a source: its remembered mapping, how old its tokens are, when it last called
    Show {
        /// The source
        name: String,
    },
    /// End all tokens of a source; what it brought stays
    Revoke {
        /// The source
        name: String,
    },
}

impl SourceArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.change(pool, &settings.public_origin).await).await
    }

    async fn change(self, pool: &PgPool, origin: &PublicOrigin) -> Result {
        let (now, actor) = (Clock::system().now(), Actor::COMMAND_LINE);
        match self.what {
            What::Add { name, auto_publish } => {
                show(&sources::add(pool, &name, auto_publish, &actor, now).await?, origin);
            }
            What::Rotate { name } => {
                show(&sources::rotate(pool, &name, &actor, now).await?, origin);
                say!("The token before it stays valid until the next rotate.");
            }
            What::Revoke { name } => {
                sources::revoke(pool, &name, &actor, now).await?;
                say!("No token of “{name}” is valid any more.");
            }
            What::Show { name } => {
                let source = sources::show(pool, &name).await?;
                let source = source
                    .ok_or_else(|| format!("there is no source “{name}”: see `quarterdeck source list`"))?;
                super::runs::print(&portrait(&source, now))?;
            }
            What::List => sources::list(pool).await?.iter().for_each(line),
        }
        Ok(())
    }
}

fn show(token: &Token, origin: &PublicOrigin) {
    say!("{token}");
    say!("Keep it now: it is not shown again. In Clay's HTTP API column:");
    say!("  POST {}", origin.absolute(urls::IngestExecutives));
    say!("  POST {}", origin.absolute(urls::IngestJobs));
    say!("  Authorization: Bearer {token}");
}

/// Everything about one source, in words.
fn portrait(source: &Shown, now: DateTime<Utc>) -> String {
    let Shown { listed, tokens_made, created_at, mappings, rows } = source;
    let mut text = format!("{}\n", listed.name);
    let _ = writeln!(text, "  known since: {}", dated(*created_at, now));
    match (tokens_made.as_slice(), listed.revoked_at) {
        ([], Some(at)) => drop(writeln!(text, "  tokens: none, revoked {}", dated(at, now))),
        ([], None) => text.push_str("  tokens: none; rows come from files\n"),
        (made, _) => {
            for (which, at) in ["token", "token before it"].iter().zip(made) {
                let made = at.map_or("of unknown age".to_owned(), |at| format!("made {}", dated(at, now)));
                let _ = writeln!(text, "  {which}: {made}");
            }
        }
    }
    let used = listed.last_used_at.map_or("never".to_owned(), |at| dated(at, now));
    let _ = writeln!(text, "  last use of a token: {used}");
    let _ = writeln!(text, "  publishes by itself: {}", if listed.auto_publish { "yes" } else { "no" });
    for (entity, count) in rows.iter().filter(|(_, count)| *count > 0) {
        let _ = writeln!(text, "  rows known: {count} about {}", entity.param());
    }
    if mappings.is_empty() {
        text.push_str("  mapping: none; headers that are understood by themselves count\n");
    }
    for (entity, mapping) in mappings {
        let _ = writeln!(text, "  mapping of {}:", entity.param());
        for (field, origin) in &mapping.0 {
            let from = match origin {
                Origin::Column(header) => format!("the column “{header}”"),
                Origin::Value(fixed) => format!("the text “{fixed}”"),
            };
            let _ = writeln!(text, "    {field:<20} {from}");
        }
    }
    text
}

/// A moment, and how long ago that is.
fn dated(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let days = (now - at).num_days();
    let ago = match days {
        ..1 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    };
    format!("{} ({ago})", at.format("%Y-%m-%d %H:%M UTC"))
}

fn line(source: &Listed) {
    let mapped = if source.mapped.is_empty() { "none".to_owned() } else { source.mapped.join(", ") };
    let used =
        source.last_used_at.map_or("never".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string());
    let publishes = if source.auto_publish { "  publishes by itself" } else { "" };
    let revoked =
        source.revoked_at.map_or(String::new(), |at| format!("  revoked {}", at.format("%Y-%m-%d")));
    say!(
        "{:<24} tokens: {}  mapped: {mapped}  last use: {used}{publishes}{revoked}",
        source.name,
        source.tokens
    );
}
