//! The index as readers see it: for each value the rows that have it, for each figure one number a row, every order
//! sorted.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use roaring::RoaringBitmap;
use uuid::Uuid;

use super::order::Order;
use super::row::Row;
use super::text::Texts;
use crate::search::parameter::{By, List};

/// Stands where a row has no such figure.
pub const MISSING: i64 = i64::MIN;

/// The values of one column, each with the rows that have it.
pub type Column = BTreeMap<String, RoaringBitmap>;

/// One moment of the index.
pub struct State {
    pub(super) list: &'static List,
    /// Where a row stands, by its id.
    pub(super) rows: HashMap<Uuid, u32>,
    /// The id of each row; that of a row no longer in use is meaningless.
    pub(super) ids: Vec<Uuid>,
    /// The number of each row among all that there ever were.
    pub(super) serials: Vec<u64>,
    /// The rows in use.
    pub(super) alive: RoaringBitmap,
    pub(super) columns: BTreeMap<&'static str, Column>,
    /// The list's figures, each with one number a row.
    pub(super) numbers: Vec<Vec<i64>>,
    /// The list's orders.
    pub(super) orders: Vec<Order>,
    pub(super) texts: Option<Texts>,
    /// Ranges that were asked for since the last change.
    ranges: Mutex<HashMap<Range, Arc<RoaringBitmap>>>,
}

/// Rows whose figure lies on one side of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// The figure's place in the list.
    pub number: usize,
    /// Whether the bound is the least, or the most.
    pub is_least: bool,
    /// The bound, which belongs to the range.
    pub bound: i64,
}

/// Rows to put in, at places of their own, and places to clear; prepared while readers go on.
#[derive(Default)]
pub struct Change {
    /// The new rows by the place that each will take.
    pub put: BTreeMap<u32, Row>,
    /// The places whose rows go or are replaced.
    pub cleared: RoaringBitmap,
    orders: Vec<Order>,
    /// The values that cleared rows had.
    touched: Vec<(&'static str, String)>,
}

impl State {
    /// An index of nothing.
    pub fn empty(list: &'static List) -> Self {
        Self {
            list,
            rows: HashMap::new(),
            ids: Vec::new(),
            serials: Vec::new(),
            alive: RoaringBitmap::new(),
            columns: BTreeMap::new(),
            numbers: vec![Vec::new(); list.numbers.len()],
            orders: list.sorts.iter().map(|_| Order::default()).collect(),
            texts: None,
            ranges: Mutex::default(),
        }
    }

    /// How many places there are, in use or not.
    pub fn size(&self) -> usize {
        self.ids.len()
    }

    /// The rows of a value.
    pub fn having(&self, column: &str, value: &str) -> Option<&RoaringBitmap> {
        self.columns.get(column)?.get(value)
    }

    /// The rows of a range.
    pub fn within(&self, range: Range) -> Arc<RoaringBitmap> {
        const MOST: usize = 64;
        let known = self.ranges.lock().unwrap_or_else(PoisonError::into_inner).get(&range).cloned();
        if let Some(known) = known {
            return known;
        }
        let numbers = &self.numbers[range.number];
        let fits = |row: &u32| {
            let number = numbers[*row as usize];
            number != MISSING && if range.is_least { number >= range.bound } else { number <= range.bound }
        };
        let rows: Arc<RoaringBitmap> = Arc::new(self.alive.iter().filter(fits).collect());
        let mut ranges = self.ranges.lock().unwrap_or_else(PoisonError::into_inner);
        if ranges.len() >= MOST {
            ranges.clear();
        }
        ranges.insert(range, rows.clone());
        rows
    }

    /// Puts a row at a place, without sorting it in.
    fn put(&mut self, place: u32, row: Row) {
        let at = place as usize;
        if self.ids.len() <= at {
            self.ids.resize(at + 1, Uuid::nil());
            self.serials.resize(at + 1, 0);
            for numbers in &mut self.numbers {
                numbers.resize(at + 1, MISSING);
            }
        }
        self.ids[at] = row.id;
        self.serials[at] = row.serial;
        self.rows.insert(row.id, place);
        self.alive.insert(place);
        for (column, value) in row.choices {
            self.columns.entry(column).or_default().entry(value).or_default().insert(place);
        }
        for (numbers, number) in self.numbers.iter_mut().zip(row.numbers) {
            numbers[at] = number.unwrap_or(MISSING);
        }
    }

