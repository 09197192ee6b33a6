//! Who has an account, what they may do, and what is done about it.

mod queries;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::routing::RouterExt;
use uuid::Uuid;

use super::desk::{Desk, Frame, Sent, back, meta};
use crate::accounts::users::{self, Account, Deed, Noted, UserError};
use crate::accounts::{AsAdmin, Role};
use crate::error::{Error, Result};
use crate::me::basics::Choice;
use crate::state::AppState;
use crate::urls;
use crate::values::search_text;
use crate::web::form::{Field, is_wrong};
use crate::web::links::Link;
use crate::web::page::{Layout, Meta, Page};

pub(super) fn routes() -> Router<AppState> {
    Router::new().typed_get(list).typed_post(add).typed_get(show).typed_post(act)
}

/// No more accounts are listed.
const MOST: i64 = 100;
/// Characters of a reason.
const LONGEST: usize = 1_000;

/// `/admin/users`
#[derive(Debug, Template)]
#[template(path = "admin/users/list.html")]
struct ListPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    /// A part of the addresses that are looked for.
    text: String,
    accounts: Vec<Account>,
    /// Whether there are more.
    is_cut: bool,
    /// What whoever decides who runs the site types to add somebody; nothing for others.
    adding: Option<Adding>,
}

/// An address that is to have an account.
#[derive(Debug)]
struct Adding {
    email: Field,
    role: Field,
    roles: Vec<Choice>,
}

impl Adding {
    /// What is typed; nothing yet, where nothing was sent.
    fn of(sent: &Sent) -> Self {
        let role = Role::from_param(sent.get("role")).unwrap_or(Role::Operator);
        let roles = [Role::Operator, Role::Admin, Role::Owner];
        let roles = roles.map(|known| Choice {
            value: known.param().to_owned(),
            label: known.to_string(),
            is_chosen: known == role,
        });
        Self {
            email: Field::typed("email", sent.get("email")),
            role: Field::typed("role", role.param()),
            roles: roles.into(),
        }
    }

    fn roles(&self) -> &[Choice] {
        &self.roles
    }
}

