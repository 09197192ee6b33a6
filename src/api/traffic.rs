//! How often an address may ask, and that scripts of other sites may.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::cors::{Any, CorsLayer};

use crate::config::{Proxies, RateLimitScale};
use crate::state::AppState;
use crate::web::{AddressLimit, ClientAddress, tagged};

/// Requests at once.
const BURST: u32 = 100;
/// After so long, all of them again, one by one.
const WINDOW: Duration = Duration::from_secs(10);

/// Headers of the IETF's draft-ietf-httpapi-ratelimit-headers.
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LEFT: HeaderName = HeaderName::from_static("ratelimit");

/// The counts of all addresses. Cheap to clone.
#[derive(Clone)]
pub struct Traffic(Arc<Counts>);

struct Counts {
    limit: AddressLimit,
    burst: u32,
    proxies: Proxies,
}

impl FromRef<Traffic> for Proxies {
    fn from_ref(traffic: &Traffic) -> Self {
        traffic.0.proxies.clone()
    }
}

impl Traffic {
    /// Limits, multiplied.
    pub fn new(scale: RateLimitScale, proxies: Proxies) -> Self {
        let burst = scale.times(BURST);
        let limit = AddressLimit::new(burst, WINDOW);
        Self(Arc::new(Counts { limit, burst: burst.get(), proxies }))
    }

    /// The same routes, counted. Their answers say what is left for the one who asked, so none is kept for others.
    pub fn count(&self, routes: Router<AppState>) -> Router<AppState> {
        routes.layer(from_fn_with_state(self.clone(), counted))
    }

    fn policy(&self) -> String {
        format!("\"reads\";q={};w={}", self.0.burst, WINDOW.as_secs())
    }
}

async fn counted(
    State(traffic): State<Traffic>,
    client: ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    let (left, mut response) = match traffic.0.limit.left(client) {
        Ok(left) => (left, tagged(next.run(request).await).await),
        Err(refused) => {
            let mut response = StatusCode::TOO_MANY_REQUESTS.into_response();
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(refused.seconds));
            (0, response)
        }
    };
    write(response.headers_mut(), &POLICY, &traffic.policy());
    write(response.headers_mut(), &LEFT, &format!("\"reads\";r={left}"));
    response
}

fn write(headers: &mut HeaderMap, name: &HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name.clone(), value);
    }
}

/// The same routes, open to scripts of any site: what they answer is public, and no cookie is ever asked for.
pub fn readable_from_anywhere(routes: Router<AppState>) -> Router<AppState> {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([header::ACCEPT, header::IF_NONE_MATCH])
        .expose_headers([header::ETAG, header::LINK, header::RETRY_AFTER, POLICY, LEFT])
        .max_age(Duration::from_hours(24))
        // The answer is the same whoever asks.
        .vary([]);
    routes.layer(cors)
}
