//! Two canonical rows that are one thing made one, and two again.
//!
//! A canonical row is the fold of its source rows (decision 2). So merging moves the source rows of one to the other, which
//! is folded anew: later rows of either source find the one that stays. The other is put aside as it is, with all that is
//! its own; its addresses lead to the one that stays. Taking it out again moves its source rows back and folds both anew
//! (decision 60).

mod queries;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::{Connection, PgConnection};
use uuid::Uuid;

use super::executive::ExecutiveRecord;
use super::fold::Target;
use super::job::JobRecord;
use super::queries::{TargetState, lock_entity, target_states};
use super::record::{Record, digest};
use super::refold::{Again, Fate, bookkeep, fates, fold_targets, leave_taken_addresses, restore};
use super::{Action, Entity, duplicates};
use crate::audit::{self, Actor, Entry};
use crate::taxonomy::Catalog;
use crate::values::PublishStatus;

pub use queries::{Merged, newest, side};

/// Why two rows can't be made one, or two again.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// One of them is not there.
    #[error("there is no {} at {slug}", entity.as_str())]
    NotFound {
        /// What was looked for.
        entity: Entity,
        /// Where.
        slug: String,
    },
    /// They are the same row.
    #[error("both are the same row")]
    Same,
    /// One of them was taken off the site for its person.
    #[error("one of them was taken off the site for the person whom it is about: nothing is merged with it")]
    Removed,
    /// One of them was merged before.
    #[error("one of them is merged into another one already: take it out again first")]
    Merged,
    /// Something of it would be lost, or decided unseen.
    #[error("{0}")]
    Busy(&'static str),
    /// Readers would find less than before.
    #[error(
        "the one that would go is published and the one that would stay is not: keep the published one, or publish the other first"
    )]
    Unpublished,
    /// No source speaks of the one that stays.
    #[error(
        "no row of any source speaks of the one that would stay, so nothing can be folded into it: keep the other one"
    )]
    SaysNothing,
    /// There is no such merge.
    #[error("there is no merge {0} that could be taken back")]
    NoMerge(i64),
    /// The one that stayed went into another one since.
    #[error("the one that stayed was itself merged since: take that merge back first")]
    Further,
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// A row that may be one with another.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its id.
    pub id: Uuid,
    /// The last part of its address.
    pub slug: String,
    /// A person's name, a posting's title.
    pub name: String,
    /// Its first source.
    pub source: String,
    /// How it stands.
    pub status: PublishStatus,
    /// Whether the public sees it.
    pub is_public: bool,
    /// Whether its person had it taken off.
    pub is_removed: bool,
    /// Whether it was merged into another one.
    pub is_merged: bool,
    /// What keeps it from going: `owner`, `claim`, `correction`, `edit`, `removal`, `review`, `invitation`.
    pub holds: Vec<String>,
    /// Fields that somebody wrote.
    pub locked: Vec<String>,
    /// Rows of sources that speak of it.
    pub source_rows: i64,
    /// When it was first heard of.
    pub created_at: DateTime<Utc>,
}

/// Which two.
#[derive(Clone, Copy, Debug)]
pub struct Two<'a> {
    /// What they are.
    pub entity: Entity,
    /// The slug of the one that stays.
    pub kept: &'a str,
    /// The slug of the one that goes.
    pub lost: &'a str,
}

