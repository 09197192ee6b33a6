//! `quarterdeck user add|list|disable|enable|reset-second-factor`.

use std::fmt::Write;

use clap::{ArgGroup, Args, Subcommand};
use quarterdeck::accounts::Role;
use quarterdeck::accounts::users::{self, Account, Added};
use quarterdeck::audit::Actor;
use quarterdeck::clock::Clock;
use quarterdeck::config::{PublicOrigin, Settings};
use quarterdeck::urls;
use quarterdeck::values::EmailAddress;
use sqlx::PgPool;

use super::{Result, with_tables};

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck user add ann@quarterdeck.example --operator
  quarterdeck user list
  quarterdeck user disable ann@quarterdeck.example

Nobody has a password: an account signs in by a link that is mailed to its address. Operators and admins show a code of \
an authenticator app besides, which they connect when they first sign in. Executives need no adding: an address that \
signs in has an account.")]
pub struct UserArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Let an address run the site, also one that has an account; where its role changes, its sessions end
    #[command(group = ArgGroup::new("role").required(true).args(["owner", "operator", "admin"]))]
    Add {
        /// Their address
        email: String,

        /// They keep their own profile, and no more
        #[arg(long)]
        owner: bool,

        /// They run the site: the console
        // A flag; but the setting of that name, which stands for every command, is a text, and clap takes one for the other.
        #[arg(long, num_args = 0, default_missing_value = "")]
        operator: Option<String>,

        /// They run the site, and see who else does
        #[arg(long)]
        admin: bool,
    },
    /// List all accounts
    List,
    /// Close an account: its sessions end at once, and it gets no link any more
    Disable {
        /// Their address
        email: String,
    },
    /// Open a closed account again
    Enable {
        /// Their address
        email: String,
    },
    /// Take away a second factor that was lost; they set up another one when they next sign in
    ResetSecondFactor {
        /// Their address
        email: String,
    },
}

impl UserArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.what.carry_out(pool, &settings.public_origin).await).await
    }
}

impl What {
    async fn carry_out(self, pool: &PgPool, origin: &PublicOrigin) -> Result {
        let now = Clock::system().now();
        let actor = Actor::COMMAND_LINE;
        let mut connection = pool.acquire().await?;
        match self {
            Self::Add { email, owner, operator, admin } => {
                let email = address(&email)?;
                // With words in it, it is the setting: who runs the site, and no flag of this command.
                let is_flag = operator.is_some_and(|said| said.is_empty());
                let role = match (owner, is_flag, admin) {
                    (true, ..) => Role::Owner,
                    (_, true, _) => Role::Operator,
                    (.., true) => Role::Admin,
                    _ => return Err("Say what they are: --owner, --operator or --admin.".into()),
                };
                let word = role.param();
                match users::add(&mut connection, &email, role, &actor, now).await? {
                    Added::New => say!("{email} has an account, as {word}."),
                    Added::Changed { from } => {
                        say!("{email} is {word} now, and was {} before.", from.param());
                    }
                    Added::Same => say!("{email} is {word} already."),
                }
                say!("They sign in at {}", origin.absolute(urls::SignIn));
            }
            Self::List => super::runs::print(&table(&users::list(&mut connection).await?))?,
            Self::Disable { email } => {
                let email = address(&email)?;
                users::disable(&mut connection, &email, &actor, now).await?;
                say!("{email} is closed: no session of theirs goes on, and they get no link.");
            }
            Self::Enable { email } => {
                let email = address(&email)?;
                users::enable(&mut connection, &email, &actor, now).await?;
                say!("{email} is open: they can sign in.");
            }
            Self::ResetSecondFactor { email } => {
                let email = address(&email)?;
                users::reset_second_factor(&mut connection, &email, &actor, now).await?;
                say!("{email} has no second factor any more, and no session: they set up another one.");
            }
        }
        Ok(())
    }
}

fn address(text: &str) -> Result<EmailAddress> {
    EmailAddress::parse(text).map_err(|error| format!("“{text}” is no address. {error}").into())
}

fn table(accounts: &[Account]) -> String {
    if accounts.is_empty() {
        return "Nobody has an account: see `quarterdeck user add --help`.\n".to_owned();
    }
    let mut text =
        format!("{:<10} {:<14} {:<17} {:<8} address\n", "role", "second factor", "last signed in", "state");
    for account in accounts {
        let factor = match account.second_factor_since {
            Some(_) => "yes",
            None if account.role.needs_second_factor() => "not yet",
            None => "-",
        };
        let signed_in = account
            .last_signed_in_at
            .map_or("never".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string());
        let state = if account.disabled_at.is_some() { "closed" } else { "open" };
        let (role, email) = (account.role.param(), &account.email);
        let _ = writeln!(text, "{role:<10} {factor:<14} {signed_in:<17} {state:<8} {email}");
    }
    text
}
