//! Everything around the handlers, in the order in which a request meets it.

use std::any::Any;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;
use tower::{Service, ServiceExt};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

use super::canonical_path::{self, Elsewhere};
use super::error_pages::{self, Asked, RenderErrorPage};
use super::finished::Finished;
use super::metrics::Requests;
use super::pages::{Answer, Pages};
use super::request_log::Route;
use super::views::Views;
use super::visit::Visit;
use super::{CachePolicy, body, cache_policy, compression, csrf, encoding, etag, no_body, security_headers};
use crate::config::{Limits, PublicOrigin};
use crate::error::{Error, Result};
use crate::server::Site;

/// What the shell has to know.
#[derive(Clone)]
pub struct Shell {
    /// The site's address as visitors see it.
    pub origin: PublicOrigin,
    /// What one request may take.
    pub limits: Limits,
    /// The site's own error page.
    pub error_page: RenderErrorPage,
    /// The pages that are kept.
    pub pages: Pages,
    /// What is counted.
    pub requests: Requests,
    /// Which pages' views are.
    pub views: Views,
}

/// All routes in the shell: what the server asks. Cheap to clone.
#[derive(Clone)]
pub struct Front(Arc<Inner>);

struct Inner {
    shell: Arc<Shell>,
    router: Router,
}

/// Wraps *all* routes. What a request meets, from the outside in and back out again:
///
/// 1. `begin` opens its log line and looks whether the page is kept and fresh: then there is nothing more to do.
/// 2. `settle` puts the address into its one form, and has the page made, once for all who ask for it now. On the way out
///    a page that was asked for in another form of its address becomes a redirect.
/// 3. `make` asks the router, gives an error its page, and finishes what is the same for everybody: its tag and its headers
///    are about the final bytes.
/// 4. `inside` stands around every route, so that it knows the pattern that matched: refuses what is not from us, not
///    plain or too large before anything is parsed; reads the body and then gives the handler its time, so that a slow
///    client doesn't use it up.
/// 5. Catching panics, innermost: a panic becomes an error like any other and takes the same way out.
///
/// An answer that is for one visitor, an error or a redirect goes out by `send`. No answer leaves without security headers,
/// its request's id and its log line.
pub fn shell(router: Router, shell: Shell) -> Front {
    let shell = Arc::new(shell);
    let router = router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(compression::of_streams())
        .layer(from_fn_with_state(Arc::clone(&shell), inside));
    Front(Arc::new(Inner { shell, router }))
}

impl Site for Front {
    type Answer = Answering;

    fn answer(&self, request: Request, peer: SocketAddr) -> Answering {
        self.begin(request, Some(peer))
    }
}

/// For whoever asks without a connection.
impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Answering {
        self.begin(request, None)
    }
}

/// Every line that is logged for a request bears its id.
fn span(visit: &Visit) -> tracing::Span {
    tracing::info_span!("request", request_id = %visit.id)
}

/// An answer that is there, or still to be made.
pub enum Answering {
    /// It is there.
    Now(Ready<Result<Response, Infallible>>),
    /// It is still to be made.
    Soon(Pin<Box<dyn Future<Output = Response> + Send>>),
}

impl Future for Answering {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Now(answer) => Pin::new(answer).poll(cx),
            Self::Soon(answer) => answer.as_mut().poll(cx).map(Ok),
        }
    }
}

impl Front {
    /// The pages that are kept.
    pub fn pages(&self) -> &Pages {
        &self.0.shell.pages
    }

    /// The pages whose views are counted.
    pub fn views(&self) -> &Views {
        &self.0.shell.views
    }

    fn begin(&self, mut request: Request, peer: Option<SocketAddr>) -> Answering {
        let visit = Visit::of(&request, &self.0.shell.requests);
        let page =
            Pages::address(&request).and_then(|address| self.0.shell.pages.fresh(address, visit.log.began));
        let views = &self.0.shell.views;
        match page {
            Some(page) if page.has_form(visit.encoding) => {
                let _span = span(&visit).entered();
                if let Some(looked_at) = views.looked_at(&request) {
                    views.count(looked_at);
                }
                let answer = page.answer(&visit);
                Answering::Now(ready(Ok(visit.close(answer, page.route()))))
            }
            _ => {
                if let Some(peer) = peer {
                    request.extensions_mut().insert(ConnectInfo(peer));
                }
                let span = span(&visit);
                Answering::Soon(Box::pin(self.clone().settle(request, visit).instrument(span)))
            }
        }
    }

