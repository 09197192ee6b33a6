//! Imports: a file that is uploaded, what its columns mean, what it would change, and what came of it.

mod mapping;
mod run;
mod starting;
mod summary;
mod uploading;
mod working;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::{Extension, Router};
use axum_extra::routing::RouterExt;
use chrono::{DateTime, Utc};

use crate::config::Limits;
use crate::ingestion::runs::{RunRow, RunState};
use crate::ingestion::{Action, Entity};
use crate::state::AppState;
use crate::urls;
use crate::web::listing::thousands;

pub(super) use starting::{Told, again, begin, start};
pub(super) use summary::{SummaryView, words};

pub(super) fn routes(limits: &Limits) -> Router<AppState> {
    Router::new()
        .typed_post(uploading::take)
        .layer(DefaultBodyLimit::disable())
        .layer(Extension(Arc::new(uploading::Most(limits.upload_bytes))))
        .typed_get(uploading::list)
        .typed_get(mapping::show)
        .typed_post(mapping::change)
        .typed_get(working::show)
        .typed_post(working::stop)
        .typed_get(run::show)
        .typed_post(run::act)
        .typed_get(run::failed)
        .typed_get(run::row)
}

/// A run in a list.
#[derive(Debug)]
pub(super) struct RunLine {
    pub number: i64,
    pub href: String,
    pub what: &'static str,
    pub from: String,
    pub started_at: DateTime<Utc>,
    pub state: RunState,
    /// New, changed, unchanged, waiting, failed.
    pub counts: [String; 5],
}

impl RunLine {
    pub fn of(run: &RunRow) -> Self {
        let actions = [Action::Insert, Action::Update, Action::Skip, Action::Wait, Action::Error];
        Self {
            number: run.number,
            href: urls::AdminRun::to(run.number.to_string()).to_string(),
            what: entity_of(run).param(),
            from: from(run),
            started_at: run.started_at,
            state: run.state(),
            counts: actions.map(|action| thousands(run.count(action))),
        }
    }
}

/// What a run's rows are about.
pub(super) fn entity_of(run: &RunRow) -> Entity {
    if run.entity_type == Entity::Job.as_str() { Entity::Job } else { Entity::Executive }
}

fn from(run: &RunRow) -> String {
    match &run.origin {
        Some(origin) => format!("{} ({origin})", run.source),
        None => run.source.clone(),
    }
}
