//! All that is kept of somebody: to be had as a file, and to be erased. What is left of them then is the id that the audit log
//! names, and hashes by which imports know whom to leave out.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Form;
use axum_extra::routing::RouterExt;
use serde::Deserialize;
use serde_json::json;

use super::queries::{self, Owned};
use super::saving::follow;
use crate::accounts::{Role, Session, SignedIn};
use crate::audit::{self, Decider, Entry};
use crate::error::{Error, Result};
use crate::secrets::Purpose;
use crate::state::AppState;
use crate::urls;
use crate::web::form::{Field, unprocessable};
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};
use crate::web::{CachePolicy, said};
use crate::{removals, reviews};

/// `/account/export`, `/account/erase`
pub fn routes() -> Router<AppState> {
    Router::new().typed_get(export).typed_get(ask).typed_post(erase)
}

async fn export(_: urls::ExportAccount, me: SignedIn, State(site): State<AppState>) -> Result<Response> {
    let everything = queries::everything(&site.pool, me.user.id, &me.user.email).await?;
    let text = serde_json::to_string_pretty(&everything).map_err(Error::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"quarterdeck.json\"")),
    ];
    Ok((headers, CachePolicy::Private, text).into_response())
}

/// `/account/erase`
#[derive(Debug, Template)]
#[template(path = "me/erase.html")]
struct ErasePage {
    layout: Layout,
    meta: Meta,
    owned: Vec<Owned>,
    /// Whether it is not for them to do: those who run the site have others close their account.
    runs_it: bool,
    email: Field,
}

async fn ask(
    _: urls::EraseAccount,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Page<ErasePage>> {
    page(&site, &me, layout, Field::blank("email")).await
}

async fn page(site: &AppState, me: &SignedIn, layout: Layout, email: Field) -> Result<Page<ErasePage>> {
    let meta = Meta::for_one("Delete everything", "Erases your profile and your account.");
    let owned = queries::owned(&site.pool, me.user.id).await?;
    Ok(Page::private(ErasePage { layout, meta, owned, runs_it: me.user.role != Role::Owner, email }))
}

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    email: String,
}

async fn erase(
    _: urls::EraseAccount,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    Form(sent): Form<Fields>,
) -> Result<Response> {
    let mut email = Field::typed("email", &sent.email);
    let is_theirs = email.required_email().is_some_and(|email| email.as_str() == me.user.email);
    if me.user.role != Role::Owner {
        email.refuse("Have somebody else who runs the site close this account first.");
    } else if !is_theirs {
        email.refuse("Type the address by which you are signed in; then everything is deleted.");
    }
    if email.error.is_some() {
        return Ok(unprocessable(page(&site, &me, layout, email).await?));
    }
    let now = site.clock.now();
    let key = site.secrets.keys(&site.pool).await?.key(Purpose::Suppressions);
    let decider = Decider { actor: &me.actor, origin: &site.origin };
    let mut transaction = site.pool.begin().await?;
    let owned = queries::owned(&mut *transaction, me.user.id).await?;
    let profiles: Vec<_> = owned.iter().map(|owned| owned.id).collect();
    removals::deciding::erase_owned(&mut transaction, &key, &profiles, &me.user.email, decider, now)
        .await
        .map_err(removals::failed)?;
    reviews::erase_writer(&mut transaction, &me.user.email).await?;
    queries::erase_account(&mut transaction, me.user.id, &me.user.email).await?;
    let entry = Entry::new("erase", "user", me.user.id).after(json!({ "profiles": profiles }));
    audit::write(&mut *transaction, &me.actor, &entry, now).await?;
    transaction.commit().await?;
    follow(&site).await;
    let texts = [
        "Your account, and all that was kept of you, is erased. What is left are codes from which nobody can read who you were: by them later lists are recognised, so that your profile does not come back.",
    ];
    let clear = (header::SET_COOKIE, Session::forgotten(&site.origin)?);
    let answer = said(
        StatusCode::OK,
        layout,
        "Everything is deleted",
        &texts,
        vec![Link::new("Front page", &urls::Home)],
    );
    Ok(([clear], answer).into_response())
}
