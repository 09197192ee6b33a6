//! What waits to be published, what it waits for, and what is online: as the operator looks through it.

mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{POSTED_WITHIN_DAYS, notice_countries};
use crate::values::terms;

pub use queries::{Behind, Item};

terms! {
    /// How a row stands on its way to the public.
    Stand = "text" {
        Ready: "READY", "ready", "Ready to publish";
        Waiting: "WAITING", "waiting", "Waiting for something";
        Online: "ONLINE", "online", "Published";
        Away: "AWAY", "away", "Draft, archived or merged";
    }
}

/// What is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Profiles.
    Executives,
    /// Postings.
    Jobs,
}

/// Which rows are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// How they stand.
    pub stand: Stand,
    /// Where they came from.
    pub source: Option<&'a str>,
    /// What they wait for: a missing field, or one of the words that [`reason`] knows.
    pub lacks: Option<&'a str>,
    /// Only these, which were found by what they are called.
    pub called: Option<&'a [Uuid]>,
    /// Whether people in some countries have to be told first.
    pub notice_gate: bool,
    /// Now: a posting is taken for open for a while only.
    pub now: DateTime<Utc>,
}

impl Asked<'_> {
    fn posted_since(&self) -> DateTime<Utc> {
        self.now - TimeDelta::days(POSTED_WITHIN_DAYS.into())
    }
}

/// Rows of a stand that are looked through for what they wait for, before the page that is shown ends with what was found.
const LOOKED_THROUGH: i64 = 20_000;

/// Rows that a word finds, at most: whoever finds more has said too little.
const FOUND: i64 = 1_000;

/// A part of the queue.
#[derive(Debug, Default)]
pub struct Part {
    /// The rows, the newest first.
    pub items: Vec<Item>,
    /// Where it goes on; nothing where it ends.
    pub next: Option<Behind>,
}

/// How many rows stand so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// As many as were counted.
    pub counted: usize,
    /// Whether there are more than that.
    pub is_more: bool,
}

/// The queue from its beginning.
pub const START: Behind = Behind { created_at: DateTime::<Utc>::MAX_UTC, id: Uuid::max() };

impl Behind {
    /// As addresses have it.
    pub fn param(&self) -> String {
        format!("{}-{}", self.created_at.timestamp_micros(), self.id.simple())
    }

    /// What an address means.
    pub fn from_param(param: &str) -> Option<Self> {
        let (at, id) = param.split_once('-')?;
        Some(Self { created_at: DateTime::from_timestamp_micros(at.parse().ok()?)?, id: id.parse().ok()? })
    }
}

/// The next rows behind one, so many at most.
///
/// What stands so is read along an index, and only as far as the page needs. Where only rows that wait for one thing are
/// asked for, 20,000 rows are looked through; the page may be short then, or empty, and goes on behind them.
pub async fn part(
    connection: &mut PgConnection,
    queue: Queue,
    asked: &Asked<'_>,
    behind: Behind,
    limit: usize,
) -> sqlx::Result<Part> {
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let looked_through = if asked.lacks.is_some() { LOOKED_THROUGH } else { most + 1 };
    let (ids, end) = if let Some(called) = asked.called {
        (called.to_vec(), None)
    } else {
        let standing = standing(connection, queue, asked, behind, looked_through).await?;
        let is_full = i64::try_from(standing.len()).is_ok_and(|count| count == looked_through);
        (standing.iter().map(|row| row.id).collect(), standing.last().copied().filter(|_| is_full))
    };
    let mut items = items(connection, queue, asked, &ids, behind, most + 1).await?;
    let is_more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().map(|item| Behind { created_at: item.created_at, id: item.id });
    Ok(Part { next: if is_more { last } else { end }, items })
}

/// How many there are, counted as far as `most`, or as far as [`part`] looks.
pub async fn count(
    connection: &mut PgConnection,
    queue: Queue,
    asked: &Asked<'_>,
    most: usize,
) -> sqlx::Result<Count> {
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let (found, is_more) = match (asked.called, asked.lacks) {
        (None, None) => (standing(connection, queue, asked, START, limit).await?.len(), false),
        (Some(called), _) => (
            items(connection, queue, asked, called, START, limit).await?.len(),
            called.len() >= found_at_most(),
        ),
        (None, Some(_)) => {
            let standing = standing(connection, queue, asked, START, LOOKED_THROUGH).await?;
            let ids: Vec<Uuid> = standing.iter().map(|row| row.id).collect();
            let found = items(connection, queue, asked, &ids, START, limit).await?.len();
            (found, i64::try_from(ids.len()).is_ok_and(|looked| looked == LOOKED_THROUGH))
        }
    };
    Ok(Count { counted: found.min(most), is_more: is_more || found > most })
}

