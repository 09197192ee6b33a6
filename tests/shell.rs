//! What stands around every page, driven as a client would.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use flate2::read::GzDecoder;
use quarterdeck::clock::Clock;
use quarterdeck::config::Limits;
use quarterdeck::database;
use quarterdeck::error::{Error, Link};
use quarterdeck::state::AppState;
use quarterdeck::web::metrics::Requests;
use quarterdeck::web::pages::{Changes, Pages};
use quarterdeck::web::{CachePolicy, Front, Shell, Views, assets, health, shell};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

const PAGE: &str = "public, max-age=0, must-revalidate";
const FROM_US: (&str, &str) = ("sec-fetch-site", "same-origin");
const A_FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

// Errors

#[tokio::test]
async fn every_error_becomes_the_sites_own_page() {
    let site = site();
    for (method, path, headers, body, status) in [
        (Method::GET, "/nowhere", &[][..], "", 404),
        (Method::GET, "/missing", &[], "", 404),
        (Method::GET, "/static/nowhere.css", &[], "", 404),
        (Method::GET, "/gone", &[], "", 410),
        (Method::DELETE, "/page", &[FROM_US], "", 405),
        (Method::GET, "/number/five", &[], "", 400),
        (Method::POST, "/form", &[FROM_US], "n=1", 415),
        (Method::POST, "/form", &[FROM_US, A_FORM], "n=five", 422),
        (Method::POST, "/form", &[FROM_US, A_FORM, ("content-encoding", "gzip")], "n=1", 415),
        (Method::POST, "/form", &[A_FORM], "n=1", 403),
        (Method::GET, "/panic", &[], "", 500),
        (Method::GET, "/broken", &[], "", 500),
        (Method::GET, "/away", &[], "", 503),
        (Method::GET, "/slow", &[], "", 503),
    ] {
        let answer = site.send(&method, path, headers, body).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{method} {path}");
        assert!(answer.text().starts_with(&format!("<h1>{status} ")), "{method} {path}: {}", answer.text());
        assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
        assert!(
            answer.header("content-security-policy").starts_with("default-src 'none'"),
            "{method} {path}"
        );
        assert_eq!(answer.headers.contains_key("retry-after"), status == 503, "{method} {path}");
    }
}

#[tokio::test]
async fn a_name_that_is_far_too_long_is_only_unknown() {
    let long = format!("/static/{}.css", "x".repeat(5_000));
    assert_eq!(site().get(&long).await.status, 404);
}

