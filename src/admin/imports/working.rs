//! Work under way: how far it is, and what came of it. The page asks for itself again while it is under way; nothing of it
//! needs a script.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::SummaryView;
use crate::admin::desk::{Desk, Frame, back, meta};
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::ingestion::{Action, Summary};
use crate::urls;
use crate::values::bytes_label;
use crate::web::form::new_key;
use crate::web::page::{Layout, Meta, Page};
use crate::work::{self, Kind, State, Work};

/// Seconds after which the page asks again.
const AGAIN: HeaderValue = HeaderValue::from_static("2");

/// `/admin/work/{id}`
#[derive(Debug, Template)]
#[template(path = "admin/imports/work.html")]
pub(super) struct WorkPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    work: Work,
    state: State,
    /// Whether the page asks for itself again.
    refreshes: bool,
    /// How far it is, in words.
    so_far: String,
    summary: Option<SummaryView>,
    /// Rows that a replay left alone.
    superseded: i64,
    /// The run that came of it.
    run: Option<String>,
    /// The file, while it is kept.
    upload: Option<String>,
    /// Whether the same can be done for good now.
    may_go_on: bool,
    request_key: String,
}

async fn find(desk: &Desk, id: &str) -> Result<Work> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    work::find(&desk.site.pool, id).await?.ok_or(Error::NotFound)
}

pub(super) async fn show(urls::AdminWork { id }: urls::AdminWork, desk: Desk) -> Result<Response> {
    let work = find(&desk, &id).await?;
    let state = work.state(desk.now());
    let is_under_way = work.is_under_way(desk.now());
    let refreshes = is_under_way && desk.asked("still").is_none();
    let summary = work.outcome.as_ref().and_then(Summary::of_kept);
    let run = summary.as_ref().and_then(|summary| summary.run_number).or(work.run_number);
    let failed = summary.as_ref().map_or(0, |summary| summary.count(Action::Error));
    let rows = summary.as_ref().map_or(0, Summary::rows);
    let page = WorkPage {
        meta: meta(format!("{} of {}", work.kind, work.about)),
        frame: desk.frame(),
        layout: desk.layout,
        state,
        refreshes,
        so_far: so_far(&work),
        superseded: work
            .outcome
            .as_ref()
            .and_then(|kept| kept.get("superseded")?.as_i64())
            .unwrap_or_default(),
        run: run.map(|run| urls::AdminRun::to(run.to_string()).to_string()),
        upload: work.upload_id.map(|upload| urls::AdminUpload::to(upload.to_string()).to_string()),
        may_go_on: work.kind == Kind::DryRun && state == State::Finished && rows > failed,
        summary: summary.as_ref().map(SummaryView::of),
        work,
        request_key: new_key(),
    };
    let page = Page::private(page);
    Ok(if refreshes { ([(header::REFRESH, AGAIN)], page).into_response() } else { page.into_response() })
}

/// `4.2 MB of 17 MB`, `312 of 1,000 rows`.
fn so_far(work: &Work) -> String {
    let of_bytes = work.upload_id.is_some();
    let label = |count: i64| {
        if of_bytes { bytes_label(count) } else { crate::web::listing::thousands(count.unsigned_abs()) }
    };
    let unit = if of_bytes { "" } else { " rows" };
    match work.total {
        Some(total) => format!("{} of {}{unit}", label(work.done.min(total)), label(total)),
        None => format!("{}{unit}", label(work.done)),
    }
}

pub(super) async fn stop(urls::AdminWork { id }: urls::AdminWork, desk: Desk) -> Result<Redirect> {
    let work = find(&desk, &id).await?;
    let href = urls::AdminWork::to(id);
    let mut transaction = desk.site.pool.begin().await?;
    if !work::ask_to_stop(&mut *transaction, work.id, desk.now()).await? {
        return Ok(Redirect::to(&href.to_string()));
    }
    let entry = Entry::new("stop", "work", work.id);
    audit::write(&mut *transaction, desk.actor(), &entry, desk.now()).await?;
    transaction.commit().await?;
    Ok(back(&href, "stopping"))
}
