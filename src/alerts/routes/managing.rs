//! Changing and ending alerts, by the links in their mails. Who holds a link received the mail; that is the proof.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::alerts::pages::{AllPage, OnePage, Shown, StopPage};
use crate::alerts::queries::{self, Alert};
use crate::alerts::wanted::{InWords, present};
use crate::alerts::{Frequency, links};
use crate::error::{self, Error, Result};
use crate::search::Filter;
use crate::secrets::{self, Key, Purpose};
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::values::EmailAddress;
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;
use crate::web::said;
use crate::{mail, urls};

/// How an alert goes on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Change {
    frequency: String,
}

/// The word for no mail until further notice, in the form.
const PAUSED: &str = "paused";

pub(super) async fn one(
    urls::Alert { token }: urls::Alert,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let key = key(&site).await?;
    let Some(alert) = find(&site, &key, &token).await? else { return Ok(ended(layout)) };
    let alert = shown(&*site.search.catalog(&site.pool).await?, &key, &alert)?;
    let meta = Meta::for_one(
        format!("Your alert: {}", alert.search.line()),
        format!("Change, pause or delete this alert for new {}.", alert.search.plural),
    );
    let is_saved = query.as_deref() == Some("saved=yes");
    let stop_href = urls::StopAlert::to(token).to_string();
    Ok(Page::private(OnePage { layout, meta, alert, is_saved, stop_href }).into_response())
}

pub(super) async fn change(
    urls::Alert { token }: urls::Alert,
    layout: Layout,
    State(site): State<AppState>,
    Form(change): Form<Change>,
) -> Result<Response> {
    let now = site.clock.now();
    let key = key(&site).await?;
    let Some(alert) = find(&site, &key, &token).await? else { return Ok(ended(layout)) };
    match Frequency::from_param(&change.frequency) {
        Some(frequency) if frequency == alert.frequency && alert.paused_at.is_none() => {}
        Some(frequency) => {
            queries::go_on(&site.pool, alert.id, frequency, now + frequency.period()).await?;
        }
        None if change.frequency == PAUSED => queries::pause(&site.pool, alert.id, now).await?,
        None => {
            return Err(Error::Unprocessable("Choose how often the alert is told, or to pause it.".into()));
        }
    }
    Ok(Redirect::to(&href(&urls::Alert::to(token), "saved=yes")).into_response())
}

pub(super) async fn ask_whether_to_stop(
    urls::StopAlert { token }: urls::StopAlert,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let key = key(&site).await?;
    let Some(alert) = find(&site, &key, &token).await? else { return Ok(ended(layout)) };
    let alert = shown(&*site.search.catalog(&site.pool).await?, &key, &alert)?;
    let meta = Meta::for_one("Stop this alert?", format!("No more mail about new {}.", alert.search.plural));
    Ok(Page::private(StopPage { layout, meta, alert }).into_response())
}

/// Also for mail programs, which ask for it by themselves and read no page (RFC 8058).
pub(super) async fn stop(
    urls::StopAlert { token }: urls::StopAlert,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let key = key(&site).await?;
    let id = links::read(&key, &token).ok_or_else(no_such_link)?;
    let alert = queries::find(&site.pool, id).await?;
    let mut transaction = site.pool.begin().await?;
    delete(&site, &mut transaction, &key, id).await?;
    transaction.commit().await?;
    let mut links = vec![Link::new("Your other alerts", &urls::Alerts)];
    if let Some(alert) = alert {
        let catalog = site.search.catalog(&site.pool).await?;
        links.insert(0, Link::new("Save this search again", &filter(&alert, &catalog)?.alert_href()));
    }
    let text = "This alert is deleted, and mail about it that was still on its way is taken back. Your address is kept only as long as you have other alerts.";
    Ok(said(StatusCode::OK, layout, "No more mail about this", &[text], links))
}

pub(super) async fn all(
    urls::AllAlerts { token }: urls::AllAlerts,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let Some(email) = whose(&site, &token).await? else { return Ok(unknown(layout)) };
    let key = key(&site).await?;
    let catalog = site.search.catalog(&site.pool).await?;
    let alerts = queries::of_address(&site.pool, email.as_str()).await?;
    let alerts = alerts.iter().map(|alert| shown(&catalog, &key, alert)).collect::<Result<_>>()?;
    let meta = Meta::for_one("All your alerts", "The searches of which Quarterdeck tells you by e-mail.");
    Ok(Page::private(AllPage { layout, meta, email: email.masked(), alerts }).into_response())
}

