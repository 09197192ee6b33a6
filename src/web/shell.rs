//! Everything around a handler, in the order in which a request meets it.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;

use super::error_pages::{self, Asked, RenderErrorPage};
use super::request_id::RequestId;
use super::request_log::RequestLog;
use super::{
    body, cache_policy, canonical_path, compression, csrf, encoding, etag, no_body, security_headers,
};
use crate::config::{Limits, PublicOrigin};
use crate::error::{Error, Result};

/// What the shell has to know.
#[derive(Clone)]
pub struct Shell {
    /// The site's address as visitors see it.
    pub origin: PublicOrigin,
    /// What one request may take.
    pub limits: Limits,
    /// The site's own error page.
    pub error_page: RenderErrorPage,
}

/// Wraps *all* routes (those added later stay bare). From the outside in, and back out again:
///
/// 1. `outside` — gives the request its id and its log line, so that whatever happens further in is logged under it;
///    on the way out the security headers, so that no answer can lack them.
/// 2. Compression, outside of everything that looks at the body: what is compressed is final, and a 304 has nothing
///    left to compress.
/// 3. `inside` — refuses what is not from us, not plain or too large before anything is parsed; reads the body and
///    then gives the handler its time, so that a slow client doesn't use it up. On the way out a page that was asked
///    for in another form of its address becomes a redirect, and the error page comes before `ETag` and cache headers,
///    because these are about the final body.
/// 4. Catching panics, innermost: a panic becomes an error like any other and takes the same way out.
///
/// Routing comes before all of this (axum layers wrap routes), so the log knows the pattern that matched; and before
/// routing the address is put into its one form.
pub fn shell(router: Router, shell: Shell) -> Router {
    let shell = Arc::new(shell);
    let wrapped = router
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(Arc::clone(&shell), inside))
        .layer(compression::layer())
        .layer(from_fn_with_state(shell, outside));
    canonical_path::around(wrapped)
}

async fn outside(State(shell): State<Arc<Shell>>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let log = RequestLog::open(&request);
    let is_head = *request.method() == Method::HEAD;
    let span = tracing::info_span!("request", request_id = %id);
    request.extensions_mut().insert(id.clone());
    encoding::settle(request.headers_mut());
    async {
        let mut response = next.run(request).await;
        id.write(response.headers_mut());
        security_headers::write(response.headers_mut(), &shell.origin);
        log.close(&response);
        if is_head { no_body::head(response) } else { response }
    }
    .instrument(span)
    .await
}

async fn inside(State(shell): State<Arc<Shell>>, request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    let conditions = etag::Conditions::of(&request);
    let answer = answer(&shell, request, next).await.unwrap_or_else(Error::into_response);
    let answer = error_pages::dress(answer, &asked, &shell.error_page);
    let answer = etag::write(answer, &conditions).await;
    cache_policy::write(answer)
}

async fn answer(shell: &Shell, request: Request, next: Next) -> Result<Response> {
    // No slug has it, and PostgreSQL takes no text with it.
    if request.uri().path().contains("%00") {
        return Err(Error::BadRequest("The address holds a character that no address has.".into()));
    }
    csrf::check(&request, &shell.origin)?;
    let request = body::read(request, &shell.limits).await?;
    let elsewhere = canonical_path::Elsewhere::of(&request);
    let in_time = timeout(shell.limits.handler, next.run(request)).await;
    let response = in_time
        .map_err(|_| Error::Unavailable("This took too long. Please try again in a moment.".into()))?;
    Ok(elsewhere.instead_of(response))
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
