//! The database, asked instead of an index that is still being built.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Page, Work};
use crate::error::took_too_long;

/// For how long nobody asks again what took too long.
const PAUSE: Duration = Duration::from_secs(5);

/// Whether the database answers a list's searches in time. Where there are too many rows for that, every search would take from
/// the building of the index what it needs, and be given up in the end: one is tried now and then, the others are told at once to
/// come again.
#[derive(Debug, Default)]
pub struct Instead {
    /// When one took too long, without words and with.
    gave_up: [Mutex<Option<Instant>>; 2],
}

impl Instead {
    /// Asks the database, unless it has just taken too long for a search like this.
    pub async fn ask(&self, has_words: bool, search: Work<'_, Page>) -> sqlx::Result<Page> {
        let gave_up = || self.gave_up[usize::from(has_words)].lock().unwrap_or_else(PoisonError::into_inner);
        if gave_up().is_some_and(|at| at.elapsed() < PAUSE) {
            let why = "the search index is being built, and the database took too long a moment ago";
            return Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, why)));
        }
        let found = search.await;
        if found.as_ref().is_err_and(took_too_long) {
            *gave_up() = Some(Instant::now());
        }
        found
    }
}
