//! What is filed under a term, moved under another one, or found by its new name: batch by batch, for it may be most of all rows.

mod queries;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::{TermError, TermRow, find};
use crate::audit::{self, Actor, Entry};
use crate::executives::editing as profiles;
use crate::jobs::editing as postings;
use crate::taxonomy::TaxonomyKind;
use crate::work::Progress;

/// Rows of a transaction.
const BATCH: usize = 500;

/// What was moved or found anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// Profiles.
    pub executives: usize,
    /// Postings.
    pub jobs: usize,
    /// Whether somebody stopped it before its end; the same again does the rest.
    pub is_stopped: bool,
}

/// Has all that is filed under a term found by what the term is called now.
pub async fn refile(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    term: Uuid,
    progress: &Progress,
) -> sqlx::Result<Filed> {
    let (executives, jobs) = rows(connection, kind, term).await?;
    let mut filed = Filed::default();
    for ids in executives.chunks(BATCH) {
        if progress.is_stopped() {
            return Ok(Filed { is_stopped: true, ..filed });
        }
        profiles::refresh_search_documents(connection, ids).await?;
        filed.executives += ids.len();
        tell(progress, filed);
    }
    for ids in jobs.chunks(BATCH) {
        if progress.is_stopped() {
            return Ok(Filed { is_stopped: true, ..filed });
        }
        postings::refresh_search_documents(connection, ids).await?;
        filed.jobs += ids.len();
        tell(progress, filed);
    }
    Ok(filed)
}

/// Two terms of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Two<'a> {
    /// Which taxonomy.
    pub kind: TaxonomyKind,
    /// The slug of the one that goes.
    pub from: &'a str,
    /// The slug of the one that stays.
    pub into: &'a str,
}

/// Both terms of a merge, as far as they can be merged.
pub async fn pair(connection: &mut PgConnection, two: Two<'_>) -> Result<[TermRow; 2], TermError> {
    let kind = two.kind;
    let missing = |slug: &str| TermError::NotFound { kind, slug: slug.to_owned() };
    let from = find(&mut *connection, kind, two.from).await?.ok_or_else(|| missing(two.from))?;
    let into = find(&mut *connection, kind, two.into).await?.ok_or_else(|| missing(two.into))?;
    if from.id == into.id || !into.is_active {
        return Err(TermError::NoMerge { kind });
    }
    Ok([from, into])
}

/// Merges a term into another one: all that is filed under it goes there, its other names and its old addresses lead there.
/// Broken off, the same again does the rest; the term goes with the last transaction.
pub async fn merge(
    connection: &mut PgConnection,
    two: Two<'_>,
    actor: &Actor,
    now: DateTime<Utc>,
    progress: &Progress,
) -> Result<Filed, TermError> {
    let [from, into] = pair(connection, two).await?;
    let kind = two.kind;
    let mut filed = Filed::default();
    let (executives, jobs) = rows(connection, kind, from.id).await?;
    for ids in executives.chunks(BATCH) {
        if progress.is_stopped() {
            return Ok(Filed { is_stopped: true, ..filed });
        }
        let mut transaction = connection.begin().await?;
        queries::move_executives(&mut transaction, kind, from.id, into.id, ids).await?;
        profiles::refresh_search_documents(&mut transaction, ids).await?;
        transaction.commit().await?;
        filed.executives += ids.len();
        tell(progress, filed);
    }
    for ids in jobs.chunks(BATCH) {
        if progress.is_stopped() {
            return Ok(Filed { is_stopped: true, ..filed });
        }
        let mut transaction = connection.begin().await?;
        queries::move_jobs(&mut transaction, kind, from.id, into.id, ids).await?;
        postings::refresh_search_documents(&mut transaction, ids).await?;
        transaction.commit().await?;
        filed.jobs += ids.len();
        tell(progress, filed);
    }
    // What came meanwhile goes with the term itself. Nobody imports while it does.
    let mut transaction = connection.begin().await?;
    queries::lock_imports(&mut transaction).await?;
    let (executives, jobs) = rows(&mut transaction, kind, from.id).await?;
    queries::move_executives(&mut transaction, kind, from.id, into.id, &executives).await?;
    queries::move_jobs(&mut transaction, kind, from.id, into.id, &jobs).await?;
    profiles::refresh_search_documents(&mut transaction, &executives).await?;
    postings::refresh_search_documents(&mut transaction, &jobs).await?;
    filed.executives += executives.len();
    filed.jobs += jobs.len();
    let aliases = queries::take_in(&mut transaction, kind, &from, &into, now).await?;
    let entry = Entry::new("merge", "taxonomy", into.id)
        .before(json!({"kind": kind.param(), "slug": from.slug, "name": from.name, "id": from.id}))
        .after(json!({
            "into": into.slug, "executives": filed.executives, "jobs": filed.jobs, "aliases": aliases,
        }));
    audit::write(&mut *transaction, actor, &entry, now).await?;
    transaction.commit().await?;
    Ok(filed)
}

fn tell(progress: &Progress, filed: Filed) {
    progress.tell(u64::try_from(filed.executives + filed.jobs).unwrap_or(u64::MAX));
}

/// All that is filed under a term, public or not.
async fn rows(
    connection: &mut PgConnection,
    kind: TaxonomyKind,
    term: Uuid,
) -> sqlx::Result<(Vec<Uuid>, Vec<Uuid>)> {
    let executives = queries::executives(&mut *connection, kind, term).await?;
    let jobs = queries::jobs(connection, kind, term).await?;
    Ok((executives, jobs))
}
