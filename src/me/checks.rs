//! What was checked about a profile, and asking for it.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use chrono::NaiveDate;

use super::queries;
use super::saving::{follow, mine};
use crate::accounts::SignedIn;
use crate::error::{Error, Result};
use crate::executives::{CheckType, VerificationStatus};
use crate::state::AppState;
use crate::verifications::{self, Standing};
use crate::web::form::{Field, unprocessable};
use crate::web::page::{Layout, Meta, Page};
use crate::{mail, urls};

/// Characters of what the owner says about it.
const LONGEST: usize = 2_000;

/// `/me/{slug}/checks`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(show).typed_post(ask)
}

/// A check, and how it stands.
#[derive(Debug)]
struct Check {
    kind: CheckType,
    /// What the owner may send to have it done.
    hint: &'static str,
    standing: Option<Standing>,
    /// What was typed to ask for it.
    note: Field,
    today: NaiveDate,
}

impl Check {
    fn holds(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| {
            standing.status == VerificationStatus::Verified
                && standing.until.is_none_or(|until| until >= self.today)
        })
    }

    fn is_asked(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| standing.status == VerificationStatus::Pending)
    }
}

/// `/me/{slug}/checks`
#[derive(Debug, Template)]
#[template(path = "me/checks.html")]
struct ChecksPage {
    layout: Layout,
    meta: Meta,
    slug: String,
    checks: Vec<Check>,
}

const fn hint(kind: CheckType) -> &'static str {
    match kind {
        CheckType::Identity => {
            "How we can tell that you are who the profile names: a call with video, a number at your company."
        }
        CheckType::Credentials => "Which degrees or certificates, and who confirms them.",
        CheckType::TrackRecord => "Which clients we may ask about which result.",
    }
}

async fn page(
    site: &AppState,
    me: &SignedIn,
    slug: String,
    layout: Layout,
    typed: Option<(CheckType, Field)>,
) -> Result<Page<ChecksPage>> {
    let row = mine(site, me, &slug).await?;
    let mut connection = site.pool.acquire().await?;
    let standing = verifications::standing(&mut connection, row.id).await?;
    let checks = CheckType::ALL.iter().map(|kind| Check {
        kind: *kind,
        hint: hint(*kind),
        standing: standing.iter().find(|standing| standing.kind == *kind).cloned(),
        note: match &typed {
            Some((typed, field)) if typed == kind => field.clone(),
            _ => Field::blank(format!("note-{}", kind.param())),
        },
        today: site.clock.today(),
    });
    let meta = Meta::for_one("What was checked", "What was checked about your profile, and asking for more.");
    Ok(Page::private(ChecksPage { layout, meta, slug, checks: checks.collect() }))
}

async fn show(
    urls::MyChecks { slug }: urls::MyChecks,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<ChecksPage>> {
    page(&site, &me, slug, layout, None).await
}

async fn ask(
    urls::MyChecks { slug }: urls::MyChecks,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let row = mine(&site, &me, &slug).await?;
    let sent =
        |name: &str| sent.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let kind = CheckType::from_param(sent("check")).ok_or(Error::NotFound)?;
    let name = format!("note-{}", kind.param());
    let mut field = Field::typed(name.clone(), sent(&name));
    let note = field.required_text(LONGEST, "Say what we can look at, or whom we can ask.");
    if field.error.is_some() {
        return Ok(unprocessable(page(&site, &me, slug, layout, Some((kind, field))).await?));
    }
    let now = site.clock.now();
    let mut transaction = site.pool.begin().await?;
    if !queries::lock_owned(&mut *transaction, me.user.id, row.id).await? {
        return Err(Error::NotFound);
    }
    let is_new = verifications::ask(&mut transaction, row.id, kind, &note, &me.actor, now).await?;
    if let Some(operator) = site.operator.email().filter(|_| is_new) {
        let letter = verifications::to_operator(&site.origin, operator.as_str(), &slug, kind, &note);
        mail::post(&mut *transaction, &letter.map_err(Error::internal)?, now).await?;
    }
    transaction.commit().await?;
    follow(&site).await;
    Ok(Redirect::to(&urls::MyChecks::to(slug).to_string()).into_response())
}
