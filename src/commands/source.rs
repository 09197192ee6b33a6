//! `quarterdeck source add|rotate|list|revoke`.

use clap::{Args, Subcommand};
use quarterdeck::clock::Clock;
use quarterdeck::config::{PublicOrigin, Settings};
use quarterdeck::ingestion::sources::{self, Listed, Token};
use quarterdeck::urls;
use sqlx::PgPool;

use super::{Result, open_with_tables};

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
    /// Show all sources
    List,
    /// End all tokens of a source; what it brought stays
    Revoke {
        /// The source
        name: String,
    },
}

impl SourceArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let result = self.change(&pool, &settings.public_origin).await;
        pool.close().await;
        database.close().await?;
        result
    }

    async fn change(self, pool: &PgPool, origin: &PublicOrigin) -> Result {
        let now = Clock::system().now();
        match self.what {
            What::Add { name, auto_publish } => {
                show(&sources::add(pool, &name, auto_publish, now).await?, origin);
            }
            What::Rotate { name } => {
                show(&sources::rotate(pool, &name, now).await?, origin);
                say!("The token before it stays valid until the next rotate.");
            }
            What::Revoke { name } => {
                sources::revoke(pool, &name, now).await?;
                say!("No token of “{name}” is valid any more.");
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
