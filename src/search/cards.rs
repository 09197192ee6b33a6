//! Rows as lists show them, kept in memory as pages are, and let go by the same word.
//!
//! A page that is made anew mostly shows rows that other pages show as well: most of what would be read for it was just
//! read. A card is read again once its row may be another, on another day, under other names, and whenever nobody follows
//! the database.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use chrono::NaiveDate;
use quick_cache::sync::Cache;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Search;
use crate::taxonomy::Catalog;
use crate::web::pages::{Changes, Shown};

/// Cards of one list that are kept: what a crawler sees on some hundred pages. A kilobyte each, more or less.
const MOST: usize = 8_192;

/// What a list shows of a row.
pub trait Card: Clone + Send + Sync + 'static {
    /// Whose it is.
    fn id(&self) -> Uuid;

    /// Where the row itself stands: whoever takes it off the site names this.
    fn address(&self) -> String;

    /// The cards of these rows from the database, in this order; those that are not public are left out.
    fn read(
        connection: &mut PgConnection,
        catalog: &Catalog,
        ids: &[Uuid],
        today: NaiveDate,
    ) -> impl Future<Output = sqlx::Result<Vec<Self>>> + Send;
}

/// The cards of one list that are kept. Cheap to clone.
#[derive(Clone)]
pub struct Cards<C>(Arc<Inner<C>>);

struct Inner<C> {
    changes: Changes,
    /// Nothing where none are to be kept.
    kept: Option<Cache<Uuid, Arc<Kept<C>>>>,
}

struct Kept<C> {
    card: C,
    edition: Edition,
    /// What was heard of rows before it was read.
    read_at: u64,
    address: Shown,
}

/// Where cards are read that are not kept.
#[derive(Debug)]
pub enum Source<'a> {
    /// Over a connection that is taken where one is needed.
    Pool(&'a PgPool),
    /// Over one that is there already.
    Connection(&'a mut PgConnection),
}

/// By what the same row is shown in another way: the day, and the names of what it is filed under.
type Edition = (NaiveDate, [u8; 32]);

/// The cards of all lists that are kept, by what they are.
#[derive(Default)]
pub(super) struct Shelf {
    is_closed: AtomicBool,
    cards: Mutex<HashMap<TypeId, Box<dyn Any + Send + Sync>>>,
}

impl Search {
    /// The cards of a list: kept until what this search follows says that they are others.
    pub fn cards<C: Card>(&self) -> Cards<C> {
        let Shelf { is_closed, cards } = &self.0.shelf;
        let new = || {
            let kept = (!is_closed.load(Ordering::Relaxed)).then(|| Cache::new(MOST));
            Cards::<C>(Arc::new(Inner { changes: self.0.changes.clone(), kept }))
        };
        let mut cards = cards.lock().unwrap_or_else(PoisonError::into_inner);
        let of_list = cards.entry(TypeId::of::<C>()).or_insert_with(|| Box::new(new()));
        of_list.downcast_ref::<Cards<C>>().unwrap_or_else(|| unreachable!("it stands under its type")).clone()
    }

    /// Has cards read whenever they are asked for, by who has not asked yet.
    pub fn keep_no_cards(&self) {
        self.0.shelf.is_closed.store(true, Ordering::Relaxed);
    }
}

impl<C: Card> Cards<C> {
    /// The cards of these rows, in this order; those that are not public are left out.
    pub async fn read(
        &self,
        source: impl Into<Source<'_>>,
        catalog: &Catalog,
        ids: &[Uuid],
        today: NaiveDate,
    ) -> sqlx::Result<Vec<C>> {
        let (changes, source) = (&self.0.changes, source.into());
        let Some(kept) = self.0.kept.as_ref().filter(|_| changes.is_vouched(Instant::now())) else {
            return source.read(catalog, ids, today).await;
        };
        let edition = (today, catalog.digest);
        let read_at = changes.moment();
        let there: Vec<Option<C>> = ids.iter().map(|id| find(kept, changes, *id, edition)).collect();
        let missing: Vec<Uuid> =
            ids.iter().zip(&there).filter(|(_, card)| card.is_none()).map(|(id, _)| *id).collect();
        let mut read: Vec<C> = Vec::new();
        if !missing.is_empty() {
            read = source.read(catalog, &missing, today).await?;
        }
        for card in &read {
            let address = changes.shown(&card.address());
            kept.insert(card.id(), Arc::new(Kept { card: card.clone(), edition, read_at, address }));
        }
        let mut read = read.into_iter().peekable();
        let in_order = ids.iter().zip(there);
        Ok(in_order
            .filter_map(|(id, there)| there.or_else(|| read.next_if(|card| card.id() == *id)))
            .collect())
    }
}

/// The card of a row, where it is the one that would be read now.
fn find<C: Card>(
    kept: &Cache<Uuid, Arc<Kept<C>>>,
    changes: &Changes,
    id: Uuid,
    edition: Edition,
) -> Option<C> {
    let kept = kept.get(&id).filter(|kept| kept.edition == edition)?;
    let names = [changes.named(id), kept.address];
    changes.is_untouched(kept.read_at, &names).then(|| kept.card.clone())
}

impl Source<'_> {
    async fn read<C: Card>(self, catalog: &Catalog, ids: &[Uuid], today: NaiveDate) -> sqlx::Result<Vec<C>> {
        match self {
            Self::Pool(pool) => C::read(&mut *pool.acquire().await?, catalog, ids, today).await,
            Self::Connection(connection) => C::read(connection, catalog, ids, today).await,
        }
    }
}

impl<'a> From<&'a PgPool> for Source<'a> {
    fn from(pool: &'a PgPool) -> Self {
        Self::Pool(pool)
    }
}

impl<'a> From<&'a mut PgConnection> for Source<'a> {
    fn from(connection: &'a mut PgConnection) -> Self {
        Self::Connection(connection)
    }
}

impl<C> std::fmt::Debug for Cards<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cards").field("kept", &self.0.kept.as_ref().map_or(0, Cache::len)).finish()
    }
}
