//! What somebody says is wrong in a profile.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{asks_for_all, follow};
use crate::admin::desk::{Desk, Frame, Sent, back, meta};
use crate::audit::Decider;
use crate::corrections::Status;
use crate::corrections::deciding::{self, DecidingError, Item, Request};
use crate::corrections::field::Field;
use crate::error::{Error, Result};
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// `/admin/corrections`
#[derive(Debug, Template)]
#[template(path = "admin/requests/corrections.html")]
pub(super) struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    all: bool,
    requests: Vec<(String, Request)>,
}

/// `/admin/corrections/{number}`
#[derive(Debug, Template)]
#[template(path = "admin/requests/correction.html")]
struct CorrectionPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    request: Request,
    items: Vec<Line>,
    refused: Option<String>,
}

/// One field of a proposal.
#[derive(Debug)]
struct Line {
    label: &'static str,
    param: &'static str,
    shown: Option<String>,
    proposed: Option<String>,
    is_chosen: bool,
}

impl Line {
    fn of(item: Item, chosen: Option<&Sent>) -> Option<Self> {
        let field = Field::from_word(&item.field)?;
        let is_chosen = chosen.is_none_or(|sent| sent.all("only").any(|only| only == field.param()));
        let (label, param) = (field.label(), field.param());
        Some(Self { label, param, shown: item.shown, proposed: item.proposed, is_chosen })
    }
}

fn href(request: &Request) -> String {
    urls::AdminCorrection::to(request.number.to_lowercase()).to_string()
}

pub(super) async fn list(_: urls::AdminCorrections, desk: Desk) -> Result<Page<ListPage>> {
    let all = asks_for_all(&desk);
    let mut connection = desk.site.pool.acquire().await?;
    let requests = deciding::list(&mut connection, all).await?;
    let requests = requests.into_iter().map(|request| (href(&request), request)).collect();
    let frame = desk.frame();
    Ok(Page::private(ListPage { layout: desk.layout, meta: meta("Corrections"), frame, all, requests }))
}

pub(super) async fn show(
    urls::AdminCorrection { number }: urls::AdminCorrection,
    desk: Desk,
) -> Result<Response> {
    page(desk, &number, None).await
}

async fn page(desk: Desk, number: &str, refused: Option<(String, &Sent)>) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let (request, items) = deciding::find(&mut connection, number).await.map_err(failed)?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let chosen = refused.as_ref().map(|(_, sent)| *sent);
    let page = CorrectionPage {
        meta: meta(format!("Correction {}", request.number)),
        frame: desk.frame(),
        layout: desk.layout,
        href: href(&request),
        items: items.into_iter().filter_map(|item| Line::of(item, chosen)).collect(),
        request,
        refused: refused.map(|(why, _)| why),
    };
    Ok((status, Page::private(page)).into_response())
}

pub(super) async fn decide(
    urls::AdminCorrection { number }: urls::AdminCorrection,
    desk: Desk,
    sent: Sent,
) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let decider = Decider { actor: desk.actor(), origin: &desk.site.origin };
    let only: Vec<String> = sent.all("only").map(str::to_owned).collect();
    let done = match sent.get("do") {
        "accept" => {
            let (_, items) = deciding::find(&mut connection, &number).await.map_err(failed)?;
            if only.is_empty() && !items.is_empty() {
                drop(connection);
                let why = "Tick what is right, or reject the proposal.".to_owned();
                return page(desk, &number, Some((why, &sent))).await;
            }
            let catalog = desk.site.search.catalog(&desk.site.pool).await?;
            let accepted =
                deciding::accept(&mut connection, &number, &only, &catalog, decider, desk.now()).await;
            accepted.map(|_| "correction-accepted")
        }
        "reject" => deciding::reject(&mut connection, &number, decider, desk.now())
            .await
            .map(|_| "correction-rejected"),
        _ => return Err(Error::BadRequest("Press one of the buttons of the proposal’s page.".into())),
    };
    drop(connection);
    match done {
        Ok(done) => {
            follow(&desk).await;
            Ok(back(&urls::AdminCorrections, done).into_response())
        }
        Err(error @ (DecidingError::Database(_) | DecidingError::Mail(_) | DecidingError::NoRequest(_))) => {
            Err(failed(error))
        }
        Err(DecidingError::Unreadable { field, why }) => {
            page(
                desk,
                &number,
                Some((format!("{}: {why} Leave it out to accept the others.", field.label()), &sent)),
            )
            .await
        }
        Err(error) => page(desk, &number, Some((error.to_string(), &sent))).await,
    }
}

fn failed(error: DecidingError) -> Error {
    match error {
        DecidingError::NoRequest(_) => Error::NotFound,
        DecidingError::Database(error) => error.into(),
        error => Error::internal(error),
    }
}
