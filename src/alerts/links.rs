//! The link to one alert that each of its mails bears. It says whose it is and is signed: whoever holds it received the
//! mail. Nothing of it is kept, and it ends with the alert.

use uuid::Uuid;

use crate::config::PublicOrigin;
use crate::secrets::{Key, signed};
use crate::urls;

/// The token of an alert's links.
pub fn token(key: &Key, id: Uuid) -> String {
    signed::token(key, "alert", id)
}

/// The alert that a token is of; nothing where we did not make it.
pub fn read(key: &Key, shown: &str) -> Option<Uuid> {
    signed::read(key, "alert", shown)
}

/// Where mail programs end an alert by themselves.
pub fn unsubscribe(key: &Key, id: Uuid, origin: &PublicOrigin) -> String {
    origin.absolute(urls::StopAlert::to(token(key, id)))
}