pub(super) async fn stop_all(
    urls::AllAlerts { token }: urls::AllAlerts,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let Some(email) = whose(&site, &token).await? else { return Ok(unknown(layout)) };
    let key = key(&site).await?;
    let mut transaction = site.pool.begin().await?;
    for alert in queries::of_address(&mut *transaction, email.as_str()).await? {
        delete(&site, &mut transaction, &key, alert.id).await?;
    }
    transaction.commit().await?;
    let text = "All your alerts are deleted, and your address with them. Mail that was still on its way is taken back.";
    let links = vec![Link::new("Executives", &urls::Executives), Link::new("Jobs", &urls::Jobs)];
    Ok(said(StatusCode::OK, layout, "No more mail from us", &[text], links))
}

async fn key(site: &AppState) -> Result<Key> {
    Ok(site.secrets.keys(&site.pool).await?.key(Purpose::Alerts))
}

/// The alert of a link. Fails with 404 where the link is none of ours; nothing where its alert is gone.
async fn find(site: &AppState, key: &Key, token: &str) -> Result<Option<Alert>> {
    let id = links::read(key, token).ok_or_else(no_such_link)?;
    Ok(queries::find(&site.pool, id).await?)
}

/// A link that was cut off or changed on its way, as mail programs do.
fn no_such_link() -> Error {
    Error::NotHere {
        words: ("No such alert", "This link leads to no alert"),
        detail: "It was cut off or changed on its way: open it in the mail itself, or have a link to all your alerts sent to you, with which each can be changed or ended.".into(),
        instead: vec![error::Link {
            label: "Have a link to your alerts sent to you".into(),
            href: urls::Alerts.to_string(),
        }],
    }
}

/// The address whose alerts a link leads to, while it does.
async fn whose(site: &AppState, token: &str) -> Result<Option<EmailAddress>> {
    let request = queries::find_request(&site.pool, &secrets::digest(token)).await?;
    let request = request.filter(|request| request.list.is_none() && request.expires_at > site.clock.now());
    Ok(request.and_then(|request| EmailAddress::parse(&request.email?).ok()))
}

/// Deletes an alert, and takes back its mail that has not left.
async fn delete(site: &AppState, transaction: &mut PgConnection, key: &Key, id: Uuid) -> Result<()> {
    queries::delete(transaction, id).await?;
    mail::withdraw(transaction, &links::unsubscribe(key, id, &site.origin)).await?;
    Ok(())
}

fn filter(alert: &Alert, catalog: &Catalog) -> Result<Filter> {
    present(&alert.list, &alert.query, catalog)
        .ok_or_else(|| Error::internal(format!("no list “{}”", alert.list)))
}

fn shown(catalog: &Catalog, key: &Key, alert: &Alert) -> Result<Shown> {
    let filter = filter(alert, catalog)?;
    Ok(Shown {
        search: InWords::of(&filter, catalog),
        frequency: alert.frequency,
        is_paused: alert.paused_at.is_some(),
        email: EmailAddress::parse(&alert.email).map(|email| email.masked()).unwrap_or_default(),
        saved_on: alert.created_at.date_naive(),
        sent_on: alert.last_sent_at.map(|at| at.date_naive()),
        next_on: alert.next_run_at.date_naive(),
        href: urls::Alert::to(links::token(key, alert.id)).to_string(),
    })
}

/// The link is ours, and its alert is no more.
fn ended(layout: Layout) -> Response {
    let text = "This alert was deleted: nothing more is sent.";
    let links = vec![Link::new("Your other alerts", &urls::Alerts)];
    said(StatusCode::GONE, layout, "This alert has ended", &[text], links)
}

/// A link to all alerts that leads nowhere any more.
fn unknown(layout: Layout) -> Response {
    let text = "It leads to your alerts for 24 hours, and no longer than there are any. Ask for another one.";
    let links = vec![Link::new("Ask for another link", &urls::Alerts)];
    said(StatusCode::GONE, layout, "This link has run out", &[text], links)
}
