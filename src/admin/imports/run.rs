//! One run: what it counted, its rows by what became of them, and what can be done with it.

use std::io::{self, Write};

use askama::Template;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::stream;
use serde_json::Value;
use tokio::sync::mpsc;

use super::summary::{ChangeLine, words};
use super::{RunLine, SummaryView, again, entity_of};
use crate::admin::desk::{Desk, Frame, Sent, meta};
use crate::admin::review::href;
use crate::error::{Error, Result};
use crate::ingestion::Action;
use crate::ingestion::runs::{self, FindError, RecordRow, RunRow, RunState};
use crate::urls;
use crate::web::CachePolicy;
use crate::web::form::new_key;
use crate::web::page::{Layout, Meta, Page};
use crate::work::{self, Kind};

/// Rows on a page.
const ROWS: i64 = 50;

/// `/admin/runs/{number}`
#[derive(Debug, Template)]
#[template(path = "admin/imports/run.html")]
pub(super) struct RunPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    run: RunLine,
    finished_at: Option<chrono::DateTime<chrono::Utc>>,
    error: Option<String>,
    undoes: Option<(i64, String)>,
    summary: SummaryView,
    /// What the rows may be narrowed to: label, address, how many, whether it is so.
    tabs: Vec<Tab>,
    rows: Vec<RowLine>,
    /// Where the next rows are.
    next: Option<String>,
    /// Whether it is too old for its rows to be kept as they came.
    are_erased: bool,
    failed: Option<String>,
    may_undo: bool,
    may_replay: bool,
    /// Work with it that is not finished.
    works: Vec<(String, String)>,
    request_key: String,
}

#[derive(Debug)]
struct Tab {
    label: String,
    href: String,
    count: u64,
    is_here: bool,
}

#[derive(Debug)]
struct RowLine {
    position: i32,
    href: String,
    action: &'static str,
    name: String,
    page: Option<String>,
    notes: Vec<String>,
    changes: Vec<ChangeLine>,
}

async fn find(desk: &Desk, number: &str) -> Result<RunRow> {
    let number: i64 = number.parse().map_err(|_| Error::NotFound)?;
    match runs::find(&desk.site.pool, &number.to_string()).await {
        Ok(run) => Ok(run),
        Err(FindError::Database(error)) => Err(error.into()),
        Err(_) => Err(Error::NotFound),
    }
}

pub(super) async fn show(urls::AdminRun { number }: urls::AdminRun, desk: Desk) -> Result<Page<RunPage>> {
    let pool = &desk.site.pool;
    let run = find(&desk, &number).await?;
    let summary = runs::summary(pool, &run).await?;
    let action = desk.asked("action").and_then(Action::from_param);
    let after = desk.asked("after").and_then(|after| after.parse().ok()).unwrap_or(0);
    let actions: Vec<&str> = Action::ALL
        .iter()
        .filter(|known| action.is_none_or(|action| action == **known))
        .map(|action| action.as_str())
        .collect();
    let mut rows = runs::records(pool, run.id, &actions, after, ROWS + 1).await?;
    let has_more = rows.len() > usize::try_from(ROWS).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(ROWS).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| has_more).map(|row| desk.href_with("after", &row.position.to_string()));
    let here = urls::AdminRun::to(number.as_str()).to_string();
    let tab = |label: &str, count: u64, action_of: Option<Action>| Tab {
        label: label.to_owned(),
        href: action_of.map_or_else(|| here.clone(), |action| format!("{here}?action={}", action.param())),
        count,
        is_here: action == action_of,
    };
    let all: u64 = Action::ALL.iter().map(|action| run.count(*action)).sum();
    let tabs = std::iter::once(tab("All", all, None)).chain(
        (Action::ALL.iter())
            .filter(|action| run.count(**action) > 0)
            .map(|action| tab(action.label(), run.count(*action), Some(*action))),
    );
    let is_over = !matches!(run.state(), RunState::UnderWay);
    let works =
        work::of_run(pool, run.number).await?.into_iter().filter(|work| work.is_under_way(desk.now()));
    let page = RunPage {
        meta: meta(format!("Run {}", run.number)),
        frame: desk.frame(),
        run: RunLine::of(&run),
        finished_at: run.finished_at.filter(|_| run.state() != RunState::BrokenOff),
        error: (run.state() == RunState::Failed)
            .then(|| run.error().unwrap_or("no reason was kept").to_owned()),
        undoes: run.undoes.map(|undone| (undone, urls::AdminRun::to(undone.to_string()).to_string())),
        summary: SummaryView::of(&summary),
        tabs: tabs.collect(),
        rows: rows.iter().map(|row| RowLine::of(row, &run)).collect(),
        next,
        are_erased: run.payloads_erased_at.is_some(),
        failed: (run.payloads_erased_at.is_none() && run.count(Action::Error) + run.count(Action::Wait) > 0)
            .then(|| urls::AdminRunFailed::to(number.as_str()).to_string()),
        may_undo: is_over && run.undone_at.is_none() && run.undoes.is_none(),
        may_replay: is_over && run.undoes.is_none() && run.payloads_erased_at.is_none(),
        works: works
            .map(|work| (work.about.clone(), urls::AdminWork::to(work.id.to_string()).to_string()))
            .collect(),
        request_key: new_key(),
        layout: desk.layout,
    };
    Ok(Page::private(page))
}

