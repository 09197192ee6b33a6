//! Rows over HTTP, as Clay's column sends them: one request a row, or a few rows in an array.
//!
//! A request shows its source's token, is counted, read, and taken by `delivery` as a file's rows are. Whatever stands
//! in a row, its sender learns what became of it in a few flat words.

mod answer;
mod body;
mod catalog;
mod guesses;
mod json;
pub mod open_api;
pub(super) mod queries;
mod rate;
mod token;
mod trial;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use axum_extra::routing::RouterExt;
use chrono::TimeDelta;

pub use trial::{Trial, try_out};

use self::answer::{ErrorAnswer, Results, RowAnswer};
use self::body::{Delivered, Refused};
use super::Entity;
use super::delivery::{self, Delivery};
use super::queue::Queue;
use super::sources::{self, Source};
use crate::error::Result;
use crate::secrets::Purpose;
use crate::state::{AppState, Rules};
use crate::urls;
use crate::web::ClientAddress;

/// The addresses that take rows.
pub fn routes(rules: Rules) -> Router<AppState> {
    Router::new().typed_post(executives).typed_post(jobs).layer(Extension(Arc::new(Endpoint::new(rules))))
}

/// What requests share.
struct Endpoint {
    catalog: catalog::Cache,
    guesses: guesses::Guesses,
    rate: rate::Limits,
    queue: Queue,
}

impl Endpoint {
    fn new(rules: Rules) -> Self {
        Self {
            catalog: catalog::Cache::default(),
            guesses: guesses::Guesses::new(rules.rate_limit_scale),
            rate: rate::Limits::new(rules.rate_limit_scale),
            queue: Queue::default(),
        }
    }
}

/// A request on its way to a row.
#[derive(FromRequest)]
#[from_request(state(AppState))]
struct Call {
    #[from_request(via(State))]
    site: AppState,
    #[from_request(via(Extension))]
    endpoint: Arc<Endpoint>,
    client: ClientAddress,
    headers: HeaderMap,
    query: RawQuery,
    body: Bytes,
}

async fn executives(_: urls::IngestExecutives, call: Call) -> Result<Response> {
    call.answer(Entity::Executive).await
}

async fn jobs(_: urls::IngestJobs, call: Call) -> Result<Response> {
    call.answer(Entity::Job).await
}

impl Call {
    async fn answer(self, entity: Entity) -> Result<Response> {
        let Some(token) = token::of(&self.headers) else { return Ok(ErrorAnswer::unauthorised()) };
        if let Err(refused) = self.endpoint.guesses.count(self.client, token) {
            return Ok(ErrorAnswer::too_many_guesses(refused.seconds));
        }
        let Some(source) = sources::holder_of(&self.site.pool, entity, token).await? else {
            self.endpoint.guesses.forget(token);
            return Ok(ErrorAnswer::unauthorised());
        };
        self.endpoint.guesses.know(token);
        let rate = match self.endpoint.rate.count(token) {
            Ok(rate) => rate,
            Err(refused) => {
                let mut response = ErrorAnswer::too_often(refused.seconds);
                answer::write_limits(&mut response, refused.limit, 0);
                return Ok(response);
            }
        };
        let mut response = self.take(entity, source).await?;
        answer::write_limits(&mut response, rate.limit, rate.remaining);
        Ok(response)
    }

    async fn take(self, entity: Entity, source: Source) -> Result<Response> {
        let now = self.site.clock.now();
        if source.last_used_at.is_none_or(|last| now - last >= TimeDelta::minutes(1)) {
            sources::note_use(&self.site.pool, source.id, now).await?;
        }
        let Delivered { rows, is_list } = match body::read(&self.body) {
            Ok(delivered) => delivered,
            Err(Refused::NotRows(message)) => {
                return Ok(ErrorAnswer::new(message).with(StatusCode::BAD_REQUEST));
            }
            Err(Refused::TooLarge(message)) => {
                return Ok(ErrorAnswer::new(message).with(StatusCode::PAYLOAD_TOO_LARGE));
            }
        };
        if rows.is_empty() {
            return Ok(Results { results: Vec::new() }.into_response());
        }
        let dry_run = is_dry(self.query.0.as_deref().unwrap_or_default());
        let catalog = self.endpoint.catalog.get(&self.site.pool).await?;
        let keys = self.site.secrets.keys(&self.site.pool).await?;
        let key = keys.key(Purpose::Suppressions);
        let notice_gate = self.site.rules.notice_gate;
        let delivery = Delivery { entity, source, catalog, dry_run, key, notice_gate, now };
        let taken = delivery::deliver(&self.site.pool, &self.endpoint.queue, &delivery, rows).await?;
        let mut answers: Vec<RowAnswer> =
            (taken.into_iter()).map(|taken| RowAnswer::of(taken, &delivery, &self.site.origin)).collect();
        match answers.pop() {
            Some(only) if !is_list => Ok(only.into_response()),
            last => {
                answers.extend(last);
                Ok(Results { results: answers }.into_response())
            }
        }
    }
}

/// `?dry_run=1`. Whatever is not plainly a no is a yes: who asks for a dry run by a word that we don't know wants none
/// of the rows kept.
fn is_dry(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, value)| {
        name == "dry_run" && !matches!(value.to_lowercase().as_str(), "0" | "false" | "no" | "off")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_is_asked_for_in_any_words() {
        for (query, dry) in [
            ("dry_run=1", true),
            ("dry_run", true),
            ("a=1&dry_run=TRUE", true),
            ("", false),
            ("dry_run=0", false),
        ] {
            assert_eq!(is_dry(query), dry, "{query}");
        }
    }
}
