//! Replays the alerts whose time has come, and mails what is new.
//!
//! One alert is one transaction: it is taken so that no other process takes it, its search is asked, the mail goes into
//! the outbox and what was told becomes known. Whatever breaks off in between has not happened. A mail that can't be
//! delivered soon is taken back, and written anew of what is true then.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Acquire, PgConnection, PgPool};
use uuid::Uuid;

use super::links;
use super::mails::{self, Item};
use super::queries::{self, Due, Letter};
use super::wanted::{InWords, present};
use crate::error::Error;
use crate::search::{Filter, Known, KnownError, News};
use crate::secrets::{Key, Purpose};
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::{executives, jobs, mail, outbox, urls};

/// How often it is looked whether an alert is due.
const LOOK: Duration = Duration::from_mins(1);
/// Rows in one mail; the list shows the others.
pub const MOST_IN_A_MAIL: usize = 20;
/// When an alert that can't be told is tried again.
const LATER: TimeDelta = TimeDelta::hours(1);
/// When one is tried again for which the index was not there.
const SOON: TimeDelta = TimeDelta::minutes(1);
/// For how long a mail may wait to be delivered.
const WAITS_AT_MOST: TimeDelta = TimeDelta::hours(1);
/// Rows whose publicity is asked for at a time: a first import can be news to somebody, and a statement has 2.5 seconds.
const STEP: usize = 2_000;
/// For how long a link that ran out is known as such.
const LINKS_KEPT: TimeDelta = TimeDelta::days(30);

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Alerts that were due.
    pub ran: usize,
    /// Alerts that had something to tell.
    pub told: usize,
}

/// Why an alert can't be told.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("the database")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Known(#[from] KnownError),
    #[error("the mail can't be written")]
    Mail(#[from] askama::Error),
    #[error("there is no list “{0}”")]
    List(String),
}

