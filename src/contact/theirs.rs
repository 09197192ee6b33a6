//! What an owner sees of the messages that came to them: all of them, and where each is answered.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{Seat, queries};
use crate::config::PublicOrigin;
use crate::secrets::Key;

pub use queries::Request;

/// Messages that came to somebody as the owner of a profile, the last first.
pub async fn list(connection: &mut PgConnection, user: Uuid, profile: Uuid) -> sqlx::Result<Vec<Request>> {
    const MOST: i64 = 500;
    queries::list_of_owner(connection, user, profile, MOST).await
}

/// Where its owner reads all of it and answers; nothing where nothing more can be written.
pub fn answer_href(key: &Key, origin: &PublicOrigin, request: &Request) -> Option<String> {
    let seat = request.seat().filter(|seat| request.status.is_open() && *seat != Seat::Desk)?;
    Some(super::routes::ways(key, origin, seat, request.id).answer)
}