impl RowLine {
    fn of(row: &RecordRow, run: &RunRow) -> Self {
        let changes = row.changes.iter().flat_map(|changes| &changes.0);
        Self {
            position: row.position,
            href: urls::AdminRunRow::to(run.number.to_string(), row.position.to_string()).to_string(),
            action: label(&row.action),
            name: row.source_record_id.clone().or_else(|| row.slug.clone()).unwrap_or_default(),
            page: row.slug.as_deref().map(|slug| href(entity_of(run), slug)),
            notes: row.message.iter().chain(&row.warnings).cloned().collect(),
            changes: changes.map(ChangeLine::of).collect(),
        }
    }
}

fn label(action: &str) -> &'static str {
    Action::ALL.iter().find(|known| known.as_str() == action).map_or("", |action| action.label())
}

/// The buttons: take it back, read it again, or say what that would do.
pub(super) async fn act(
    urls::AdminRun { number }: urls::AdminRun,
    desk: Desk,
    sent: Sent,
) -> Result<Redirect> {
    let run = find(&desk, &number).await?;
    let (kind, dry_run) = match sent.get("do") {
        "undo" => (Kind::Undo, false),
        "try-undo" => (Kind::Undo, true),
        "replay" => (Kind::Replay, false),
        "try-replay" => (Kind::Replay, true),
        _ => return Err(Error::BadRequest("Press one of the buttons of the run’s page.".into())),
    };
    let id = again(&desk, run, kind, dry_run, sent.key()).await?;
    Ok(Redirect::to(&urls::AdminWork::to(id.to_string()).to_string()))
}

/// The rows that were not taken, and those that wait, as CSV.
pub(super) async fn failed(
    urls::AdminRunFailed { number }: urls::AdminRunFailed,
    desk: Desk,
) -> Result<Response> {
    let run = find(&desk, &number).await?;
    if run.payloads_erased_at.is_some() {
        return Err(Error::Gone {
            detail: runs::FailedError::Erased(run.number).to_string().into(),
            instead: Vec::new(),
        });
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    let name = format!("attachment; filename=\"run-{}-failed.csv\"", run.number);
    let pool = desk.site.pool.clone();
    tokio::spawn(async move {
        if let Err(error) = runs::write_failed(&pool, &run, true, Sending(sender.clone())).await {
            tracing::warn!(%error, "failed rows can't be sent");
            // What is cut off must not look whole.
            let _ = sender.send(Err(io::Error::other(error.to_string())));
        }
    });
    let body =
        stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Error::internal)?),
    ];
    Ok((CachePolicy::Private, headers, Body::from_stream(body)).into_response())
}

/// Hands on what is written.
struct Sending(mpsc::UnboundedSender<io::Result<Bytes>>);

impl Write for Sending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        self.0.send(Ok(Bytes::copy_from_slice(bytes))).map_err(gone)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// `/admin/runs/{number}/rows/{position}`
#[derive(Debug, Template)]
#[template(path = "admin/imports/row.html")]
pub(super) struct RowPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    run: String,
    number: i64,
    row: RowLine,
    undone: bool,
    /// Whether it is too old to be kept as it came.
    are_erased: bool,
    raw: Option<Vec<(String, String)>>,
    normalized: Option<Vec<(String, String)>>,
    prev: Option<String>,
    next: Option<String>,
}

pub(super) async fn row(
    urls::AdminRunRow { number, position }: urls::AdminRunRow,
    desk: Desk,
) -> Result<Page<RowPage>> {
    let run = find(&desk, &number).await?;
    let position: i32 = position.parse().map_err(|_| Error::NotFound)?;
    let whole = runs::record(&desk.site.pool, run.id, position).await?.ok_or(Error::NotFound)?;
    let beside = |position: i32| urls::AdminRunRow::to(number.as_str(), position.to_string()).to_string();
    let page = RowPage {
        meta: meta(format!("Row {position} of run {}", run.number)),
        frame: desk.frame(),
        run: urls::AdminRun::to(number.as_str()).to_string(),
        number: run.number,
        row: RowLine::of(&whole.record, &run),
        undone: whole.undone_at.is_some(),
        are_erased: run.payloads_erased_at.is_some(),
        raw: whole.raw.as_ref().map(fields),
        normalized: whole.normalized.as_ref().map(fields),
        prev: (position > 1).then(|| beside(position - 1)),
        next: whole.next.map(beside),
        layout: desk.layout,
    };
    Ok(Page::private(page))
}

/// An object's fields that say something.
fn fields(value: &Value) -> Vec<(String, String)> {
    let Value::Object(fields) = value else { return vec![(String::new(), words(value))] };
    let said = fields.iter().map(|(name, value)| (name.clone(), words(value)));
    said.filter(|(_, words)| !words.is_empty()).collect()
}
