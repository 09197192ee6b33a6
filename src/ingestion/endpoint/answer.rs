//! What Clay keeps in its cell: small, flat JSON.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::config::PublicOrigin;
use crate::ingestion::delivery::{Delivery, Taken};
use crate::ingestion::fold::MatchedBy;
use crate::ingestion::likely::likely_column;
use crate::ingestion::refusal::{Problem, Refusal, map_column, usual_column};
use crate::ingestion::{Action, Entity};
use crate::urls;

/// The answer to one row.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum RowAnswer {
    /// It was taken.
    Taken(Box<TakenAnswer>),
    /// It could not be.
    Failed(ErrorAnswer),
}

/// A row that was taken, or would be.
#[derive(Debug, Serialize)]
pub struct TakenAnswer {
    status: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    action: &'static str,
    id: Option<Uuid>,
    slug: Option<String>,
    url: Option<String>,
    publish_status: Option<&'static str>,
    matched_by: &'static str,
    /// What a dry run would change, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<String>,
    warnings: Vec<String>,
}

/// What is wrong with a row or a request.
#[derive(Debug, Serialize)]
pub struct ErrorAnswer {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// The answers to a list of rows, in its order.
#[derive(Debug, Serialize)]
pub struct Results {
    /// One for each row.
    pub results: Vec<RowAnswer>,
}

impl RowAnswer {
    /// What became of a row, in words for its sender.
    pub fn of(taken: Taken, delivery: &Delivery, origin: &PublicOrigin) -> Self {
        let Taken { outcome, standing, mut warnings, refusal, cells } = taken;
        let Delivery { entity, dry_run, .. } = *delivery;
        let message = outcome.message;
        if outcome.action == Action::Error {
            let refusal = refusal.unwrap_or_else(|| Refusal::Row(message.unwrap_or_default()));
            return Self::Failed(ErrorAnswer::of_row(refusal));
        }
        if let Some(message) = message {
            warnings.extend(advice(delivery, &cells, &message));
            warnings.insert(0, message);
        }
        // A row that waits was written, too.
        let action = match outcome.action {
            Action::Wait if outcome.is_new => Action::Insert,
            Action::Wait => Action::Update,
            other => other,
        };
        // What a dry run would make anew has no id and no address yet.
        let is_there = !(dry_run && action == Action::Insert);
        let changes = outcome.changes.iter().filter(|_| dry_run).map(ToString::to_string).collect();
        let slug = standing.as_ref().map(|standing| standing.slug.clone());
        Self::Taken(Box::new(TakenAnswer {
            status: "ok",
            dry_run,
            action: action.as_str(),
            id: outcome.target.filter(|_| is_there),
            url: slug.clone().filter(|_| is_there).map(|slug| match entity {
                Entity::Executive => origin.absolute(urls::Executive::to(slug)),
                Entity::Job => origin.absolute(urls::Job::to(slug)),
            }),
            slug,
            publish_status: standing.map(|standing| standing.status.as_str()),
            matched_by: match (outcome.matched_by, entity) {
                (MatchedBy::SourceId, _) => "source_record_id",
                (MatchedBy::Address, Entity::Executive) => "linkedin_url",
                (MatchedBy::Address, Entity::Job) => "apply_url",
                (MatchedBy::Nothing, _) => "none",
            },
            changes,
            warnings,
        }))
    }
}

impl IntoResponse for RowAnswer {
    fn into_response(self) -> Response {
        match self {
            Self::Taken(taken) => Json(taken).into_response(),
            Self::Failed(failed) => (StatusCode::UNPROCESSABLE_ENTITY, Json(failed)).into_response(),
        }
    }
}

impl IntoResponse for Results {
    fn into_response(self) -> Response {
        (StatusCode::MULTI_STATUS, Json(self)).into_response()
    }
}

impl ErrorAnswer {
    /// Something is wrong with the whole request.
    pub fn new(message: impl Into<String>) -> Self {
        Self { status: "error", field: None, message: message.into(), hint: None }
    }

    fn of_row(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Field(Problem { field, message, hint }) => {
                Self { status: "error", field: Some(field), message, hint }
            }
            other => {
                let text = other.to_string();
                let (message, hint) =
                    text.split_once(": ").map_or((text.as_str(), None), |(what, hint)| (what, Some(hint)));
                Self {
                    status: "error",
                    field: None,
                    message: message.to_owned(),
                    hint: hint.map(str::to_owned),
                }
            }
        }
    }

    /// With a status.
    pub fn with(self, status: StatusCode) -> Response {
        (status, Json(self)).into_response()
    }

    /// Wrong or no token.
    pub fn unauthorised() -> Response {
        let message =
            "no valid token: send the one that `quarterdeck source add` showed, as Authorization: Bearer";
        let mut response = Self::new(message).with(StatusCode::UNAUTHORIZED);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        response
    }

    /// Too often; try again after so many seconds.
    pub fn too_often(seconds: u64) -> Response {
        Self::later(&format!("too many requests with this token: try again in {seconds} s"), seconds)
    }

    /// Too many wrong tokens from one address; try again after so many seconds.
    pub fn too_many_guesses(seconds: u64) -> Response {
        let message =
            format!("too many wrong tokens from your address: mend the header and try again in {seconds} s");
        Self::later(&message, seconds)
    }

    fn later(message: &str, seconds: u64) -> Response {
        let mut response = Self::new(message).with(StatusCode::TOO_MANY_REQUESTS);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        response
    }
}

/// Tells a sender how many requests are left.
pub fn write_limits(response: &mut Response, limit: u32, remaining: u32) {
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("ratelimit-limit"), HeaderValue::from(limit));
    headers.insert(HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(remaining));
}

/// Where a row waits for fields that it doesn't state at all: which column to map.
fn advice(delivery: &Delivery, cells: &Map<String, Value>, message: &str) -> Vec<String> {
    let (entity, mapping) = (delivery.entity, &delivery.source.mapping);
    let Some(missing) = message.strip_prefix("waits for ") else { return Vec::new() };
    let (missing, unknown) = missing.split_once(" (not known").map_or((missing, ""), |parts| parts);
    (missing.split(", "))
        // A term that no alias knows is the operator's to map.
        .filter(|field| unknown.is_empty() || !matches!(*field, "role" | "location"))
        .map(|field| {
            let column = likely_column(entity, mapping, cells, field);
            let column = column.unwrap_or_else(|| usual_column(entity, field));
            format!("{field}: {}", map_column(column, field))
        })
        .collect()
}
