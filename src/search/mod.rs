//! The search of lists: what can be asked for, the index that answers, the counts beside every choice.
//!
//! A slice declares its `List` (a table of parameters, figures and orders) and reads its rows; everything else is here and
//! the same for all lists. `docs/search.md` says how results are found and ranked.

mod building;
mod check;
mod choices;
mod currencies;
mod cursor;
mod entries;
mod facets;
mod filter;
pub mod hubs;
pub mod index;
mod instead;
mod keeper;
mod known;
mod meaning;
mod otherwise;
mod page;
pub mod parameter;
mod queries;
mod routes;
pub mod shared;
mod suggest;
mod taken;
mod why;
mod words;

use std::future::Future;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use chrono::{DateTime, Utc};
use futures_util::{Stream, TryStreamExt};
use sqlx::{PgConnection, PgPool};
use tokio::sync::Mutex;
use tokio::sync::mpsc::Sender;
use tokio::task::spawn_blocking;
use uuid::Uuid;

pub use check::Compared;
pub use choices::{Choice, Ids};
pub use cursor::Cursor;
pub use entries::{Entries, Entry};
pub use filter::{Filter, Part};
use index::{Ask, Found, Index, Match, Standing, Wanted};
pub use index::{Row, Text};
use instead::Instead;
pub use keeper::KeepError;
use keeper::Keeper;
pub use known::{Known, KnownError, News};
pub use meaning::{asked, distance, near, near_within, nearest};
pub use page::{Outcome, PER_PAGE, Results, meta};
pub use parameter::{By, Control, First, Kind, List, Meaning, Parameter, Several, Sort};
pub use routes::routes;
pub use suggest::Suggestion;
pub use words::{Item, Patterns, Words};

use crate::database::OnDemand;
use crate::taxonomy::Catalog;
use crate::web::pages::Changes;

/// What a slice does in a while.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = sqlx::Result<T>> + Send + 'a>>;

/// What the search needs of a slice.
pub trait Slice: Send + Sync {
    /// What its list can be asked for.
    fn list(&self) -> &'static List;

    /// The ids of all public rows.
    fn public_ids<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<Uuid>>;

    /// Some public rows of a role, so many at most, and as many of any; found without looking at many, each once.
    fn some<'a>(&'a self, connection: &'a mut PgConnection, role: &'a str, limit: i64)
    -> Work<'a, Vec<Uuid>>;

    /// Those of these rows that are public, as the index keeps them.
    fn rows<'a>(
        &'a self,
        connection: &'a mut PgConnection,
        ids: &'a [Uuid],
        catalog: &'a Catalog,
        now: DateTime<Utc>,
    ) -> Work<'a, Vec<Row>>;

    /// All public rows, batch by batch, without their words and without what they have several of.
    fn all<'a>(
        &'a self,
        pool: &'a PgPool,
        catalog: &'a Catalog,
        now: DateTime<Utc>,
        batches: Sender<Vec<Row>>,
    ) -> Work<'a, ()>;

    /// What rows have several of, each with its column.
    fn choices<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<(&'static str, Choice)>>;

    /// The words of all public rows, batch by batch.
    fn words<'a>(&'a self, pool: &'a PgPool, batches: Sender<Vec<(Uuid, Text)>>) -> Work<'a, ()>;

    /// Those of these public rows whose card, which was written with the row, is not what it would be now.
    fn with_other_cards<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid]) -> Work<'a, Vec<Uuid>>;

    /// Rows that are not public and have a card all the same.
    fn hidden_with_cards<'a>(&'a self, pool: &'a PgPool) -> Work<'a, Vec<Uuid>>;

    /// Where these rows stand on the site, or stood while they were public.
    fn addresses<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid]) -> Work<'a, Vec<String>>;

    /// What is read of these rows where they are suggested, in this order.
    fn named<'a>(&'a self, pool: &'a PgPool, ids: &'a [Uuid]) -> Work<'a, Vec<Suggestion>>;

    /// The same search without the index: slower, words by their beginnings alone, and without counts.
    fn search_database<'a>(
        &'a self,
        pool: &'a PgPool,
        filter: &'a Filter,
        catalog: &'a Catalog,
        per_page: u64,
        now: DateTime<Utc>,
    ) -> Work<'a, Page>;
}