/// `/admin/users/{id}`
#[derive(Debug, Template)]
#[template(path = "admin/users/show.html")]
struct AccountPage {
    layout: Layout,
    meta: Meta,
    frame: Frame,
    href: String,
    account: Account,
    /// The profiles that are theirs.
    profiles: Vec<Link>,
    /// In how many browsers they are signed in.
    sessions: usize,
    /// What can be done by who is at the desk: the button's word, and what it says.
    deeds: Vec<(String, &'static str)>,
    /// What was done, and why.
    noted: Vec<Noted>,
    reason: Field,
    refused: Option<String>,
}

async fn list(_: urls::AdminUsers, desk: Desk) -> Result<Response> {
    let adding = (desk.me.user.role == Role::Admin).then(|| Adding::of(&Sent::default()));
    listed(desk, adding).await
}

async fn listed(desk: Desk, adding: Option<Adding>) -> Result<Response> {
    let text = desk.asked("q").and_then(search_text);
    let mut connection = desk.site.pool.acquire().await?;
    let mut accounts = users::search(&mut connection, text.as_deref(), MOST + 1).await?;
    let most = usize::try_from(MOST).unwrap_or_default();
    let is_cut = accounts.len() > most;
    accounts.truncate(most);
    let is_wrong = adding.as_ref().is_some_and(|adding| adding.email.error.is_some());
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ListPage {
        meta: meta("Accounts"),
        frame: desk.frame(),
        layout: desk.layout,
        text: text.unwrap_or_default(),
        accounts,
        is_cut,
        adding,
    };
    Ok((status, Page::private(page)).into_response())
}

/// Makes an account for somebody who has none. Whoever has one is shown, with what can be done about it.
async fn add(_: urls::AdminUsers, AsAdmin(me): AsAdmin, desk: Desk, sent: Sent) -> Result<Response> {
    let mut adding = Adding::of(&sent);
    let (Some(email), Some(role)) = (adding.email.required_email(), Role::from_param(&adding.role.value))
    else {
        return listed(desk, Some(adding)).await;
    };
    let mut connection = desk.site.pool.acquire().await?;
    let made = users::create(&mut connection, &email, role, &me.actor, desk.now()).await?;
    let (id, done) = if let Some(id) = made {
        (id, "account-added")
    } else {
        let known = users::find(&mut connection, &email).await.map_err(Error::internal)?;
        (known.id, "account-known")
    };
    Ok(back(&urls::AdminUser::to(id.to_string()), done).into_response())
}

async fn show(urls::AdminUser { id }: urls::AdminUser, desk: Desk) -> Result<Response> {
    page(desk, read(&id)?, Field::blank("reason"), None).await
}

fn read(id: &str) -> Result<Uuid> {
    id.parse().map_err(|_| Error::NotFound)
}

async fn page(desk: Desk, id: Uuid, reason: Field, refused: Option<String>) -> Result<Response> {
    let mut connection = desk.site.pool.acquire().await?;
    let account = users::find_by_id(&mut connection, id).await?.ok_or(Error::NotFound)?;
    let profiles = queries::profiles(&mut *connection, id).await?;
    let profiles = profiles.iter().map(|(slug, name)| Link::new(name, &urls::AdminExecutive::to(slug)));
    let profiles = profiles.collect();
    let sessions = users::count_sessions(&mut connection, id, desk.now()).await?;
    let noted = users::noted(&mut connection, id).await?;
    drop(connection);
    let is_wrong = refused.is_some() || is_wrong([&reason]);
    let status = if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = AccountPage {
        meta: meta(format!("Account {}", account.email)),
        frame: desk.frame(),
        href: urls::AdminUser::to(id.to_string()).to_string(),
        deeds: deeds(&desk, &account),
        layout: desk.layout,
        account,
        profiles,
        sessions,
        noted,
        reason,
        refused,
    };
    Ok((status, Page::private(page)).into_response())
}

/// What whoever is at the desk can do to an account; nothing to their own.
fn deeds(desk: &Desk, account: &Account) -> Vec<(String, &'static str)> {
    if desk.me.user.id == account.id {
        return Vec::new();
    }
    let roles = [
        (Role::Owner, "Let them keep a profile, and no more"),
        (Role::Operator, "Let them run the site"),
        (Role::Admin, "Let them decide who runs the site"),
    ];
    let roles = roles.into_iter().filter(|(role, _)| *role != account.role);
    let roles = roles.map(|(role, words)| (Deed::Role(role), words));
    let open = match account.disabled_at {
        None => (Deed::Disable, "Suspend the account"),
        Some(_) => (Deed::Enable, "Open the account again"),
    };
    let factor =
        account.second_factor_since.map(|_| (Deed::ResetSecondFactor, "Take the second factor away"));
    let deeds = [open, (Deed::EndSessions, "End all sessions")].into_iter().chain(factor).chain(roles);
    let may = |deed| users::may(desk.me.user.role, account.role, deed);
    deeds.filter(|(deed, _)| may(*deed)).map(|(deed, words)| (word(deed), words)).collect()
}

/// What a button sends.
fn word(deed: Deed) -> String {
    match deed {
        Deed::Role(role) => format!("role-{}", role.param()),
        Deed::Disable => "suspend".to_owned(),
        Deed::Enable => "open".to_owned(),
        Deed::EndSessions => "end-sessions".to_owned(),
        Deed::ResetSecondFactor => "reset-second-factor".to_owned(),
    }
}

fn deed(word: &str) -> Option<Deed> {
    match word {
        "suspend" => Some(Deed::Disable),
        "open" => Some(Deed::Enable),
        "end-sessions" => Some(Deed::EndSessions),
        "reset-second-factor" => Some(Deed::ResetSecondFactor),
        _ => Role::from_param(word.strip_prefix("role-")?).map(Deed::Role),
    }
}

async fn act(urls::AdminUser { id }: urls::AdminUser, desk: Desk, sent: Sent) -> Result<Response> {
    let id = read(&id)?;
    let deed = deed(sent.get("do"));
    let deed =
        deed.ok_or_else(|| Error::BadRequest("Press one of the buttons of the account’s page.".into()))?;
    let mut reason = Field::typed("reason", sent.get("reason"));
    let why =
        reason.required_text(LONGEST, "Say why: it is kept with the account, for those who run the site.");
    if reason.error.is_some() {
        return page(desk, id, reason, None).await;
    }
    let mut connection = desk.site.pool.acquire().await?;
    let done = users::act(&mut connection, id, deed, &why, &desk.me, desk.now()).await;
    drop(connection);
    match done {
        Ok(_) => Ok(back(&urls::AdminUser::to(id.to_string()), "account-changed").into_response()),
        Err(UserError::Database(error)) => Err(error.into()),
        Err(UserError::Gone | UserError::NotFound(_)) => Err(Error::NotFound),
        Err(error) => {
            let why = crate::values::capitalise(&format!("{error}."));
            page(desk, id, reason, Some(why)).await
        }
    }
}
