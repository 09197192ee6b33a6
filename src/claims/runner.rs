//! Looks at the proofs of claims, and puts them before those who run the site.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use hyper::Method as Verb;
use sqlx::PgConnection;
use url::Url;

use super::deciding::{DecisionError, State, tell};
use super::proof::{Method, is_at, is_own_page};
use super::queries::{self, Claim};
use crate::outbound::{Client, Question};
use crate::state::AppState;

/// How often it is looked whether a proof waits.
const LOOK: Duration = Duration::from_mins(1);
/// When a page without the code is asked again, and until when.
const AGAIN: TimeDelta = TimeDelta::minutes(15);
const UNTIL: TimeDelta = TimeDelta::days(1);
/// Redirects that are followed, on one's own pages.
const HOPS: usize = 3;

/// Runs for as long as the program does; without a client, nobody else's server is asked.
pub async fn run(site: AppState, client: Option<Client>) {
    loop {
        match run_due(&site, client.as_ref()).await {
            Ok(0) => {}
            Ok(claims) => tracing::info!(claims, "proofs of claims looked at"),
            Err(error) => tracing::warn!(%error, "proofs of claims can't be looked at; again in a minute"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Looks at the proofs that wait. Gives how many.
pub async fn run_due(site: &AppState, client: Option<&Client>) -> Result<usize, DecisionError> {
    let mut looked = 0;
    loop {
        let now = site.clock.now();
        let mut transaction = site.pool.begin().await?;
        let Some(id) = queries::take_received(&mut *transaction, now - AGAIN).await? else {
            return Ok(looked);
        };
        let Some(claim) = queries::claims(&mut *transaction, Some(id), None, true).await?.pop() else {
            return Ok(looked);
        };
        let (is_proven, evidence) = look(&mut transaction, client, &claim, now).await?;
        let waits = claim.method == Method::Code.as_str() && client.is_some() && !is_proven;
        let status = if waits && now - claim.created_at < UNTIL { "RECEIVED" } else { "IN_REVIEW" };
        queries::checked(&mut *transaction, id, is_proven, evidence.as_deref(), status, now).await?;
        if status == "IN_REVIEW" {
            tell(&mut transaction, &claim, &claim.email, &site.origin, State::InReview, now).await?;
        }
        transaction.commit().await?;
        looked += 1;
    }
}

/// Whether a proof holds, and what was seen.
async fn look(
    connection: &mut PgConnection,
    client: Option<&Client>,
    claim: &Claim,
    now: DateTime<Utc>,
) -> Result<(bool, Option<String>), DecisionError> {
    let profile = queries::profile(connection, &claim.slug).await?;
    let website = profile.as_ref().and_then(|profile| profile.website.as_deref());
    let linkedin = profile.as_ref().and_then(|profile| profile.linkedin.as_deref());
    Ok(match (Method::parse(&claim.method), &claim.proof_url, client) {
        (Some(Method::Domain), ..) => {
            let holds = website.is_some_and(|website| is_at(&claim.email, website));
            let seen = if holds {
                "the address is at the website’s own domain"
            } else {
                "the address is not at the website’s domain"
            };
            (holds, Some(seen.to_owned()))
        }
        (Some(Method::Code), Some(page), Some(client)) if is_own_page(page, website, linkedin) => {
            let (holds, seen) = read(client, page, &claim.code, website, linkedin).await;
            (holds, Some(format!("{seen}, {}", now.format("%-d %b %Y, %H:%M UTC"))))
        }
        (Some(Method::Code), Some(_), Some(_)) => {
            (false, Some("that page is not one of the profile’s own".to_owned()))
        }
        (Some(Method::Code), ..) => {
            (false, Some("the page was not looked at: this site asks no other servers".to_owned()))
        }
        _ => (false, None),
    })
}

/// Whether the code stands on a page. Each hop is one of the profile's own pages, and checked by the client.
async fn read(
    client: &Client,
    page: &str,
    code: &str,
    website: Option<&str>,
    linkedin: Option<&str>,
) -> (bool, String) {
    let Ok(mut url) = Url::parse(page) else { return (false, "no address".to_owned()) };
    for _ in 0..=HOPS {
        let answer = match client.ask(&Question::new(Verb::GET, url.clone())).await {
            Ok(answer) => answer,
            Err(failure) => return (false, format!("{url} could not be read: {failure}")),
        };
        if answer.status.is_redirection() {
            let to = url.join(answer.header(hyper::header::LOCATION)).ok();
            match to.filter(|to| is_own_page(to.as_str(), website, linkedin)) {
                Some(to) => url = to,
                None => return (false, format!("{url} leads elsewhere")),
            }
        } else if !answer.status.is_success() {
            return (false, format!("{url} answered {}", answer.status.as_u16()));
        } else {
            let stands = answer.text().contains(code);
            return (
                stands,
                format!("the code {} on {url}", if stands { "stands" } else { "does not stand" }),
            );
        }
    }
    (false, format!("{page} leads on and on"))
}
