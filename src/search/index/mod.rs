//! The index of one list, in memory: derived from the database, which stays the only truth.
//!
//! Readers look at one `State`; a change is prepared beside it and made in one short step, so that a reader sees all of it
//! or nothing. One writer at a time.

mod ask;
mod best;
mod bounds;
mod check;
mod collected;
mod copied;
mod each;
mod fitting;
mod forward;
mod looker;
mod numbers;
mod order;
mod pairs;
mod places;
mod rank;
mod row;
mod said;
mod scores;
mod sorted;
mod standing;
mod state;
mod text;
mod top;
mod view;
mod wishes;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use ask::{Ask, Counts, Found, Options, Predicate};
pub use collected::Collected;
pub use copied::Copied;
pub use numbers::MISSING;
pub use rank::Rank;
pub use row::{Row, Text, Value};
pub use standing::Standing;
use state::{Change, State};
use text::{TextWriter, Texts};
pub use view::View;
pub use wishes::{Known, Match, Wanted, Way, Wish};

use super::parameter::List;

/// Why the index could not be written.
pub type IndexError = tantivy::TantivyError;

/// The index of a list.
pub struct Index {
    list: &'static List,
    /// Nothing until it is built.
    state: RwLock<Option<State>>,
    writer: Mutex<Option<Writer>>,
}

struct Writer {
    texts: TextWriter,
    /// Places that nobody has.
    free: Vec<u32>,
}

/// An index that is built; nobody reads it yet.
pub struct Building(State);

/// The words of an index that is being built, or of one that is read without them.
pub struct Reading {
    texts: TextWriter,
}

impl Reading {
    /// No words yet.
    pub fn new() -> Result<Self, IndexError> {
        Ok(Self { texts: TextWriter::new()? })
    }

    /// Adds the words of rows of an index; those that are not there are passed over.
    pub fn add(
        &self,
        index: &Index,
        building: Option<&Building>,
        words: Vec<(Uuid, Text)>,
    ) -> Result<(), IndexError> {
        let reading = index.read();
        let Some(state) = building.map(|building| &building.0).or(reading.as_ref()) else { return Ok(()) };
        let placed = words.into_iter().filter_map(|(id, words)| Some((state.place(id)?, words)));
        for (place, words) in placed {
            self.texts.add(place, &words)?;
        }
        Ok(())
    }
}

impl Index {
    /// An index that is still to be built.
    pub fn new(list: &'static List) -> Self {
        Self { list, state: RwLock::default(), writer: Mutex::default() }
    }

