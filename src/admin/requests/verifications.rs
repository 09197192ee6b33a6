//! What owners ask to have checked, and what was: a badge can be taken back.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;

use super::{asks_for_all, follow};
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::audit::Decider;
use crate::error::{Error, Result};
use crate::executives::{CheckType, VerificationStatus};
use crate::urls;
use crate::verifications::{self, Asked, Finding, VerifyingError};
use crate::web::form::{Field, is_wrong};
use crate::web::page::{Layout, Meta, Page};

/// Characters of what was found, and of a reason.
const LONGEST: usize = 1_000;

/// `/admin/verifications`
#[derive(Debug, Template)]
#[template(path = "admin/requests/verifications.html")]
pub(super) struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    all: bool,
    checks: Vec<(String, Asked)>,
}

/// `/admin/verifications/{slug}/{check}`
#[derive(Debug, Template)]
#[template(path = "admin/requests/verification.html")]
struct VerificationPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    check: Asked,
    /// Who is about to say what was found.
    by: String,
    how: Field,
    until: Field,
    reason: Field,
    refused: Option<String>,
}

impl VerificationPage {
    fn is_asked(&self) -> bool {
        self.check.status == VerificationStatus::Pending
    }

    fn holds(&self) -> bool {
        self.check.status == VerificationStatus::Verified
    }
}

/// What was typed, and what is wrong with it.
struct Typed {
    how: Field,
    until: Field,
    reason: Field,
    refused: Option<String>,
}

impl Typed {
    fn of(sent: &Sent) -> Self {
        let field = |name: &'static str| Field::typed(name, sent.get(name));
        Self { how: field("how"), until: field("until"), reason: field("reason"), refused: None }
    }

    fn is_wrong(&self) -> bool {
        self.refused.is_some() || is_wrong([&self.how, &self.until, &self.reason])
    }

    fn finding(&mut self, kind: CheckType) -> Finding {
        let how = self.how.required_text(LONGEST, "Say how you checked it: the profile shows it.");
        let until = self.until.line(40).and_then(|text| {
            let day = text.parse::<NaiveDate>().ok();
            if day.is_none() {
                self.until.refuse("Type a day as in 2028-06-30, or nothing.");
            }
            day
        });
        Finding { kind, how, until }
    }
}

fn href(check: &Asked) -> String {
    urls::AdminVerification::to(check.slug.as_str(), check.kind.param()).to_string()
}

pub(super) async fn list(_: urls::AdminVerifications, desk: Desk) -> Result<Page<ListPage>> {
    let all = asks_for_all(&desk);
    let mut connection = desk.site.pool.acquire().await?;
    let checks = verifications::list(&mut connection, all).await?;
    let checks = checks.into_iter().map(|check| (href(&check), check)).collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage { layout: desk.layout, meta: meta("Verifications"), frame, all, checks }))
}

pub(super) async fn show(
    urls::AdminVerification { slug, check }: urls::AdminVerification,
    desk: Desk,
) -> Result<Response> {
    let kind = CheckType::from_param(&check).ok_or(Error::NotFound)?;
    page(desk, &slug, kind, Typed::of(&Sent::default())).await
}

async fn page(desk: Desk, slug: &str, kind: CheckType, typed: Typed) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let check = verifications::find(&mut connection, slug, kind).await?.ok_or(Error::NotFound)?;
    let status = if typed.is_wrong() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let Typed { how, until, reason, refused } = typed;
    let page = VerificationPage {
        meta: meta(format!("{} of {}", kind.label(), check.profile)),
        frame: desk.frame(),
        by: desk.me.user.email.clone(),
        layout: desk.layout,
        href: href(&check),
        check,
        how,
        until,
        reason,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn decide(
    urls::AdminVerification { slug, check }: urls::AdminVerification,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let kind = CheckType::from_param(&check).ok_or(Error::NotFound)?;
    let mut typed = Typed::of(&sent);
    let mut connection = desk.site.pool.acquire().await?;
    let check = verifications::find(&mut connection, &slug, kind).await?.ok_or(Error::NotFound)?;
    let word = sent.get("do");
    let is_open = match word {
        "verify" | "decline" => check.status == VerificationStatus::Pending,
        "take-back" => check.status == VerificationStatus::Verified,
        _ => return Err(Error::BadRequest("Press one of the buttons of the check’s page.".into())),
    };
    if !is_open {
        // Whoever comes second finds how it was decided, and decides nothing over it.
        typed.refused =
            Some("Nothing was changed: somebody decided this since you opened the page.".to_owned());
        drop(connection);
        return page(desk, &slug, kind, typed).await;
    }
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let (result, done) = if word == "verify" {
        let finding = typed.finding(kind);
        if typed.is_wrong() {
            drop(connection);
            return page(desk, &slug, kind, typed).await;
        }
        let verified = verifications::verify(&mut connection, &slug, &finding, decider, desk.now()).await;
        (verified, "check-verified")
    } else {
        let reason = typed.reason.required_text(LONGEST, "Say why: the owner reads it.");
        if typed.is_wrong() {
            drop(connection);
            return page(desk, &slug, kind, typed).await;
        }
        let declined =
            verifications::decline(&mut connection, &slug, kind, &reason, decider, desk.now()).await;
        (declined, if word == "decline" { "check-declined" } else { "check-taken-back" })
    };
    drop(connection);
    match result {
        Ok(()) => {
            follow(&desk).await;
            return Ok(back(&urls::AdminVerifications, done).into_response());
        }
        Err(error @ VerifyingError::Passed(_)) => {
            typed.until.refuse(format!("{error}: name a day to come, or none."));
        }
        Err(VerifyingError::Unclaimed) => {
            typed.refused = Some("Nobody owns this profile any more: unclaimed is not verified.".to_owned());
        }
        Err(VerifyingError::NoProfile(_) | VerifyingError::NotAsked) => return Err(Error::NotFound),
        Err(VerifyingError::Database(error)) => return Err(error.into()),
        Err(error) => return Err(Error::internal(error)),
    }
    page(desk, &slug, kind, typed).await
}
