//! What search engines have to be told, written into the outbox.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use sqlx::{Connection, PgConnection};

use super::Channels;
use super::google::{self, Kind, Told};
use super::index_now;
use super::queries::{self, Change};
use crate::{outbox, urls};

/// How many changes are taken at a time; the next pass has the others.
const AT_A_TIME: i64 = 100_000;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queued {
    /// Addresses for IndexNow.
    pub index_now: usize,
    /// Addresses for Google.
    pub google: usize,
}

/// Writes what changed since each channel was last told. One transaction a channel.
pub async fn queue(
    connection: &mut PgConnection,
    channels: &Channels,
    now: DateTime<Utc>,
) -> sqlx::Result<Queued> {
    let mut queued = Queued::default();
    let mut transaction = connection.begin().await?;
    if channels.index_now {
        queued.index_now = for_index_now(&mut transaction, now).await?;
    } else {
        queries::close_channel(&mut transaction, index_now::KIND).await?;
    }
    transaction.commit().await?;
    let mut transaction = connection.begin().await?;
    if let Some(quota) = channels.google {
        queued.google = for_google(&mut transaction, quota, now).await?;
    } else {
        queries::close_channel(&mut transaction, google::KIND).await?;
    }
    transaction.commit().await?;
    Ok(queued)
}

/// Profiles and postings. What was there before the key was is no news: the sitemap names it, and it is noted in silence.
async fn for_index_now(connection: &mut PgConnection, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let entities = ["executive", "job"].map(str::to_owned);
    if queries::open_channel(connection, index_now::KIND, now).await? {
        loop {
            let there = queries::changes(connection, index_now::KIND, &entities, AT_A_TIME).await?;
            if there.is_empty() {
                return Ok(0);
            }
            queries::note(connection, index_now::KIND, &there, now).await?;
        }
    }
    let changes = queries::changes(connection, index_now::KIND, &entities, AT_A_TIME).await?;
    let paths: Vec<String> = changes.iter().flat_map(addresses).map(|(path, _)| path).collect();
    for batch in paths.chunks(index_now::MOST) {
        post(connection, index_now::KIND, &index_now::Notice { paths: batch.to_vec() }, now).await?;
    }
    queries::note(connection, index_now::KIND, &changes, now).await?;
    Ok(paths.len())
}

/// Postings, as many as the quota has left: what is gone first, then the newest. The others wait for tomorrow where they
/// are, and by then only what is still true of them is told.
async fn for_google(connection: &mut PgConnection, quota: u32, now: DateTime<Utc>) -> sqlx::Result<usize> {
    queries::open_channel(connection, google::KIND, now).await?;
    let taken = queries::taken_by_google(connection, now - TimeDelta::hours(24)).await?;
    let left = usize::try_from(i64::from(quota) - taken).unwrap_or(0);
    let limit = i64::try_from(left).unwrap_or(AT_A_TIME).min(AT_A_TIME);
    let mut changes = queries::changes(connection, google::KIND, &["job".to_owned()], limit).await?;
    let mut told = Vec::new();
    // A renamed posting has two addresses: it waits, where only one is left.
    let fit = (changes.iter())
        .take_while(|change| {
            let all: Vec<Told> =
                addresses(change).into_iter().map(|(path, kind)| Told { path, kind }).collect();
            let fits = told.len() + all.len() <= left;
            if fits {
                told.extend(all);
            }
            fits
        })
        .count();
    changes.truncate(fit);
    for batch in told.chunks(google::MOST) {
        let notice = google::Notice { taken: batch.len(), changes: batch.to_vec() };
        post(connection, google::KIND, &notice, now).await?;
    }
    queries::note(connection, google::KIND, &changes, now).await?;
    Ok(told.len())
}

/// The addresses of a change: where it is, and where it was.
fn addresses(change: &Change) -> Vec<(String, Kind)> {
    let address = |slug: &String| match change.entity.as_str() {
        "job" => urls::Job::to(slug).to_string(),
        _ => urls::Executive::to(slug).to_string(),
    };
    match (&change.told, &change.slug) {
        (Some(told), Some(slug)) if told != slug => {
            vec![(address(told), Kind::Updated), (address(slug), Kind::Updated)]
        }
        (_, Some(slug)) => vec![(address(slug), Kind::Updated)],
        (Some(told), None) => vec![(address(told), Kind::Deleted)],
        (None, None) => Vec::new(),
    }
}

async fn post(
    connection: &mut PgConnection,
    kind: &str,
    notice: &impl Serialize,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    outbox::post(connection, kind, None, notice, now).await?;
    Ok(())
}

/// For the terminal; nothing where nothing was written.
impl fmt::Display for Queued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (who, count) in [("IndexNow", self.index_now), ("Google", self.google)] {
            if count > 0 {
                writeln!(f, "Addresses on their way to {who}: {count}")?;
            }
        }
        Ok(())
    }
}

impl std::ops::AddAssign for Queued {
    fn add_assign(&mut self, other: Self) {
        self.index_now += other.index_now;
        self.google += other.google;
    }
}
