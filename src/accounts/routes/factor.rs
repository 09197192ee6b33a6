//! The second factor: set up where there is none, shown in each session, recovered where the telephone is lost.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;

use super::{go_on, with_cookie};
use crate::accounts::limits::{OF_ACCOUNT, OF_ACCOUNT_WITHIN};
use crate::accounts::pages::{Proof, ProvePage, RecoveryPage, SetUpPage};
use crate::accounts::qr::Square;
use crate::accounts::second_factor::queries::{self, Factor};
use crate::accounts::second_factor::{Recovery, Secret, without};
use crate::accounts::{Next, SignedIn, totp};
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::secrets::{Key, Purpose};
use crate::state::AppState;
use crate::urls;
use crate::web::form::{Field, in_minutes, too_often, unprocessable};
use crate::web::page::{Layout, Meta, Page};

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    code: String,
    next: String,
}

pub(super) async fn show(
    _: urls::SecondFactor,
    me: SignedIn,
    RawQuery(query): RawQuery,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    for_those_who_run_the_site(&me)?;
    let next = Next::of_query(query.as_deref());
    if me.user.has_second_factor && me.session.proven_at.is_some() {
        return Ok(Redirect::to(&Next::or_account(next.as_ref())).into_response());
    }
    let next = next.map(|next| next.to_string()).unwrap_or_default();
    form(&site, &me, layout, Proof { next, ..Proof::default() }).await
}

/// Others have no use for it yet.
fn for_those_who_run_the_site(me: &SignedIn) -> Result<()> {
    if me.user.role.needs_second_factor() { Ok(()) } else { Err(Error::NotFound) }
}

async fn key(site: &AppState) -> Result<Key> {
    Ok(site.secrets.keys(&site.pool).await?.key(Purpose::SecondFactors))
}

/// What an account that has no second factor yet would have: the same for as long as the session lasts, so that looking at
/// it changes nothing.
fn proposed(key: &Key, me: &SignedIn) -> Secret {
    Secret::derive(key, me.user.id, me.session.id.as_bytes())
}

async fn form(site: &AppState, me: &SignedIn, layout: Layout, form: Proof) -> Result<Response> {
    if me.user.has_second_factor {
        let meta = Meta::for_one("Your second factor", "A code of your authenticator app.");
        return Ok(Page::private(ProvePage { layout, meta, form }).into_response());
    }
    let secret = proposed(&key(site).await?, me);
    let square = Square::of(&secret.address(&me.user.email, &site.origin))?;
    let spelled = secret.spelled();
    let groups: Vec<&str> = (0..spelled.len()).step_by(4).map(|at| &spelled[at..at + 4]).collect();
    let meta = Meta::for_one("Set up a second factor", "Connect an authenticator app with your account.");
    Ok(Page::private(SetUpPage { layout, meta, square, secret: groups.join(" "), form }).into_response())
}

/// What was shown.
enum Shown {
    /// The first code of a new app, of this half minute.
    First(i64),
    /// A code of the app, of this half minute.
    Code(i64),
    /// A recovery code; these are left.
    Recovery(Vec<Vec<u8>>),
}

