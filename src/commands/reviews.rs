//! `quarterdeck reviews show|publish|reject|take-off|put-back`.

use std::fmt::Write;

use clap::{Args, Subcommand};
use quarterdeck::audit::{Actor, Decider};
use quarterdeck::clock::Clock;
use quarterdeck::config::Settings;
use quarterdeck::reviews::moderating::{self, Invite, Published};
use quarterdeck::secrets::Secrets;
use quarterdeck::urls;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Result, with_tables};

#[derive(Args)]
#[command(after_help = "Examples:
  quarterdeck reviews                     # what clients wrote and owners answered, and that waits, the oldest first
  quarterdeck reviews --all               # also what was decided
  quarterdeck reviews show 0197b2a0-0000-7000-8000-000000000000
  quarterdeck reviews publish 0197b2a0-0000-7000-8000-000000000000 --client
  quarterdeck reviews reject 0197b2a0-0000-7000-8000-000000000000 --reason 'It names the salaries of others.'
  quarterdeck reviews take-off 0197b2a0-0000-7000-8000-000000000000 --reason 'It is about somebody else.'

An owner invites a client, and the client writes by the link that is mailed there: that confirms the address, and no more. With \
--client you say that you found out that they worked together, and the review says so. `reject` also takes a public review or \
answer off. Who wrote it is told, with the reason. `take-off` is for reviews that a list brought, as the profile's page on the \
console lists them: its owner is told, and `put-back` shows it again. The same is done on the console.")]
pub struct ReviewsArgs {
    /// Also those that are decided
    #[arg(long)]
    all: bool,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Show one
    Show {
        /// Its id
        id: Uuid,
    },
    /// Put a review on its profile, or an answer below its review
    Publish {
        /// Its id
        id: Uuid,
        /// Say on it that its writer was a client, because you found out
        #[arg(long)]
        client: bool,
    },
    /// Take a review off that a list brought; no import brings it back
    TakeOff {
        /// Its id
        id: Uuid,
        /// Why; the profile's owner reads this
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Show a review again that was taken off
    PutBack {
        /// Its id
        id: Uuid,
    },
    /// Turn a review or an answer down, or take it off
    Reject {
        /// Its id
        id: Uuid,
        /// Why; who wrote it reads this
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl ReviewsArgs {
    pub async fn run(self, settings: &Settings) -> Result {
        with_tables(settings, async |pool| self.carry_out(pool, settings).await).await
    }

    async fn carry_out(self, pool: &PgPool, settings: &Settings) -> Result {
        let now = Clock::system().now();
        let secrets = Secrets::new(settings.secret.clone())?;
        let keys = secrets.keys(pool).await?;
        let mut connection = pool.acquire().await?;
        let decider = Decider { actor: &Actor::COMMAND_LINE, origin: &settings.public_origin };
        match self.what {
            None => {
                let reviews = moderating::list(&mut connection, self.all).await?;
                let replies = moderating::replies(&mut connection, self.all).await?;
                super::runs::print(&table(&reviews, &replies))?;
            }
            Some(What::Show { id }) => super::runs::print(&shown(&mut connection, id).await?)?,
            Some(What::Publish { id, client }) => {
                if is_review(&mut connection, id).await? {
                    moderating::publish(&mut connection, keys, id, client, decider, now).await?;
                    say!("Published: the profile shows it, and its writer and its owner are told.");
                } else {
                    moderating::publish_reply(&mut connection, id, decider, now).await?;
                    say!("Published: the answer stands below the review, and its owner is told.");
                }
            }
            Some(What::TakeOff { id, reason }) => {
                moderating::take_off(&mut connection, id, &reason, decider, now).await?;
                say!("Taken off: the profile does not show it any more, and no import brings it back.");
            }
            Some(What::PutBack { id }) => {
                moderating::put_back(&mut connection, id, decider, now).await?;
                say!("The profile shows it again.");
            }
            Some(What::Reject { id, reason }) => {
                if is_review(&mut connection, id).await? {
                    moderating::reject(&mut connection, keys, id, &reason, decider, now).await?;
                } else {
                    moderating::reject_reply(&mut connection, id, &reason, decider, now).await?;
                }
                say!("Not shown, and who wrote it is told why.");
            }
        }
        Ok(())
    }
}

/// Whether an id is that of a review by invitation; else it is that of a review whose answer is meant.
async fn is_review(connection: &mut PgConnection, id: Uuid) -> Result<bool> {
    Ok(moderating::find(connection, id).await?.is_some())
}

fn table(reviews: &[Invite], replies: &[Published]) -> String {
    if reviews.is_empty() && replies.is_empty() {
        return "No review waits.\n".to_owned();
    }
    let mut text = String::new();
    for review in reviews {
        let _ = writeln!(
            text,
            "{}  review  {:<22} {}",
            review.id,
            review.status.label(),
            urls::Executive::to(&review.slug)
        );
    }
    for reply in replies {
        let state = if reply.reply_waits { "Waits to be looked at" } else { "Published" };
        let _ = writeln!(text, "{}  answer  {state:<22} {}", reply.id, urls::Executive::to(&reply.slug));
    }
    text
}

async fn shown(connection: &mut PgConnection, id: Uuid) -> Result<String> {
    if let Some(review) = moderating::find(&mut *connection, id).await? {
        let said = |text: Option<String>| text.unwrap_or_default();
        return Ok(format!(
            "{} of 5, {}\nProfile   {}\nBy        {}, {}, invited at {}\nTogether  {}\n\n{}\n",
            review.rating.unwrap_or_default(),
            review.status.label(),
            urls::Executive::to(review.slug),
            said(review.author_name),
            said(review.author_company),
            said(review.client_email),
            said(review.engagement),
            said(review.content)
        ));
    }
    let review = moderating::find_public(connection, id).await?;
    let review =
        review.ok_or_else(|| format!("there is no review {id}: `quarterdeck reviews --all` lists them"))?;
    Ok(format!(
        "{} of 5\nProfile   {}\nBy        {}\n\n{}\n\nThe answer:\n{}\n",
        review.rating,
        urls::Executive::to(review.slug),
        review.author,
        review.content,
        review.reply.unwrap_or_default()
    ))
}
