//! The database, asked instead of an index that is still being built.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::error::took_too_long;

/// For how long nobody asks again what took too long.
const PAUSE: Duration = Duration::from_secs(5);

/// Whether the database answers a list's searches in time. Where there are too many rows for that, every search would take from
/// the building of the index what it needs, and be given up in the end: once one was, one is tried now and then, and the others are
/// told at once to come again.
#[derive(Debug, Default)]
pub struct Instead {
    /// When one took too long, or was tried after that; without words and with.
    gave_up: [Mutex<Option<Instant>>; 2],
}

impl Instead {
    /// Asks the database, unless it has just taken too long for a search like this.
    pub async fn ask<T>(
        &self,
        has_words: bool,
        search: impl Future<Output = sqlx::Result<T>>,
    ) -> sqlx::Result<T> {
        let gave_up = || self.gave_up[usize::from(has_words)].lock().unwrap_or_else(PoisonError::into_inner);
        let is_trial = {
            let mut at = gave_up();
            if at.is_some_and(|at| at.elapsed() < PAUSE) {
                let why = "the search index is being built, and the database took too long a moment ago";
                return Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, why)));
            }
            // Who comes while one is tried is told to come again, too.
            let is_trial = at.is_some();
            *at = is_trial.then(Instant::now);
            is_trial
        };
        let found = search.await;
        match &found {
            Err(error) if took_too_long(error) => *gave_up() = Some(Instant::now()),
            Ok(_) if is_trial => *gave_up() = None,
            _ => {}
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Page;

    async fn slow(pause: Duration) -> sqlx::Result<Page> {
        tokio::time::sleep(pause).await;
        Err(sqlx::Error::PoolTimedOut)
    }

    #[tokio::test]
    async fn after_the_pause_one_is_tried_and_the_others_wait_for_what_comes_of_it() {
        let instead = Instead::default();
        let past = Instant::now().checked_sub(PAUSE).unwrap();
        *instead.gave_up[0].lock().unwrap() = Some(past);
        let is_refused = |found: sqlx::Result<Page>| matches!(found, Err(sqlx::Error::Io(_)));
        let (first, second) = tokio::join!(
            instead.ask(false, slow(Duration::from_millis(20))),
            instead.ask(false, async { unreachable!("one is tried") })
        );
        assert!(!is_refused(first) && is_refused(second));
        assert!(is_refused(instead.ask(false, async { unreachable!("it just failed") }).await));
        // Searches for words are another matter; and once one was in time, all are asked again.
        assert!(instead.ask(true, async { Ok(Page::default()) }).await.is_ok());
        *instead.gave_up[0].lock().unwrap() = Some(past);
        for _ in 0..2 {
            assert!(instead.ask(false, async { Ok(Page::default()) }).await.is_ok());
        }
    }
}
