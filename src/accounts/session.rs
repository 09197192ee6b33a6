//! What a browser keeps while somebody is known, and what the database knows of it.
//!
//! A session is made by a form alone, and only ever updated after that: a request that is still in flight when its session
//! ends can't bring it back.

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::queries::{self, Ends, Found};
use super::{Role, User};
use crate::config::PublicOrigin;
use crate::error::Result;
use crate::secrets;
use crate::web::Cookie;
use crate::web::cookies::SESSION;

/// How exactly it is known when a session was last used.
const TOUCHED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Somebody's session, found by its cookie.
#[derive(Clone, Debug)]
pub struct Session {
    /// By which pages and other rows name it.
    pub id: Uuid,
    /// What is known of the cookie's secret.
    hash: [u8; 32],
    /// Who signed in.
    pub user: Option<User>,
    /// When the second factor was shown in it.
    pub proven_at: Option<DateTime<Utc>>,
}

/// A session whose secret the browser does not know yet.
#[derive(Debug)]
pub struct Opened {
    /// The session.
    pub session: Session,
    /// What has the browser keep it.
    pub cookie: HeaderValue,
}

impl Session {
    /// The session of a request. One that ended is none.
    pub(super) async fn find(
        pool: &PgPool,
        headers: &HeaderMap,
        origin: &PublicOrigin,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>> {
        let Some(hash) = hash_of(headers, origin) else { return Ok(None) };
        let Some(found) = queries::find_session(pool, &hash, now).await? else { return Ok(None) };
        let session = Self::of(found, hash);
        if now - session.last_seen_at > TOUCHED_EVERY {
            let idle = now + session.session.role().idle();
            if !queries::touch_session(pool, &hash, idle, now).await? {
                return Ok(None);
            }
        }
        Ok(Some(session.session))
    }

    fn of(found: Found, hash: [u8; 32]) -> Seen {
        let Found { id, proven_at, last_seen_at, user_id, email, role, has_second_factor } = found;
        let user = match (user_id, email, role) {
            (Some(id), Some(email), Some(role)) => Some(User { id, email, role, has_second_factor }),
            _ => None,
        };
        Seen { session: Self { id, hash, user, proven_at }, last_seen_at }
    }

    /// Opens a session of nobody: what was begun in it belongs to this browser.
    pub async fn open(
        connection: &mut PgConnection,
        headers: &HeaderMap,
        origin: &PublicOrigin,
        now: DateTime<Utc>,
    ) -> Result<Opened> {
        let secret = secrets::random();
        let session =
            Self { id: Uuid::now_v7(), hash: secrets::digest(&secret), user: None, proven_at: None };
        let ends = Ends::of(session.role(), now);
        queries::open_session(
            connection,
            session.id,
            &session.hash,
            &super::device::device(headers),
            ends,
            now,
        )
        .await?;
        Ok(Opened { cookie: cookie(origin).keep(&secret, lasts(session.role()))?, session })
    }

    /// Whether a request comes from somebody's browser that keeps a session; whose, and whether it lasts, is not asked.
    pub fn is_kept(headers: &HeaderMap, origin: &PublicOrigin) -> bool {
        hash_of(headers, origin).is_some()
    }

    /// What has a browser forget the session that it keeps.
    pub fn forgotten(origin: &PublicOrigin) -> Result<HeaderValue> {
        cookie(origin).forget()
    }

    /// Lets somebody be known in this session from now on, under another secret. Nothing where it ended meanwhile.
    pub(super) async fn sign_in(
        &self,
        connection: &mut PgConnection,
        user: &User,
        origin: &PublicOrigin,
        now: DateTime<Utc>,
    ) -> Result<Option<HeaderValue>> {
        let secret = secrets::random();
        let ends = Ends::of(user.role, now);
        let signed_in =
            queries::sign_in(connection, &self.hash, &secrets::digest(&secret), user.id, ends, now).await?;
        signed_in.then(|| cookie(origin).keep(&secret, lasts(user.role))).transpose()
    }

    /// Notes that the second factor was shown, under another secret. Nothing where the session ended meanwhile.
    pub(super) async fn prove(
        &self,
        connection: &mut PgConnection,
        origin: &PublicOrigin,
        now: DateTime<Utc>,
    ) -> Result<Option<HeaderValue>> {
        let secret = secrets::random();
        let proven = queries::prove_session(connection, &self.hash, &secrets::digest(&secret), now).await?;
        proven.then(|| cookie(origin).keep(&secret, lasts(self.role()))).transpose()
    }

    /// As whom it lasts; nobody is as harmless as an owner.
    fn role(&self) -> Role {
        self.user.as_ref().map_or(Role::Owner, |user| user.role)
    }
}

/// A session, and when it was last noted that it is used.
struct Seen {
    session: Session,
    last_seen_at: DateTime<Utc>,
}

fn cookie(origin: &PublicOrigin) -> Cookie {
    Cookie::hidden(SESSION, origin)
}

/// What is known of the secret that a browser sends; nothing where it is none of ours.
fn hash_of(headers: &HeaderMap, origin: &PublicOrigin) -> Option<[u8; 32]> {
    let cookie = cookie(origin);
    let mut values = cookie.values(headers);
    let secret = values.find(|value| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit()));
    secret.map(secrets::digest)
}

/// For how many seconds a browser keeps it: as long as it can last.
const fn lasts(role: Role) -> i64 {
    role.absolute().num_seconds()
}
