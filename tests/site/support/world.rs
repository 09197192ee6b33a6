//! Everybody else's servers, on one port of this machine: whatever host is asked, it is asked here.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use quarterdeck::outbound::{Client, Reach};
use tokio::net::TcpListener;

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// As `GET jobs.lever.co/acme/1`.
    pub line: String,
    pub headers: HeaderMap,
    pub body: String,
}

type Said = (u16, Vec<(String, String)>, Vec<u8>);

#[derive(Default)]
struct Inner {
    /// By `host/path?query`, with the method before it or for all methods.
    says: Mutex<HashMap<String, Said>>,
    asked: Mutex<Vec<Asked>>,
}

/// The world.
pub struct World {
    at: SocketAddr,
    inner: Arc<Inner>,
}

impl World {
    /// Opens a port. Front pages are there, and nothing else until it is said.
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let inner = Arc::new(Inner::default());
        let router = Router::new().fallback(answer).with_state(inner.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { at, inner }
    }

    /// Where it really is.
    pub fn address(&self, path: &str) -> url::Url {
        format!("http://{}{path}", self.at).parse().unwrap()
    }

    /// A client for which every host is here.
    pub fn client(&self) -> Client {
        Client::new(Reach::Diverted(self.at), "https://quarterdeck.example")
            .with_patience(Duration::from_secs(5))
    }

    /// What an address answers from now on: `host/path`, or with a method before it.
    pub fn says(&self, line: &str, status: u16, body: impl AsRef<[u8]>) {
        self.says_with(line, status, &[("content-type", "text/html; charset=utf-8")], body);
    }

    pub fn says_with(&self, line: &str, status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        self.inner.says.lock().unwrap().insert(line.to_owned(), (status, headers, body.as_ref().to_vec()));
    }

    /// A redirect.
    pub fn leads(&self, line: &str, to: &str) {
        self.says_with(line, 302, &[("location", to)], "");
    }

    /// All questions so far, and none after this.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.inner.asked.lock().unwrap())
    }

    /// The lines of all questions so far.
    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

async fn answer(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let host = parts.headers["host"].to_str().unwrap().to_owned();
    let host = if host.starts_with("127.") { "here".to_owned() } else { host };
    let place = format!("{host}{}", parts.uri.path_and_query().unwrap());
    let line = format!("{} {place}", parts.method);
    let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    let said = {
        let says = inner.says.lock().unwrap();
        says.get(&line).or_else(|| says.get(&place)).cloned()
    };
    inner.asked.lock().unwrap().push(Asked { line, headers: parts.headers, body });
    let status = if parts.uri.path() == "/" { 200 } else { 404 };
    let (status, headers, body) = said.unwrap_or((status, Vec::new(), Vec::new()));
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body)).unwrap()
}
