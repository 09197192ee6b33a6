//! `quarterdeck serve`.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use quarterdeck::app::{app, search};
use quarterdeck::clock::Clock;
use quarterdeck::config::{Limits, PublicOrigin, Settings};
use quarterdeck::database::{self, Database};
use quarterdeck::executives::views;
use quarterdeck::mail::Mailer;
use quarterdeck::outbound::{Client, Reach};
use quarterdeck::secrets::{SecretError, Secrets};
use quarterdeck::server;
use quarterdeck::social_card::Artist;
use quarterdeck::state::{AppState, DevMail, Operator, Rules};
use quarterdeck::tend::{self, Tending};
use quarterdeck::web::assets;
use quarterdeck::{alerts, claims};
use quarterdeck::{notices, outbox};
use tokio::net::TcpListener;

use super::Result;

/// How long the building of the search index waits.
const FIRST_PAGES_FIRST: Duration = Duration::from_millis(300);

#[derive(Args)]
pub struct Serve {
    /// Create or update the tables first, also in the database that `DATABASE_URL` names
    #[arg(long)]
    migrate: bool,
}

impl Serve {
    pub async fn run(self, settings: Settings) -> Result {
        let listener = TcpListener::bind(settings.address)
            .await
            .map_err(|error| format!("cannot listen on {}: {error}", settings.address))?;
        let secrets = Secrets::new(settings.secret.clone())?;
        let database = Database::open(&settings).await?;
        if self.migrate || matches!(database, Database::Private(_)) {
            let pool = database::pool_for_maintenance(database.url()).await?;
            super::migrate(&pool).await?;
            pool.close().await;
        }
        assets::warm();
        tell_what_is_missing(&settings, &database, secrets.clone());
        let pool = database::pool_for_requests(database.url(), settings.database_connections)?;
        let rules = Rules {
            notice_gate: settings.notice_gate,
            rate_limit_scale: settings.rate_limit_scale,
            reviews_edits: settings.review_edits,
        };
        let mailer =
            Mailer::new(settings.smtp_url.as_deref(), &settings.mail_from, &settings.data_dir.join("mail"))?;
        let dev_mail = DevMail(mailer.is_folder() && is_local(&settings.public_origin));
        let mut carriers = notices::carriers(&settings.outgoing, &settings.public_origin, &Clock::system())?;
        carriers.push(Arc::new(mailer));
        let sending = tokio::spawn(outbox::run(pool.clone(), carriers, Clock::system()));
        let search = search();
        let tend_pool = database::pool_for_tending(database.url())?;
        let tending = Tending::of(&settings.outgoing, &settings.public_origin);
        let tending = tokio::spawn(tend::run(tend_pool.clone(), search.clone(), tending, Clock::system()));
        // The site serves meanwhile; it asks the database until the index is there.
        let index_pool = database::pool_for_index(database.url())?;
        let following = search.clone().follow(index_pool.clone(), Clock::system());
        let keeping = tokio::spawn(async move {
            // To build it takes the whole machine: who waits for the start already is answered before.
            tokio::time::sleep(FIRST_PAGES_FIRST).await;
            following.await;
        });
        let state = AppState {
            pool: pool.clone(),
            search,
            clock: Clock::system(),
            origin: settings.public_origin,
            operator: Operator(settings.operator.map(Into::into)),
            rules,
            dev_mail,
            proxies: settings.proxies,
            secrets,
            artist: Artist::default(),
            metrics_token: settings.metrics_token,
            index_now: settings.outgoing.indexnow_key.clone(),
        };
        let telling = tokio::spawn(alerts::runner::run(state.clone()));
        let client = Client::new(Reach::Public, state.origin.as_str());
        let client = settings.outgoing.checks_links(&state.origin).then_some(client);
        let proving = tokio::spawn(claims::runner::run(state.clone(), client));
        let page_bytes = usize::try_from(settings.page_cache)? * 1024 * 1024;
        let limits = Limits { page_bytes, ..Limits::default() };
        tracing::info!(address = %listener.local_addr()?, "serving {}", state.origin);
        let clock = state.clock.clone();
        let site = app(state, limits);
        let counting = tokio::spawn(views::run(pool.clone(), site.views().clone(), clock.clone()));
        server::serve(listener, site.clone(), limits, async {
            if let Err(error) = server::stop_signal().await {
                tracing::error!(%error, "signals can't be heard");
                std::future::pending::<()>().await;
            }
            tracing::info!("stopping: requests in flight are finished");
        })
        .await;
        tracing::debug!(pages = ?site.pages(), "kept pages, and how requests were answered");
        counting.abort();
        if let Err(error) = views::flush(&pool, site.views(), clock.today()).await {
            tracing::warn!(%error, "the last views are not written down");
        }
        sending.abort();
        keeping.abort();
        tending.abort();
        telling.abort();
        proving.abort();
        index_pool.close().await;
        tend_pool.close().await;
        pool.close().await;
        Ok(database.close().await?)
    }
}

/// Whether visitors are on this machine.
fn is_local(origin: &PublicOrigin) -> bool {
    ["http://localhost", "http://127.0.0.1", "http://[::1]"].iter().any(|local| {
        origin.as_str().strip_prefix(local).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    })
}

/// Says in the log what a visitor would otherwise find out first. Waits for nothing: the database may be away.
fn tell_what_is_missing(settings: &Settings, database: &Database, secrets: Secrets) {
    if settings.public_origin.is_https() && settings.operator.is_none() {
        tracing::warn!("QUARTERDECK_OPERATOR is not set: the privacy page names nobody to write to");
    }
    let url = database.url().to_owned();
    tokio::spawn(async move {
        let Ok(pool) = database::pool_for_maintenance(&url).await else { return };
        if let Ok(false) = database::is_migrated(&pool).await {
            tracing::error!(
                "the database has no tables of this version yet: run `quarterdeck migrate`, or `serve --migrate`"
            );
        }
        if let Err(error @ (SecretError::Another | SecretError::Missing)) = secrets.keys(&pool).await {
            tracing::error!("no row can be taken: {error}");
        }
        pool.close().await;
    });
}
