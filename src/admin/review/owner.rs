//! Whose a profile is, and taking it from them.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::admin::requests::follow;
use crate::audit::Decider;
use crate::claims::deciding::DecidingError;
use crate::claims::owning::{self, Holder};
use crate::error::{Error, Result};
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// Characters of a reason.
const LONGEST: usize = 1_000;

/// `/admin/executives/{slug}/owner`
#[derive(Debug, Template)]
#[template(path = "admin/review/owner.html")]
struct OwnerPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    slug: String,
    holder: Holder,
    reason: Field,
}

pub(super) async fn show(urls::AdminOwner { slug }: urls::AdminOwner, desk: Desk) -> Result<Response> {
    page(desk, slug, Field::blank("reason")).await
}

async fn page(desk: Desk, slug: String, reason: Field) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let holder = owning::holder(&mut connection, &slug).await?.ok_or(Error::NotFound)?;
    let status = if reason.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let meta = meta(format!("The owner of {}", holder.profile));
    let page = OwnerPage { meta, frame: desk.frame(), layout: desk.layout, slug, holder, reason };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn end(
    urls::AdminOwner { slug }: urls::AdminOwner,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let mut reason = Field::typed("reason", sent.get("reason"));
    let why = reason.required_text(LONGEST, "Say why: who owns the profile reads it.");
    if reason.error.is_some() {
        return page(desk, slug, reason).await;
    }
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let mut connection = desk.site.pool.acquire().await?;
    let ended = owning::end_ownership(&mut connection, &slug, &why, decider, desk.now()).await;
    drop(connection);
    ended.map_err(|error| match error {
        DecidingError::Unowned(_) => Error::NotFound,
        DecidingError::Database(error) => error.into(),
        error => Error::internal(error),
    })?;
    follow(&desk).await;
    Ok(back(&urls::AdminExecutive::to(slug), "ownership-ended").into_response())
}