/// Runs for as long as the program does.
pub async fn run(site: AppState) {
    loop {
        match run_due(&site).await {
            Ok(Round { ran: 0, .. }) => {}
            Ok(Round { ran, told }) => tracing::info!(ran, told, "alerts"),
            Err(error) => {
                let source = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, source, "alerts wait");
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Tells every alert that is due. Does nothing while the search index is still to be built (`Search::catch_up`).
pub async fn run_due(site: &AppState) -> Result<Round, Error> {
    let mut round = Round::default();
    tidy(&site.pool, site.clock.now()).await?;
    while take_back_stale(site).await? {}
    while site.search.is_ready() {
        let Some(has_news) = run_next(site).await? else { break };
        round.ran += 1;
        round.told += usize::from(has_news);
    }
    Ok(round)
}

async fn tidy(pool: &PgPool, now: DateTime<Utc>) -> sqlx::Result<()> {
    let mut connection = pool.acquire().await?;
    queries::forget_requests(&mut connection, now, now - LINKS_KEPT).await?;
    let paused = queries::pause_refused(&mut *connection, now).await?;
    if paused > 0 {
        tracing::info!(paused, "alerts whose mail is refused for good are paused");
    }
    Ok(())
}

/// Takes a mail back that is no longer true enough to be delivered. What it told is news again, if it still is true. Gives
/// whether there was one.
async fn take_back_stale(site: &AppState) -> Result<bool, Error> {
    let mut transaction = site.pool.begin().await?;
    let before = site.clock.now() - WAITS_AT_MOST;
    let Some(stale) = queries::stale_letter(&mut *transaction, before).await? else { return Ok(false) };
    let known = match (Known::from_bytes(&stale.known), Known::from_bytes(&stale.told)) {
        (Ok(mut known), Ok(told)) => {
            known.take_back(&told);
            known.to_bytes()
        }
        // Its next run says so.
        _ => stale.known,
    };
    queries::told_back(&mut *transaction, stale.saved_search_id, &known, stale.due_at).await?;
    outbox::take_back(&mut *transaction, stale.outbox_id).await?;
    transaction.commit().await?;
    tracing::info!(id = %stale.saved_search_id, "an alert's mail waited too long: it is written anew");
    Ok(true)
}

/// Runs the alert that has been due for longest. Gives whether it had something to tell; nothing where none is due.
async fn run_next(site: &AppState) -> Result<Option<bool>, Error> {
    let now = site.clock.now();
    let mut transaction = site.pool.begin().await?;
    let Some(due) = queries::take_due(&mut *transaction, now).await? else { return Ok(None) };
    let key = site.secrets.keys(&site.pool).await?.key(Purpose::Alerts);
    let next = due.frequency.next_after(due.next_run_at, now);
    // What fails of one alert is taken back, and holds none of the others up.
    let mut telling = transaction.begin().await?;
    let has_news = match tell(site, &mut telling, &due, &key, next).await {
        Ok(has_news) => {
            telling.commit().await?;
            has_news
        }
        // The database is gone, not the alert wrong.
        Err(Trouble::Database(error)) if error.as_database_error().is_none() => return Err(error.into()),
        Err(error) => {
            telling.rollback().await?;
            let source = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(id = %due.id, %error, source, "an alert can't be told");
            queries::ran(&mut *transaction, due.id, now + LATER).await?;
            false
        }
    };
    transaction.commit().await?;
    Ok(Some(has_news))
}

/// Posts the mail, if there is something to tell.
async fn tell(
    site: &AppState,
    transaction: &mut PgConnection,
    due: &Due,
    key: &Key,
    next: DateTime<Utc>,
) -> Result<bool, Trouble> {
    let now = site.clock.now();
    let mut known = Known::from_bytes(&due.known)?;
    let catalog = site.search.catalog(&site.pool).await?;
    let filter = present(&due.list, &due.query, &catalog).ok_or_else(|| Trouble::List(due.list.clone()))?;
    let Some(mut news) = site.search.news(&site.pool, &filter, &known, now).await? else {
        queries::ran(transaction, due.id, now + SOON).await?;
        return Ok(false);
    };
    keep_public(transaction, &filter, &mut news).await?;
    if news.is_empty() {
        queries::ran(transaction, due.id, next).await?;
        return Ok(false);
    }
    let shown: Vec<Uuid> = news.iter().take(MOST_IN_A_MAIL).map(|news| news.id).collect();
    let items = items(site, transaction, &catalog, &filter, &shown).await?;
    let search = InWords::of(&filter, &catalog);
    let token = links::token(key, due.id);
    let mail = mails::News {
        origin: site.origin.as_str(),
        search: &search,
        frequency: due.frequency,
        heading: format!("{} new {}", news.len(), search.noun(news.len() as u64)),
        more: news.len() - items.len(),
        items,
        all_href: site.origin.absolute(filter.with("sort", "newest").href()),
        since: due.created_at.format("%-d %B %Y").to_string(),
        change_href: site.origin.absolute(urls::Alert::to(&token)),
        stop_href: links::unsubscribe(key, due.id, &site.origin),
    };
    let outbox_id = mail::post(&mut *transaction, &mail.message(&due.email)?, now).await?;
    let mut told = Known::default();
    told.add(&news);
    let (told, due_at) = (told.to_bytes(), due.next_run_at);
    let letter = Letter { outbox_id, saved_search_id: due.id, shown: &shown, told: &told, due_at };
    queries::keep_letter(&mut *transaction, &letter, now).await?;
    known.add(&news);
    queries::told(transaction, due.id, &known.to_bytes(), next, now).await?;
    Ok(true)
}

/// The index is some milliseconds behind: what closed in between is not told, and not known either.
async fn keep_public(
    transaction: &mut PgConnection,
    filter: &Filter,
    news: &mut Vec<News>,
) -> sqlx::Result<()> {
    let ids: Vec<Uuid> = news.iter().map(|news| news.id).collect();
    let mut public: HashSet<Uuid> = HashSet::with_capacity(ids.len());
    for ids in ids.chunks(STEP) {
        public.extend(match filter.list().entity {
            "job" => queries::public_jobs(&mut *transaction, ids).await?,
            _ => queries::public_executives(&mut *transaction, ids).await?,
        });
    }
    news.retain(|news| public.contains(&news.id));
    Ok(())
}

async fn items(
    site: &AppState,
    connection: &mut PgConnection,
    catalog: &Catalog,
    filter: &Filter,
    ids: &[Uuid],
) -> sqlx::Result<Vec<Item>> {
    let today = site.clock.today();
    let absolute = |path: String| site.origin.absolute(path);
    Ok(match filter.list().entity {
        "job" => (jobs::queries::cards(connection, catalog, ids).await?.into_iter())
            .map(|card| Item {
                href: absolute(urls::Job::to(card.slug).to_string()),
                title: card.title,
                facts: [card.company, card.location].join(" · "),
                answers: [card.pay.map(|pay| pay.to_string()), card.hours.map(|hours| hours.to_string())]
                    .into_iter()
                    .flatten()
                    .chain([card.employment.to_string()])
                    .collect(),
            })
            .collect(),
        _ => (executives::queries::cards(connection, catalog, ids, today).await?.into_iter())
            .map(|card| Item {
                href: absolute(urls::Executive::to(&card.slug).to_string()),
                facts: card.headline.clone(),
                answers: [
                    Some(card.role.name.clone()),
                    card.location.as_ref().map(|place| place.name.clone()),
                    card.price_from().map(|price| price.to_string()),
                    card.hours.map(|hours| hours.to_string()),
                    card.availability.is_fresh().then(|| card.availability.state.to_string()),
                ]
                .into_iter()
                .flatten()
                .collect(),
                title: card.name,
            })
            .collect(),
    })
}
