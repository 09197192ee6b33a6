//! What is counted of requests, for whoever watches the site run.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Requests by route. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Requests(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    answered: Family<Answered, Counter>,
    seconds: Family<Took, Histogram, Buckets>,
}

impl Default for Counted {
    fn default() -> Self {
        Self { answered: Family::default(), seconds: Family::new_with_constructor(Buckets) }
    }
}

/// A pattern of the router, never an address: those would say who was looked at, and are without number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: Arc<str>,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Took {
    route: Arc<str>,
}

/// From a page that is kept to one that is cut off.
#[derive(Clone, Debug)]
struct Buckets;

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new([
            0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
        ])
    }
}

impl Requests {
    pub(super) fn count(
        &self,
        method: &Method,
        route: Option<&Arc<str>>,
        status: StatusCode,
        took: Duration,
    ) {
        let route = route.map_or_else(|| "-".into(), Arc::clone);
        let answered = Answered { method: known(method), route: Arc::clone(&route), status: status.as_u16() };
        self.0.answered.get_or_create(&answered).inc();
        self.0.seconds.get_or_create(&Took { route }).observe(took.as_secs_f64());
    }

    /// Adds them to what is told.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests that were answered", self.0.answered.clone());
        registry.register_with_unit(
            "http_request_duration",
            "From the request's head to the answer's head",
            Unit::Seconds,
            self.0.seconds.clone(),
        );
    }
}

/// Clients may invent methods without number.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
