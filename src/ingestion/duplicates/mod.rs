//! Rows that look like one thing: found after they were written, proposed to the operator, never merged.
//!
//! Each row leaves keys ([`likeness::keys`]) under which rows that may be it are found again, in one statement a batch;
//! those are compared with a pure function ([`likeness::likeness`]), and pairs that are alike enough are proposed.

mod likeness;
mod names;
mod queries;
mod titles;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Entity;
use super::fold::Target;
use super::record::{Record, Row};
use crate::audit::Actor;
use crate::urls;
use likeness::{Likeness, PROPOSED_FROM, Side};
pub use queries::{Proposal, ProposalSide};

/// A key that more rows share says nothing.
pub(crate) const MOST_OF_A_KEY: usize = 20;

/// The most proposals that one row of a batch makes.
const MOST_OF_A_ROW: usize = 3;

/// Two ids in the order in which a pair is kept.
type Pair = (Uuid, Uuid);

/// Compares what a batch wrote with all there is, and keeps what is alike. The rows that made it, if there are
/// any, say so as a warning.
pub(super) async fn propose<R: Record>(
    connection: &mut PgConnection,
    targets: &[Target<R>],
    rows: &mut [Row<R>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = targets.iter().map(|target| target.id).collect();
    let mine = queries::sides(&mut *connection, R::ENTITY, &ids).await?;
    let mut candidates = Candidates::default();
    let keys = candidates.keep_keys(R::ENTITY, &mine);
    let changed: Vec<Uuid> =
        targets.iter().filter(|target| target.state.is_some()).map(|target| target.id).collect();
    let found = queries::keep_and_find(&mut *connection, R::ENTITY, &ids, &changed, &keys).await?;
    candidates.pairs.extend(found);
    let others: Vec<Uuid> = {
        let known: HashSet<Uuid> = mine.iter().map(|side| side.id).collect();
        let all: HashSet<Uuid> = candidates.pairs.iter().flat_map(|(one, other)| [*one, *other]).collect();
        all.difference(&known).copied().collect()
    };
    let others = if others.is_empty() {
        Vec::new()
    } else {
        queries::sides(&mut *connection, R::ENTITY, &others).await?
    };
    let sides: HashMap<Uuid, &Side> = mine.iter().chain(&others).map(|side| (side.id, side)).collect();
    let alike = candidates.alike(R::ENTITY, &sides, &ids);
    if !changed.is_empty() {
        queries::withdraw(&mut *connection, &changed, &alike).await?;
    }
    if alike.is_empty() {
        return Ok(());
    }
    let proposed = queries::propose(connection, R::ENTITY, &alike, now).await?;
    let reasons: HashMap<Pair, &Likeness> = alike.iter().map(|(pair, likeness)| (*pair, likeness)).collect();
    let places: HashMap<Uuid, usize> = targets.iter().map(|target| (target.id, target.row)).collect();
    for (pair, number) in proposed {
        let Some(likeness) = reasons.get(&pair) else { continue };
        // Of two new rows the later one says it.
        let teller = [pair.0, pair.1].into_iter().max_by_key(|id| places.get(id));
        let Some(teller) = teller.filter(|id| places.contains_key(id)) else { continue };
        let other = if teller == pair.0 { pair.1 } else { pair.0 };
        let row = places.get(&teller).and_then(|row| rows.get_mut(*row));
        let (Some(row), Some(other)) = (row, sides.get(&other)) else { continue };
        row.warnings.push(format!(
            "duplicate: looks like {} (proposal {number}): {}",
            address(R::ENTITY, &other.slug),
            likeness.reasons.join(", ")
        ));
    }
    Ok(())
}

/// Pairs that share a key.
#[derive(Default)]
struct Candidates {
    pairs: HashSet<Pair>,
}

/// One key of a row, as it is kept.
struct Key {
    target: Uuid,
    kind: &'static str,
    digest: i64,
}

impl Candidates {
    /// The keys of a batch's rows; rows of the batch that share one are candidates already.
    fn keep_keys(&mut self, entity: Entity, sides: &[Side]) -> Vec<Key> {
        let mut keys = Vec::new();
        let mut by_key: HashMap<i64, Vec<Uuid>> = HashMap::new();
        for side in sides {
            for (kind, key) in likeness::keys(entity, side) {
                let holders = by_key.entry(key).or_default();
                if !holders.contains(&side.id) {
                    holders.push(side.id);
                    keys.push(Key { target: side.id, kind, digest: key });
                }
            }
        }
        for holders in by_key.values().filter(|holders| holders.len() <= MOST_OF_A_KEY) {
            for (at, one) in holders.iter().enumerate() {
                self.pairs.extend(holders[at + 1..].iter().map(|other| pair(*one, *other)));
            }
        }
        keys
    }

    /// The pairs that are alike enough, likest first, and only the first few of each of the batch's rows.
    fn alike(&self, entity: Entity, sides: &HashMap<Uuid, &Side>, ids: &[Uuid]) -> Vec<(Pair, Likeness)> {
        let compare = |pair: &Pair| {
            let likeness = likeness::likeness(entity, sides.get(&pair.0)?, sides.get(&pair.1)?);
            (likeness.score >= PROPOSED_FROM).then_some((*pair, likeness))
        };
        let mut alike: Vec<(Pair, Likeness)> = self.pairs.iter().filter_map(compare).collect();
        alike.sort_by(|one, other| other.1.score.total_cmp(&one.1.score).then(one.0.cmp(&other.0)));
        let mine: HashSet<&Uuid> = ids.iter().collect();
        let mut counts: HashMap<Uuid, usize> = HashMap::new();
        alike.retain(|((one, other), _)| {
            let is_full = |id: &Uuid| counts.get(id).is_some_and(|count| *count >= MOST_OF_A_ROW);
            let is_kept = ![one, other].into_iter().any(|id| mine.contains(id) && is_full(id));
            if is_kept {
                for id in [one, other] {
                    *counts.entry(*id).or_default() += 1;
                }
            }
            is_kept
        });
        alike
    }
}

fn pair(one: Uuid, other: Uuid) -> Pair {
    if one < other { (one, other) } else { (other, one) }
}

fn address(entity: Entity, slug: &str) -> String {
    match entity {
        Entity::Executive => urls::Executive::to(slug).to_string(),
        Entity::Job => urls::Job::to(slug).to_string(),
    }
}

impl ProposalSide {
    /// Its address on the site.
    pub fn address(&self, entity: Entity) -> String {
        address(entity, &self.slug)
    }
}

/// The open proposals, likest first, and how many there are in all.
pub async fn open(pool: &PgPool, entity: Option<Entity>, limit: u32) -> sqlx::Result<(Vec<Proposal>, u64)> {
    let proposals = queries::open(pool, entity, i64::from(limit)).await?;
    let count = queries::count_open(pool, entity, i64::MAX).await?;
    Ok((proposals, count))
}

/// How many open proposals there are, counted as far as `most`.
pub async fn count(pool: &PgPool, entity: Option<Entity>, most: usize) -> sqlx::Result<usize> {
    let count = queries::count_open(pool, entity, i64::try_from(most).unwrap_or(i64::MAX)).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Why a proposal can't be dismissed.
#[derive(Debug, thiserror::Error)]
pub enum DismissError {
    /// There is none.
    #[error("there is no open proposal {0}: somebody decided on it, or there never was one")]
    NoProposal(i64),
    /// The database failed.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
}

/// Says that two rows are two things; they are not proposed again. Who said so stands in the audit log.
pub async fn dismiss(
    pool: &PgPool,
    number: i64,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), DismissError> {
    let mut transaction = pool.begin().await?;
    let is_done = queries::dismiss(&mut transaction, number, actor, now).await?;
    transaction.commit().await?;
    if is_done { Ok(()) } else { Err(DismissError::NoProposal(number)) }
}
