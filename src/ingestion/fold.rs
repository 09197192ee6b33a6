//! Which canonical row a source row is about, and what all source rows of one canonical row say together.
//!
//! A canonical row is the fold of its source rows in the order in which they first came. So a row that comes again
//! changes nothing, several rows of one person make one profile, and a run that was killed and started again ends
//! where it would have ended.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::value::{RawValue, to_raw_value};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Action;
use super::changes::{Change, changes};
use super::queries::{self, SourceRow, TargetState};
use super::record::{Record, Row, digest, inherit};

/// Why a row is skipped whose profile was taken down.
pub const REMOVED: &str = "left out: this profile was removed";

/// What is to become of a batch.
#[derive(Debug)]
pub struct Folded<R> {
    /// One for each row, in order.
    pub outcomes: Vec<Outcome>,
    /// Source rows that are new or say something new.
    pub source_rows: Vec<SourceRow>,
    /// Canonical rows to insert or update.
    pub targets: Vec<Target<R>>,
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What was done.
    pub action: Action,
    /// The canonical row that it is about.
    pub target: Option<Uuid>,
    /// Why it failed, waits, or was skipped.
    pub message: Option<String>,
    /// How the canonical row was found.
    pub matched_by: MatchedBy,
    /// Whether this row made the canonical row.
    pub is_new: bool,
    /// The row of the source that it is a delivery of, as far as that could be told.
    pub source_row: Option<Uuid>,
    /// What the row states from now on; none where it says nothing that was not known.
    pub statement: Option<Statement>,
    /// What it changes on a canonical row that was there before.
    pub changes: Vec<Change>,
}

/// A row that says something new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The record of it.
    pub id: Uuid,
    /// Whether it counts without the address that it gives, because another canonical row has that.
    pub without_address: bool,
    /// Whether its source row says this and nothing else: it came for the first time.
    pub is_all: bool,
}

impl Outcome {
    fn new(action: Action, target: Option<Uuid>, matched_by: MatchedBy) -> Self {
        Self {
            action,
            target,
            message: None,
            matched_by,
            is_new: action == Action::Insert,
            source_row: None,
            statement: None,
            changes: Vec::new(),
        }
    }
}

/// How a row found its canonical row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchedBy {
    /// By the source's own id.
    SourceId,
    /// By the person's LinkedIn page, the posting's apply page.
    Address,
    /// By neither: it is new, or only its own likeness was known.
    Nothing,
}

/// A canonical row with what its source rows say together.
#[derive(Debug)]
pub struct Target<R> {
    /// Its id.
    pub id: Uuid,
    /// What the source rows say.
    pub record: R,
    /// What they said before; nothing when none did.
    pub before: Option<R>,
    /// The digest of what they say.
    pub hash: [u8; 32],
    /// The row of the delivery that touched it last: its raw payload is kept.
    pub row: usize,
    /// What is in the database; nothing when it is new.
    pub state: Option<TargetState>,
}

/// Matches a batch with what is known and folds it. Changes nothing; the caller holds the entity's lock.
pub async fn fold<R: Record>(
    connection: &mut PgConnection,
    source: &str,
    run_id: Uuid,
    rows: &[Row<R>],
    now: DateTime<Utc>,
) -> sqlx::Result<Folded<R>> {
    let matches = Matches::load(connection, source, rows).await?;
    let mut folding =
        Folding { matches, targets: HashMap::new(), order: Vec::new(), source_rows: Vec::new() };
    folding.load_targets(connection, rows).await?;
    let outcomes = (rows.iter().enumerate())
        .map(|(at, row)| {
            folding.take(at, row, |seen, occurrence, target_id, normalized, statement_id| {
                // A row that is read again was not seen again.
                let standing = seen.filter(|_| row.replays.is_some());
                SourceRow {
                    id: seen.map_or_else(Uuid::now_v7, |seen| seen.id),
                    source_system: source.to_owned(),
                    entity_type: R::ENTITY.as_str(),
                    row_key: row.key.clone(),
                    occurrence,
                    target_id,
                    content_hash: row.hash,
                    normalized,
                    first_seen_at: now,
                    last_seen_at: standing.map_or(row.came_at().unwrap_or(now), |seen| seen.last_seen_at),
                    last_run_id: standing.map_or(run_id, |seen| seen.last_run_id),
                    missing_in: standing.and_then(|seen| seen.missing_in),
                    statement_id,
                    delivered_hash: row.fingerprint,
                    delivered_in: statement_id,
                }
            })
        })
        .collect();
    Ok(Folded {
        outcomes,
        source_rows: folding.source_rows,
        targets: folding
            .order
            .into_iter()
            .filter_map(|id| folding.targets.remove(&id)?.changed(id))
            .collect(),
    })
}

