//! Rows as pages show them, kept in memory as pages are, and let go by the same word.
//!
//! A page that is made anew mostly shows rows that were just read: its cards stand on other pages as well, and what is new may
//! be one card among eight. An entry is read again once its row may be another, on another day, under other names, and
//! whenever nobody follows the database.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::NaiveDate;
use quick_cache::sync::Cache;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Search;
use crate::database::OnDemand;
use crate::taxonomy::Catalog;
use crate::web::pages::{Changes, Shown};

/// A row as pages show it: the card that stands for it in lists, or all that its own page tells.
pub trait Entry: Clone + Send + Sync + 'static {
    /// What it is looked up by.
    type Key: Clone + Eq + Hash + Send + Sync + 'static;

    /// How many are kept.
    const MOST: usize;

    /// What this one is looked up by.
    fn key(&self) -> Self::Key;

    /// Whose it is.
    fn id(&self) -> Uuid;

    /// Where the row itself stands: whoever takes it off the site names this.
    fn address(&self) -> String;

    /// Those with these keys from the database, in this order; those that are not public are left out.
    fn read(
        connection: &mut PgConnection,
        catalog: &Catalog,
        keys: &[Self::Key],
        today: NaiveDate,
    ) -> impl Future<Output = sqlx::Result<Vec<Self>>> + Send;
}

/// The entries of one kind that are kept. Cheap to clone.
#[derive(Clone)]
pub struct Entries<E: Entry>(Arc<Inner<E>>);

struct Inner<E: Entry> {
    changes: Changes,
    /// Nothing where none are to be kept.
    kept: Option<Cache<E::Key, Arc<Kept<E>>>>,
}

struct Kept<E> {
    entry: E,
    edition: Edition,
    /// What was heard of rows before it was read.
    read_at: u64,
    address: Shown,
}

/// By what the same row is shown in another way: the day, and the names of what it is filed under.
type Edition = (NaiveDate, [u8; 32]);

/// The entries of all kinds that are kept, by what they are.
#[derive(Default)]
pub(super) struct Shelf {
    is_closed: AtomicBool,
    entries: Mutex<HashMap<TypeId, Box<dyn Any + Send + Sync>>>,
}

impl Search {
    /// The entries of a kind: kept until what this search follows says that they are others.
    pub fn entries<E: Entry>(&self) -> Entries<E> {
        let Shelf { is_closed, entries } = &self.0.shelf;
        let new = || {
            let kept = (!is_closed.load(Ordering::Relaxed)).then(|| Cache::new(E::MOST));
            Entries::<E>(Arc::new(Inner { changes: self.0.changes.clone(), kept }))
        };
        let mut entries = entries.lock().unwrap_or_else(PoisonError::into_inner);
        let of_kind = entries.entry(TypeId::of::<E>()).or_insert_with(|| Box::new(new()));
        let of_kind = of_kind.downcast_ref::<Entries<E>>();
        of_kind.unwrap_or_else(|| unreachable!("it stands under its type")).clone()
    }

    /// Has entries read whenever they are asked for, by who has not asked yet.
    pub fn keep_no_entries(&self) {
        self.0.shelf.is_closed.store(true, Ordering::Relaxed);
    }
}

impl<E: Entry> Entries<E> {
    /// Those with these keys, in this order; those that are not public are left out.
    pub async fn read(
        &self,
        connection: &mut OnDemand<'_>,
        catalog: &Catalog,
        keys: &[E::Key],
        today: NaiveDate,
    ) -> sqlx::Result<Vec<E>> {
        let changes = &self.0.changes;
        let Some(kept) = self.0.kept.as_ref().filter(|_| changes.is_vouched(Instant::now())) else {
            return read(connection, catalog, keys, today).await;
        };
        let edition = (today, catalog.digest);
        let read_at = changes.moment();
        let there: Vec<Option<E>> = keys.iter().map(|key| find(kept, changes, key, edition)).collect();
        let missing: Vec<E::Key> = keys
            .iter()
            .zip(&there)
            .filter(|(_, entry)| entry.is_none())
            .map(|(key, _)| key.clone())
            .collect();
        let read = read::<E>(connection, catalog, &missing, today).await?;
        for entry in &read {
            let address = changes.shown(&entry.address());
            kept.insert(entry.key(), Arc::new(Kept { entry: entry.clone(), edition, read_at, address }));
        }
        let mut read = read.into_iter().peekable();
        let in_order = keys.iter().zip(there);
        Ok(in_order
            .filter_map(|(key, there)| there.or_else(|| read.next_if(|entry| entry.key() == *key)))
            .collect())
    }

    /// The one with this key; nothing where it is not public.
    pub async fn find(
        &self,
        connection: &mut OnDemand<'_>,
        catalog: &Catalog,
        key: E::Key,
        today: NaiveDate,
    ) -> sqlx::Result<Option<E>> {
        Ok(self.read(connection, catalog, &[key], today).await?.pop())
    }
}

async fn read<E: Entry>(
    connection: &mut OnDemand<'_>,
    catalog: &Catalog,
    keys: &[E::Key],
    today: NaiveDate,
) -> sqlx::Result<Vec<E>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    E::read(connection.get().await?, catalog, keys, today).await
}

/// What is kept under a key, where it is what would be read now.
fn find<E: Entry>(
    kept: &Cache<E::Key, Arc<Kept<E>>>,
    changes: &Changes,
    key: &E::Key,
    edition: Edition,
) -> Option<E> {
    let kept = kept.get(key).filter(|kept| kept.edition == edition)?;
    let names = [changes.named(kept.entry.id()), kept.address];
    changes.is_untouched(kept.read_at, &names).then(|| kept.entry.clone())
}

impl<E: Entry> std::fmt::Debug for Entries<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entries").field("kept", &self.0.kept.as_ref().map_or(0, Cache::len)).finish()
    }
}
