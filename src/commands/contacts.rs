//! `quarterdeck contacts show`.

use std::fmt::Write;

use clap::{Args, Subcommand};
use quarterdeck::config::Settings;
use quarterdeck::contact::looking::{self, Message, Request};
use quarterdeck::secrets::{Purpose, Secrets};
use quarterdeck::urls;
use sqlx::PgPool;

use super::{Result, with_tables};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  quarterdeck contacts              # messages to profiles that nobody owns: they wait for you
  quarterdeck contacts --all
  quarterdeck contacts show 5e1f09ab

Messages go to the owner of a profile, else to the address that QUARTERDECK_OPERATOR names, and wait here in any case. \
`show` says where to answer in the executive's stead; the sender doesn't learn your address.")]
pub struct ContactsArgs {
    #[command(subcommand)]
    what: Option<What>,

    /// Those to owners and those that ended, too
    #[arg(long)]
    all: bool,
}

#[derive(Subcommand)]
enum What {
    /// A message, all that was written after it, and where to answer
    Show {
        /// The number, as the list prints it
        number: String,
    },
}

impl ContactsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        let secrets = Secrets::new(settings.secret.clone())?;
        with_tables(settings, async |pool| self.carry_out(pool, &secrets, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, secrets: &Secrets, settings: &Settings) -> Result {
        let mut connection = pool.acquire().await?;
        match self.what {
            None => super::runs::print(&table(&looking::list(&mut connection, self.all).await?))?,
            Some(What::Show { number }) => {
                let (request, messages) = looking::find(&mut connection, &number).await?;
                let key = secrets.keys(pool).await?.key(Purpose::Contacts);
                let answer = looking::answer_href(&key, &settings.public_origin, &request);
                super::runs::print(&lines(&request, &messages, &answer))?;
            }
        }
        Ok(())
    }
}

fn table(requests: &[Request]) -> String {
    if requests.is_empty() {
        return "No message waits.\n".to_owned();
    }
    let mut text = format!("{:<9} {:<11} {:<22} {:<24} to\n", "number", "written", "stands", "from");
    for request in requests {
        let from = request.name.as_deref().unwrap_or("(erased)");
        let _ = writeln!(
            text,
            "{:<9} {:<11} {:<22} {from:<24} {}",
            looking::number(request),
            request.created_at.format("%Y-%m-%d"),
            request.status.label().to_lowercase(),
            urls::Executive::to(&request.slug)
        );
    }
    text
}

fn lines(request: &Request, messages: &[Message], answer: &str) -> String {
    let minute = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    let mut text = format!("{}  to {}\n", looking::number(request), urls::Executive::to(&request.slug));
    let mut line = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = writeln!(text, "  {name:<12}{}", value.replace('\n', "\n              "));
        }
    };
    line("stands", Some(request.status.label()));
    line("from", request.name.as_deref());
    line("address", request.email.as_deref());
    line("company", request.company.as_deref());
    line("budget", request.budget.as_deref());
    line("hours", request.hours.as_deref());
    line("written", Some(&minute(request.created_at)));
    line("message", request.message.as_deref());
    for message in messages {
        line(
            &message.side.label().to_lowercase(),
            Some(&format!("{}  {}", minute(message.at), message.message)),
        );
    }
    if request.status.is_open() && request.went_to.as_deref() != Some("OWNER") {
        line("answer at", Some(answer));
    }
    text
}
