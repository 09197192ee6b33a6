//! Who sends a request, and whether they may: what handlers take.

use axum::extract::{Extension, FromRequestParts};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use super::{Next, Role, Session};
use crate::audit::Actor;
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::urls;
use crate::web::{ClientAddress, RequestId};

/// Somebody with an account.
#[derive(Clone, Debug)]
pub struct User {
    /// Whose rows are theirs.
    pub id: Uuid,
    /// The address by which they sign in.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Whether they set up a second factor.
    pub has_second_factor: bool,
}

/// Anybody, with the session that they may have.
#[derive(Clone, Debug)]
pub struct Guest {
    /// What their browser keeps.
    pub session: Option<Session>,
    /// Where they come from.
    pub client: ClientAddress,
    request_id: Option<String>,
}

impl FromRequestParts<AppState> for Guest {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        // Found for this request already.
        if let Some(guest) = parts.extensions.get::<Self>() {
            return Ok(guest.clone());
        }
        let now = state.clock.now();
        let session = Session::find(&state.pool, &parts.headers, &state.origin, now).await?;
        let Ok(client) = ClientAddress::from_request_parts(parts, state).await;
        let request_id = Extension::<RequestId>::from_request_parts(parts, state).await;
        Ok(Self { session, client, request_id: request_id.ok().map(|id| id.to_string()) })
    }
}

impl Guest {
    /// Who they are, where they signed in.
    pub fn user(&self) -> Option<&User> {
        self.session.as_ref()?.user.as_ref()
    }

    /// How the audit log names them.
    pub fn actor(&self) -> Actor {
        self.acting_as(self.user())
    }

    /// How it names them when they have just become somebody.
    pub fn acting_as(&self, user: Option<&User>) -> Actor {
        Actor {
            user: user.map(|user| user.id),
            role: user.map_or("anonymous", |user| user.role.param()).into(),
            address: Some(self.client.0),
            request_id: self.request_id.clone(),
        }
    }
}

/// Somebody who signed in. Others are asked to do so first, and come back then.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// In which session.
    pub session: Session,
    /// How the audit log names them.
    pub actor: Actor,
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let guest = Guest::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        Self::of(guest).ok_or_else(|| lead_to(parts, &urls::SignIn))
    }
}

impl SignedIn {
    fn of(guest: Guest) -> Option<Self> {
        let actor = guest.actor();
        let session = guest.session?;
        Some(Self { user: session.user.clone()?, session, actor })
    }
}

/// Somebody who runs the site, and showed it. For others the page does not exist.
#[derive(Clone, Debug)]
pub struct AsOperator(pub SignedIn);

impl FromRequestParts<AppState> for AsOperator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        at_least(Role::Operator, parts, state).await.map(Self)
    }
}

/// Somebody who decides who runs the site, and showed it. For others the page does not exist.
#[derive(Clone, Debug)]
pub struct AsAdmin(pub SignedIn);

impl FromRequestParts<AppState> for AsAdmin {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        at_least(Role::Admin, parts, state).await.map(Self)
    }
}

/// Strangers and those who may less learn nothing, not even that there is something.
async fn at_least(role: Role, parts: &mut Parts, state: &AppState) -> Result<SignedIn, Response> {
    let guest = Guest::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
    let signed_in = SignedIn::of(guest).filter(|signed_in| signed_in.user.role >= role);
    let signed_in = signed_in.ok_or_else(|| Error::NotFound.into_response())?;
    if signed_in.session.proven_at.is_none() {
        return Err(lead_to(parts, &urls::SecondFactor));
    }
    Ok(signed_in)
}

/// To another page first; from there back to the one that was asked for, where that can be opened again.
fn lead_to(parts: &Parts, page: &impl ToString) -> Response {
    let next = (parts.method == Method::GET).then(|| Next::of_uri(&parts.uri)).flatten();
    Redirect::to(&Next::through(next.as_ref(), page)).into_response()
}
