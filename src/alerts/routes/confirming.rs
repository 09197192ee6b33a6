//! The link that confirms an alert. Opening it changes nothing: programs that look through mail open links too.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};

use crate::alerts::pages::ConfirmPage;
use crate::alerts::queries::{self, Alert, NewAlert, Request};
use crate::alerts::wanted::{InWords, present};
use crate::alerts::{Frequency, links};
use crate::error::{Error, Result};
use crate::search::{Filter, Known};
use crate::secrets::{self, Purpose};
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::urls;
use crate::values::EmailAddress;
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;
use crate::web::said;

/// Alerts of one address.
const MOST_ALERTS: usize = 50;

/// What a link of this kind leads to.
enum Found {
    /// An alert that can be confirmed.
    Open { email: String, filter: Filter, frequency: Frequency },
    /// It was confirmed.
    Used,
    /// It was not, in time.
    Late { search_again: String },
    /// We know of none.
    Unknown,
}

impl Found {
    fn of(request: Option<&Request>, catalog: &Catalog, now: DateTime<Utc>) -> Self {
        let Some(request) = request else { return Self::Unknown };
        let (Some(list), Some(query), Some(frequency)) = (&request.list, &request.query, request.frequency)
        else {
            return Self::Unknown;
        };
        let Some(filter) = present(list, query, catalog) else { return Self::Unknown };
        match &request.email {
            _ if request.used_at.is_some() => Self::Used,
            Some(email) if request.expires_at > now => Self::Open { email: email.clone(), filter, frequency },
            _ => Self::Late { search_again: filter.alert_href() },
        }
    }
}

pub(super) async fn show(
    urls::ConfirmAlert { token }: urls::ConfirmAlert,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let catalog = site.search.catalog(&site.pool).await?;
    let request = queries::find_request(&site.pool, &secrets::digest(&token)).await?;
    match Found::of(request.as_ref(), &catalog, site.clock.now()) {
        Found::Open { email, filter, frequency } => {
            let search = InWords::of(&filter, &catalog);
            let meta = Meta::for_one(
                "Confirm your alert",
                format!("New {} by e-mail, once you say so.", search.plural),
            );
            let email = EmailAddress::parse(&email).map(|email| email.masked()).unwrap_or_default();
            Ok(Page::private(ConfirmPage { layout, meta, search, frequency, email }).into_response())
        }
        found => found.explain(&site, layout, request).await,
    }
}

pub(super) async fn confirm(
    urls::ConfirmAlert { token }: urls::ConfirmAlert,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let now = site.clock.now();
    let catalog = site.search.catalog(&site.pool).await?;
    let request = queries::find_request(&site.pool, &secrets::digest(&token)).await?;
    let found = Found::of(request.as_ref(), &catalog, now);
    let Found::Open { email, filter, .. } = &found else {
        return found.explain(&site, layout, request).await;
    };
    // What it finds now is no news. At a million rows it takes a while to say: nobody's lock is held meanwhile.
    let found = site.search.news(&site.pool, filter, &Known::default(), now).await?;
    let found = found.ok_or_else(|| {
        Error::Unavailable("The site has only just been started. Press the button again in a moment.".into())
    })?;
    let mut transaction = site.pool.begin().await?;
    queries::lock_address(&mut transaction, email).await?;
    let request = queries::lock_request(&mut *transaction, &secrets::digest(&token)).await?;
    let (Some(known_request), Found::Open { email, filter, frequency }) =
        (&request, Found::of(request.as_ref(), &catalog, now))
    else {
        let found = Found::of(request.as_ref(), &catalog, now);
        drop(transaction);
        return found.explain(&site, layout, request).await;
    };
    let alerts = queries::of_address(&mut *transaction, &email).await?;
    // The same search may have been saved under names that were changed since.
    let is_same = |alert: &&Alert| {
        present(&alert.list, &alert.query, &catalog).is_some_and(|saved| saved.href() == filter.href())
    };
    let same = alerts.iter().find(is_same);
    if same.is_none() && alerts.len() >= MOST_ALERTS {
        let text = format!(
            "This address has {MOST_ALERTS} alerts, which is as many as one can have. Delete one, then open the link again."
        );
        let links = vec![Link::new("Your alerts", &urls::Alerts)];
        return Ok(said(
            StatusCode::UNPROCESSABLE_ENTITY,
            layout,
            "That is one alert too many",
            &[&text],
            links,
        ));
    }
    let mut known = Known::default();
    known.add(&found);
    let query = same.map_or_else(|| filter.to_query(), |alert| alert.query.clone());
    let alert = NewAlert {
        email: &email,
        list: filter.list().plural,
        query: &query,
        frequency,
        known: known.to_bytes(),
        next_run_at: now + frequency.period(),
    };
    let id = queries::save(&mut *transaction, &alert, now).await?;
    queries::used(&mut *transaction, known_request.id, id, now).await?;
    let key = site.secrets.keys(&site.pool).await?.key(Purpose::Alerts);
    transaction.commit().await?;
    let saved = href(&urls::Alert::to(links::token(&key, id)), "saved=yes");
    Ok(Redirect::to(&saved).into_response())
}

impl Found {
    /// A page for a link that confirms nothing any more.
    async fn explain(self, site: &AppState, layout: Layout, request: Option<Request>) -> Result<Response> {
        let (status, heading, text, links) = match self {
            Self::Open { .. } | Self::Unknown => (
                StatusCode::NOT_FOUND,
                "We don’t know this link",
                "It was not copied whole, or it is so old that it was forgotten. A link is good for 7 days; search again to ask for another one.",
                vec![Link::new("Executives", &urls::Executives), Link::new("Jobs", &urls::Jobs)],
            ),
            Self::Late { search_again } => (
                StatusCode::GONE,
                "This link has run out",
                "It was good for 7 days. Nothing was started, and the address that it went to is deleted.",
                vec![Link::new("Ask for another one", &search_again)],
            ),
            Self::Used => {
                let id = request.and_then(|request| request.saved_search_id);
                let key = site.secrets.keys(&site.pool).await?.key(Purpose::Alerts);
                let (text, link) = match id {
                    Some(id) => (
                        "The alert is saved, and there is nothing left to do.",
                        Link::new("See the alert", &urls::Alert::to(links::token(&key, id))),
                    ),
                    None => (
                        "Its alert has been deleted since: nothing more is sent.",
                        Link::new("Your alerts", &urls::Alerts),
                    ),
                };
                (StatusCode::GONE, "You have confirmed this already", text, vec![link])
            }
        };
        Ok(said(status, layout, heading, &[text], links))
    }
}