#[tokio::test]
async fn a_405_says_what_is_allowed() {
    let answer = site().send(&Method::DELETE, "/page", &[FROM_US], "").await;
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn an_error_page_says_what_the_handler_said_and_never_the_source() {
    let gone = site().get("/gone").await;
    assert!(gone.text().contains("This role was filled.") && gone.text().contains("/roles/cfo/jobs"));
    let broken = site().get("/broken").await;
    assert!(!broken.text().contains("disk on fire"));
    let id = broken.header("x-request-id");
    assert!(broken.text().contains(id), "the page names the request, to quote when asking for help");
}

#[tokio::test]
async fn programs_get_a_problem_as_json() {
    let site = site();
    for (path, accept) in [("/api/nowhere", "*/*"), ("/nowhere", "application/json")] {
        let answer = site.send(&Method::GET, path, &[("accept", accept)], "").await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem: serde_json::Value = serde_json::from_str(&answer.text()).unwrap();
        assert_eq!(problem["status"], 404);
    }
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let answer = site.send(&Method::GET, "/nowhere", &[("accept", browser)], "").await;
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
}

#[tokio::test]
async fn a_page_that_a_handler_made_for_an_error_is_left_alone() {
    let answer = site().send(&Method::POST, "/form", &[FROM_US, A_FORM], "n=13").await;
    assert_eq!((answer.status, answer.text().as_str()), (422, "<form>thirteen is not welcome</form>"));
}

#[tokio::test]
async fn an_error_page_that_fails_itself_still_says_something() {
    let mut shell = Site::shell();
    shell.error_page = Arc::new(|_| panic!("the template is broken"));
    let answer = Site::with(shell).get("/nowhere").await;
    assert_eq!(answer.status, 404);
    assert!(answer.text().contains("There is no page at this address"));
}

// Caching

#[tokio::test]
async fn a_page_is_tagged_and_not_sent_twice() {
    let site = site();
    let first = site.get("/page").await;
    assert_eq!((first.status, first.header("cache-control")), (200, PAGE));
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    for said in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let second = site.send(&Method::GET, "/page", &[("if-none-match", &said)], "").await;
        assert_eq!((second.status, second.text().as_str()), (304, ""), "{said}");
        assert_eq!(second.header("etag"), tag);
        assert_eq!(second.header("cache-control"), PAGE);
        assert_eq!(second.header("vary"), "accept-encoding");
        assert!(
            !second.headers.contains_key("content-type") && !second.headers.contains_key("content-length")
        );
    }
    let other = site.send(&Method::GET, "/page", &[("if-none-match", "\"other\"")], "").await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn what_states_no_policy_or_is_private_is_not_kept() {
    for path in ["/private", "/unsaid"] {
        let answer = site().get(path).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{path}");
        assert!(!answer.headers.contains_key("etag"), "{path}");
    }
}

#[tokio::test]
async fn a_page_travels_compressed_under_a_weak_tag() {
    let site = site();
    let plain = site.get("/page").await;
    for encoding in ["gzip", "br", "zstd"] {
        let packed = site.send(&Method::GET, "/page", &[("accept-encoding", encoding)], "").await;
        assert_eq!((packed.header("content-encoding"), packed.header("vary")), (encoding, "accept-encoding"));
        assert_eq!(packed.header("etag"), format!("W/{}", plain.header("etag")));
        assert_eq!(packed.unpacked(), plain.body);
        assert!(packed.body.len() < plain.body.len() / 4);
        let headers = [("accept-encoding", encoding), ("if-none-match", packed.header("etag"))];
        let again = site.send(&Method::GET, "/page", &headers, "").await;
        assert_eq!((again.status, again.header("etag")), (304, packed.header("etag")));
        assert!(!again.headers.contains_key("content-encoding"));
    }
    assert_eq!(plain.header("vary"), "accept-encoding");
}

#[tokio::test]
async fn a_client_that_accepts_no_encoding_at_all_gets_the_page_plain() {
    let answer = site().send(&Method::GET, "/page", &[("accept-encoding", "identity;q=0, *;q=0")], "").await;
    assert_eq!(answer.status, 200);
    assert!(!answer.headers.contains_key("content-encoding"));
}

#[tokio::test]
async fn head_answers_as_get_without_the_body() {
    let site = site();
    for path in ["/page", "/nowhere", assets::url("app.css")] {
        let get = site.get(path).await;
        let head = site.send(&Method::HEAD, path, &[], "").await;
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        for name in ["etag", "cache-control", "content-type", "vary", "content-security-policy"] {
            assert_eq!(head.headers.get(name), get.headers.get(name), "{path} {name}");
        }
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{path}");
    }
}

#[tokio::test]
async fn a_file_is_kept_for_ever_and_packed_once() {
    let site = site();
    let url = assets::url("app.css");
    let plain = site.get(url).await;
    assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(plain.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(plain.header("vary"), "accept-encoding");
    let tag = plain.header("etag");
    let again = site.send(&Method::GET, url, &[("if-none-match", tag)], "").await;
    assert_eq!((again.status, again.header("vary")), (304, "accept-encoding"));
}

// Addresses

#[tokio::test]
async fn other_forms_of_an_address_lead_to_the_one_and_keep_the_query() {
    let site = site();
    for (from, to) in [
        ("/Page", "/page"),
        ("/page/", "/page"),
        ("/PAGE/?q=A%20B&q=/", "/page?q=A%20B&q=/"),
        ("//page", "/page"),
    ] {
        let answer = site.get(from).await;
        assert_eq!((answer.status, answer.header("location")), (301, to), "{from}");
        assert_eq!(answer.header("cache-control"), "public, max-age=3600");
    }
    for nowhere in ["//evil.com/", "/%5Cevil.com/"] {
        let answer = site.get(nowhere).await;
        assert_eq!(answer.status, 404, "no page, so no way to one: {nowhere}");
    }
    assert_eq!(
        site.send(&Method::POST, "/Form", &[FROM_US, A_FORM], "n=1").await.status,
        404,
        "forms are not moved"
    );
    assert_eq!(site.get("/static/App.css").await.status, 404);
}

// Limits

#[tokio::test]
async fn a_body_above_the_limit_is_refused_whether_or_not_it_says_so() {
    let site = site();
    let large = "n=".to_owned() + &"1".repeat(1024 * 1024);
    assert_eq!(site.send(&Method::POST, "/form", &[FROM_US, A_FORM], &large).await.status, 413);
    let chunks = of_unknown_length(large);
    let request = Request::post("/form").header(FROM_US.0, FROM_US.1).header(A_FORM.0, A_FORM.1);
    assert_eq!(site.answer(request.body(chunks).unwrap()).await.status, 413);
}

#[tokio::test]
async fn a_body_that_stalls_answers_408_and_a_large_one_413_over_a_real_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving =
        tokio::spawn(quarterdeck::server::serve(listener, site().0, limits(), std::future::pending()));
    let head = "POST /form HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\nconnection: close\r\n";
    for (rest, status) in [
        ("content-length: 10\r\n\r\nn=", "408"),
        ("content-length: 9999999\r\n\r\nn=", "413"),
        ("transfer-encoding: chunked\r\n\r\nnonsense\r\n", "400"),
    ] {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(head.as_bytes()).await.unwrap();
        client.write_all(rest.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(answer.contains("content-security-policy"), "{answer}");
    }
    serving.abort();
}

#[tokio::test]
async fn a_client_that_is_still_sending_gets_to_see_the_413() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving =
        tokio::spawn(quarterdeck::server::serve(listener, site().0, limits(), std::future::pending()));
    let mut client = TcpStream::connect(address).await.unwrap();
    let head =
        "POST /form HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\ncontent-length: 8000000\r\n\r\n";
    client.write_all(head.as_bytes()).await.unwrap();
    client.write_all(&vec![b'x'; 8_000_000]).await.unwrap();
    let mut answer = [0; 12];
    client.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    serving.abort();
}

#[tokio::test]
async fn a_slow_body_does_not_use_up_the_handlers_time() {
    let body = http_body_util::BodyExt::with_trailers(Body::from("n=1"), async {
        tokio::time::sleep(Duration::from_millis(250)).await;
        None
    });
    let request = Request::post("/form").header(FROM_US.0, FROM_US.1).header(A_FORM.0, A_FORM.1);
    assert_eq!(site().answer(request.body(Body::new(body)).unwrap()).await.status, 200);
}

#[tokio::test]
async fn head_and_304_keep_the_connection_and_say_nothing_about_a_body() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving =
        tokio::spawn(quarterdeck::server::serve(listener, site().0, limits(), std::future::pending()));
    let mut client = TcpStream::connect(address).await.unwrap();
    for (method, header, status, length) in [
        ("HEAD", "x-nothing: 1", "200 OK", Some("content-length: 7200")),
        ("HEAD", "accept-encoding: br", "200 OK", Some("content-length: 43")),
        ("HEAD", "if-none-match: *", "304 Not Modified", None),
        ("GET", "if-none-match: *", "304 Not Modified", None),
        ("GET", "if-none-match: *\r\nconnection: close", "304 Not Modified", None),
    ] {
        let request = format!("{method} /page HTTP/1.1\r\nhost: x\r\n{header}\r\n\r\n");
        client.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4096];
        let bytes = client.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..bytes]);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{answer}");
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
        let said =
            answer.lines().find(|line| line.starts_with("content-length") || line.starts_with("transfer"));
        assert_eq!(said, length, "{answer}");
    }
    serving.abort();
}

