//! `/metrics`: how the site runs, as Prometheus and its kin read it.

mod queries;

use std::fmt::Error as FormatError;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use subtle::ConstantTimeEq;

use crate::config::SecretText;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::urls;
use crate::web::CachePolicy;
use crate::web::metrics::Requests;
use crate::web::pages::Pages;

/// Who may ask, and what there is to tell.
#[derive(Clone)]
struct Watched {
    token: SecretText,
    site: AppState,
    pages: Pages,
    requests: Requests,
}

/// `/metrics`, where the deployment has a token for it.
pub fn routes(site: &AppState, pages: &Pages, requests: &Requests) -> Router {
    let Some(token) = site.metrics_token.clone() else { return Router::new() };
    let (site, pages, requests) = (site.clone(), pages.clone(), requests.clone());
    Router::new().typed_get(metrics).with_state(Watched { token, site, pages, requests })
}

/// To everybody else there is no such page.
async fn metrics(_: urls::Metrics, headers: HeaderMap, State(watched): State<Watched>) -> Result<Response> {
    let said = headers.get(header::AUTHORIZATION).and_then(|said| said.to_str().ok());
    let said = said.and_then(|said| said.strip_prefix("Bearer ")).unwrap_or_default();
    if !bool::from(said.as_bytes().ct_eq(watched.token.expose().as_bytes())) {
        return Err(Error::NotFound);
    }
    let text = watched.told().await.map_err(Error::internal)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok((CachePolicy::Private, [(header::CONTENT_TYPE, kind)], text).into_response())
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct How {
    how: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    list: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: String,
}

impl Watched {
    async fn told(&self) -> std::result::Result<String, FormatError> {
        let mut registry = Registry::with_prefix("quarterdeck");
        self.requests.register(&mut registry);
        self.of_pages(&mut registry);
        self.of_search(&mut registry);
        self.of_database(&mut registry).await;
        let mut text = String::new();
        text::encode(&mut text, &registry)?;
        Ok(text)
    }

    fn of_pages(&self, registry: &mut Registry) {
        let counts = self.pages.counts();
        let answered = Family::<How, Counter>::default();
        for (how, count) in [
            ("fresh", counts.fresh),
            ("passing", counts.passing),
            ("instead", counts.instead),
            ("joined", counts.joined),
            ("made", counts.made),
        ] {
            answered.get_or_create(&How { how }).inc_by(count);
        }
        let (kept, bytes) = self.pages.size();
        registry.register("pages", "Pages, by how they were answered: from memory or made", answered);
        registry.register("pages_kept", "Pages in memory", gauge(kept as u64));
        registry.register_with_unit("pages_kept_size", "Memory of pages", Unit::Bytes, gauge(bytes));
    }

    fn of_search(&self, registry: &mut Registry) {
        let rows = Family::<Of, Gauge>::default();
        for list in self.site.search.lists() {
            let index = self.site.search.index(list).filter(|index| index.is_ready());
            if let Some(index) = index {
                rows.get_or_create(&Of { list: list.plural }).set(index.len().cast_signed());
            }
        }
        registry.register("search_rows", "Rows in each search index that is built", rows);
    }

    /// What the database knows; where it is away, that is told.
    async fn of_database(&self, registry: &mut Registry) {
        let pool = &self.site.pool;
        registry.register("database_connections", "Open connections of requests", gauge(pool.size().into()));
        let idle = gauge(pool.num_idle() as u64);
        registry.register("database_connections_idle", "Those that wait for work", idle);
        let (waiting, is_up) = match queries::waiting(pool).await {
            Ok(waiting) => (waiting, 1),
            Err(_) => (Vec::new(), 0),
        };
        registry.register("database_up", "Whether the database answers", gauge(is_up));
        let messages = Family::<Kind, Gauge>::default();
        for (kind, count) in waiting {
            messages.get_or_create(&Kind { kind }).set(count);
        }
        registry.register("outbox_waiting", "Mail and notices that are due or were put off", messages);
    }
}

fn gauge(value: u64) -> Gauge {
    let gauge = Gauge::default();
    gauge.set(value.cast_signed());
    gauge
}
