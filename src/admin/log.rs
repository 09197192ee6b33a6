//! The audit log: who changed what, with what was there before.

use askama::Template;
use axum::Router;
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::desk::{Desk, Frame, meta};
use super::imports::words;
use crate::audit::{self, Asked, Line};
use crate::error::Result;
use crate::ingestion::Entity;
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};

/// Lines on a page.
const LINES: i64 = 100;

pub(super) fn routes() -> Router<AppState> {
    Router::new().typed_get(list)
}

/// `/admin/log`
#[derive(Debug, Template)]
#[template(path = "admin/log.html")]
struct LogPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    actor: String,
    entity: String,
    id: String,
    entities: Vec<String>,
    lines: Vec<LogLine>,
    next: Option<String>,
}

/// A line, ready to be read.
#[derive(Debug)]
pub(super) struct LogLine {
    pub at: DateTime<Utc>,
    pub who: String,
    pub action: String,
    pub entity: String,
    /// Where all lines of the same row stand.
    pub href: Option<String>,
    /// Where both sides of a profile's edit stand, which the log itself does not keep.
    pub edit: Option<String>,
    /// What it is about: field, before, after.
    pub changes: Vec<(String, String, String)>,
}

impl LogLine {
    pub fn of(line: &Line) -> Self {
        let about =
            line.entity_id.map(|id| format!("{}?entity={}&id={id}", urls::AdminLog, line.entity_type));
        let of_profile = line.entity_type == Entity::Executive.as_str();
        let edit = line.after.as_ref().filter(|_| of_profile).and_then(|after| after["edit"].as_str());
        let mut changes = changes(line.before.as_ref(), line.after.as_ref());
        changes.retain(|(field, ..)| edit.is_none() || field != "edit");
        Self {
            edit: edit.map(|id| urls::AdminEdit::to(id).to_string()),
            at: line.at,
            who: line.email.clone().unwrap_or_else(|| line.role.clone()),
            action: line.action.clone(),
            entity: line.entity_type.clone(),
            href: about,
            changes,
        }
    }
}

/// Both sides, field by field.
fn changes(before: Option<&Value>, after: Option<&Value>) -> Vec<(String, String, String)> {
    let keys = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_object).map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    };
    let mut names = keys(before);
    names.extend(keys(after).into_iter().filter(|name| !keys(before).contains(name)));
    let side = |value: Option<&Value>, name: &str| {
        value.and_then(|value| value.get(name)).map(words).unwrap_or_default()
    };
    names.into_iter().map(|name| (name.clone(), side(before, &name), side(after, &name))).collect()
}

async fn list(_: urls::AdminLog, desk: Desk) -> Result<Page<LogPage>> {
    let asked = Asked {
        actor: desk.asked("actor"),
        entity_type: desk.asked("entity"),
        entity_id: desk.asked("id").and_then(|id| id.parse().ok()),
        before: desk.asked("before").and_then(|id| id.parse().ok()),
    };
    let mut connection = desk.site.pool.acquire().await?;
    let lines = audit::lines(&mut connection, &asked, LINES).await?;
    let entities = audit::sorts(&mut *connection).await?;
    drop(connection);
    let is_full = i64::try_from(lines.len()).is_ok_and(|count| count == LINES);
    let next = lines.last().filter(|_| is_full).map(|line| desk.href_with("before", &line.id.to_string()));
    let said = |name: &str| desk.asked(name).unwrap_or_default().to_owned();
    let (actor, entity, id) = (said("actor"), said("entity"), said("id"));
    let lines = lines.iter().map(LogLine::of).collect();
    let frame = desk.frame();
    let meta = meta("Audit log");
    Ok(Page::private(LogPage { layout: desk.layout, meta, frame, actor, entity, id, entities, lines, next }))
}
