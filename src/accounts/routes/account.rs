//! Somebody's own account: who they are, where they are signed in, and how that ends.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use uuid::Uuid;

use super::go_on;
use crate::accounts::pages::{AccountPage, Shown};
use crate::accounts::{Guest, Session, SignedIn, queries};
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::urls;
use crate::web::page::{Layout, Meta, Page};
use crate::web::query::href;

/// What a browser forgets with its session. Not all cookies: the shortlist is nobody's account.
const CLEAR_SITE_DATA: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""));

/// What the page says when it is come back to, by the query.
const NOTICES: [(&str, &str); 2] =
    [("ended=one", "That session has ended."), ("ended=others", "All other sessions have ended.")];

pub(super) async fn show(
    _: urls::Account,
    me: SignedIn,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<AccountPage>> {
    let sessions = queries::sessions_of(&site.pool, me.user.id, site.clock.now()).await?;
    let sessions = sessions.into_iter().map(|listed| Shown {
        device: listed.device,
        signed_in_on: listed.signed_in_at.date_naive(),
        last_seen_at: listed.last_seen_at,
        is_this: listed.id == me.session.id,
        href: urls::EndSession::to(listed.id.to_string()).to_string(),
    });
    let notice = NOTICES.iter().find(|(key, _)| query.as_deref() == Some(key)).map(|(_, text)| *text);
    Ok(Page::private(AccountPage {
        layout,
        meta: Meta::for_one("Your account", "Who you are here, and where you are signed in."),
        email: me.user.email,
        role: me.user.role,
        has_second_factor: me.user.has_second_factor,
        sessions: sessions.collect(),
        notice,
    }))
}

/// Also where the session has ended already.
pub(super) async fn sign_out(
    _: urls::SignOut,
    guest: Guest,
    State(site): State<AppState>,
) -> Result<Response> {
    let now = site.clock.now();
    if let Some((session, user)) = guest.session.as_ref().zip(guest.user()) {
        let mut transaction = site.pool.begin().await?;
        if queries::end_session(&mut *transaction, user.id, session.id).await? {
            let entry = Entry::new("sign out", "user", user.id);
            audit::write(&mut *transaction, &guest.actor(), &entry, now).await?;
        }
        transaction.commit().await?;
    }
    let answer = go_on(&urls::SignedOut.to_string(), Some(Session::forgotten(&site.origin)?));
    Ok(([CLEAR_SITE_DATA], answer).into_response())
}

pub(super) async fn end_others(
    _: urls::Sessions,
    me: SignedIn,
    State(site): State<AppState>,
) -> Result<Redirect> {
    let mut transaction = site.pool.begin().await?;
    let ended = queries::end_sessions(&mut *transaction, me.user.id, Some(me.session.id)).await?;
    let entry = Entry::new("end other sessions", "user", me.user.id).after(json!({ "ended": ended }));
    audit::write(&mut *transaction, &me.actor, &entry, site.clock.now()).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&href(&urls::Account, "ended=others")))
}

/// A session of somebody else is none.
pub(super) async fn end_one(
    urls::EndSession { id }: urls::EndSession,
    me: SignedIn,
    State(site): State<AppState>,
) -> Result<Redirect> {
    let id: Uuid = id.parse().map_err(|_| Error::NotFound)?;
    let mut transaction = site.pool.begin().await?;
    if !queries::end_session(&mut *transaction, me.user.id, id).await? {
        return Err(Error::NotFound);
    }
    let entry = Entry::new("end session", "user", me.user.id);
    audit::write(&mut *transaction, &me.actor, &entry, site.clock.now()).await?;
    transaction.commit().await?;
    Ok(Redirect::to(&href(&urls::Account, "ended=one")))
}
