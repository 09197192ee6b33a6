//! A site whose pages say what they are told, made as fast or as slowly as a test likes.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, Method, Request};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use chrono::DateTime;
use quarterdeck::clock::Clock;
use quarterdeck::config::Limits;
use quarterdeck::error::Error;
use quarterdeck::web::metrics::Requests;
use quarterdeck::web::pages::{Changes, Counts, Pages};
use quarterdeck::web::{CachePolicy, Front, Shell, Views, moved, shell};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// What the handlers find.
pub struct World {
    pub handled: AtomicUsize,
    says: Mutex<&'static str>,
    pub is_away: AtomicBool,
    /// Slow pages take one permit, and give it back.
    pub gate: Semaphore,
    pub now: AtomicI64,
}

/// A site whose pages say what they are told.
#[derive(Clone)]
pub struct Site {
    pub front: Front,
    pub world: Arc<World>,
    pub changes: Changes,
}

impl Site {
    /// Changed pages get no grace, and somebody follows the database.
    pub fn start() -> Self {
        Self::with(Limits { page_grace: Duration::ZERO, ..Limits::default() })
    }

    pub fn with(limits: Limits) -> Self {
        let world = Arc::new(World {
            handled: AtomicUsize::new(0),
            says: Mutex::new("old"),
            is_away: AtomicBool::new(false),
            gate: Semaphore::new(9),
            now: AtomicI64::new(0),
        });
        let changes = Changes::default();
        changes.vouch();
        let clock = Clock::told_by({
            let world = world.clone();
            move || DateTime::from_timestamp(world.now.load(SeqCst), 0).unwrap()
        });
        let shell_of_the_test = Shell {
            requests: Requests::default(),
            views: Views::default(),
            origin: "http://localhost:8080".parse().unwrap(),
            limits,
            pages: Pages::new(&limits, changes.clone(), clock),
            error_page: Arc::new(|page| format!("<h1>{}</h1>{}", page.status, page.request_id)),
        };
        let front = shell(routes(&world), shell_of_the_test);
        Self { front, world, changes }
    }

    pub fn say(&self, words: &'static str) {
        *self.world.says.lock().unwrap() = words;
    }

    pub fn handled(&self) -> usize {
        self.world.handled.load(SeqCst)
    }

    pub fn counts(&self) -> Counts {
        self.front.pages().counts()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[]).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.front.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

fn routes(world: &Arc<World>) -> Router {
    let counted = |answer: fn() -> Response| {
        let world = world.clone();
        get(move || async move {
            world.handled.fetch_add(1, SeqCst);
            answer()
        })
    };
    let page = {
        let world = world.clone();
        move |Path(name): Path<String>, request: Request<Body>| page(world, name, request)
    };
    let for_whom = {
        let world = world.clone();
        move |headers: HeaderMap| async move {
            world.handled.fetch_add(1, SeqCst);
            let who = headers.get("cookie").or(headers.get("authorization")).cloned();
            (CachePolicy::Page, Html(format!("for {who:?}")))
        }
    };
    Router::new()
        .route("/pages/{name}", get(page.clone()))
        .route("/executives/{name}", get(page))
        .route("/for", get(for_whom))
        .route("/private", counted(|| (CachePolicy::Private, Html("for you")).into_response()))
        .route("/unsaid", counted(|| Html("nothing said").into_response()))
        .route("/missing", counted(|| Error::NotFound.into_response()))
        .route("/gone", counted(gone))
        .route("/moved", counted(|| moved(&"/pages/a")))
        .route("/hour", counted(|| (CachePolicy::Hour, Html("an hour")).into_response()))
}

/// What the world says when it is asked, told when the gate opens.
async fn page(world: Arc<World>, name: String, request: Request<Body>) -> Response {
    world.handled.fetch_add(1, SeqCst);
    let says = *world.says.lock().unwrap();
    if name == "slow" {
        drop(world.gate.acquire().await.unwrap());
    }
    if world.is_away.load(SeqCst) {
        return Error::from(sqlx::Error::PoolTimedOut).into_response();
    }
    if says == "gone" {
        return gone();
    }
    let address = request.uri().to_string();
    let shows = address.split_once("shows-").map(|(_, who)| format!("<a href=\"/executives/{who}\">"));
    let length = if name == "large" { 100_000 } else { 1_000 };
    let text = format!("page {name} {says} {}", "fractional ".repeat(length));
    (CachePolicy::Page, Html(text + &shows.unwrap_or_default())).into_response()
}

fn gone() -> Response {
    Error::Gone { detail: "Taken down.".into(), instead: Vec::new() }.into_response()
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        value.to_str().unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn plain(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        match self.headers.get("content-encoding").map(|value| value.to_str().unwrap()) {
            Some("br") => brotli::BrotliDecompress(&mut &*self.body, &mut plain).unwrap(),
            Some("zstd") => zstd::stream::copy_decode(&*self.body, &mut plain).unwrap(),
            Some("gzip") => {
                std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*self.body), &mut plain)
                    .unwrap();
            }
            _ => plain.clone_from(&self.body),
        }
        plain
    }
}

#[derive(Clone, Default)]
pub struct Lines(pub Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
