//! Looks at the proofs of claims, and puts them before those who run the site.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use hyper::Method as Verb;
use serde_json::json;
use url::Url;

use super::Status;
use super::deciding::DecidingError;
use super::mails::{self, News};
use super::proof::{Method, is_at, is_linkedin, is_own_page, may_repeat};
use super::queries::{self, Claim};
use crate::audit::{self, Actor, Entry};
use crate::mail;
use crate::outbound::{Client, Question};
use crate::state::AppState;

/// Who looks, in the audit log.
const PROOFS: Actor = Actor::named("proofs");
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
pub async fn run_due(site: &AppState, client: Option<&Client>) -> Result<usize, DecidingError> {
    let mut looked = 0;
    loop {
        let now = site.clock.now();
        // Taken and let go: nobody waits for a lock while somebody else's server is asked.
        let Some(id) = queries::take_received(&site.pool, now, now - AGAIN).await? else {
            return Ok(looked);
        };
        let Some(claim) = queries::find_by_id(&site.pool, id).await? else { continue };
        let seen = look(client, &claim, now).await;
        put(site, &claim, &seen, now).await?;
        looked += 1;
    }
}

/// What was seen of a proof.
struct Seen {
    is_proven: bool,
    evidence: Option<String>,
    /// Whether it may yet hold later.
    waits: bool,
}

/// Notes what was seen; puts the claim before those who run the site, unless the page may still be changed.
async fn put(site: &AppState, claim: &Claim, seen: &Seen, now: DateTime<Utc>) -> Result<(), DecidingError> {
    let waits = seen.waits && now - claim.created_at < UNTIL;
    let status = if waits { Status::Received } else { Status::InReview };
    let evidence = seen.evidence.as_deref();
    let mut transaction = site.pool.begin().await?;
    let is_open = queries::checked(&mut *transaction, claim.id, seen.is_proven, evidence, status).await?;
    if is_open && (seen.is_proven || !waits) {
        let entry = Entry::new("look at proof", "claim", claim.id)
            .before(json!({"status": claim.status, "is_proven": claim.is_proven}))
            .after(json!({"status": status, "is_proven": seen.is_proven, "profile": claim.executive_id, "number": claim.number}));
        audit::write(&mut *transaction, &PROOFS, &entry, now).await?;
    }
    if is_open && !waits {
        let letter = mails::to_claimant(&site.origin, claim, News::InReview)?;
        mail::post(&mut *transaction, &letter, now).await?;
        if let Some(operator) = site.operator.email() {
            let to = operator.as_str();
            let letter = mails::to_operator(&site.origin, to, claim, seen.is_proven, evidence)?;
            mail::post(&mut *transaction, &letter, now).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

/// Whether a proof holds.
async fn look(client: Option<&Client>, claim: &Claim, now: DateTime<Utc>) -> Seen {
    let (website, linkedin) = (claim.website.as_deref(), claim.linkedin.as_deref());
    let said = |is_proven, text: &str| Seen { is_proven, evidence: Some(text.to_owned()), waits: false };
    match (claim.method, &claim.proof_url, client) {
        (Method::Domain, ..) if website.is_some_and(|website| is_at(&claim.email, website)) => {
            said(true, "the address is at the website’s own domain")
        }
        (Method::Domain, ..) => said(false, "the address is not at the website’s domain"),
        (Method::Code, Some(page), Some(client)) => {
            let is_own = |url: &str| is_own_page(url, website, linkedin) && !may_repeat(url, &claim.code);
            match read(client, page, &claim.code, is_own).await {
                Ok(url) => said(true, &format!("the code stands on {url}, {}", at(now))),
                Err(why) if is_linkedin(page) => said(
                    false,
                    &format!(
                        "{why}, {}: LinkedIn shows its pages to people, so look there yourself",
                        at(now)
                    ),
                ),
                Err(why) => Seen { waits: true, ..said(false, &format!("{why}, {}", at(now))) },
            }
        }
        (Method::Code, ..) => said(false, "the page was not looked at: this site asks no other servers"),
        (Method::Note, ..) => Seen { is_proven: false, evidence: None, waits: false },
    }
}

/// On which page the code stands, or why on none. Each hop is one of the profile's own pages, and checked by the client.
async fn read(client: &Client, page: &str, code: &str, is_own: impl Fn(&str) -> bool) -> Result<Url, String> {
    let mut url = Url::parse(page).map_err(|_| "the page has no address".to_owned())?;
    for _ in 0..=HOPS {
        if !is_own(url.as_str()) {
            return Err(format!("{url} is no page of the profile’s own, or may repeat what it is asked for"));
        }
        let answer = client.ask(&Question::new(Verb::GET, url.clone())).await;
        let answer = answer.map_err(|failure| format!("{url} could not be read: {failure}"))?;
        if answer.status.is_redirection() {
            let to = url.join(answer.header(hyper::header::LOCATION));
            url = to.map_err(|_| format!("{url} leads nowhere"))?;
        } else if !answer.status.is_success() {
            return Err(format!("{url} answered {}", answer.status.as_u16()));
        } else if answer.text().contains(code) {
            return Ok(url);
        } else {
            return Err(format!("the code does not stand on {url}"));
        }
    }
    Err(format!("{page} leads on and on"))
}

fn at(now: DateTime<Utc>) -> String {
    now.format("%-d %b %Y, %H:%M UTC").to_string()
}