fn found_at_most() -> usize {
    usize::try_from(FOUND).unwrap_or(usize::MAX)
}

async fn standing(
    connection: &mut PgConnection,
    queue: Queue,
    asked: &Asked<'_>,
    behind: Behind,
    limit: i64,
) -> sqlx::Result<Vec<Behind>> {
    match queue {
        Queue::Executives => {
            let countries = notice_countries(asked.notice_gate);
            queries::executives_standing(connection, asked, &countries, behind, limit).await
        }
        Queue::Jobs => queries::jobs_standing(connection, asked, asked.posted_since(), behind, limit).await,
    }
}

async fn items(
    connection: &mut PgConnection,
    queue: Queue,
    asked: &Asked<'_>,
    ids: &[Uuid],
    behind: Behind,
    limit: i64,
) -> sqlx::Result<Vec<Item>> {
    match queue {
        Queue::Executives => {
            let countries = notice_countries(asked.notice_gate);
            queries::executives(connection, asked, &countries, ids, behind, limit).await
        }
        Queue::Jobs => queries::jobs(connection, asked, asked.posted_since(), ids, behind, limit).await,
    }
}

/// Profiles of any stand whose name, headline or mail address holds words that begin so; a thousand at most.
pub async fn executives_called(connection: &mut PgConnection, text: &str) -> sqlx::Result<Vec<Uuid>> {
    queries::executives_called(connection, &beginnings(text), &text.to_lowercase(), FOUND).await
}

/// Postings of any stand whose title or company holds words that begin so, or where one applies at an address (as
/// `jobs.apply_key` has it); a thousand at most.
pub async fn jobs_called(
    connection: &mut PgConnection,
    text: &str,
    apply_key: Option<&str>,
) -> sqlx::Result<Vec<Uuid>> {
    queries::jobs_called(connection, &beginnings(text), &text.to_lowercase(), apply_key, FOUND).await
}

/// Every word of a text, as `to_tsquery` reads the beginning of one.
fn beginnings(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
    let quoted = words.map(|word| format!("'{}':*", word.replace('\\', "\\\\").replace('\'', "''")));
    quoted.collect::<Vec<_>>().join(" & ")
}

/// The profile of an id, as the queue shows it.
pub async fn executive(
    connection: &mut PgConnection,
    id: Uuid,
    notice_gate: bool,
) -> sqlx::Result<Option<Item>> {
    queries::executive(connection, id, &notice_countries(notice_gate)).await
}

/// The posting of an id, as the queue shows it.
pub async fn job(connection: &mut PgConnection, id: Uuid, now: DateTime<Utc>) -> sqlx::Result<Option<Item>> {
    queries::job(connection, id, now - TimeDelta::days(POSTED_WITHIN_DAYS.into())).await
}

/// The sources that rows came from.
pub async fn sources(connection: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    queries::sources(connection).await
}

/// What stands between a row and the public, for people. Every word that [`Item::waits_for`] may hold.
pub const REASONS: &[(&str, &str)] = &[
    ("headline", "Has no headline"),
    ("role", "Has no role that we know"),
    ("location", "Has no place that we know"),
    ("notice", "The person has to be told first (EEA, UK, Switzerland)"),
    ("company_name", "Names no company"),
    ("location_summary", "Names no place"),
    ("summary", "Has no summary"),
    ("description", "Has no description"),
    ("apply_url", "Has no address to apply at"),
    ("posted_at", "Does not say when it was posted"),
    ("employment_type", "Does not say how one is employed"),
    ("closed", "Is closed or past its last day"),
    ("old", "Is too old to be believed open"),
];

/// What people read for a word of [`REASONS`], within a sentence.
pub fn reason(word: &str) -> String {
    let label = REASONS.iter().find(|(known, _)| *known == word).map_or(word, |(_, label)| label);
    let mut rest = label.chars();
    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_queue_comes_back_as_it_went_out() {
        let behind =
            Behind { created_at: DateTime::from_timestamp_micros(1_234_567).unwrap(), id: Uuid::now_v7() };
        let again = Behind::from_param(&behind.param()).unwrap();
        assert_eq!((again.created_at, again.id), (behind.created_at, behind.id));
        for nothing in ["", "1", "x-y", "1-2", "99999999999999999999-0197b2a0000070008000000000000000"] {
            assert!(Behind::from_param(nothing).is_none(), "{nothing}");
        }
    }

    #[test]
    fn words_are_looked_for_by_their_beginnings() {
        for (text, asked) in [
            ("Ann  Abel", "'Ann':* & 'Abel':*"),
            ("O'Neil", "'O''Neil':*"),
            ("& | ! :*", ""),
            ("back\\slash", "'back\\\\slash':*"),
        ] {
            assert_eq!(beginnings(text), asked);
        }
    }
}
