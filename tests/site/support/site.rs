//! The site under test: the whole application over one database, without sockets.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use chrono::{DateTime, TimeZone, Utc};
use quarterdeck::clock::Clock;
use quarterdeck::config::Limits;
use quarterdeck::ingestion::reader::RawRow;
use quarterdeck::ingestion::run::{Import, Watcher, import_rows};
use quarterdeck::ingestion::{Entity, Mapping, Summary};
use quarterdeck::search::Search;
use quarterdeck::secrets::Secrets;
use quarterdeck::social_card::Artist;
use quarterdeck::state::{AppState, DevMail, Operator, Rules};
use quarterdeck::web::pages::Counts;
use quarterdeck::web::{Front, Views};
use serde_json::Value;
use sqlx::PgPool;
use tower::ServiceExt;

use super::Answer;

/// Where the site says that it is.
pub const ORIGIN: &str = "https://quarterdeck.example";

/// The proxy that stands in front of the site.
pub const PROXY: &str = "10.0.0.1";

/// What whoever watches the site shows.
pub const METRICS_TOKEN: &str = "a token of the tests";

/// By what IndexNow knows the site.
pub const INDEX_NOW_KEY: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// The site over a test's own database.
pub struct Site {
    pub pool: PgPool,
    pub clock: Clock,
    pub search: Search,
    pub secrets: Secrets,
    pub state: AppState,
    front: Front,
}

impl Site {
    /// An empty site on a day in June that never ends.
    pub async fn start(pool: PgPool) -> Self {
        Self::start_at(pool, Clock::standing_at(noon())).await
    }

    /// An empty site on the machine's own day: what the database itself compares with its clock fits.
    pub async fn start_today(pool: PgPool) -> Self {
        Self::start_at(pool, Clock::standing_at(Clock::system().now())).await
    }

    async fn start_at(pool: PgPool, clock: Clock) -> Self {
        quarterdeck::taxonomy::load_shipped(&pool).await.unwrap();
        Self::over(pool, clock)
    }

    /// The site over whatever the pool leads to.
    pub fn over(pool: PgPool, clock: Clock) -> Self {
        Self::ruled(pool, clock, Rules::default())
    }

    /// The site with its own gates.
    pub fn ruled(pool: PgPool, clock: Clock, rules: Rules) -> Self {
        Self::limited(pool, clock, rules, limits())
    }

    /// The site with its own limits and gates.
    pub fn limited(pool: PgPool, clock: Clock, rules: Rules, limits: Limits) -> Self {
        let search = quarterdeck::app::search();
        let secrets = Secrets::default();
        if limits.page_bytes == 0 {
            search.keep_no_entries();
        }
        let state = AppState {
            pool: pool.clone(),
            search: search.clone(),
            clock: clock.clone(),
            origin: ORIGIN.parse().unwrap(),
            operator: Operator::default(),
            rules,
            dev_mail: DevMail(true),
            proxies: PROXY.parse().unwrap(),
            secrets: secrets.clone(),
            artist: Artist::default(),
            metrics_token: Some(METRICS_TOKEN.to_owned().into()),
            index_now: Some(INDEX_NOW_KEY.parse().unwrap()),
        };
        let front = quarterdeck::app::app(state.clone(), limits);
        Self { pool, clock, search, secrets, state, front }
    }

    /// The same site, run by somebody whom mail reaches.
    #[must_use]
    pub fn operated_by(mut self, line: &str) -> Self {
        self.state.operator = Operator(Some(line.into()));
        self.front = quarterdeck::app::app(self.state.clone(), limits());
        self
    }

    /// How its answers came about.
    pub fn pages(&self) -> Counts {
        self.front.pages().counts()
    }

    /// What was counted of profiles that visitors looked at.
    pub fn views(&self) -> &Views {
        self.front.views()
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Visitor<'_> {
        Visitor(self)
    }

    /// Imports rows of cells by header, as from a file of the source `clay`.
    pub async fn import(&self, entity: Entity, rows: Vec<Value>) -> Summary {
        self.import_from("clay", &Mapping::default(), entity, rows, false).await
    }

    /// Imports rows, with everything that can be said about an import.
    pub async fn import_from(
        &self,
        source: &str,
        mapping: &Mapping,
        entity: Entity,
        rows: Vec<Value>,
        dry_run: bool,
    ) -> Summary {
        let import = Import { dry_run, ..Import::new(entity, source, "a test", mapping, &self.secrets) };
        self.import_as(import, rows).await
    }

    /// Imports rows that are all that their source has.
    pub async fn import_all(&self, entity: Entity, rows: Vec<Value>) -> Summary {
        let mapping = Mapping::default();
        self.import_as(
            Import { is_full: true, ..Import::new(entity, "clay", "a test", &mapping, &self.secrets) },
            rows,
        )
        .await
    }

    async fn import_as(&self, import: Import<'_>, rows: Vec<Value>) -> Summary {
        let (sender, receiver) = tokio::sync::mpsc::channel(rows.len().max(1));
        for (position, row) in (1..).zip(rows) {
            let Value::Object(cells) = row else { panic!("not a row: {row}") };
            sender.send(RawRow::new(position, cells)).await.unwrap();
        }
        drop(sender);
        import_rows(&self.pool, &self.clock, &import, receiver, None, &mut Silent).await.unwrap()
    }

    /// Runs one statement.
    pub async fn sql(&self, statement: &str) {
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned())).execute(&self.pool).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// The one value that a statement gives, as text.
    pub async fn value(&self, statement: &str) -> String {
        let wrapped = format!("select coalesce(({statement})::text, '')");
        let value = sqlx::query_scalar(sqlx::AssertSqlSafe(wrapped)).fetch_one(&self.pool).await;
        value.unwrap_or_else(|error| panic!("{statement}: {error}"))
    }
}

/// The usual ones, but that a page which has changed is shown at once: a test sees what it did.
pub fn limits() -> Limits {
    Limits { page_grace: Duration::ZERO, ..Limits::default() }
}

/// Noon of 15 June 2026.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 6, 15, 12, 0, 0).unwrap()
}

/// Watches an import and says nothing.
pub struct Silent;

impl Watcher for Silent {
    fn progress(&mut self, _: &Summary) {}
}

/// Somebody with a browser.
#[derive(Clone, Copy)]
pub struct Visitor<'a>(&'a Site);

impl Visitor<'_> {
    /// Opens an address of the site.
    pub async fn get(self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Opens an address with headers of its own.
    pub async fn get_with(self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request =
            headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form that stands on a page of the site.
    pub async fn post(self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// Sends any request; the answer must keep the rules of the house.
    pub async fn send(self, request: Request<Body>) -> Answer {
        // A served site follows by itself. Where the database is away, the site has to do without.
        if self.0.pool.acquire().await.is_ok() {
            let _ = self.0.search.catch_up(&self.0.pool, &self.0.clock).await;
        }
        self.ask(request).await
    }

    /// Sends any request to a site that follows by itself, or not at all.
    pub async fn ask(self, request: Request<Body>) -> Answer {
        let path = request.uri().to_string();
        let method = request.method().clone();
        let response = self.0.front.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let answer = Answer::new(path, parts.status.as_u16(), parts.headers, body);
        super::house_rules::check(&answer, &method);
        answer
    }
}