    /// The list.
    pub fn list(&self) -> &'static List {
        self.list
    }

    /// Puts a sorted index in the place of whatever was there.
    pub fn take(&self, built: Building) {
        // Nothing is changed in it until its words are there.
        let mut writer = self.writer();
        *writer = None;
        put(&mut self.state.write().unwrap_or_else(PoisonError::into_inner), built);
    }

    /// Takes words: with the sorted index that they are of, or of what is there.
    pub fn take_words(&self, read: Reading, built: Option<Building>) -> Result<(), IndexError> {
        let (texts, words) = read.texts.filled()?;
        let mut writer = self.writer();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(built) = built {
            put(&mut state, built);
        }
        if let Some(state) = state.as_mut() {
            state.texts = Some(words);
            state.said.forget();
        }
        *writer = Some(Writer { texts, free: Vec::new() });
        Ok(())
    }

    /// A figure of a row; nothing where it has none, or isn't there.
    pub fn figure(&self, id: Uuid, name: &str) -> Option<i64> {
        let reading = self.read();
        let state = reading.as_ref()?;
        state.number_of(name, state.place(id)?)
    }

    /// Whether an order is there, or would have to be sorted first.
    pub fn has_order(&self, sort: usize) -> bool {
        self.read().as_ref().is_none_or(|state| state.has_order(sort))
    }

    /// Has an order sorted, where it is not. Changes wait meanwhile and nobody else does: who reads would wait behind a change that
    /// waits for who reads.
    pub fn sort_by(&self, sort: usize) {
        let _writer = self.writer();
        if let Some(state) = self.read().as_ref() {
            state.order(sort);
        }
    }

    /// The rows that have to be looked at again by now.
    pub fn due(&self, now: DateTime<Utc>) -> Vec<Uuid> {
        self.read().as_ref().map(|state| state.due(now.timestamp_micros())).unwrap_or_default()
    }

    /// When the first row has to be looked at again; nothing where no row ends by itself.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_micros(self.read().as_ref()?.next_due())
    }

    /// Puts rows in, in the place of those with their ids, and takes rows out.
    pub fn change(&self, rows: Vec<Row>, gone: &[Uuid]) -> Result<(), IndexError> {
        let mut guard = self.writer();
        let Some(writer) = guard.as_mut() else { return Ok(()) };
        let mut change = Change::default();
        let (change, mut freed) = {
            let reading = self.read();
            let Some(state) = reading.as_ref() else { return Ok(()) };
            let mut freed = Vec::new();
            for id in gone {
                if let Some(place) = state.place(*id) {
                    change.cleared.insert(place);
                    freed.push(place);
                }
            }
            let mut next = state.size();
            let mut placed: HashMap<Uuid, u32> = HashMap::new();
            for row in rows {
                let standing = state.place(row.id);
                let known = standing.or_else(|| placed.get(&row.id).copied());
                let place = known.or_else(|| writer.free.pop()).unwrap_or_else(|| {
                    next += 1;
                    place(next - 1)
                });
                if standing.is_some() {
                    change.cleared.insert(place);
                    freed.retain(|freed| *freed != place);
                }
                placed.insert(row.id, place);
                change.put.insert(place, row);
            }
            (state.prepare(change), freed)
        };
        for place in &change.cleared {
            writer.texts.remove(place);
        }
        for (place, row) in &change.put {
            writer.texts.add(*place, &row.words)?;
        }
        let texts = writer.texts.commit()?;
        if let Some(state) = self.state.write().unwrap_or_else(PoisonError::into_inner).as_mut() {
            state.make(change, texts);
        }
        writer.free.append(&mut freed);
        Ok(())
    }

    /// Whether its rows and their words are there.
    pub fn is_whole(&self) -> bool {
        self.read().as_ref().is_some_and(|state| state.texts.is_some())
    }

    /// Whether it can answer; words may still be read.
    pub fn is_ready(&self) -> bool {
        self.read().is_some()
    }

    /// How many rows it holds.
    pub fn len(&self) -> u64 {
        self.read().as_ref().map_or(0, |state| state.alive.len())
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those of these rows that it holds.
    pub fn among(&self, ids: &[Uuid]) -> Vec<Uuid> {
        let reading = self.read();
        let holds = |id: &Uuid| reading.as_ref().is_some_and(|state| state.place(*id).is_some());
        ids.iter().copied().filter(holds).collect()
    }

    /// Every row that it holds.
    pub fn ids(&self) -> Vec<Uuid> {
        let reading = self.read();
        let Some(state) = reading.as_ref() else { return Vec::new() };
        state.places.iter().map(|place| state.ids[place as usize]).collect()
    }

    /// How many bytes the words take.
    pub fn text_bytes(&self) -> u64 {
        self.read().as_ref().and_then(|state| state.texts.as_ref()).map_or(0, Texts::bytes)
    }

    /// The values of a column with how many rows have each.
    pub fn values(&self, column: &str) -> Vec<(Arc<str>, u64)> {
        let reading = self.read();
        let Some(state) = reading.as_ref() else { return Vec::new() };
        state.values(column).map(|(value, having)| (value.clone(), having.rows.len())).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Option<State>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> MutexGuard<'_, Option<Writer>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index({}, {} rows)", self.list.entity, self.len())
    }
}

/// Puts an index in the place of another.
fn put(state: &mut Option<State>, Building(mut built): Building) {
    built.moment = state.as_ref().map_or(0, |before| before.moment) + 1;
    *state = Some(built);
}

/// Places are 32 bits wide: bitmaps are.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