/// What is known about the rows of a batch.
struct Matches {
    source_rows: HashMap<(String, i32), queries::KnownSourceRow>,
    /// Source rows whose delivery is read again, by id: their key may be another one now.
    replayed: HashMap<Uuid, queries::KnownSourceRow>,
    by_key: HashMap<String, Uuid>,
    by_address: HashMap<String, Uuid>,
}

impl Matches {
    async fn load<R: Record>(
        connection: &mut PgConnection,
        source: &str,
        rows: &[Row<R>],
    ) -> sqlx::Result<Self> {
        let keys: Vec<String> =
            rows.iter().filter(|row| row.record.is_ok()).map(|row| row.key.clone()).collect();
        let known = queries::known_source_rows(&mut *connection, source, R::ENTITY, &keys).await?;
        let by_key = known.iter().rev().map(|row| (row.row_key.clone(), row.target_id)).collect();
        let ids: Vec<Uuid> = rows.iter().filter_map(Row::replayed_source_row).collect();
        let replayed = queries::source_rows_by_id(&mut *connection, &ids).await?;
        let addresses: Vec<String> =
            rows.iter().filter_map(|row| row.record.as_ref().ok()?.canonical_address()).collect();
        let by_address = queries::targets_at(connection, R::ENTITY, &addresses).await?;
        let source_rows = known.into_iter().map(|row| ((row.row_key.clone(), row.occurrence), row)).collect();
        let replayed = replayed.into_iter().map(|row| (row.id, row)).collect();
        Ok(Self { source_rows, replayed, by_key, by_address })
    }

    fn known<R>(&self, row: &Row<R>) -> Option<&queries::KnownSourceRow> {
        let replayed = row.replayed_source_row().and_then(|id| self.replayed.get(&id));
        // Where other rows of its key are not read again with it, its own place is known better than counted.
        let unmoved = replayed.filter(|known| known.row_key == row.key);
        unmoved.or_else(|| self.source_rows.get(&(row.key.clone(), row.occurrence))).or(replayed)
    }

    /// The canonical row of a source row that is read again.
    fn replayed_target<R>(&self, row: &Row<R>) -> Option<Uuid> {
        Some(self.replayed.get(&row.replayed_source_row()?)?.target_id)
    }
}

/// The canonical rows that a batch touches, while it is folded.
struct Folding<R> {
    matches: Matches,
    targets: HashMap<Uuid, Folds<R>>,
    order: Vec<Uuid>,
    source_rows: Vec<SourceRow>,
}

/// One canonical row: what its source rows say, and what that comes to.
struct Folds<R> {
    state: Option<TargetState>,
    rows: Vec<(Uuid, R)>,
    /// What they said together before the batch.
    before: Option<R>,
    /// What they say together now.
    folded: Option<R>,
    /// The digest of that, where it is known: where one source row says all.
    hash: Option<[u8; 32]>,
    last_row: Option<usize>,
}

impl<R> Default for Folds<R> {
    fn default() -> Self {
        Self { state: None, rows: Vec::new(), before: None, folded: None, hash: None, last_row: None }
    }
}

impl<R: Record> Folding<R> {
    /// Loads the canonical rows that rows with news may touch, with all that their source rows said.
    async fn load_targets(&mut self, connection: &mut PgConnection, rows: &[Row<R>]) -> sqlx::Result<()> {
        let ids: Vec<Uuid> = (rows.iter())
            .filter(|row| row.record.is_ok())
            .filter_map(|row| {
                if self.matches.known(row).is_some_and(|known| known.content_hash == row.hash) {
                    return None;
                }
                self.target_of(row)
            })
            .collect();
        for state in queries::target_states(&mut *connection, R::ENTITY, &ids).await? {
            let folds = self.targets.entry(state.id).or_default();
            folds.state = Some(state);
        }
        for (target_id, id, normalized) in queries::rows_of_targets(connection, &ids).await? {
            let record = serde_json::from_value(normalized).unwrap_or_default();
            self.targets.entry(target_id).or_default().rows.push((id, record));
        }
        for folds in self.targets.values_mut() {
            folds.before = fold_records(folds.rows.iter().map(|(_, record)| record));
            folds.folded = folds.before.clone();
        }
        Ok(())
    }

    /// The canonical row that a row is about, as far as it is known before the row is taken.
    fn target_of(&self, row: &Row<R>) -> Option<Uuid> {
        let by_key = self.matches.by_key.get(&row.key).copied();
        let by_address = || {
            let address = row.record.as_ref().ok()?.canonical_address()?;
            self.matches.by_address.get(&address).copied()
        };
        by_key.or_else(|| self.matches.replayed_target(row)).or_else(by_address)
    }

    /// By what `target_of` finds a row's canonical row.
    fn matched_by(&self, row: &Row<R>) -> MatchedBy {
        if self.target_of(row).is_none() {
            MatchedBy::Nothing
        } else if !self.matches.by_key.contains_key(&row.key) || row.key.starts_with("at:") {
            MatchedBy::Address
        } else if row.key.starts_with("id:") {
            MatchedBy::SourceId
        } else {
            MatchedBy::Nothing
        }
    }

