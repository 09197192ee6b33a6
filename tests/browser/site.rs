//! A served demo site of the test's own.

use quarterdeck::app::{app, search};
use quarterdeck::clock::Clock;
use quarterdeck::config::{Limits, Proxies};
use quarterdeck::demo::{Plan, fill};
use quarterdeck::ingestion::Summary;
use quarterdeck::ingestion::run::Watcher;
use quarterdeck::secrets::Secrets;
use quarterdeck::social_card::Artist;
use quarterdeck::state::{AppState, DevMail, Operator, Rules};
use quarterdeck::{server, taxonomy};
use sqlx::PgPool;
use tokio::net::TcpListener;

/// Serves 60 demo executives and 30 demo jobs for as long as the test runs; answers the site's origin.
pub async fn serve(pool: PgPool) -> String {
    serve_as(pool, DevMail::default()).await.0
}

/// The same, where mail can be read at `/dev/mail`; also the site itself.
pub async fn serve_with_mail(pool: PgPool) -> (String, AppState) {
    serve_as(pool, DevMail(true)).await
}

async fn serve_as(pool: PgPool, dev_mail: DevMail) -> (String, AppState) {
    let clock = Clock::system();
    let plan = Plan { executives: 60, jobs: 30, seed: 1, today: clock.today() };
    taxonomy::load_shipped(&pool).await.unwrap();
    fill::fill(&pool, &clock, &Secrets::default(), plan, &mut Unwatched, &mut Unwatched).await.unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let search = search();
    tokio::spawn(search.clone().follow(pool.clone(), clock.clone()));
    let state = AppState {
        pool,
        search,
        clock,
        origin: origin.parse().unwrap(),
        operator: Operator(None),
        rules: Rules::default(),
        dev_mail,
        proxies: Proxies::default(),
        secrets: Secrets::default(),
        artist: Artist::default(),
        metrics_token: None,
        index_now: None,
    };
    let limits = Limits::default();
    tokio::spawn(server::serve(listener, app(state.clone(), limits), limits, std::future::pending()));
    (origin, state)
}

struct Unwatched;

impl Watcher for Unwatched {
    fn progress(&mut self, _: &Summary) {}
}