    async fn settle(self, mut request: Request, visit: Visit) -> Response {
        let looked_at: Option<Box<str>> = self.views().looked_at(&request).map(Into::into);
        let elsewhere = canonical_path::settle(&mut request);
        let address = Pages::address(&request).filter(|_| elsewhere.is_here()).map(str::to_owned);
        let make = self.clone().make(neutral(request, &visit));
        let answer = match address {
            Some(address) => self.pages().get(&address, make).await,
            None => make.await,
        };
        if let (Some(looked_at), Answer::Page(_), true) = (looked_at, &answer, elsewhere.is_here()) {
            self.views().count(&looked_at);
        }
        self.send(answer, &elsewhere, visit).await
    }

    /// Has the handler answer, and finishes what is the same for everybody.
    async fn make(self, request: Request) -> Answer {
        let shell = &self.0.shell;
        let asked = Asked::of(&request);
        let is_read = *request.method() == Method::GET;
        let response = self.0.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let response = error_pages::dress(response, &asked, &shell.error_page);
        if !is_read {
            return Answer::Other(response);
        }
        match Finished::of(response, &shell.origin).await {
            Ok(page) => Answer::Page(Arc::new(page)),
            Err(response) => Answer::Other(response),
        }
    }

    /// The answer as it goes out.
    async fn send(&self, answer: Answer, elsewhere: &Elsewhere, visit: Visit) -> Response {
        let (found, route) = match answer {
            Answer::Page(page) if elsewhere.is_here() => {
                let answer = page.answer(&visit);
                return visit.close(answer, page.route());
            }
            Answer::Page(page) => (StatusCode::OK.into_response(), page.route().clone()),
            Answer::Other(mut response) => {
                let route = response.extensions_mut().remove().unwrap_or_default();
                (response, route)
            }
        };
        let mut response = elsewhere.instead_of(found);
        let policy = CachePolicy::of(&response);
        let headers = response.headers_mut();
        compression::vary(headers);
        cache_policy::write(headers, policy);
        security_headers::write(headers, &self.0.shell.origin);
        let may_be_kept = response.status() == StatusCode::OK && policy != CachePolicy::Private;
        if may_be_kept && response.headers().get(header::ETAG).is_some_and(|tag| visit.has(tag)) {
            let headers = std::mem::take(response.headers_mut());
            return visit.close(etag::not_modified(headers), &route);
        }
        let response = compression::compressed(response, visit.encoding).await;
        let response = if visit.is_head { no_body::head(response) } else { response };
        visit.close(response, &route)
    }
}

/// The request as handlers see it. Whether the body is wanted, in which form, and what the client has already, is none of
/// their business: their answer may be for others too.
fn neutral(mut request: Request, visit: &Visit) -> Request {
    if visit.is_head {
        *request.method_mut() = Method::GET;
    }
    let headers = request.headers_mut();
    for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::RANGE, header::IF_RANGE] {
        headers.remove(name);
    }
    encoding::settle(headers);
    request.extensions_mut().insert(visit.id.clone());
    request
}

async fn inside(
    State(shell): State<Arc<Shell>>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = handled(&shell, request, next).await.unwrap_or_else(Error::into_response);
    response.extensions_mut().insert(Route(route.map(|route| route.as_str().into())));
    response
}

async fn handled(shell: &Shell, request: Request, next: Next) -> Result<Response> {
    // No slug has it, and PostgreSQL takes no text with it.
    if request.uri().path().contains("%00") {
        return Err(Error::BadRequest("The address holds a character that no address has.".into()));
    }
    csrf::check(&request, &shell.origin)?;
    let (request, patience) = if body::is_streamed(&request) {
        (body::unread(request)?, shell.limits.upload)
    } else {
        (body::read(request, &shell.limits).await?, shell.limits.handler)
    };
    let in_time = timeout(patience, next.run(request)).await;
    in_time.map_err(|_| Error::Unavailable("This took too long. Please try again in a moment.".into()))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer calls it so")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words");
    Error::internal(format!("panic: {text}")).into_response()
}

/// A header's value that is known to be one.
pub(super) const fn fixed(value: &'static str) -> HeaderValue {
    HeaderValue::from_static(value)
}
