//! Where a row stands, by its id.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use uuid::Uuid;

/// The places of rows. It holds no ids: those stand in one array for all, by place, and are handed in.
#[derive(Debug, Default)]
pub struct Places {
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Places {
    /// The place of an id.
    pub fn get(&self, ids: &[Uuid], id: Uuid) -> Option<u32> {
        self.table.find(self.hash(id), |place| ids[*place as usize] == id).copied()
    }

    /// Notes the place of a new id, which `ids` has already.
    pub fn insert(&mut self, ids: &[Uuid], place: u32) {
        let hasher = &self.hasher;
        let hash = |place: &u32| hasher.hash_one(ids[*place as usize]);
        self.table.insert_unique(hash(&place), place, hash);
    }

    /// Notes the places of all these ids, but of the first, which stand here.
    pub fn insert_all(&mut self, ids: &[Uuid]) {
        let hasher = &self.hasher;
        let hash = |place: &u32| hasher.hash_one(ids[*place as usize]);
        self.table.reserve(ids.len() - self.table.len(), hash);
        let known = u32::try_from(self.table.len()).unwrap_or(u32::MAX);
        for place in known..u32::try_from(ids.len()).unwrap_or(u32::MAX) {
            self.table.insert_unique(hash(&place), place, hash);
        }
    }

    /// The same rows by other numbers.
    pub fn renumbered(mut self, new: &[u32]) -> Self {
        self.table.iter_mut().for_each(|place| *place = new[*place as usize]);
        self
    }

    /// Forgets the place of an id, which `ids` still has.
    pub fn remove(&mut self, ids: &[Uuid], place: u32) {
        let hash = self.hash(ids[place as usize]);
        if let Ok(entry) = self.table.find_entry(hash, |known| *known == place) {
            entry.remove();
        }
    }

    /// All of them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.table.iter().copied()
    }

    fn hash(&self, id: Uuid) -> u64 {
        self.hasher.hash_one(id)
    }
}
