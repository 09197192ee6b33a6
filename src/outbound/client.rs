//! One question, one answer.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Position, Url};

use super::Failure;
use super::connect::{Reach, connect, tls};

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How much of a body is read, if nothing else is said; what comes after tells nothing new.
const MOST: usize = 1024 * 1024;

/// Asks servers. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    reach: Reach,
    user_agent: HeaderValue,
    patience: Duration,
    most: usize,
    tls: TlsConnector,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// GET, HEAD or POST.
    pub method: Method,
    /// Where.
    pub url: Url,
    /// Headers besides those that every question has.
    pub headers: HeaderMap,
    /// What is sent along.
    pub body: Bytes,
}

impl Question {
    /// With nothing to send along.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: Bytes::new() }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, or its beginning: at most a mebibyte, if nothing else is said.
    pub body: Bytes,
}

impl Answer {
    /// A header's text; empty where there is none.
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// From when on the server wants to be asked again, at most in a week.
    pub fn retry_after(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let text = self.header(header::RETRY_AFTER).trim();
        let moment = match text.parse::<i64>() {
            Ok(seconds) => now + TimeDelta::seconds(seconds.clamp(0, 7 * 24 * 3_600)),
            Err(_) => DateTime::parse_from_rfc2822(text).ok()?.to_utc(),
        };
        Some(moment.clamp(now, now + TimeDelta::days(7)))
    }

    /// The body as text, whatever can't be read replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl Client {
    /// A client that says who asks: the site's own address.
    pub fn new(reach: Reach, site: &str) -> Self {
        let name = format!("Quarterdeck/{} (+{site})", env!("CARGO_PKG_VERSION"));
        let user_agent = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("Quarterdeck"));
        Self { reach, user_agent, patience: PATIENCE, most: MOST, tls: tls() }
    }

    /// The same, reading more of a body, or less.
    #[must_use]
    pub fn with_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// The same, with another patience.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Asks, and takes the answer as it is: a redirect is one.
    pub async fn ask(&self, question: &Question) -> Result<Answer, Failure> {
        let asked = timeout(self.patience, self.ask_without_end(question)).await;
        asked.unwrap_or(Err(Failure::Slow(self.patience)))
    }

    async fn ask_without_end(&self, question: &Question) -> Result<Answer, Failure> {
        let stream = connect(&question.url, self.reach, &self.tls).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = AbortOnDrop(tokio::spawn(connection));
        let response = sender.send_request(self.request(question)?).await?;
        let (parts, mut incoming) = response.into_parts();
        let mut body = BytesMut::new();
        while let Some(frame) = incoming.frame().await {
            if let Ok(data) = frame?.into_data() {
                body.extend_from_slice(&data[..data.len().min(self.most - body.len())]);
            }
            if body.len() == self.most {
                break;
            }
        }
        drop(connection);
        Ok(Answer { status: parts.status, headers: parts.headers, body: body.freeze() })
    }

    fn request(&self, question: &Question) -> Result<Request<Full<Bytes>>, Failure> {
        let url = &question.url;
        let mut request = Request::builder()
            .method(&question.method)
            .uri(&url[Position::BeforePath..Position::AfterQuery])
            // With the port, where it isn't the scheme's own.
            .header(header::HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(header::USER_AGENT, &self.user_agent)
            .header(header::CONNECTION, "close");
        if !question.headers.contains_key(header::ACCEPT) {
            request = request.header(header::ACCEPT, "text/html, */*;q=0.5");
        }
        for (name, value) in &question.headers {
            request = request.header(name, value);
        }
        Ok(request.body(Full::new(question.body.clone()))?)
    }
}

/// Says nothing of its certificates.
impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("reach", &self.reach).finish_non_exhaustive()
    }
}

/// A connection is served by a task of its own, which ends with the question.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
