//! `quarterdeck claims [list|show|approve|reject]`.

use std::fmt::Write;

use clap::{Args, Subcommand};
use quarterdeck::audit::Actor;
use quarterdeck::claims::deciding::{self, Approval, Claim};
use quarterdeck::clock::Clock;
use quarterdeck::config::{PublicOrigin, Settings};
use quarterdeck::urls;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Result, open_with_tables};

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck claims
  quarterdeck claims show 0197b2a0-0000-7000-8000-000000000000
  quarterdeck claims approve 0197b2a0-… --checked 'called the number on the company’s own page, 3 May'
  quarterdeck claims reject 0197b2a0-… --reason 'The page that you named is not yours.'

A claim is approved where its proof holds, or with what you checked yourself. Whoever loses a profile is told.")]
pub struct ClaimsArgs {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// List the claims that wait, or all there were
    List {
        /// Those that were decided, too
        #[arg(long)]
        all: bool,
    },
    /// Show one claim with its proof
    Show {
        /// As `list` prints it
        id: Uuid,
    },
    /// Make who claims a profile its owner
    Approve {
        /// As `list` prints it
        id: Uuid,
        /// What you checked yourself, for the record
        #[arg(long, value_name = "TEXT")]
        checked: Option<String>,
        /// End the ownership of whoever has the profile now; they are told
        #[arg(long)]
        replace_owner: bool,
    },
    /// Turn a claim down
    Reject {
        /// As `list` prints it
        id: Uuid,
        /// Why; its sender reads this
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl ClaimsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let (database, pool) = open_with_tables(settings).await?;
        let what = self.what.unwrap_or(What::List { all: false });
        let result = what.carry_out(&pool, &settings.public_origin).await;
        pool.close().await;
        database.close().await?;
        result
    }
}

impl What {
    async fn carry_out(self, pool: &PgPool, origin: &PublicOrigin) -> Result {
        let now = Clock::system().now();
        let actor = Actor::COMMAND_LINE;
        let mut connection = pool.acquire().await?;
        match self {
            Self::List { all } => super::runs::print(&table(&deciding::list(&mut connection, all).await?))?,
            Self::Show { id } => super::runs::print(&portrait(&deciding::find(&mut connection, id).await?))?,
            Self::Approve { id, checked, replace_owner } => {
                let approval = Approval { checked, replaces_owner: replace_owner };
                let claim = deciding::approve(&mut connection, id, &approval, origin, &actor, now).await?;
                say!(
                    "{} owns the profile {} now, and is told.",
                    claim.email,
                    urls::Executive::to(&claim.slug)
                );
            }
            Self::Reject { id, reason } => {
                let claim = deciding::reject(&mut connection, id, &reason, origin, &actor, now).await?;
                say!("The claim of {} is rejected, and they are told why.", claim.email);
            }
        }
        Ok(())
    }
}

fn table(claims: &[Claim]) -> String {
    if claims.is_empty() {
        return "No claim waits.\n".to_owned();
    }
    let mut text = format!("{:<36}  {:<10} {:<9} {:<6} profile\n", "claim", "since", "status", "proven");
    for claim in claims {
        let (id, status) = (claim.id, claim.status.to_lowercase());
        let since = claim.created_at.format("%Y-%m-%d").to_string();
        let proven = if claim.is_proven { "yes" } else { "no" };
        let dispute = if claim.owner.is_some_and(|owner| Some(owner) != claim.user_id) {
            "  (has an owner)"
        } else {
            ""
        };
        let _ = writeln!(
            text,
            "{id}  {since:<10} {status:<9} {proven:<6} {}{dispute}",
            urls::Executive::to(&claim.slug)
        );
    }
    text
}

fn portrait(claim: &Claim) -> String {
    let mut text = format!("{}  {}\n", urls::Executive::to(&claim.slug), claim.profile);
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {label:<9} {value}");
    };
    line("status", &claim.status.to_lowercase());
    line("sent", &claim.created_at.format("%Y-%m-%d %H:%M").to_string());
    line("by", &format!("{} <{}>", claim.name, claim.email));
    line("proof", &claim.method);
    for (label, value) in [
        ("page", &claim.proof_url),
        ("note", &claim.note),
        ("seen", &claim.evidence),
        ("website", &claim.website),
        ("decision", &claim.review_notes),
    ] {
        if let Some(value) = value {
            line(label, value);
        }
    }
    if claim.method == "code" {
        line("code", &claim.code);
    }
    line("owner", if claim.owner.is_some() { "somebody has it" } else { "nobody has it" });
    text
}