pub(super) async fn enter(
    _: urls::SecondFactor,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
    Form(fields): Form<Fields>,
) -> Result<Response> {
    for_those_who_run_the_site(&me)?;
    let now = site.clock.now();
    let key = key(&site).await?;
    let next = Next::parse(&fields.next);
    let mut code = Field::typed("code", &fields.code);
    let again =
        Proof { next: next.as_ref().map(ToString::to_string).unwrap_or_default(), ..Proof::default() };

    let mut transaction = site.pool.begin().await?;
    let factor = queries::lock_factor(&mut *transaction, me.user.id).await?;
    if let Some(seconds) = too_many(&site, &mut transaction, &me, now).await? {
        let why = format!("Too many codes were wrong. Try again {}.", in_minutes(seconds));
        let page = form(&site, &me, layout, Proof { refused: Some(why), ..again }).await?;
        return Ok(too_often(seconds, page));
    }
    let Some(shown) = read(&key, &me, &factor, &code.value, now) else {
        queries::attempted(&mut *transaction, me.user.id, now).await?;
        transaction.commit().await?;
        code.refuse(
            "This is neither the code of now nor a recovery code that is left. A code of the app is good once and for half a minute: wait for the next one, and see that the telephone’s clock is right. A recovery code is good once.",
        );
        return Ok(unprocessable(form(&site, &me, layout, Proof { code, ..again }).await?));
    };
    let Some(cookie) = me.session.prove(&mut transaction, &site.origin, now).await? else {
        return Ok(Redirect::to(&urls::SignIn.to_string()).into_response());
    };
    let to = Next::or_account(next.as_ref());
    let (action, answer) = match shown {
        Shown::First(step) => {
            let nonce = me.session.id.as_bytes();
            queries::set_factor(&mut *transaction, me.user.id, nonce, step, now).await?;
            let codes = new_codes(&mut transaction, &key, &me).await?;
            let page = recovery_page(layout, codes, to);
            ("set up second factor", (with_cookie(Some(cookie)), page).into_response())
        }
        Shown::Code(step) => {
            queries::shown(&mut *transaction, me.user.id, step).await?;
            ("show second factor", go_on(&to, Some(cookie)))
        }
        Shown::Recovery(left) => {
            queries::set_recovery(&mut *transaction, me.user.id, &left).await?;
            ("use recovery code", go_on(&to, Some(cookie)))
        }
    };
    audit::write(&mut *transaction, &me.actor, &Entry::new(action, "user", me.user.id), now).await?;
    transaction.commit().await?;
    Ok(answer)
}

/// What a code is, if it is any good.
fn read(key: &Key, me: &SignedIn, factor: &Factor, typed: &str, now: DateTime<Utc>) -> Option<Shown> {
    let Some(nonce) = &factor.nonce else {
        let secret = proposed(key, me);
        return totp::step_shown(secret.bytes(), typed, now, None).map(Shown::First);
    };
    let secret = Secret::derive(key, me.user.id, nonce);
    totp::step_shown(secret.bytes(), typed, now, factor.last_step)
        .map(Shown::Code)
        .or_else(|| without(key, me.user.id, &factor.recovery, typed).map(Shown::Recovery))
}

/// For how many seconds no code is looked at.
async fn too_many(
    site: &AppState,
    transaction: &mut PgConnection,
    me: &SignedIn,
    now: DateTime<Utc>,
) -> Result<Option<u64>> {
    let most = site.rules.rate_limit_scale.times(OF_ACCOUNT).get() as usize;
    let wrong = queries::attempts_since(transaction, me.user.id, now - OF_ACCOUNT_WITHIN).await?;
    let oldest = wrong.get(most - 1);
    Ok(oldest.map(|oldest| (*oldest + OF_ACCOUNT_WITHIN - now).num_seconds().max(1).unsigned_abs()))
}

async fn new_codes(transaction: &mut PgConnection, key: &Key, me: &SignedIn) -> Result<Vec<String>> {
    let Recovery { codes, hashes } = Recovery::new(key, me.user.id);
    queries::set_recovery(transaction, me.user.id, &hashes).await?;
    Ok(codes)
}

fn recovery_page(layout: Layout, codes: Vec<String>, next: String) -> Page<RecoveryPage> {
    let meta = Meta::for_one("Your recovery codes", "For when the telephone is lost: shown once.");
    Page::private(RecoveryPage { layout, meta, codes, next })
}

/// New recovery codes; those before are good for nothing.
pub(super) async fn renew(
    _: urls::RecoveryCodes,
    me: SignedIn,
    layout: Layout,
    State(site): State<AppState>,
) -> Result<Response> {
    for_those_who_run_the_site(&me)?;
    if me.session.proven_at.is_none() {
        return Ok(Redirect::to(&urls::SecondFactor.to_string()).into_response());
    }
    let key = key(&site).await?;
    let mut transaction = site.pool.begin().await?;
    let codes = new_codes(&mut transaction, &key, &me).await?;
    let entry = Entry::new("renew recovery codes", "user", me.user.id).after(json!({ "codes": codes.len() }));
    audit::write(&mut *transaction, &me.actor, &entry, site.clock.now()).await?;
    transaction.commit().await?;
    Ok(recovery_page(layout, codes, Next::or_account(None)).into_response())
}
