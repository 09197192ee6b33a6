//! Who asked to be taken off the site.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{asks_for_all, follow};
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::audit::Decider;
use crate::error::{Error, Result};
use crate::ingestion::suppression::SuppressionError;
use crate::removals::Status;
use crate::removals::deciding::{self, DecidingError, Request};
use crate::secrets::Purpose;
use crate::urls;
use crate::web::form::Field;
use crate::web::page::{Layout, Meta, Page};

/// Characters of a reason.
const LONGEST: usize = 1_000;

/// `/admin/removals`
#[derive(Debug, Template)]
#[template(path = "admin/requests/removals.html")]
pub(super) struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    all: bool,
    requests: Vec<(String, Request)>,
}

/// `/admin/removals/{receipt}`
#[derive(Debug, Template)]
#[template(path = "admin/requests/removal.html")]
struct RemovalPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    request: Request,
    reason: Field,
    refused: Option<String>,
}

fn href(request: &Request) -> String {
    urls::AdminRemoval::to(request.receipt.to_lowercase()).to_string()
}

pub(super) async fn list(_: urls::AdminRemovals, desk: Desk) -> Result<Page<ListPage>> {
    let all = asks_for_all(&desk);
    let mut connection = desk.site.pool.acquire().await?;
    let requests = deciding::list(&mut connection, all).await?;
    let requests = requests.into_iter().map(|request| (href(&request), request)).collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage { layout: desk.layout, meta: meta("Removals"), frame, all, requests }))
}

pub(super) async fn show(urls::AdminRemoval { receipt }: urls::AdminRemoval, desk: Desk) -> Result<Response> {
    page(desk, &receipt, Field::blank("reason"), None).await
}

async fn page(desk: Desk, receipt: &str, reason: Field, refused: Option<String>) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let request = deciding::find(&mut connection, receipt).await.map_err(failed)?;
    let is_wrong = refused.is_some() || reason.error.is_some();
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = RemovalPage {
        meta: meta(format!("Removal {}", request.receipt)),
        frame: desk.frame(),
        layout: desk.layout,
        href: href(&request),
        request,
        reason,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn decide(
    urls::AdminRemoval { receipt }: urls::AdminRemoval,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let key = desk.site.secrets.keys(&desk.site.pool).await?.key(Purpose::Suppressions);
    let mut connection = desk.site.pool.acquire().await?;
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let mut reason = Field::typed("reason", sent.get("reason"));
    let (result, done) = match sent.get("do") {
        "uphold" => {
            (deciding::uphold(&mut connection, &key, &receipt, decider, desk.now()).await, "removal-upheld")
        }
        "reject" => {
            let why = reason.required_text(LONGEST, "Say why: who asked reads it.");
            if reason.error.is_some() {
                drop(connection);
                return page(desk, &receipt, reason, None).await;
            }
            let rejected = deciding::reject(&mut connection, &receipt, Some(&why), decider, desk.now()).await;
            (rejected, "removal-rejected")
        }
        _ => return Err(Error::BadRequest("Press one of the buttons of the request’s page.".into())),
    };
    drop(connection);
    match result {
        Ok(_) => {
            follow(&desk).await;
            Ok(back(&urls::AdminRemovals, done).into_response())
        }
        Err(error @ DecidingError::Decided { .. }) => {
            page(desk, &receipt, reason, Some(error.to_string())).await
        }
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: DecidingError) -> Error {
    match error {
        DecidingError::NoRequest(_) => Error::NotFound,
        DecidingError::Database(error) | DecidingError::Suppression(SuppressionError::Database(error)) => {
            error.into()
        }
        error => Error::internal(error),
    }
}
