//! Rows that came before, letter for letter, and would be read as they were then: they needn't be read.
//!
//! Each source row keeps a digest of its last delivery and of all that decides how a row is read: the mapping, the
//! taxonomies, who stays out, the program, the day. A delivery of the same digest would be read as that one was, and that
//! one has become what the source row says: so it is skipped. Whatever else changes the source row takes the digest away.

pub mod queries;

use std::collections::HashMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use super::Entity;
use super::fields::Mapping;
use super::reader::RawRow;
use crate::taxonomy::Catalog;

/// A digest of a delivered row and of how it is read.
pub type Fingerprint = [u8; 16];

/// Takes the fingerprints of rows.
#[derive(Clone)]
pub struct Fingerprints(Sha256);

impl Fingerprints {
    /// For rows that are read so.
    pub fn new(mapping: &Mapping, catalog: &Catalog, kept_out: &str, today: NaiveDate) -> Self {
        let mut hasher = Sha256::new_with_prefix(env!("QUARTERDECK_READERS"));
        hasher.update(serde_json::to_vec(mapping).unwrap_or_default());
        hasher.update(catalog.digest);
        hasher.update(kept_out);
        // "3 months ago" is read against the day.
        hasher.update(today.to_string());
        Self(hasher)
    }

    /// The fingerprint of one row.
    pub fn of(&self, cells: &Map<String, Value>) -> Fingerprint {
        let mut hasher = self.0.clone();
        for (header, cell) in cells {
            add(&mut hasher, b'h', header);
            match cell {
                Value::String(text) => add(&mut hasher, b't', text),
                other => add(&mut hasher, b'j', &other.to_string()),
            }
        }
        let digest = hasher.finalize();
        std::array::from_fn(|at| digest[at])
    }
}

/// Adds a text and what it is, so that no two rows run together into one.
fn add(hasher: &mut Sha256, kind: u8, text: &str) {
    hasher.update([kind]);
    hasher.update(text.len().to_le_bytes());
    hasher.update(text);
}

/// A source row that a delivery may repeat.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its id.
    pub id: Uuid,
    /// By what its last delivery is known.
    pub fingerprint: Fingerprint,
    /// Its key.
    pub row_key: String,
    /// The how-manieth row of this key it is.
    pub occurrence: i32,
}

/// A row that repeats what was delivered before.
pub struct Unchanged {
    /// As it came.
    pub raw: RawRow,
    /// What it repeats.
    pub standing: Standing,
}

/// Where deliveries of before are looked up.
pub struct Memory {
    /// The database that holds them.
    pub pool: PgPool,
    /// Where they came from.
    pub source: String,
    /// What they are about.
    pub entity: Entity,
    /// Who stays out: another state of that, another reading.
    pub kept_out: String,
}

impl Memory {
    /// What stands by the fingerprints of these rows.
    pub async fn standing(
        &self,
        fingerprints: &[Option<Fingerprint>],
    ) -> sqlx::Result<HashMap<Fingerprint, Vec<Standing>>> {
        let fingerprints: Vec<Fingerprint> = fingerprints.iter().flatten().copied().collect();
        let mut standing: HashMap<Fingerprint, Vec<Standing>> = HashMap::new();
        for row in queries::standing(&self.pool, &self.source, self.entity, &fingerprints).await? {
            standing.entry(row.fingerprint).or_default().push(row);
        }
        Ok(standing)
    }
}
