//! `quarterdeck claims show|approve|reject`.

use std::fmt::Write;

use clap::{Args, Subcommand};
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::claims::Method;
use quarterdeck::claims::deciding::{self, Approval, Claim};
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::urls;
use sqlx::PgPool;

use super::{Result, with_tables};

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck claims
  quarterdeck claims --all
  quarterdeck claims show K-7F3K-Q9XD
  quarterdeck claims approve K-7F3K-Q9XD            # its proof holds
  quarterdeck claims approve K-7F3K-Q9XD --checked 'called the number on the company’s own page, 3 May'
  quarterdeck claims approve K-7F3K-Q9XD --replace-owner
  quarterdeck claims reject K-7F3K-Q9XD --reason 'The page that you named is not yours.'

A claim is approved where its proof holds, or with what you checked yourself: never on an address that an import brought. \
Who claims is told of each step, and whoever loses a profile, too.")]
#[command(args_conflicts_with_subcommands = true)]
pub struct ClaimsArgs {
    #[command(subcommand)]
    what: Option<What>,

    /// Those that were decided, too
    #[arg(long)]
    all: bool,
}

#[derive(Subcommand)]
enum What {
    /// Show one claim with its proof
    Show {
        /// The number, as the list prints it
        number: String,
    },
    /// Make who claims a profile its owner
    Approve {
        /// The number, as the list prints it
        number: String,
        /// What you checked yourself, for the record
        #[arg(long, value_name = "TEXT")]
        checked: Option<String>,
        /// End the ownership of whoever has the profile now; they are told
        #[arg(long)]
        replace_owner: bool,
    },
    /// Turn a claim down
    Reject {
        /// The number, as the list prints it
        number: String,
        /// Why; its sender reads this
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl ClaimsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.carry_out(pool, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, settings: &Settings) -> Result {
        let now = Clock::system().now();
        let mut connection = pool.acquire().await?;
        let decider = Decider { actor: &Actor::COMMAND_LINE, origin: &settings.public_origin };
        match self.what {
            None => super::runs::print(&table(&deciding::list(&mut connection, self.all).await?))?,
            Some(What::Show { number }) => {
                super::runs::print(&lines(&deciding::find(&mut connection, &number).await?))?;
            }
            Some(What::Approve { number, checked, replace_owner }) => {
                let approval = Approval { checked, replaces_owner: replace_owner };
                let claim = deciding::approve(&mut connection, &number, &approval, decider, now).await?;
                let path = urls::Executive::to(&claim.slug);
                say!("{} is approved: {} owns {path} from now on, and is told.", claim.number, claim.email);
                if claim.is_dispute() {
                    say!("Who owned it before is told, too.");
                }
            }
            Some(What::Reject { number, reason }) => {
                let claim = deciding::reject(&mut connection, &number, &reason, decider, now).await?;
                say!("{} is rejected, and {} is told why.", claim.number, claim.email);
            }
        }
        Ok(())
    }
}

fn table(claims: &[Claim]) -> String {
    if claims.is_empty() {
        return "Nobody claims a profile.\n".to_owned();
    }
    let mut text = format!("{:<12} {:<11} {:<10} {:<7} about\n", "number", "claimed", "stands", "proven");
    for claim in claims {
        let dispute = if claim.is_dispute() { ", which has an owner" } else { "" };
        let _ = writeln!(
            text,
            "{:<12} {:<11} {:<10} {:<7} {}{dispute}",
            claim.number,
            claim.created_at.format("%Y-%m-%d"),
            claim.status.label().to_lowercase(),
            if claim.is_proven { "yes" } else { "no" },
            urls::Executive::to(&claim.slug)
        );
    }
    text
}

fn lines(claim: &Claim) -> String {
    let mut text = format!("{}  {}  {}\n", claim.number, urls::Executive::to(&claim.slug), claim.profile);
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<10}{}", value.replace('\n', "\n            "));
    };
    line("stands", claim.status.label());
    line("claimed", &claim.created_at.format("%Y-%m-%d %H:%M UTC").to_string());
    line("by", &format!("{} <{}>", claim.name, claim.email));
    line("proof", claim.method.label());
    line("proven", if claim.is_proven { "yes" } else { "no" });
    let code = (claim.method == Method::Code).then(|| claim.code.clone());
    let owner = match &claim.owner_email {
        Some(email) if claim.is_dispute() => format!("{email}: a dispute"),
        Some(email) => email.clone(),
        None => "nobody".to_owned(),
    };
    for (name, value) in [
        ("page", &claim.proof_url),
        ("code", &code),
        ("seen", &claim.evidence),
        ("note", &claim.note),
        ("website", &claim.website),
        ("linkedin", &claim.linkedin),
        ("owner", &Some(owner)),
        ("decision", &claim.review_notes),
    ] {
        if let Some(value) = value {
            line(name, value);
        }
    }
    text
}
