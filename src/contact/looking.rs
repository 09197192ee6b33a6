//! What the operator sees of messages through the site: those that wait for them, and any of them whole.

use sqlx::PgConnection;

use super::{Seat, queries};
use crate::config::PublicOrigin;
use crate::secrets::Key;

pub use queries::{Message, Request};

/// Why a message isn't found.
#[derive(Debug, thiserror::Error)]
pub enum LookingError {
    /// There is none.
    #[error("there is no message {0}; `quarterdeck contacts --all` lists them")]
    None(String),
    /// There are two.
    #[error("{0} is the end of more than one number: give more of it")]
    Several(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// How much of an id tells it from others, for people.
const DIGITS: usize = 8;

/// The number of a message, for people: the end of its id.
pub fn number(request: &Request) -> String {
    let id = request.id.simple().to_string();
    id[id.len() - DIGITS..].to_owned()
}

/// Confirmed messages, the last first: those that wait for the operator, or all that are kept.
pub async fn list(connection: &mut PgConnection, all: bool) -> sqlx::Result<Vec<Request>> {
    const MOST: i64 = 500;
    queries::list(connection, all, MOST).await
}

/// One message, and what was written after it.
pub async fn find(
    connection: &mut PgConnection,
    number: &str,
) -> Result<(Request, Vec<Message>), LookingError> {
    let number = number.trim().to_lowercase();
    let is_one = number.len() >= 4 && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut found = if is_one { queries::find_by_end(&mut *connection, &number).await? } else { Vec::new() };
    if found.len() > 1 {
        return Err(LookingError::Several(number));
    }
    let request = found.pop().ok_or(LookingError::None(number))?;
    let messages = queries::messages(connection, request.id).await?;
    Ok((request, messages))
}

/// Where the operator answers a message in the executive's stead.
pub fn answer_href(key: &Key, origin: &PublicOrigin, request: &Request) -> String {
    super::routes::ways(key, origin, Seat::Desk, request.id).answer
}
