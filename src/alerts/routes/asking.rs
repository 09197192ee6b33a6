//! Asking for a link with an address: to confirm an alert, or to all alerts that there are.
//!
//! The answer is the same whoever the address belongs to, and whether or not there are alerts for it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequest, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::alerts::Frequency;
use crate::alerts::mails;
use crate::alerts::pages::{Asking, IndexPage, NewPage};
use crate::alerts::queries::{self, NewRequest};
use crate::alerts::wanted::{InWords, list_named};
use crate::error::{Error, Result};
use crate::search::Filter;
use crate::state::AppState;
use crate::taxonomy::Catalog;
use crate::values::EmailAddress;
use crate::web::form::{again, new_key, request_key, sent_key, too_often, unprocessable};
use crate::web::links::Link;
use crate::web::listing::thousands;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;
use crate::web::{AddressLimit, ClientAddress, said};
use crate::{mail, secrets, urls};

/// For how long an alert can be confirmed.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(7);
/// For how long a link leads to all alerts of an address.
pub const ALL_WITHIN: TimeDelta = TimeDelta::hours(24);
/// Links that are mailed to one address within `ASKED_WITHIN`, unless they are used.
const MOST_LINKS: u32 = 5;
const ASKED_WITHIN: TimeDelta = TimeDelta::hours(1);

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    email: String,
    frequency: String,
    request_key: String,
}

/// A form on its way to a link.
#[derive(FromRequest)]
#[from_request(state(AppState))]
pub(super) struct Call {
    #[from_request(via(State))]
    site: AppState,
    #[from_request(via(Extension))]
    limit: Arc<AddressLimit>,
    client: ClientAddress,
    layout: Layout,
    query: RawQuery,
    #[from_request(via(Form))]
    fields: Fields,
}

/// The link was not sent.
struct TooOften {
    seconds: u64,
    why: String,
}

pub(super) async fn new(
    urls::NewAlert { list }: urls::NewAlert,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let form = Asking { request_key: new_key(), ..Asking::default() };
    Ok(new_page(&site, layout, &Wanted::read(&site, &list, query.as_deref()).await?, form)
        .await?
        .into_response())
}

/// The search that an address of the form names.
struct Wanted {
    filter: Filter,
    ignored: Vec<String>,
    catalog: Arc<Catalog>,
}

impl Wanted {
    async fn read(site: &AppState, list: &str, query: Option<&str>) -> Result<Self> {
        let list = list_named(list).ok_or(Error::NotFound)?;
        let (filter, mut ignored) = Filter::parse(list, query);
        let catalog = site.search.catalog(&site.pool).await?;
        let mut filter = filter.unordered();
        filter.drop_unknown(&catalog, &mut ignored);
        ignored.extend(Filter::unknown_names(list, query));
        Ok(Self { filter, ignored, catalog })
    }

    fn in_words(&self) -> InWords {
        InWords::of(&self.filter, &self.catalog)
    }
}

async fn new_page(site: &AppState, layout: Layout, wanted: &Wanted, form: Asking) -> Result<Page<NewPage>> {
    let search = wanted.in_words();
    let count = site.search.count(&site.pool, &wanted.filter, site.clock.now()).await?;
    let meta = Meta::for_one(
        format!("New {} by e-mail: {}", search.plural, search.line()),
        format!("Be told by e-mail of new {}, daily or weekly: {}.", search.plural, search.line()),
    );
    let today = format!("{} {}", thousands(count), search.noun(count));
    let action = wanted.filter.alert_href();
    Ok(Page::private(NewPage { layout, meta, search, ignored: wanted.ignored.clone(), today, action, form }))
}

pub(super) async fn ask_for_alert(urls::NewAlert { list }: urls::NewAlert, call: Call) -> Result<Response> {
    let wanted = Wanted::read(&call.site, &list, call.query.0.as_deref()).await?;
    let frequency = Frequency::from_param(&call.fields.frequency);
    let (email, form) = call.fields.read();
    let form =
        Asking { frequency, frequency_error: frequency.is_none().then_some("Choose how often."), ..form };
    let (Ok(email), Some(frequency)) = (email, frequency) else {
        let page = new_page(&call.site, call.layout, &wanted, form).await?;
        return Ok(unprocessable(page));
    };
    let query = wanted.filter.to_query();
    let alert = (wanted.filter.list().plural, query.as_str(), frequency);
    match call.send(&email, &form.request_key, Some((alert, &wanted))).await? {
        Ok(()) => Ok(Redirect::to(&href(&urls::NewAlertAsked::to(list), &query)).into_response()),
        Err(refused) => {
            let form = Asking { refused: Some(refused.why), ..form };
            let page = new_page(&call.site, call.layout, &wanted, form).await?;
            Ok(too_often(refused.seconds, page))
        }
    }
}

pub(super) async fn alert_asked(
    urls::NewAlertAsked { list }: urls::NewAlertAsked,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let wanted = Wanted::read(&site, &list, query.as_deref()).await?;
    let texts = [
        "A mail is on its way to the address that you typed. Open the link in it within 7 days and press the button there: until then, nothing else is sent.",
        "Nothing there after some minutes? Look among the mail that was sorted out as spam, or ask again: perhaps the address was mistyped.",
    ];
    let links = vec![
        Link::new("Back to the search", &wanted.filter.href()),
        Link::new("Ask again", &wanted.filter.alert_href()),
    ];
    Ok(said(StatusCode::OK, layout, "Look into your mailbox", &texts, links))
}

pub(super) async fn index(_: urls::Alerts, layout: Layout) -> Page<IndexPage> {
    index_page(layout, Asking { request_key: new_key(), ..Asking::default() })
}

