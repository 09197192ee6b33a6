//! Signing in by a link: asking for it, opening it, using it.
//!
//! The answer is the same whoever the address belongs to, and every address is written to. Opening a link changes nothing:
//! programs that look through mail open links too. It works in the browser that asked for it alone, so that whoever reads
//! a mail that is not theirs, or gets somebody to open theirs, gains nothing.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequest, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use sqlx::PgConnection;

use super::{go_on, with_cookie};
use crate::accounts::limits::{OF_ACCOUNT, OF_ACCOUNT_WITHIN};
use crate::accounts::pages::{Asking, LinkPage, SignInPage};
use crate::accounts::queries::{self, Account, NewLink};
use crate::accounts::session::Opened;
use crate::accounts::{Guest, Next, Role, Session, User, mails};
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::values::EmailAddress;
use crate::web::form::{Field, in_minutes, new_key, request_key, sent_key, too_often, unprocessable};
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::{AddressLimit, said};
use crate::{mail, secrets, urls};

/// For how long a link signs in.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    email: String,
    next: String,
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
    guest: Guest,
    headers: HeaderMap,
    layout: Layout,
    #[from_request(via(Form))]
    fields: Fields,
}

pub(super) async fn form(
    _: urls::SignIn,
    guest: Guest,
    RawQuery(query): RawQuery,
    layout: Layout,
) -> Response {
    let next = Next::of_query(query.as_deref());
    if guest.user().is_some() {
        return Redirect::to(&Next::or_account(next.as_ref())).into_response();
    }
    let form = Asking {
        next: next.map(|next| next.to_string()).unwrap_or_default(),
        request_key: new_key(),
        ..Asking::default()
    };
    page(layout, form).into_response()
}

fn page(layout: Layout, form: Asking) -> Page<SignInPage> {
    let meta = Meta::for_one("Sign in", "Sign in by a link that is mailed to you. There is no password.");
    Page::private(SignInPage { layout, meta, form, minutes: GOOD_FOR.num_minutes() })
}

pub(super) async fn ask(_: urls::SignIn, call: Call) -> Result<Response> {
    let Fields { email: typed, next, request_key: key } = &call.fields;
    let mut field = Field::typed("email", typed);
    let (email, next) = (field.required_email(), Next::parse(next));
    let form = Asking {
        email: field,
        next: next.as_ref().map(ToString::to_string).unwrap_or_default(),
        request_key: sent_key(key),
        refused: None,
    };
    let Some(email) = email else { return Ok(unprocessable(page(call.layout, form))) };
    let id = request_key(&form.request_key, &[email.as_str()]);
    if let Err(soon) = call.limit.count(call.guest.client) {
        let why = format!(
            "Too many links were asked for from your network. Another one can be sent {}.",
            in_minutes(soon.seconds)
        );
        return Ok(too_often(soon.seconds, page(call.layout, Asking { refused: Some(why), ..form })));
    }
    let now = call.site.clock.now();
    let mut transaction = call.site.pool.begin().await?;
    queries::lock_address(&mut transaction, email.as_str()).await?;
    if queries::is_asked(&mut *transaction, id).await? {
        // The same form, sent again.
        return Ok(go_on(&urls::SignInSent.to_string(), None));
    }
    if let Some(seconds) = too_many(&call.site, &mut transaction, &email, now).await? {
        let why = format!(
            "Several links went to this address just now: look for them first, also among the mail that was sorted out as spam. Another one can be sent {}.",
            in_minutes(seconds)
        );
        return Ok(too_often(seconds, page(call.layout, Asking { refused: Some(why), ..form })));
    }
    let (session, cookie) = if let Some(session) = call.guest.session {
        (session, None)
    } else {
        let Opened { session, cookie } =
            Session::open(&mut transaction, &call.headers, &call.site.origin, now).await?;
        (session, Some(cookie))
    };
    let secret = secrets::random();
    let new = NewLink {
        id,
        email: email.as_str(),
        token_hash: &secrets::digest(&secret),
        session: session.id,
        next: next.as_ref().map(Next::as_str),
        expires_at: now + GOOD_FOR,
    };
    queries::ask(&mut *transaction, &new, now).await?;
    let account = queries::lock_account(&mut *transaction, email.as_str()).await?;
    let origin = call.site.origin.as_str();
    let message = if account.is_some_and(|account| account.disabled_at.is_some()) {
        mails::Closed { origin }.message(email.as_str())
    } else {
        let href = call.site.origin.absolute(urls::SignInLink::to(&secret));
        mails::Link { origin, href: &href, minutes: GOOD_FOR.num_minutes() }.message(email.as_str())
    };
    mail::post(&mut *transaction, &message.map_err(Error::internal)?, now).await?;
    transaction.commit().await?;
    Ok(go_on(&urls::SignInSent.to_string(), cookie))
}