// Security headers, request ids

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = site();
    for path in ["/page", "/nowhere", "/Page", "/panic", assets::url("app.css")] {
        let answer = site.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(!answer.header("permissions-policy").is_empty());
        assert!(!answer.headers.contains_key("strict-transport-security"), "plain http must not promise TLS");
        let policy = answer.header("content-security-policy");
        assert!(
            !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'") && !policy.contains("  ")
        );
    }
    let mut shell = Site::shell();
    shell.origin = "https://example.com".parse().unwrap();
    let answer = Site::with(shell).get("/page").await;
    assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"));
}

#[tokio::test]
async fn a_request_keeps_the_id_that_a_proxy_gave_unless_it_is_odd() {
    let site = site();
    let given = site.send(&Method::GET, "/page", &[("x-request-id", "abc-123")], "").await;
    assert_eq!(given.header("x-request-id"), "abc-123");
    for odd in ["", "<script>", "a b", &"x".repeat(65)] {
        let answer = site.send(&Method::GET, "/page", &[("x-request-id", odd)], "").await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{odd}");
    }
}

#[tokio::test]
async fn a_request_is_logged_in_one_line_that_says_nothing_about_who_it_was() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let headers = [("cookie", "secret-cookie"), ("x-request-id", "abc"), ("user-agent", "secret-agent")];
    site().send(&Method::GET, "/number/7?email=secret-mail", &headers, "").await;
    drop(guard);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(!text.contains("secret"), "{text}");
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    let fields = &line["fields"];
    assert_eq!(
        (&fields["method"], &fields["route"], &fields["status"]),
        (&"GET".into(), &"/number/{n}".into(), &200.into())
    );
    assert!(fields["milliseconds"].is_f64());
    assert_eq!(line["span"]["request_id"], "abc");
}