/// Makes two rows one, in a transaction of its own. Gives the number by which it is taken back.
pub async fn merge(
    connection: &mut PgConnection,
    two: Two<'_>,
    catalog: &Catalog,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<i64, MergeError> {
    match two.entity {
        Entity::Executive => go::<ExecutiveRecord>(connection, two, catalog, actor, now).await,
        Entity::Job => go::<JobRecord>(connection, two, catalog, actor, now).await,
    }
}

async fn go<R: Record>(
    connection: &mut PgConnection,
    two: Two<'_>,
    catalog: &Catalog,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<i64, MergeError> {
    let mut transaction = connection.begin().await?;
    lock_entity(&mut transaction, R::ENTITY).await?;
    let missing = |slug: &str| MergeError::NotFound { entity: R::ENTITY, slug: slug.to_owned() };
    let kept = side(&mut *transaction, R::ENTITY, two.kept, now).await?.ok_or_else(|| missing(two.kept))?;
    let lost = side(&mut *transaction, R::ENTITY, two.lost, now).await?.ok_or_else(|| missing(two.lost))?;
    check(&kept, &lost)?;
    let before = fold_targets::<R>(&mut transaction, &[kept.id]).await?;
    let said = fold_targets::<R>(&mut transaction, &[lost.id]).await?.remove(&lost.id);
    if before.is_empty() {
        return Err(MergeError::SaysNothing);
    }
    let number =
        queries::set_aside(&mut transaction, R::ENTITY, [kept.id, lost.id], json!(said), actor, now).await?;
    let rows = queries::move_rows(&mut transaction, lost.id, kept.id).await?;
    queries::note_rows(&mut *transaction, number, &rows).await?;
    queries::settle_proposals(&mut transaction, R::ENTITY, [kept.id, lost.id], actor, now).await?;
    let after = fold_targets::<R>(&mut transaction, &[kept.id]).await?;
    let states = target_states(&mut *transaction, R::ENTITY, &[kept.id]).await?;
    let again = Again { catalog, source: &kept.source, actor, now };
    write(&mut transaction, again, fates(states, before, after)).await?;
    let entries = [
        Entry::new("merge", R::ENTITY.as_str(), kept.id)
            .before(json!({"source_rows": kept.source_rows}))
            .after(
                json!({"source_rows": kept.source_rows + lost.source_rows, "merge": number, "from": lost.id}),
            ),
        Entry::new("merge", R::ENTITY.as_str(), lost.id)
            .before(json!({"status": lost.status, "source_rows": lost.source_rows}))
            .after(json!({"status": "ARCHIVED", "merge": number, "into": kept.id})),
    ];
    audit::write_all(&mut *transaction, actor, &entries, now).await?;
    transaction.commit().await?;
    Ok(number)
}

fn check(kept: &Side, lost: &Side) -> Result<(), MergeError> {
    if kept.id == lost.id {
        return Err(MergeError::Same);
    }
    if kept.is_removed || lost.is_removed {
        return Err(MergeError::Removed);
    }
    if kept.is_merged || lost.is_merged {
        return Err(MergeError::Merged);
    }
    if let Some(why) = lost.holds.first() {
        return Err(MergeError::Busy(why_not(why)));
    }
    if lost.is_public && !kept.is_public {
        return Err(MergeError::Unpublished);
    }
    Ok(())
}

/// What has to be done about something that a row holds before it may go; the words are those of `queries::side`.
pub fn why_not(held: &str) -> &'static str {
    match held {
        "owner" => "the one that would go has an owner: keep it instead, or end the ownership first",
        "claim" => "somebody claims the one that would go: decide the claim first, or keep it instead",
        "correction" => "a correction of the one that would go is open: decide it first",
        "edit" => "an edit of the one that would go waits: decide it first",
        "review" => {
            "a client whom its owner invited wrote a review of the one that would go, and the review would go with it: keep that one instead"
        }
        "invitation" => {
            "a client was invited to review the one that would go, and the link would lead nowhere: wait for the answer, or keep that one instead"
        }
        _ => "a removal of the one that would go is open: decide it first",
    }
}

/// Makes two rows of one again, in a transaction of its own: each says what it would say had they never been one.
pub async fn unmerge(
    connection: &mut PgConnection,
    number: i64,
    catalog: &Catalog,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Merged, MergeError> {
    match queries::entity_of(&mut *connection, number).await? {
        Some(Entity::Executive) => back::<ExecutiveRecord>(connection, number, catalog, actor, now).await,
        Some(Entity::Job) => back::<JobRecord>(connection, number, catalog, actor, now).await,
        None => Err(MergeError::NoMerge(number)),
    }
}

async fn back<R: Record>(
    connection: &mut PgConnection,
    number: i64,
    catalog: &Catalog,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<Merged, MergeError> {
    let mut transaction = connection.begin().await?;
    lock_entity(&mut transaction, R::ENTITY).await?;
    let merge = queries::take_back(&mut *transaction, number, actor, now).await?;
    let merge = merge.ok_or(MergeError::NoMerge(number))?;
    let pair = [merge.kept_id, merge.lost_id];
    if queries::is_set_aside(&mut *transaction, merge.kept_id).await? {
        return Err(MergeError::Further);
    }
    let states = target_states(&mut *transaction, R::ENTITY, &pair).await?;
    if states.len() < pair.len() {
        return Err(MergeError::NoMerge(number));
    }
    if states.iter().any(|state| state.is_removed) {
        return Err(MergeError::Removed);
    }
    let before = fold_targets::<R>(&mut transaction, &[merge.kept_id]).await?;
    queries::move_rows_back(&mut transaction, merge.kept_id, merge.lost_id, &merge.source_rows).await?;
    let after = fold_targets::<R>(&mut transaction, &[merge.kept_id]).await?;
    let kept = states.into_iter().filter(|state| state.id == merge.kept_id).collect();
    let source = queries::source_of(&mut *transaction, R::ENTITY, merge.kept_id).await?;
    write(&mut transaction, Again { catalog, source: &source, actor, now }, fates(kept, before, after))
        .await?;

    queries::bring_back(&mut transaction, R::ENTITY, &merge).await?;
    let said = merge.record.clone().and_then(|record| serde_json::from_value::<R>(record).ok());
    let before = said.map(|said| [(merge.lost_id, said)].into()).unwrap_or_default();
    let after = fold_targets::<R>(&mut transaction, &[merge.lost_id]).await?;
    let states = target_states(&mut *transaction, R::ENTITY, &[merge.lost_id]).await?;
    let source = queries::source_of(&mut *transaction, R::ENTITY, merge.lost_id).await?;
    let again = Again { catalog, source: &source, actor, now };
    let alike = targets::<R>(&states, &after);
    write(&mut transaction, again, fates(states, before, after)).await?;
    // Whatever it is alike, it is again.
    duplicates::propose(&mut transaction, &alike, &mut [], now).await?;
    queries::dismiss(&mut *transaction, pair, actor, now).await?;
    let entries =
        pair.map(|id| Entry::new("unmerge", R::ENTITY.as_str(), id).after(json!({"merge": number})));
    audit::write_all(&mut *transaction, actor, &entries, now).await?;
    let merged = queries::find(&mut *transaction, number).await?.ok_or(MergeError::NoMerge(number))?;
    transaction.commit().await?;
    Ok(merged)
}

/// Writes what became of rows that were folded anew. A row of which no source speaks any more stays as it is.
async fn write<R: Record>(
    connection: &mut PgConnection,
    again: Again<'_>,
    mut fates: HashMap<Uuid, Fate<R>>,
) -> sqlx::Result<()> {
    leave_taken_addresses(connection, &mut fates).await?;
    for fate in fates.values_mut().filter(|fate| fate.after.is_none()) {
        fate.action = Action::Skip;
    }
    let spoken_of: Vec<Uuid> =
        fates.iter().filter(|(_, fate)| fate.after.is_some()).map(|(id, _)| *id).collect();
    restore(again, connection, &fates).await?;
    bookkeep(connection, R::ENTITY, &spoken_of).await
}

fn targets<R: Record>(states: &[TargetState], said: &HashMap<Uuid, R>) -> Vec<Target<R>> {
    let target = |(row, state): (usize, &TargetState)| {
        let record = said.get(&state.id)?.clone();
        let hash = digest(&record);
        Some(Target { id: state.id, hash, record, before: None, row, state: Some(state.clone()) })
    };
    states.iter().enumerate().filter_map(target).collect()
}
