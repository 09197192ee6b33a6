//! The accept loop: HTTP/1.1 only, every wait has an end, and a stop cuts no request off.
//!
//! `axum::serve` installs no timer, so a slow client would keep its connection for ever.

mod head_timer;
mod write_stall;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use self::head_timer::HeadTimer;
use self::write_stall::WriteStall;
use crate::config::Limits;

/// Bytes of a request's line and header; more answers 431.
const HEADER_BYTES: usize = 64 * 1024;

/// What answers requests.
pub trait Site: Clone + Send + 'static {
    /// An answer, which may be there already.
    type Answer: Future<Output = Result<Response<Body>, Infallible>> + Send;

    /// Answers a request, which came from this address.
    fn answer(&self, request: Request<Body>, peer: SocketAddr) -> Self::Answer;
}

/// Answers requests until `stop`, then finishes those in flight, and cuts off what is left after `graceful_stop`.
pub async fn serve(listener: TcpListener, site: impl Site, limits: Limits, stop: impl Future<Output = ()>) {
    let server = Server { site, limits, graceful: GracefulShutdown::new(), connections: JoinSet::new() };
    server.run(listener, stop).await;
}

/// Ends at SIGTERM (a service manager's stop) or SIGINT (Ctrl-C).
pub async fn stop_signal() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

struct Server<S> {
    site: S,
    limits: Limits,
    graceful: GracefulShutdown,
    connections: JoinSet<()>,
}

impl<S: Site> Server<S> {
    async fn run(mut self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let mut stop = pin!(stop);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(_) = self.connections.join_next() => {}
                // At the limit, new ones wait in the kernel's queue until one ends.
                accepted = listener.accept(), if self.connections.len() < self.limits.connections => {
                    self.greet(accepted).await;
                }
            }
        }
        self.finish(listener).await;
    }

    async fn greet(&mut self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        match accepted {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                self.connections.spawn(connection(stream, peer, &self.site, self.limits, &self.graceful));
            }
            Err(error) if is_the_clients(&error) => {}
            Err(error) => {
                // Out of file descriptors or memory: that passes when connections end; asking at once would spin.
                tracing::error!(%error, "cannot accept connections");
                sleep(Duration::from_millis(200)).await;
            }
        }
    }

    async fn finish(mut self, listener: TcpListener) {
        // Whoever is in the kernel's queue has been promised an answer.
        while self.connections.len() < self.limits.connections {
            let Ok(accepted) = timeout(Duration::from_millis(10), listener.accept()).await else { break };
            self.greet(accepted).await;
        }
        drop(listener);
        if timeout(self.limits.graceful_stop, self.graceful.shutdown()).await.is_err() {
            tracing::warn!("requests were still running when the time to stop was over");
        }
        self.connections.shutdown().await;
    }
}

/// Speaks HTTP with one client.
fn connection<S: Site>(
    stream: TcpStream,
    peer: SocketAddr,
    site: &S,
    limits: Limits,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + Send + use<S> {
    let site = site.clone();
    // Called at once: where the answer is there, the request is gone before hyper reads on, into the same memory.
    let service = service_fn(move |request: Request<Incoming>| site.answer(request.map(body), peer));
    let stream = TokioIo::new(WriteStall::new(stream, limits.write_stall));
    let connection = http1::Builder::new()
        .timer(HeadTimer::default())
        .header_read_timeout(limits.header_read)
        .max_header_size(HEADER_BYTES)
        .serve_connection(stream, service);
    let watched = graceful.watch(connection);
    async move {
        if let Err(error) = watched.await {
            tracing::debug!(%error, "connection ended early");
        }
    }
}

/// A request's body; most have none, and for these nothing is made.
fn body(incoming: Incoming) -> Body {
    if incoming.is_end_stream() { Body::empty() } else { Body::new(incoming) }
}

fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
