//! The accept loop, over real sockets.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::future::RouteFuture;
use axum::routing::get;
use quarterdeck::config::Limits;
use quarterdeck::server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tower::Service;

const REQUEST: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
const LAST_REQUEST: &str = "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
const SLOW_REQUEST: &str = "GET /slow HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn a_client_that_never_finishes_its_header_is_cut_off() {
    let site = Site::start(limits()).await;
    let mut client = site.connect().await;
    client.write_all(b"GET / HTTP/1.1\r\nhost: local").await.unwrap();
    assert_cut_off(&mut client).await;
}

#[tokio::test]
async fn a_client_that_drips_its_header_is_cut_off_too() {
    let site = Site::start(limits()).await;
    let (mut reader, mut writer) = site.connect().await.into_split();
    let drip = tokio::spawn(async move {
        while writer.write_all(b"x").await.is_ok() {
            sleep(Duration::from_millis(50)).await;
        }
    });
    let began = Instant::now();
    let _ = timeout(Duration::from_secs(2), reader.read_to_end(&mut Vec::new())).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(1));
    drip.abort();
}

#[tokio::test]
async fn a_connection_kept_alive_and_unused_is_closed() {
    let site = Site::start(limits()).await;
    let mut client = site.connect().await;
    client.write_all(REQUEST.as_bytes()).await.unwrap();
    assert!(read_some(&mut client).await.starts_with("HTTP/1.1 200"));
    assert_cut_off(&mut client).await;
}

#[tokio::test]
async fn a_client_that_says_nothing_at_all_is_cut_off() {
    let site = Site::start(limits()).await;
    assert_cut_off(&mut site.connect().await).await;
}

#[tokio::test]
async fn a_client_that_asks_and_does_not_read_is_cut_off() {
    let site = Site::start(Limits { connections: 1, ..limits() }).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut lazy = socket.connect(site.address).await.unwrap();
    lazy.write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    // The only place is free again for somebody else.
    assert!(site.ask(LAST_REQUEST).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn http_2_is_refused() {
    let site = Site::start(limits()).await;
    let answer = site.ask("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test]
async fn a_header_without_end_answers_431() {
    let site = Site::start(limits()).await;
    let request = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx: {}\r\n\r\n", "y".repeat(80_000));
    assert!(site.ask(&request).await.starts_with("HTTP/1.1 431"));
}

#[tokio::test]
async fn above_the_limit_clients_wait_until_one_leaves() {
    let site = Site::start(Limits { connections: 2, header_read: Duration::from_secs(5), ..limits() }).await;
    let first = site.connect().await;
    let _second = site.connect().await;
    sleep(Duration::from_millis(50)).await;
    let mut third = site.connect().await;
    third.write_all(REQUEST.as_bytes()).await.unwrap();
    let mut byte = [0; 1];
    assert!(timeout(Duration::from_millis(200), third.read(&mut byte)).await.is_err());
    drop(first);
    assert!(timeout(Duration::from_secs(1), third.read(&mut byte)).await.is_ok());
}

#[tokio::test]
async fn a_stop_finishes_the_request_in_flight_and_takes_no_new_ones() {
    let site = Site::start(limits()).await;
    let address = site.address;
    let idle = site.connect().await;
    let in_flight = tokio::spawn({
        let client = site.connect().await;
        async move { exchange(client, SLOW_REQUEST).await }
    });
    sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    site.stop().await;
    assert!(began.elapsed() < Duration::from_secs(1));
    let answer = in_flight.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("slow"), "{answer}");
    assert!(TcpStream::connect(address).await.is_err());
    drop(idle);
}

#[tokio::test]
async fn a_request_that_waits_in_the_queue_at_the_stop_is_answered() {
    let site = Site::start(limits()).await;
    let clients: Vec<_> =
        std::iter::repeat_with(|| std::net::TcpStream::connect(site.address).unwrap()).take(20).collect();
    let stop = site.stop();
    for client in &clients {
        std::io::Write::write_all(&mut &*client, LAST_REQUEST.as_bytes()).unwrap();
    }
    stop.await;
    for mut client in clients {
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut client, &mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_hold_up_the_stop() {
    let site = Site::start(Limits { graceful_stop: Duration::from_millis(200), ..limits() }).await;
    let mut client = site.connect().await;
    client.write_all(b"GET /never HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    sleep(Duration::from_millis(50)).await;
    let began = Instant::now();
    site.stop().await;
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[derive(Clone)]
struct Routes(Router);

impl server::Site for Routes {
    type Answer = RouteFuture<Infallible>;

    fn answer(&self, request: Request<Body>, _: SocketAddr) -> Self::Answer {
        self.0.clone().call(request)
    }
}

struct Site {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Site {
    async fn start(limits: Limits) -> Self {
        let router = Router::new()
            .route("/", get(|| async { "hello" }))
            .route("/large", get(|| async { vec![b'x'; 16 * 1024 * 1024] }))
            .route("/never", get(std::future::pending::<String>))
            .route(
                "/slow",
                get(|| async {
                    sleep(Duration::from_millis(400)).await;
                    "slow"
                }),
            );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(server::serve(listener, Routes(router), limits, async {
            let _ = stopped.await;
        }));
        Self { address, stop, serving }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn ask(&self, request: &str) -> String {
        exchange(self.connect().await, request).await
    }

    fn stop(self) -> impl Future<Output = ()> {
        self.stop.send(()).unwrap();
        async { self.serving.await.unwrap() }
    }
}

async fn exchange(mut client: TcpStream, request: &str) -> String {
    client.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(2), client.read_to_end(&mut answer)).await.expect("an end");
    String::from_utf8(answer).unwrap()
}

async fn read_some(client: &mut TcpStream) -> String {
    let mut bytes = vec![0; 1024];
    let length = client.read(&mut bytes).await.unwrap();
    String::from_utf8(bytes[..length].to_vec()).unwrap()
}

async fn assert_cut_off(client: &mut TcpStream) {
    let began = Instant::now();
    let _ =
        timeout(Duration::from_secs(2), client.read_to_end(&mut Vec::new())).await.expect("to be cut off");
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

fn limits() -> Limits {
    let short = Duration::from_millis(300);
    Limits {
        header_read: short,
        write_stall: short,
        graceful_stop: Duration::from_secs(2),
        ..Limits::default()
    }
}
