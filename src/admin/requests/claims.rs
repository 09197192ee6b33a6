//! Who says that a profile is theirs.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{asks_for_all, follow};
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::audit::Decider;
use crate::claims::Method;
use crate::claims::deciding::{self, Approval, Claim, DecidingError};
use crate::error::{Error, Result};
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// Characters of what was checked, and of a reason.
const LONGEST: usize = 1_000;

/// `/admin/claims`
#[derive(Debug, Template)]
#[template(path = "admin/requests/claims.html")]
pub(super) struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    all: bool,
    claims: Vec<(String, Claim)>,
}

/// `/admin/claims/{number}`
#[derive(Debug, Template)]
#[template(path = "admin/requests/claim.html")]
struct ClaimPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    claim: Claim,
    checked: Field,
    reason: Field,
    replaces_owner: bool,
    refused: Option<String>,
}

/// What was typed, and what is wrong with it.
struct Typed {
    checked: Field,
    reason: Field,
    replaces_owner: bool,
    refused: Option<String>,
}

impl Typed {
    fn of(sent: &Sent) -> Self {
        Self {
            checked: Field::typed("checked", sent.get("checked")),
            reason: Field::typed("reason", sent.get("reason")),
            replaces_owner: !sent.get("replace").is_empty(),
            refused: None,
        }
    }

    fn is_wrong(&self) -> bool {
        self.refused.is_some() || self.checked.error.is_some() || self.reason.error.is_some()
    }
}

fn href(claim: &Claim) -> String {
    urls::AdminClaim::to(claim.number.to_lowercase()).to_string()
}

pub(super) async fn list(_: urls::AdminClaims, desk: Desk) -> Result<Page<ListPage>> {
    let all = asks_for_all(&desk);
    let mut connection = desk.site.pool.acquire().await?;
    let claims = deciding::list(&mut connection, all).await?;
    let claims = claims.into_iter().map(|claim| (href(&claim), claim)).collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage { layout: desk.layout, meta: meta("Claims"), frame, all, claims }))
}

pub(super) async fn show(urls::AdminClaim { number }: urls::AdminClaim, desk: Desk) -> Result<Response> {
    page(desk, &number, Typed::of(&Sent::default())).await
}

async fn page(desk: Desk, number: &str, typed: Typed) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let claim = deciding::find(&mut connection, number).await.map_err(failed)?;
    let status = if typed.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let Typed { checked, reason, replaces_owner, refused } = typed;
    let page = ClaimPage {
        meta: meta(format!("Claim {}", claim.number)),
        frame: desk.frame(),
        layout: desk.layout,
        href: href(&claim),
        claim,
        checked,
        reason,
        replaces_owner,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn decide(
    urls::AdminClaim { number }: urls::AdminClaim,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let mut typed = Typed::of(&sent);
    let mut connection = desk.site.pool.acquire().await?;
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let (result, done) = match sent.get("do") {
        "approve" => {
            let approval =
                Approval { checked: typed.checked.text(LONGEST), replaces_owner: typed.replaces_owner };
            if typed.is_wrong() {
                drop(connection);
                return page(desk, &number, typed).await;
            }
            let approved = deciding::approve(&mut connection, &number, &approval, decider, desk.now()).await;
            (approved, "claim-approved")
        }
        "reject" => {
            let reason = typed.reason.required_text(LONGEST, "Say why: who claims the profile reads it.");
            if typed.is_wrong() {
                drop(connection);
                return page(desk, &number, typed).await;
            }
            let rejected = deciding::reject(&mut connection, &number, &reason, decider, desk.now()).await;
            (rejected, "claim-rejected")
        }
        _ => return Err(Error::BadRequest("Press one of the buttons of the claim’s page.".into())),
    };
    drop(connection);
    match result {
        Ok(_) => {
            follow(&desk).await;
            return Ok(back(&urls::AdminClaims, done).into_response());
        }
        Err(DecidingError::Unproven(_)) => {
            typed.checked.refuse("Nothing proves it yet: say what you checked yourself.");
        }
        Err(DecidingError::Owned) => {
            typed.refused =
                Some("The profile has an owner: tick that they lose it, or reject the claim.".to_owned());
        }
        Err(error @ (DecidingError::Decided { .. } | DecidingError::Nobody)) => {
            typed.refused = Some(error.to_string());
        }
        Err(error) => return Err(failed(error)),
    }
    page(desk, &number, typed).await
}

fn failed(error: DecidingError) -> Error {
    match error {
        DecidingError::NoClaim(_) => Error::NotFound,
        DecidingError::Database(error) => error.into(),
        error => Error::internal(error),
    }
}