/// Works where it keeps no request waiting; nothing where the program ends meanwhile.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    match spawn_blocking(work).await {
        Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
        done => done.ok(),
    }
}

/// Hands rows over as they come, some thousand at a time, until nobody wants more.
pub async fn hand_over<T, R>(
    rows: impl Stream<Item = sqlx::Result<T>>,
    of: impl Fn(T) -> R,
    batches: Sender<Vec<R>>,
) -> sqlx::Result<()> {
    const BATCH: usize = 2_000;
    let mut rows = std::pin::pin!(rows.try_chunks(BATCH));
    while let Some(batch) = rows.try_next().await.map_err(|error| error.1)? {
        if batches.send(batch.into_iter().map(&of).collect()).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// One page of a search: the rows' ids in order, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The rows of the page.
    pub ids: Vec<Uuid>,
    /// All that were found.
    pub total: u64,
}

/// The search of all lists. Cheap to clone.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    slices: Vec<Searched>,
    catalog: RwLock<Option<Arc<Catalog>>>,
    /// The one that requests read while nobody keeps one yet.
    passing: std::sync::Mutex<Weak<Catalog>>,
    keeper: Mutex<Keeper>,
    changes: Changes,
    surveys: hubs::Surveys,
    shelf: entries::Shelf,
    /// What the database is asked for figures instead of the indexes.
    figures: Instead,
}

struct Searched {
    slice: Box<dyn Slice>,
    index: Index,
    instead: Instead,
}

impl Search {
    /// A search of these lists; nothing is built yet.
    pub fn new(slices: Vec<Box<dyn Slice>>) -> Self {
        let slices = (slices.into_iter())
            .map(|slice| Searched { index: Index::new(slice.list()), slice, instead: Instead::default() })
            .collect();
        Self(Arc::new(Inner {
            slices,
            catalog: RwLock::default(),
            passing: std::sync::Mutex::default(),
            keeper: Mutex::default(),
            changes: Changes::default(),
            surveys: hubs::Surveys::default(),
            shelf: entries::Shelf::default(),
            figures: Instead::default(),
        }))
    }

    /// What happened to the content, as far as the indexes have it.
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// Whether every list can be searched by its index, also for words.
    pub fn is_ready(&self) -> bool {
        self.0.slices.iter().all(|slice| slice.index.is_whole())
    }