/// For how many seconds no link is sent to this address.
async fn too_many(
    site: &AppState,
    transaction: &mut PgConnection,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<Option<u64>> {
    let most = site.rules.rate_limit_scale.times(OF_ACCOUNT).get() as usize;
    let asked = queries::asked_since(transaction, email.as_str(), now - OF_ACCOUNT_WITHIN).await?;
    let oldest = asked.get(most - 1);
    Ok(oldest.map(|oldest| (*oldest + OF_ACCOUNT_WITHIN - now).num_seconds().max(1).unsigned_abs()))
}

pub(super) async fn sent(_: urls::SignInSent, layout: Layout) -> Response {
    let good = format!(
        "A link is on its way to the address that you typed. Open it in this browser within {} minutes and press the button there.",
        GOOD_FOR.num_minutes()
    );
    let texts = [
        good.as_str(),
        "Nothing there after a minute? Look among the mail that was sorted out as spam, or ask again: perhaps the address was mistyped.",
    ];
    let links = vec![Link::new("Ask again", &urls::SignIn)];
    said(StatusCode::OK, layout, "Look into your mailbox", &texts, links)
}

/// What a link is worth to a browser.
enum Worth {
    /// It signs in.
    Good(queries::Link, Session),
    /// It did already.
    Used,
    /// It no longer does.
    Late,
    /// Another browser asked for it.
    Elsewhere,
    /// We know of none.
    Unknown,
}

impl Worth {
    fn of(link: Option<queries::Link>, session: Option<Session>, now: DateTime<Utc>) -> Self {
        let Some(link) = link else { return Self::Unknown };
        match session.filter(|session| session.id == link.session) {
            None => Self::Elsewhere,
            Some(_) if link.used_at.is_some() => Self::Used,
            Some(_) if link.expires_at <= now => Self::Late,
            Some(session) => Self::Good(link, session),
        }
    }

    /// A page for a link that does not sign in.
    fn explain(self, layout: Layout) -> Response {
        let (status, heading, text) = match self {
            Self::Good(..) | Self::Unknown => (
                StatusCode::NOT_FOUND,
                "We don’t know this link",
                "It was not copied whole, or it is so old that it was forgotten.",
            ),
            Self::Used => (
                StatusCode::GONE,
                "This link was used already",
                "Each link signs in once, and ends those before it.",
            ),
            Self::Late => (
                StatusCode::GONE,
                "This link has run out",
                "It was good for 10 minutes, so that nobody who finds it later can use it.",
            ),
            Self::Elsewhere => (
                StatusCode::FORBIDDEN,
                "Open this link where you asked for it",
                "It signs in the browser that asked for it, and no other one: so a link that somebody else asked for can’t sign you in. Copy it into that browser, or ask for another one here.",
            ),
        };
        said(status, layout, heading, &[text], vec![Link::new("Ask for another link", &urls::SignIn)])
    }
}

pub(super) async fn open(
    urls::SignInLink { token }: urls::SignInLink,
    guest: Guest,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let link = queries::lock_link(&site.pool, &secrets::digest(&token)).await?;
    match Worth::of(link, guest.session, site.clock.now()) {
        Worth::Good(link, _) => {
            let meta = Meta::for_one("Sign in", "One click, and you are signed in.");
            let email = EmailAddress::parse(&link.email).map(|email| email.masked()).unwrap_or_default();
            Ok(Page::private(LinkPage { layout, meta, email }).into_response())
        }
        other => Ok(other.explain(layout)),
    }
}

pub(super) async fn sign_in(
    urls::SignInLink { token }: urls::SignInLink,
    guest: Guest,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    let now = site.clock.now();
    let mut transaction = site.pool.begin().await?;
    let link = queries::lock_link(&mut *transaction, &secrets::digest(&token)).await?;
    let (link, session) = match Worth::of(link, guest.session.clone(), now) {
        Worth::Good(link, session) => (link, session),
        other => return Ok(other.explain(layout)),
    };
    let (account, is_new) = account_of(&mut transaction, &link.email, now).await?;
    if account.disabled_at.is_some() {
        let text = "Whoever runs this site closed it. Nothing can be done with it here.";
        return Ok(said(StatusCode::FORBIDDEN, layout, "This account is closed", &[text], Vec::new()));
    }
    let has_second_factor = account.second_factor_since.is_some();
    let user = User { id: account.id, email: account.email, role: account.role, has_second_factor };
    let Some(cookie) = session.sign_in(&mut transaction, &user, &site.origin, now).await? else {
        return Ok(Worth::Elsewhere.explain(layout));
    };
    queries::used(&mut *transaction, &link.email, now).await?;
    queries::signed_in(&mut *transaction, user.id, now).await?;
    let actor = guest.acting_as(Some(&user));
    for action in is_new.then_some("create").into_iter().chain(["sign in"]) {
        audit::write(&mut *transaction, &actor, &Entry::new(action, "user", user.id), now).await?;
    }
    transaction.commit().await?;
    let next = link.next.as_deref().and_then(Next::parse);
    let to = if user.role.needs_second_factor() {
        Next::through(next.as_ref(), &urls::SecondFactor)
    } else {
        Next::or_account(next.as_ref())
    };
    Ok(go_on(&to, Some(cookie)))
}

/// The account of an address that has just confirmed itself, and whether it is a new one.
async fn account_of(
    transaction: &mut PgConnection,
    email: &str,
    now: DateTime<Utc>,
) -> Result<(Account, bool)> {
    let is_new = queries::create(&mut *transaction, email, Role::Owner, now).await?.is_some();
    let account = queries::lock_account(transaction, email).await?;
    let account = account.ok_or_else(|| Error::internal("an account vanished while it was signed in to"))?;
    Ok((account, is_new))
}

pub(super) async fn ended(_: urls::SignedOut, layout: Layout) -> Response {
    let text = "This browser keeps nothing of your account any more. Sessions in other browsers go on; your account lists them.";
    let links = vec![Link::new("Sign in again", &urls::SignIn), Link::new("Front page", &urls::Home)];
    (with_cookie(None), said(StatusCode::OK, layout, "You are signed out", &[text], links)).into_response()
}