// Health

#[tokio::test]
async fn without_a_database_the_site_is_alive_and_not_ready() {
    let site = site();
    assert_eq!(site.get("/healthz").await.status, 200);
    let answer = site.get("/readyz").await;
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
}

#[derive(Clone, Default)]
struct Lines(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A small site with one route for everything that can happen.
struct Site(Front);

fn site() -> Site {
    Site::with(Site::shell())
}

fn limits() -> Limits {
    let short = Duration::from_millis(200);
    Limits { handler: short, body_read: Duration::from_millis(400), header_read: short, ..Limits::default() }
}

#[derive(serde::Deserialize)]
struct Number {
    n: u8,
}

impl Site {
    fn shell() -> Shell {
        Shell {
            requests: Requests::default(),
            views: Views::default(),
            origin: "http://localhost:8080".parse().unwrap(),
            limits: limits(),
            pages: Pages::new(&limits(), Changes::default(), Clock::standing_at(DateTime::UNIX_EPOCH)),
            error_page: Arc::new(|page| {
                let links: String = page.links.iter().map(|link| link.href.as_str()).collect();
                format!(
                    "<h1>{} {}</h1>{} {links} {}",
                    page.status.as_u16(),
                    page.title,
                    page.detail.as_deref().unwrap_or(page.advice),
                    page.request_id
                )
            }),
        }
    }

    fn with(mut around: Shell) -> Self {
        let long = || Html("A page about fractional executives. ".repeat(200));
        let gone = || {
            let instead = vec![Link { label: "Open roles".into(), href: "/roles/cfo/jobs".to_owned() }];
            Error::Gone { detail: "This role was filled.".into(), instead }
        };
        let form = |Form(number): Form<Number>| async move {
            if number.n == 13 {
                let page = Html("<form>thirteen is not welcome</form>");
                return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
            }
            "thank you".into_response()
        };
        let state = AppState {
            // Nothing listens on port 1.
            pool: database::pool_for_requests("postgres://nobody@127.0.0.1:1/nothing", 1).unwrap(),
            search: quarterdeck::app::search(),
            clock: Clock::standing_at(DateTime::<Utc>::UNIX_EPOCH),
            origin: around.origin.clone(),
            operator: quarterdeck::state::Operator::default(),
            rules: quarterdeck::state::Rules::default(),
            dev_mail: quarterdeck::state::DevMail::default(),
            proxies: quarterdeck::config::Proxies::default(),
            secrets: quarterdeck::secrets::Secrets::default(),
            artist: quarterdeck::social_card::Artist::default(),
            metrics_token: None,
            index_now: None,
        };
        let router = Router::new()
            .route("/page", get(move || async move { (CachePolicy::Page, long()) }))
            .route("/private", get(|| async { (CachePolicy::Private, Html("for you")) }))
            .route("/unsaid", get(|| async { Html("nothing said") }))
            .route("/missing", get(|| async { Error::NotFound }))
            .route("/gone", get(move || async move { gone() }))
            .route("/number/{n}", get(|_: axum::extract::Path<u8>| async { "a number" }))
            .route("/form", post(form))
            .route("/panic", get(|| async { panic_now() }))
            .route("/broken", get(|| async { Error::internal("disk on fire") }))
            .route("/away", get(|| async { Error::from(sqlx::Error::PoolTimedOut) }))
            .route("/slow", get(std::future::pending::<String>))
            .merge(assets::routes())
            .merge(health::routes())
            .with_state(state);
        if around.origin.is_https() {
            around.limits = Limits::default();
        }
        Self(shell(router, around))
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(&Method::GET, path, &[], "").await
    }

    async fn send(&self, method: &Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

/// A body that doesn't say how long it is.
fn of_unknown_length(text: String) -> Body {
    use http_body_util::BodyExt;

    Body::new(Body::from(text).with_trailers(std::future::ready(None)))
}

fn panic_now() -> &'static str {
    panic!("on purpose")
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        value.to_str().unwrap()
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn unpacked(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.header("content-encoding") {
            "br" => brotli::BrotliDecompress(&mut &*self.body, &mut bytes).unwrap(),
            "zstd" => zstd::stream::copy_decode(&*self.body, &mut bytes).unwrap(),
            _ => _ = std::io::Read::read_to_end(&mut GzDecoder::new(&*self.body), &mut bytes).unwrap(),
        }
        bytes
    }
}