    /// The lists.
    pub fn lists(&self) -> impl Iterator<Item = &'static List> {
        self.0.slices.iter().map(|searched| searched.index.list())
    }

    /// The index of a list.
    pub fn index(&self, list: &'static List) -> Option<&Index> {
        self.of(list).map(|searched| &searched.index)
    }

    /// The taxonomies, from memory when they are there.
    pub async fn catalog(&self, pool: &PgPool) -> sqlx::Result<Arc<Catalog>> {
        if let Some(catalog) = self.catalog_if_loaded() {
            return Ok(catalog);
        }
        // Not kept for longer than somebody uses it: only who follows the changes knows when to load another.
        let passing = || self.0.passing.lock().unwrap_or_else(PoisonError::into_inner);
        let there = passing().upgrade();
        if let Some(catalog) = there {
            return Ok(catalog);
        }
        // Without the lock: where the database doesn't answer, nobody waits for somebody who waits for it.
        let catalog = Arc::new(Catalog::load(&mut *pool.acquire().await?).await?);
        *passing() = Arc::downgrade(&catalog);
        Ok(catalog)
    }

    /// A page of what a search finds.
    pub async fn find(
        &self,
        pool: &PgPool,
        filter: &Filter,
        per_page: u64,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Page> {
        let catalog = self.catalog(pool).await?;
        let ask = asked(filter, &catalog, per_page, now);
        let has_words = ask.words.as_ref().is_some_and(|words| !words.is_empty());
        if let Some(found) = self.answer(filter.list(), ask).await {
            return Ok(Page { ids: found.ids, total: found.total });
        }
        match self.of(filter.list()) {
            Some(Searched { slice, instead, .. }) => {
                let search = slice.search_database(pool, filter, &catalog, per_page, now);
                instead.ask(has_words, search).await
            }
            None => Ok(Page::default()),
        }
    }

    /// A page of a search that begins after the row that stood so, or where the filter's page begins; nothing while the
    /// index is still to be built.
    pub async fn find_after(
        &self,
        pool: &PgPool,
        filter: &Filter,
        limit: u64,
        after: Option<Standing>,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Option<Found>> {
        let catalog = self.catalog(pool).await?;
        let ask = Ask { after, says_end: true, ..asked(filter, &catalog, limit, now) };
        Ok(self.answer(filter.list(), ask).await)
    }

    /// How many rows a search finds.
    pub async fn count(&self, pool: &PgPool, filter: &Filter, now: DateTime<Utc>) -> sqlx::Result<u64> {
        Ok(self.find(pool, &filter.on_page(1), 1, now).await?.total)
    }

    /// The rows of a list that meet most of what is wanted, best first. While the index is still to be built, the best of
    /// some rows of this role, and of some others.
    pub async fn best(
        &self,
        connection: &mut OnDemand<'_>,
        catalog: &Catalog,
        list: &'static List,
        (wanted, role): (&Wanted, &str),
        now: DateTime<Utc>,
    ) -> sqlx::Result<Vec<Match>> {
        /// How many rows of the role, and how many of all, are looked at.
        const LOOK_AT: i64 = 24;
        let Some(searched) = self.of(list) else { return Ok(Vec::new()) };
        if let Some(best) = searched.index.best(wanted) {
            return Ok(best);
        }
        let connection = connection.get().await?;
        let mut ids = searched.slice.some(connection, role, LOOK_AT).await?;
        ids.retain(|id| wanted.but != Some(*id));
        let rows = searched.slice.rows(connection, &ids, catalog, now).await?;
        let mut best: Vec<Match> = rows.iter().map(|row| wanted.worth(row.id, &(list, row))).collect();
        best.sort_by_key(|found| (std::cmp::Reverse(found.points), found.id));
        best.truncate(wanted.limit);
        Ok(best)
    }

    /// Asks the index of a list; nothing while it is still to be built. What takes milliseconds is worked out where it keeps no
    /// other request waiting.
    async fn answer(&self, list: &'static List, ask: Ask) -> Option<Found> {
        let is_long = self.index(list)?.is_long(&ask);
        self.aside(is_long, list, move |index| {
            if is_long && !index.has_order(ask.sort) {
                index.sort_by(ask.sort);
            }
            index.ask(&ask)
        })
        .await
    }

    /// Has the index of a list looked into: what takes milliseconds, where it keeps no other request waiting.
    async fn aside<T: Send + 'static>(
        &self,
        is_long: bool,
        list: &'static List,
        look: impl FnOnce(&Index) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        if !is_long {
            return look(self.index(list)?);
        }
        let search = self.clone();
        apart(move || look(search.index(list)?)).await.flatten()
    }

    /// Figures that the database is asked for because an index is still to be built, unless it has just taken too long for some.
    pub async fn meanwhile<T>(&self, figures: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
        self.0.figures.ask(false, figures).await
    }

    fn of(&self, list: &'static List) -> Option<&Searched> {
        self.0.slices.iter().find(|searched| searched.index.list().path == list.path)
    }

    fn catalog_if_loaded(&self) -> Option<Arc<Catalog>> {
        self.0.catalog.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put_catalog(&self, catalog: Arc<Catalog>) {
        *self.0.catalog.write().unwrap_or_else(PoisonError::into_inner) = Some(catalog);
    }
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.slices.iter().map(|slice| &slice.index)).finish()
    }
}