fn index_page(layout: Layout, form: Asking) -> Page<IndexPage> {
    let meta = Meta::for_one(
        "Your alerts",
        "Change, pause or delete the searches that Quarterdeck tells you of by e-mail. No account is needed.",
    );
    Page::private(IndexPage { layout, meta, hours: ALL_WITHIN.num_hours(), form })
}

pub(super) async fn ask_for_all(_: urls::Alerts, call: Call) -> Result<Response> {
    let (email, form) = call.fields.read();
    let Ok(email) = email else {
        return Ok(unprocessable(index_page(call.layout, form)));
    };
    match call.send(&email, &form.request_key, None).await? {
        Ok(()) => Ok(Redirect::to(&urls::AlertsAsked.to_string()).into_response()),
        Err(refused) => {
            let form = Asking { refused: Some(refused.why), ..form };
            Ok(too_often(refused.seconds, index_page(call.layout, form)))
        }
    }
}

pub(super) async fn all_asked(_: urls::AlertsAsked, layout: Layout) -> Response {
    let texts = [
        "If there are alerts for the address that you typed, a link to them is on its way there. It leads to them for 24 hours.",
        "No mail after some minutes? Then there are none for that address: perhaps you used another one, or never confirmed them.",
    ];
    said(
        StatusCode::OK,
        layout,
        "Look into your mailbox",
        &texts,
        vec![Link::new("Ask again", &urls::Alerts)],
    )
}

impl Fields {
    /// The address, and the form as it is shown again.
    fn read(&self) -> (Result<EmailAddress, ()>, Asking) {
        const LONGEST: usize = 400;
        let email = EmailAddress::parse(&self.email);
        let form = Asking {
            email: self.email.chars().filter(|c| !c.is_control()).take(LONGEST).collect(),
            email_error: email.as_ref().err().map(ToString::to_string),
            request_key: sent_key(&self.request_key),
            ..Asking::default()
        };
        (email.map_err(drop), form)
    }
}

impl Call {
    /// Mails a link, once for one form: to confirm an alert or, without one, to all alerts, if there are any.
    async fn send(
        &self,
        email: &EmailAddress,
        request_key: &str,
        alert: Option<((&str, &str, Frequency), &Wanted)>,
    ) -> Result<Result<(), TooOften>> {
        if let Err(refused) = self.limit.count(self.client) {
            return Ok(Err(TooOften::of_client(refused.seconds)));
        }
        let site = &self.site;
        let now = site.clock.now();
        let secret = secrets::random();
        let within = if alert.is_some() { CONFIRM_WITHIN } else { ALL_WITHIN };
        let new = NewRequest {
            id: request_id(request_key, email, alert.map(|(alert, _)| alert)),
            email: email.as_str(),
            token_hash: &secrets::digest(&secret),
            alert: alert.map(|(alert, _)| alert),
            expires_at: now + within,
        };
        let mut transaction = site.pool.begin().await?;
        queries::lock_address(&mut transaction, email.as_str()).await?;
        if !queries::request(&mut *transaction, &new, now).await? {
            // The same form, sent again.
            return Ok(Ok(()));
        }
        if let Some(refused) = self.too_many_links(&mut transaction, email, now).await? {
            return Ok(Err(refused));
        }
        let message = match alert {
            Some(((.., frequency), wanted)) => {
                let href = site.origin.absolute(urls::ConfirmAlert::to(&secret));
                let search = wanted.in_words().for_strangers(&wanted.filter);
                let days = CONFIRM_WITHIN.num_days();
                let mail = mails::Confirm {
                    origin: site.origin.as_str(),
                    search: &search,
                    frequency,
                    href: &href,
                    days,
                };
                Some(mail.message(email.as_str()))
            }
            None if queries::of_address(&mut *transaction, email.as_str()).await?.is_empty() => None,
            None => {
                let href = site.origin.absolute(urls::AllAlerts::to(&secret));
                let hours = ALL_WITHIN.num_hours();
                Some(mails::All { origin: site.origin.as_str(), href: &href, hours }.message(email.as_str()))
            }
        };
        if let Some(message) = message.transpose().map_err(Error::internal)? {
            mail::post(&mut *transaction, &message, now).await?;
        }
        transaction.commit().await?;
        Ok(Ok(()))
    }

    /// Whether this request is one too many for its address; it is counted already.
    async fn too_many_links(
        &self,
        transaction: &mut PgConnection,
        email: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<Option<TooOften>> {
        let most = self.site.rules.rate_limit_scale.times(MOST_LINKS).get() as usize;
        let asked = queries::requests_since(transaction, email.as_str(), now - ASKED_WITHIN).await?;
        // With this one gone, the next may come as soon as the last of those that fit is an hour old.
        let Some(oldest) = asked.get(most) else { return Ok(None) };
        let seconds = (*oldest + ASKED_WITHIN - now).num_seconds().max(1).unsigned_abs();
        Ok(Some(TooOften::of_address(seconds)))
    }
}

/// The same for the same form with the same content; who goes back and mends the address asks for something else.
fn request_id(key: &str, email: &EmailAddress, alert: Option<(&str, &str, Frequency)>) -> Uuid {
    let (list, query, frequency) =
        alert.map_or(("", "", ""), |(list, query, frequency)| (list, query, frequency.as_str()));
    request_key(key, &[email.as_str(), list, query, frequency])
}

impl TooOften {
    fn of_client(seconds: u64) -> Self {
        Self { seconds, why: format!("Too many links were asked for from your network. {}", again(seconds)) }
    }

    fn of_address(seconds: u64) -> Self {
        let why = format!(
            "Several links went to this address within the hour: look for them first, also among the mail that was sorted out as spam. {}",
            again(seconds)
        );
        Self { seconds, why }
    }
}