    /// Adds new rows while nobody reads yet; `sort` must follow the last of them.
    pub fn load(&mut self, rows: impl IntoIterator<Item = (u32, Row)>) {
        for (place, row) in rows {
            self.put(place, row);
        }
    }

    /// Sorts everything.
    pub fn sort(&mut self) {
        let rows: Vec<u32> = self.alive.iter().collect();
        let number = |row: u32, at: usize| self.numbers[at][row as usize];
        let id = |row: u32| self.ids[row as usize];
        self.orders = (0..self.list.sorts.len())
            .map(|sort| {
                Order::sorted(rows.clone(), self.size(), |a, b| {
                    compare(self.list, sort, |at| (number(a, at), number(b, at)), (id(a), id(b)))
                })
            })
            .collect();
    }

    /// Prepares a change: everything that takes time.
    pub fn prepare(&self, mut change: Change) -> Change {
        let size = change.put.keys().next_back().map_or(0, |last| *last as usize + 1).max(self.size());
        let number = |row: u32, at: usize| match change.put.get(&row) {
            Some(new) => new.numbers.get(at).copied().flatten().unwrap_or(MISSING),
            None => self.numbers[at][row as usize],
        };
        let id = |row: u32| change.put.get(&row).map_or_else(|| self.ids[row as usize], |new| new.id);
        let orders = (self.list.sorts.iter().zip(&self.orders).enumerate())
            .map(|(sort, (_, order))| {
                let compare =
                    |a, b| compare(self.list, sort, |at| (number(a, at), number(b, at)), (id(a), id(b)));
                let mut new: Vec<u32> = change.put.keys().copied().collect();
                new.sort_unstable_by(|a, b| compare(*a, *b));
                order.changed(&change.cleared, &new, size, compare)
            })
            .collect();
        change.touched = (self.columns.iter())
            .flat_map(|(column, values)| values.iter().map(move |(value, rows)| (column, value, rows)))
            .filter(|(_, _, rows)| !change.cleared.is_empty() && !rows.is_disjoint(&change.cleared))
            .map(|(column, value, _)| (*column, value.clone()))
            .collect();
        change.orders = orders;
        change
    }

    /// Makes a prepared change.
    pub fn make(&mut self, change: Change, texts: Texts) {
        for (column, value) in change.touched {
            let Some(values) = self.columns.get_mut(column) else { continue };
            if let Some(rows) = values.get_mut(&value) {
                *rows -= &change.cleared;
                if rows.is_empty() {
                    values.remove(&value);
                }
            }
        }
        for place in &change.cleared {
            let id = self.ids[place as usize];
            if self.rows.get(&id) == Some(&place) {
                self.rows.remove(&id);
            }
        }
        self.alive -= &change.cleared;
        self.load(change.put);
        self.orders = change.orders;
        self.texts = Some(texts);
        self.ranges.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// By a list's order, then by that which holds where none is asked for, then by id: never equal for two rows.
pub(super) fn compare(
    list: &List,
    sort: usize,
    numbers: impl Fn(usize) -> (i64, i64),
    ids: (Uuid, Uuid),
) -> Ordering {
    let by = |by: &By| {
        let (name, is_most) = match by {
            By::Most(name) => (name, true),
            By::Least(name) => (name, false),
        };
        let Some(at) = list.number(name) else { return Ordering::Equal };
        match numbers(at) {
            (MISSING, MISSING) => Ordering::Equal,
            (MISSING, _) => Ordering::Greater,
            (_, MISSING) => Ordering::Less,
            (a, b) if is_most => b.cmp(&a),
            (a, b) => a.cmp(&b),
        }
    };
    let sorts = [sort, 0].map(|sort| list.sorts[sort].by);
    sorts.into_iter().flatten().map(by).find(|order| *order != Ordering::Equal).unwrap_or(ids.0.cmp(&ids.1))
}
