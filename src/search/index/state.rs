//! The index as readers see it: for each value the rows that have it, for each figure one number a row, the rows in order.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use roaring::RoaringBitmap;
use uuid::Uuid;

use super::ask::{Common, Counted, Predicate};
use super::forward::{Code, Forward};
use super::numbers::{MISSING, Numbers, Range};
use super::order::Order;
use super::pairs::Pairs;
use super::places::Places;
use super::row::Row;
use super::said::Remembered;
use super::scores::{Scores, Spare};
use super::sorted::{Orders, figures, key};
use super::text::Texts;
use crate::search::parameter::List;

/// The values of one column, each by its place among all that the index has. One that no row has any more keeps it: it may come
/// back.
pub type Column = BTreeMap<Arc<str>, usize>;

/// Some values of a column.
type Values = Arc<[Common]>;

/// A value, as the index has it.
#[derive(Debug)]
pub struct Having {
    /// What it is counted by.
    pub code: Code,
    /// The rows that have it.
    pub rows: RoaringBitmap,
}

/// One moment of the index.
pub struct State {
    pub(super) list: &'static List,
    /// Counts the changes of the index, also of those that stood here before.
    pub(super) moment: u64,
    /// Where a row stands, by its id.
    pub(super) places: Places,
    /// The id of each row; that of a row no longer in use is meaningless.
    pub(super) ids: Vec<Uuid>,
    /// The number of each row among all that there ever were.
    pub(super) serials: Vec<u64>,
    /// The rows in use.
    pub(super) alive: RoaringBitmap,
    columns: BTreeMap<&'static str, Column>,
    /// The rows of every value of every column, by its code.
    havings: Vec<Having>,
    /// The column and the value that each code stands for.
    pub(super) coded: Vec<(&'static str, Arc<str>)>,
    /// Where each value stands among them; found sooner than among the values in their order.
    codes: HashMap<&'static str, hashbrown::HashMap<Arc<str>, usize>>,
    /// The other way round: the values of each row. Nothing while there are more values than codes.
    pub(super) forward: Option<Forward>,
    /// How many rows have two values; kept where `forward` is.
    pub(super) pairs: Pairs,
    /// The list's figures.
    pub(super) numbers: Vec<Numbers>,
    /// When each row has to be looked at again, in microseconds; `NEVER` where nothing ends by itself.
    pub(super) again: Vec<i64>,
    /// The first of those moments.
    next: i64,
    /// The list's orders.
    pub(super) orders: Orders,
    /// The rows that stand first in the list, made when they are first asked for after a change.
    front: OnceLock<RoaringBitmap>,
    /// Nothing until the words are read, which takes longer than all the rest.
    pub(super) texts: Option<Texts>,
    /// Ranges that were asked for, kept up with every change.
    ranges: Mutex<HashMap<Range, Arc<RoaringBitmap>>>,
    /// What several conditions together were found to be since the last change.
    together: Mutex<HashMap<Predicate, Arc<RoaringBitmap>>>,
    /// How many of the rows of some conditions have each value, likewise.
    counted: Mutex<HashMap<Vec<Predicate>, Arc<Counted>>>,
    /// The commonest values of a column, likewise.
    commonest: Mutex<HashMap<(&'static str, usize), Values>>,
    /// What words were found to find since the last change.
    pub(super) said: Remembered,
    /// Of how well rows fit, what nobody uses at the moment.
    spare: Spare,
}

/// What very many rows meet is looked for among as many that stand first in the list: at a million, putting together who meets each
/// wish would take longer than all the rest of a page.
pub(super) const FRONT: usize = 1 << 13;

/// So many sets of rows are remembered.
const SETS: usize = 64;

/// Of the rows of so many searches it is remembered how many have each value: some kilobytes each.
const COUNTS: usize = 256;

/// Later than any moment.
pub(super) const NEVER: i64 = i64::MAX;

/// Rows to put in, at places of their own, and places to clear; prepared while readers go on.
#[derive(Default)]
pub struct Change {
    /// The new rows by the place that each will take.
    pub put: BTreeMap<u32, Row>,
    /// The places whose rows go or are replaced.
    pub cleared: RoaringBitmap,
    orders: Orders,
    /// The values that cleared rows had, by their codes.
    touched: Vec<usize>,
}

impl State {
    /// An index of nothing.
    pub fn empty(list: &'static List) -> Self {
        Self {
            list,
            moment: 0,
            places: Places::default(),
            ids: Vec::new(),
            serials: Vec::new(),
            alive: RoaringBitmap::new(),
            columns: BTreeMap::new(),
            havings: Vec::new(),
            coded: Vec::new(),
            codes: HashMap::new(),
            forward: None,
            pairs: Pairs::default(),
            numbers: list.numbers.iter().map(|_| Numbers::default()).collect(),
            again: Vec::new(),
            next: NEVER,
            orders: Orders::of(Order::default(), list),
            front: OnceLock::new(),
            texts: None,
            ranges: Mutex::default(),
            together: Mutex::default(),
            counted: Mutex::default(),
            commonest: Mutex::default(),
            said: Remembered::default(),
            spare: Spare::default(),
        }
    }

    /// How well rows fit: none so far.
    pub(super) fn scores(&self) -> Scores<'_> {
        self.spare.scores(self.size())
    }

    /// Takes rows over, all of them in use: of each its id, its serial, when it has to be looked at again and its figures, and where
    /// each id stands.
    pub(super) fn hold(
        &mut self,
        ids: Vec<Uuid>,
        serials: Vec<u64>,
        again: Vec<i64>,
        numbers: Vec<Numbers>,
        places: Places,
    ) {
        self.alive = (0..u32::try_from(ids.len()).unwrap_or(u32::MAX)).collect();
        self.next = again.iter().copied().min().unwrap_or(NEVER);
        (self.ids, self.serials, self.again) = (ids, serials, again);
        (self.numbers, self.places) = (numbers, places);
    }

    /// How many places there are, in use or not.
    pub fn size(&self) -> usize {
        self.ids.len()
    }

    /// Where a row stands.
    pub fn place(&self, id: Uuid) -> Option<u32> {
        self.places.get(&self.ids, id)
    }

    /// The rows that have to be looked at again at a moment.
    pub fn due(&self, now: i64) -> Vec<Uuid> {
        if now < self.next {
            return Vec::new();
        }
        let is_due = |(_, again): &(usize, &i64)| **again <= now;
        self.again.iter().enumerate().filter(is_due).map(|(at, _)| self.ids[at]).collect()
    }

    /// The rows that stand first in the list.
    pub(super) fn front(&self) -> &RoaringBitmap {
        self.front.get_or_init(|| {
            let mut first: Vec<u32> = self.order(0).rows().iter().copied().take(FRONT).collect();
            first.sort_unstable();
            first.into_iter().collect()
        })
    }

    /// When the first row has to be looked at again.
    pub fn next_due(&self) -> i64 {
        self.next
    }

    /// The rows of a value.
    pub fn having(&self, column: &str, value: &str) -> Option<&RoaringBitmap> {
        Some(&self.value_named(column, value)?.rows)
    }

    /// The rows of a value that is counted by this.
    pub(super) fn coded_rows(&self, code: Code) -> &RoaringBitmap {
        &self.havings[usize::from(code)].rows
    }

    /// What a value is counted by; nothing of one that came when there were no more codes.
    pub(super) fn code(&self, column: &str, value: &str) -> Option<Code> {
        Code::try_from(*self.codes.get(column)?.get(value)?).ok()
    }

    /// What these values of a column are counted by, as far as there are such values.
    pub(super) fn codes(&self, column: &str, values: &[String]) -> impl Iterator<Item = Code> {
        let known = self.codes.get(column);
        let known = values.iter().filter_map(move |value| known?.get(value.as_str()));
        known.filter_map(|code| Code::try_from(*code).ok())
    }

    /// A value of a column, whether any row has it or not.
    pub(super) fn value_named(&self, column: &str, value: &str) -> Option<&Having> {
        Some(&self.havings[*self.codes.get(column)?.get(value)?])
    }

    /// Every value of every column that ever was.
    pub(super) fn all_values(&self) -> impl Iterator<Item = (&'static str, &Arc<str>, &Having)> {
        self.coded.iter().zip(&self.havings).map(|((column, value), having)| (*column, value, having))
    }

    /// The values of a column that any row has.
    pub fn values<'a>(&'a self, column: &str) -> impl Iterator<Item = (&'a Arc<str>, &'a Having)> + use<'a> {
        let values = self.columns.get(column).into_iter().flatten();
        let values = values.map(|(value, at)| (value, &self.havings[*at]));
        values.filter(|(_, having)| !having.rows.is_empty())
    }

    /// The values of a column that a row has; nothing while nobody keeps them by row.
    pub fn values_of(&self, row: u32, column: &str) -> Option<impl Iterator<Item = &str>> {
        let codes = self.forward.as_ref()?.of(row).iter();
        let values = codes.map(|code| &self.coded[usize::from(*code)]);
        Some(values.filter(move |(of, _)| *of == column).map(|(_, value)| &**value))
    }

    /// So many values of a column, those that most rows have.
    pub fn commonest(&self, column: &'static str, most: usize) -> Values {
        let mut known = self.commonest.lock().unwrap_or_else(PoisonError::into_inner);
        let find = || {
            let mut values: Vec<Common> = self.values(column).map(Common::of).collect();
            values.sort_by_key(|value| Reverse(value.rows));
            values.truncate(most);
            values.into()
        };
        known.entry((column, most)).or_insert_with(find).clone()
    }

    /// The rows of a range.
    pub fn within(&self, range: Range) -> Arc<RoaringBitmap> {
        let numbers = &self.numbers[range.number];
        let find = || self.alive.iter().filter(|row| range.holds(numbers.get(*row))).collect();
        remembered(&self.ranges, &range, SETS, find)
    }

    /// Whether the rows of every range that a condition asks for are there.
    pub fn has_ranges(&self, condition: &Predicate) -> bool {
        let has = |name: &str, is_least, bound| {
            let Some(number) = self.list.number(name) else { return true };
            let ranges = self.ranges.lock().unwrap_or_else(PoisonError::into_inner);
            ranges.contains_key(&Range { number, is_least, bound })
        };
        match condition {
            Predicate::AnyOf(..) => true,
            Predicate::AtLeast(name, bound) => has(name, true, *bound),
            Predicate::AtMost(name, bound) => has(name, false, *bound),
            Predicate::Both(one, other) | Predicate::Either(one, other) => {
                self.has_ranges(one) && self.has_ranges(other)
            }
        }
    }

    /// The rows of a condition that is made of others, which `find` finds.
    pub fn together(
        &self,
        condition: &Predicate,
        find: impl FnOnce() -> RoaringBitmap,
    ) -> Arc<RoaringBitmap> {
        remembered(&self.together, condition, SETS, find)
    }

    /// How the values of the rows of some conditions are counted, which `rows` gives.
    pub fn counted(&self, conditions: &[Predicate], rows: &RoaringBitmap) -> Arc<Counted> {
        /// To go through fewer takes less than to find what is remembered.
        const FEW: u64 = 256;
        if rows.len() < FEW || rows.len() == self.alive.len() {
            return Arc::new(Counted::of(self, rows));
        }
        let find = || {
            let known = self.only_value(conditions.iter()).and_then(|code| self.counts_with(code));
            known.map_or_else(|| Counted::of(self, rows), Counted::Found)
        };
        remembered(&self.counted, &conditions.to_vec(), COUNTS, find)
    }

    /// The code of the one value that these conditions ask for, where they ask for nothing else.
    fn only_value<'p>(&self, mut conditions: impl Iterator<Item = &'p Predicate>) -> Option<Code> {
        let (Some(Predicate::AnyOf(column, values)), None) = (conditions.next(), conditions.next()) else {
            return None;
        };
        let [value] = &**values else { return None };
        self.code(column, value)
    }

    /// Of each code how many rows have it and a common value.
    pub(super) fn counts_with(&self, code: Code) -> Option<Arc<[u32]>> {
        self.forward.as_ref()?;
        let mut counts = self.pairs.with(code)?.to_vec();
        counts.resize(self.coded.len(), 0);
        Some(counts.into())
    }

    /// How many rows have two values, where it need not be counted.
    pub fn both(&self, one: &Predicate, other: &Predicate) -> Option<u64> {
        self.forward.as_ref()?;
        let code = |condition| self.only_value(std::iter::once(condition));
        self.pairs.both(code(one)?, code(other)?).map(u64::from)
    }

    /// Puts a row at a place, without sorting it in.
    pub fn put(&mut self, place: u32, row: Row) {
        let at = place as usize;
        if self.ids.len() <= at {
            self.ids.resize(at + 1, Uuid::nil());
            self.serials.resize(at + 1, 0);
            self.again.resize(at + 1, NEVER);
        }
        self.ids[at] = row.id;
        self.serials[at] = row.serial;
        let again = row.again.map_or(NEVER, |again| again.timestamp_micros());
        self.again[at] = again;
        self.next = self.next.min(again);
        self.places.insert(&self.ids, place);
        self.alive.insert(place);
        let mut codes = Vec::with_capacity(row.choices.len());
        for (column, value) in &row.choices {
            let having = self.value(column, value);
            having.rows.insert(place);
            codes.push(having.code);
        }
        if let Some(forward) = &mut self.forward {
            forward.put(place, &codes);
            self.pairs.add(&codes);
        }
        for (numbers, number) in self.numbers.iter_mut().zip(row.numbers) {
            numbers.set(place, number);
        }
    }

    /// A value of a column; a new one gets the next code.
    pub(super) fn value(&mut self, column: &'static str, value: &str) -> &mut Having {
        let known = self.codes.get(column).and_then(|values| values.get(value)).copied();
        let at = known.unwrap_or_else(|| {
            let at = self.havings.len();
            let code = Code::try_from(at).unwrap_or_else(|_| {
                self.forward = None;
                Code::MAX
            });
            let shared: Arc<str> = value.into();
            self.coded.push((column, shared.clone()));
            self.codes.entry(column).or_default().insert(shared.clone(), at);
            self.columns.entry(column).or_default().insert(shared, at);
            self.havings.push(Having { code, rows: RoaringBitmap::new() });
            at
        });
        &mut self.havings[at]
    }

    /// Prepares a change: everything that takes time.
    pub fn prepare(&self, mut change: Change) -> Change {
        let size = change.put.keys().next_back().map_or(0, |last| *last as usize + 1).max(self.size());
        let orders = self.orders.changed(|sort, order| {
            let by = [sort, 0].map(|sort| figures(self.list, sort));
            let number = |row: &Row, at: usize| row.numbers.get(at).copied().flatten().unwrap_or(MISSING);
            let new_key = |row: &Row| (by.each_ref().map(|by| key(by, |at| number(row, at))), row.id);
            let mut new: Vec<_> = change.put.iter().map(|(place, row)| (new_key(row), *place)).collect();
            new.sort_unstable();
            order.changed(&change.cleared, &new, size, |row| self.standing_key(&by, row))
        });
        let is_touched = |having: &Having| !having.rows.is_disjoint(&change.cleared);
        if !change.cleared.is_empty() {
            change.touched = (0..self.havings.len()).filter(|at| is_touched(&self.havings[*at])).collect();
        }
        change.orders = orders;
        change
    }

    /// Makes a prepared change.
    pub fn make(&mut self, change: Change, texts: Texts) {
        for at in change.touched {
            self.havings[at].rows -= &change.cleared;
        }
        let mut was_next = false;
        for place in &change.cleared {
            if let Some(forward) = &self.forward {
                self.pairs.remove(forward.of(place));
            }
            self.places.remove(&self.ids, place);
            was_next |= self.again[place as usize] == self.next;
            self.again[place as usize] = NEVER;
        }
        self.alive -= &change.cleared;
        let put: Vec<u32> = change.put.keys().copied().collect();
        for (place, row) in change.put {
            self.put(place, row);
        }
        if was_next {
            self.next = self.again.iter().copied().min().unwrap_or(NEVER);
        }
        self.moment += 1;
        self.orders = change.orders;
        self.front = OnceLock::new();
        self.texts = Some(texts);
        for (range, rows) in self.ranges.get_mut().unwrap_or_else(PoisonError::into_inner) {
            let (rows, numbers) = (Arc::make_mut(rows), &self.numbers[range.number]);
            *rows -= &change.cleared;
            rows.extend(put.iter().filter(|row| range.holds(numbers.get(**row))));
        }
        self.said.forget();
        self.together.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.counted.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.commonest.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// What is remembered under a key; found and remembered where it is not.
fn remembered<K: Clone + Eq + Hash, V>(
    known: &Mutex<HashMap<K, Arc<V>>>,
    key: &K,
    most: usize,
    find: impl FnOnce() -> V,
) -> Arc<V> {
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    let there = lock().get(key).cloned();
    if let Some(there) = there {
        return there;
    }
    let found = Arc::new(find());
    let mut known = lock();
    if known.len() >= most
        && let Some(any) = known.keys().next().cloned()
    {
        known.remove(&any);
    }
    known.insert(key.clone(), found.clone());
    found
}
