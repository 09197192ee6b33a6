//! The index of one list, in memory: derived from the database, which stays the only truth.
//!
//! Readers look at one `State`; a change is prepared beside it and made in one short step, so that a reader sees all of it
//! or nothing. One writer at a time.

mod ask;
mod order;
mod row;
mod standing;
mod state;
mod text;
mod view;
mod wishes;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use uuid::Uuid;

pub use ask::{Ask, Found, Options, Predicate};
pub use row::Row;
pub use standing::Standing;
pub use state::MISSING;
use state::{Change, State};
use text::{TextWriter, Texts};
pub use view::View;
pub use wishes::{Known, Match, Wanted, Wish};

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

/// An index that is being built; nobody reads it yet.
pub struct Building {
    state: State,
    texts: TextWriter,
}

impl Building {
    /// An index of nothing.
    pub fn new(list: &'static List) -> Result<Self, IndexError> {
        Ok(Self { state: State::empty(list), texts: TextWriter::new()? })
    }

    /// Adds rows. One that is there already is left as it is.
    pub fn add(&mut self, rows: Vec<Row>) -> Result<(), IndexError> {
        for row in rows {
            if self.state.rows.contains_key(&row.id) {
                continue;
            }
            let place = place(self.state.size());
            self.texts.add(place, &row)?;
            self.state.load([(place, row)]);
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

    /// Puts a built index in the place of whatever was there.
    pub fn take(&self, built: Building) -> Result<(), IndexError> {
        let Building { mut state, mut texts } = built;
        state.sort();
        state.texts = Some(texts.commit()?);
        let mut writer = self.writer();
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Some(state);
        *writer = Some(Writer { texts, free: Vec::new() });
        Ok(())
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
                if let Some(place) = state.rows.get(id) {
                    change.cleared.insert(*place);
                    freed.push(*place);
                }
            }
            let mut next = state.size();
            let mut placed: HashMap<Uuid, u32> = HashMap::new();
            for row in rows {
                let known = state.rows.get(&row.id).or_else(|| placed.get(&row.id)).copied();
                let place = known.or_else(|| writer.free.pop()).unwrap_or_else(|| {
                    next += 1;
                    place(next - 1)
                });
                if state.rows.contains_key(&row.id) {
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
            writer.texts.add(*place, row)?;
        }
        let texts = writer.texts.commit()?;
        if let Some(state) = self.state.write().unwrap_or_else(PoisonError::into_inner).as_mut() {
            state.make(change, texts);
        }
        writer.free.append(&mut freed);
        Ok(())
    }

    /// Whether it was built.
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
        let holds = |id: &Uuid| reading.as_ref().is_some_and(|state| state.rows.contains_key(id));
        ids.iter().copied().filter(holds).collect()
    }

    /// Every row that it holds.
    pub fn ids(&self) -> Vec<Uuid> {
        let reading = self.read();
        reading.as_ref().map(|state| state.rows.keys().copied().collect()).unwrap_or_default()
    }

    /// How many bytes the words take.
    pub fn text_bytes(&self) -> u64 {
        self.read().as_ref().and_then(|state| state.texts.as_ref()).map_or(0, Texts::bytes)
    }

    /// The values of a column with how many rows have each, and the rows of a search alone where one is given.
    pub fn values(&self, column: &str) -> Vec<(String, u64)> {
        let reading = self.read();
        let column = reading.as_ref().and_then(|state| state.columns.get(column));
        column
            .map(|values| values.iter().map(|(value, rows)| (value.clone(), rows.len())).collect())
            .unwrap_or_default()
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

/// Places are 32 bits wide: bitmaps are.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