    /// Takes one row into the fold.
    fn take(
        &mut self,
        at: usize,
        row: &Row<R>,
        source_row: impl FnOnce(Option<&queries::KnownSourceRow>, i32, Uuid, Box<RawValue>, Uuid) -> SourceRow,
    ) -> Outcome {
        let record = match &row.record {
            Ok(record) => record,
            Err(refusal) => {
                let refused = Outcome::new(refusal.action(), None, MatchedBy::Nothing);
                return Outcome { message: Some(refusal.to_string()), ..refused };
            }
        };
        let matched_by = self.matched_by(row);
        let known = self.matches.known(row);
        if let Some(known) = known.filter(|known| known.content_hash == row.hash) {
            let unchanged = Outcome::new(Action::Skip, Some(known.target_id), matched_by);
            return Outcome { source_row: Some(known.id), ..unchanged };
        }
        let known = known.cloned();
        let known_id = known.as_ref().map(|known| known.id);
        let occurrence = known
            .as_ref()
            .filter(|known| known.row_key == row.key)
            .map_or(row.occurrence, |known| known.occurrence);
        let id = self.target_of(row).unwrap_or_else(Uuid::now_v7);
        let folds = self.targets.entry(id).or_default();
        if folds.state.as_ref().is_some_and(|state| state.is_removed) {
            let left_out = Outcome::new(Action::Skip, Some(id), matched_by);
            return Outcome { message: Some(REMOVED.to_owned()), ..left_out };
        }
        let mut stated = record.clone();
        let mut message = None;
        if let Some(address) = stated.canonical_address() {
            let holder = *self.matches.by_address.entry(address).or_insert(id);
            if holder != id {
                stated.drop_address();
                message =
                    Some("its address already belongs to another row, which was left as it is".to_owned());
            }
        }
        let statement =
            Statement { id: Uuid::now_v7(), without_address: message.is_some(), is_all: known_id.is_none() };
        let is_as_read = statement.is_all && !statement.without_address;
        let said = match known_id.and_then(|id| folds.said_by(id)) {
            Some(said) => inherit(stated, said),
            None => stated,
        };
        let normalized =
            if is_as_read { row.written.text.clone() } else { to_raw_value(&said).unwrap_or_default() };
        self.matches.by_key.entry(row.key.clone()).or_insert(id);
        let source_row = source_row(known.as_ref(), occurrence, id, normalized, statement.id);
        let source_row_id = source_row.id;
        folds.put(source_row_id, said);
        folds.hash = (is_as_read && folds.rows.len() == 1).then_some(row.written.digest);
        self.source_rows.push(source_row);
        let folded = fold_records(folds.rows.iter().map(|(_, record)| record));
        let action = match &folds.folded {
            None if folds.state.is_none() => Action::Insert,
            before if *before == folded => Action::Skip,
            _ => Action::Update,
        };
        let changes = match (&folds.folded, &folded, &folds.state) {
            (Some(before), Some(after), state) if action == Action::Update => {
                changes(before, after, state.as_ref())
            }
            _ => Vec::new(),
        };
        folds.folded = folded;
        if folds.last_row.is_none() {
            self.order.push(id);
        }
        if action != Action::Skip || folds.last_row.is_none() {
            folds.last_row = Some(at);
        }
        let taken = Outcome::new(action, Some(id), matched_by);
        Outcome { message, source_row: Some(source_row_id), statement: Some(statement), changes, ..taken }
    }
}

impl<R: Record> Folds<R> {
    /// What a source row said before.
    fn said_by(&self, id: Uuid) -> Option<&R> {
        self.rows.iter().find(|(known, _)| *known == id).map(|(_, record)| record)
    }

    /// Puts a source row in its place: where it stood, or last.
    fn put(&mut self, id: Uuid, record: R) {
        match self.rows.iter_mut().find(|(known, _)| *known == id) {
            Some((_, place)) => *place = record,
            None => self.rows.push((id, record)),
        }
    }

    /// The canonical row, if it has to be written.
    fn changed(self, id: Uuid) -> Option<Target<R>> {
        let (row, record) = (self.last_row?, self.folded?);
        let hash = self.hash.unwrap_or_else(|| digest(&record));
        let is_written =
            self.state.as_ref().is_some_and(|state| state.content_hash.as_deref() == Some(&hash[..]));
        (!is_written).then_some(Target { id, record, before: self.before, hash, row, state: self.state })
    }
}

/// What source rows say together, in the order in which they first came.
pub fn fold_records<'a, R: Record>(mut records: impl Iterator<Item = &'a R>) -> Option<R> {
    let first = records.next()?.clone();
    Some(records.fold(first, |mut record, later| {
        record.absorb(later.clone());
        record
    }))
}
