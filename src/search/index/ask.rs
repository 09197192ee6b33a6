//! What is asked of the index: which rows a search finds, which of them stand on its page, and how many each choice of each
//! control would find.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Deref;
use std::sync::Arc;

use roaring::RoaringBitmap;
use uuid::Uuid;

use super::Index;
use super::fitting::Fitting;
use super::forward::Code;
use super::numbers::Range;
use super::rank::{Rank, Worth};
use super::said::Said;
use super::sorted::figures;
use super::standing::Standing;
use super::state::{Having, State};
use crate::search::words::Words;

/// A condition on rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Predicate {
    /// Rows that have any of these values in a column.
    AnyOf(&'static str, Arc<[String]>),
    /// Rows whose figure is at least this.
    AtLeast(&'static str, i64),
    /// Rows whose figure is at most this.
    AtMost(&'static str, i64),
    /// Rows for which both hold.
    Both(Box<Self>, Box<Self>),
    /// Rows for which any of the two holds.
    Either(Box<Self>, Box<Self>),
}

/// What a control offers.
#[derive(Clone, Debug)]
pub enum Options {
    /// The values of a column that any row has.
    Values(&'static str),
    /// So many of them, those that most rows have, and besides those that are chosen.
    Commonest(&'static str, usize, Vec<String>),
    /// Conditions.
    Conditions(Vec<Predicate>),
}

/// A search.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The words to find.
    pub words: Option<Words>,
    /// The conditions in force, by group: all must hold.
    pub conditions: Vec<(&'static str, Predicate)>,
    /// The order, by its place among the list's.
    pub sort: usize,
    /// What decides before that order does.
    pub rank: Option<Rank>,
    /// How many results come before the page.
    pub offset: usize,
    /// How many results the page takes.
    pub limit: usize,
    /// Where the last row of the page before stood, instead of an offset.
    pub after: Option<Standing>,
    /// Whether to say where the page ends, for one that begins after it.
    pub says_end: bool,
    /// What the controls offer, by group: counted without what their group says.
    pub options: Vec<(&'static str, Options)>,
}

impl Ask {
    /// Whether a page of the list's own order is asked for, of all that the words find.
    fn is_plain(&self) -> bool {
        self.conditions.is_empty()
            && self.sort == 0
            && self.rank.is_none()
            && self.after.is_none()
            && !self.says_end
    }
}

/// What a control offers, each with the number of rows that choosing it finds.
pub type Counts = Vec<(Arc<str>, u64)>;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The rows of the page, in order.
    pub ids: Vec<Uuid>,
    /// All that were found.
    pub total: u64,
    /// Where the last row of the page stands, if others follow and this was asked for.
    pub end: Option<Standing>,
    /// For each control what it offers, with the number of rows that choosing it finds: of a column all values that any
    /// row has, by value; of conditions their own order, without a value.
    pub counts: Vec<Counts>,
}

/// Rows that fulfil a condition.
pub(super) enum Set<'a> {
    /// As the index has them.
    Kept(&'a RoaringBitmap),
    /// As they are remembered, or were made for this search.
    Shared(Arc<RoaringBitmap>),
}

impl Set<'_> {
    fn made(rows: RoaringBitmap) -> Self {
        Self::Shared(Arc::new(rows))
    }
}

impl Deref for Set<'_> {
    type Target = RoaringBitmap;

    fn deref(&self) -> &RoaringBitmap {
        match self {
            Self::Kept(rows) => rows,
            Self::Shared(rows) => rows,
        }
    }
}

/// The rows that choices are counted among.
pub(super) struct Base<'a> {
    rows: Cow<'a, RoaringBitmap>,
    of: Of<'a>,
    /// Made when it is first asked for.
    counted: OnceCell<Arc<Counted>>,
}

/// Whose rows these are.
enum Of<'a> {
    /// All that fulfil these conditions.
    Chosen(Vec<Predicate>),
    /// All that say something.
    Said(&'a Said),
    Any,
}

/// A value that many rows have.
#[derive(Debug)]
pub struct Common {
    value: Arc<str>,
    code: Code,
    /// How many rows have it.
    pub rows: u64,
}

impl Common {
    /// A value with its rows.
    pub fn of((value, having): (&Arc<str>, &Having)) -> Self {
        Self { value: value.clone(), code: having.code, rows: having.rows.len() }
    }
}

/// How the values of some rows are counted.
#[derive(Debug)]
pub enum Counted {
    /// These are all rows: a value's own number is the answer.
    All,
    /// They were gone through once; by code.
    Found(Arc<[u32]>),
    /// The rows that are left out were gone through, because they are fewer.
    LeftOut(Vec<u32>),
    /// Each value by itself.
    Apart,
}

impl<'a> Base<'a> {
    fn new(rows: Cow<'a, RoaringBitmap>, of: Of<'a>) -> Self {
        Self { rows, of, counted: OnceCell::new() }
    }

    fn counted(&self, state: &State) -> &Counted {
        self.counted.get_or_init(|| {
            let known = match &self.of {
                Of::Chosen(conditions) => return state.counted(conditions, &self.rows),
                Of::Said(said) => said.counts(state),
                Of::Any => None,
            };
            Arc::new(known.map_or_else(|| Counted::of(state, &self.rows), Counted::Found))
        })
    }

    /// How many of the rows are among others.
    fn count_of(&self, state: &State, others: &RoaringBitmap) -> u64 {
        let is_all = self.rows.len() == state.alive.len();
        if is_all { others.len() } else { others.intersection_len(&self.rows) }
    }
}

/// So many rows are gone through in any case.
const FEW: u64 = 4_000;
/// Where more than one row in so many is found, each value is looked up by itself: a bitmap's container of 65,536 rows is
/// counted in the time of some ten rows.
const SHARE: u64 = 6;

/// Whether there are so many of these rows that it takes less to look up each value by itself than to go through them.
pub(super) fn are_many(state: &State, rows: u64) -> bool {
    rows > FEW.max(state.alive.len() / SHARE)
}

impl Counted {
    /// Goes through these rows, or those that are left out, if they are few enough.
    pub fn of(state: &State, rows: &RoaringBitmap) -> Self {
        let (all, found) = (state.alive.len(), rows.len());
        if are_many(state, found.min(all - found)) {
            return Self::Apart;
        }
        match &state.forward {
            _ if found == all => Self::All,
            None => Self::Apart,
            Some(forward) if found <= all / 2 => Self::Found(forward.count(rows, state.coded.len()).into()),
            Some(forward) => {
                let left_out = &state.alive - rows;
                Self::LeftOut(forward.count(&left_out, state.coded.len()))
            }
        }
    }

    /// How many of the rows that were gone through, which are given again, have a value.
    pub fn of_value(&self, having: &Having, rows: &RoaringBitmap) -> u64 {
        self.of_code(having.code, || having.rows.len(), || having.rows.intersection_len(rows))
    }

    /// The same of the value with this code: `own` is how many of all rows have it, `apart` how many of those that were gone
    /// through, where that has to be found out.
    fn of_code(&self, code: Code, own: impl FnOnce() -> u64, apart: impl FnOnce() -> u64) -> u64 {
        let code = usize::from(code);
        match self {
            Self::All => own(),
            Self::Found(counts) => counts[code].into(),
            Self::LeftOut(counts) => own() - u64::from(counts[code]),
            Self::Apart => apart(),
        }
    }
}

impl Index {
    /// Answers a search; nothing while the index is still to be built, or the words that are asked for to be read.
    pub fn ask(&self, ask: &Ask) -> Option<Found> {
        self.read().as_ref().filter(|state| state.can_answer(ask)).map(|state| state.ask(ask))
    }

    /// Whether it takes milliseconds to answer a search: words do where many rows say them, an order that has to be sorted first, and
    /// bounds that nobody asked for before.
    pub fn is_long(&self, ask: &Ask) -> bool {
        const MANY: u64 = 50_000;
        let is_long = |state: &State| {
            let has_words = ask.words.as_ref().is_some_and(|words| !words.is_empty());
            let sorts = ask.rank.is_some() || !state.has_order(ask.sort);
            let bounds = || ask.conditions.iter().any(|(_, condition)| !state.has_ranges(condition));
            state.alive.len() >= MANY && (has_words && state.texts.is_some() || sorts || bounds())
        };
        self.read().as_ref().is_some_and(is_long)
    }

    /// Every row that a search finds and that is not known by its serial, in the search's order; nothing while the index
    /// is still to be built, or the words that are asked for to be read.
    pub fn beyond(&self, ask: &Ask, is_known: impl Fn(u64) -> bool) -> Option<Vec<(Uuid, u64)>> {
        let reading = self.read();
        reading.as_ref().filter(|state| state.can_answer(ask)).map(|state| state.beyond(ask, is_known))
    }
}

impl State {
    fn can_answer(&self, ask: &Ask) -> bool {
        self.texts.is_some() || ask.words.as_ref().is_none_or(Words::is_empty)
    }

    fn beyond(&self, ask: &Ask, is_known: impl Fn(u64) -> bool) -> Vec<(Uuid, u64)> {
        let fitting = self.fitting_words(ask);
        let sets = self.sets(ask);
        let chosen = sets.iter().map(|(_, set)| &**set).chain(fitting.iter().map(Fitting::rows));
        let rows: RoaringBitmap = (all_of(chosen, &self.alive).iter())
            .filter(|row| !is_known(self.serials[*row as usize]))
            .collect();
        let ordered = if self.has_order(ask.sort) {
            self.order(ask.sort).page(&rows, 0, self.size())
        } else {
            // Mostly few: to sort these takes less than to have all rows sorted.
            let by = [ask.sort, 0].map(|sort| figures(self.list, sort));
            let mut rows: Vec<u32> = rows.into_iter().collect();
            rows.sort_by_cached_key(|row| self.standing_key(&by, *row));
            rows
        };
        ordered.into_iter().map(|row| (self.ids[row as usize], self.serials[row as usize])).collect()
    }

    fn fitting_words<'a>(&'a self, ask: &'a Ask) -> Option<Fitting<'a>> {
        ask.words.as_ref().filter(|words| !words.is_empty()).map(|words| self.fitting(words))
    }

    /// For each condition its group and the rows for which it holds.
    fn sets<'a>(&'a self, ask: &'a Ask) -> Vec<(&'a str, Set<'a>)> {
        ask.conditions.iter().map(|(group, condition)| (*group, self.rows_of(condition))).collect()
    }

    pub(super) fn ask(&self, ask: &Ask) -> Found {
        let fitting = self.fitting_words(ask);
        let sets = self.sets(ask);
        let without = |left_out: Option<&str>| {
            let chosen = sets.iter().filter(|(group, _)| Some(*group) != left_out).map(|(_, set)| &**set);
            all_of(chosen.chain(fitting.iter().map(Fitting::rows)), &self.alive)
        };
        let of = |left_out: Option<&str>| {
            let mut chosen = ask.conditions.iter().filter(|(group, _)| Some(*group) != left_out).peekable();
            match &fitting {
                None => Of::Chosen(chosen.map(|(_, condition)| condition.clone()).collect()),
                Some(fitting) if chosen.peek().is_none() => {
                    fitting.one().map_or(Of::Any, |one| Of::Said(&one.said))
                }
                Some(_) => Of::Any,
            }
        };
        let rows = without(None);
        let found = Base::new(Cow::Borrowed(&*rows), of(None));
        let mut others: Vec<(&str, Base<'_>)> = Vec::new();
        let counts = (ask.options.iter())
            .map(|(group, options)| {
                if !sets.iter().any(|(known, _)| known == group) {
                    return self.counts(options, &found);
                }
                if !others.iter().any(|(known, _)| known == group) {
                    others.push((group, Base::new(without(Some(group)), of(Some(group)))));
                }
                let base = others.iter().find(|(known, _)| known == group).map_or(&found, |(_, base)| base);
                self.counts(options, base)
            })
            .collect();
        let in_order = || fitting.as_ref()?.one()?.page(self, ask.offset, ask.limit);
        if let Some(page) = ask.is_plain().then(in_order).flatten() {
            let ids = page.iter().map(|row| self.ids[*row as usize]).collect();
            return Found { ids, total: rows.len(), counts, end: None };
        }
        // How well rows fit decides only where no other order is asked for.
        let fits = || Some(Worth::Fit(fitting.as_ref().filter(|_| ask.sort == 0)?.scores(self)));
        let worth = ask.rank.as_ref().and_then(|rank| self.worth(rank, &rows)).or_else(fits);
        // One more tells whether others follow.
        let limit = ask.limit + usize::from(ask.says_end);
        let mut page = match (&worth, &ask.after) {
            (Some(worth), after) => {
                let from = after.as_ref().map(|after| (after.fit, self.place_after(0, after)));
                self.order(0).first_by(&rows, |row| worth.of(row), from, ask.offset, limit)
            }
            (None, None) => self.order(ask.sort).page(&rows, ask.offset, limit),
            (None, Some(after)) => {
                self.order(ask.sort).page_from(&rows, self.place_after(ask.sort, after), limit)
            }
        };
        let is_last = page.len() <= ask.limit;
        page.truncate(ask.limit);
        let end = page
            .last()
            .filter(|_| !is_last)
            .map(|row| self.standing(*row, worth.as_ref().map(|worth| worth.of(*row)).unwrap_or_default()));
        let ids = page.into_iter().map(|row| self.ids[row as usize]).collect();
        Found { ids, total: rows.len(), counts, end }
    }

    /// How many of the rows each option finds.
    fn counts(&self, options: &Options, base: &Base<'_>) -> Counts {
        match options {
            Options::Values(column) => {
                let counted = base.counted(self);
                let count = |(value, having): (&Arc<str>, &Having)| {
                    (value.clone(), counted.of_value(having, &base.rows))
                };
                self.values(column).map(count).collect()
            }
            Options::Commonest(column, most, chosen) => {
                let (counted, commonest) = (base.counted(self), self.commonest(column, *most));
                let apart = |value: &str| {
                    self.having(column, value).map_or(0, |rows| rows.intersection_len(&base.rows))
                };
                let common = commonest.iter().map(|Common { value, code, rows }| {
                    (value.clone(), counted.of_code(*code, || *rows, || apart(value)))
                });
                let besides =
                    chosen.iter().filter(|chosen| commonest.iter().all(|common| *common.value != ***chosen));
                let besides = besides.filter_map(|value| {
                    let having = self.value_named(column, value)?;
                    Some((value.as_str().into(), counted.of_value(having, &base.rows)))
                });
                common.chain(besides).collect()
            }
            Options::Conditions(conditions) => {
                let none: Arc<str> = Arc::default();
                let count = |condition| (none.clone(), base.count_of(self, &self.rows_of(condition)));
                conditions.iter().map(count).collect()
            }
        }
    }

    pub(super) fn rows_of(&self, condition: &Predicate) -> Set<'_> {
        match condition {
            Predicate::AnyOf(column, values) => {
                let mut sets = values.iter().filter_map(|value| self.having(column, value));
                match (sets.next(), sets.next()) {
                    (None, _) => Set::made(RoaringBitmap::new()),
                    (Some(one), None) => Set::Kept(one),
                    (Some(one), Some(other)) => Set::made(sets.fold(one | other, |union, set| union | set)),
                }
            }
            Predicate::AtLeast(number, bound) => self.range(number, true, *bound),
            Predicate::AtMost(number, bound) => self.range(number, false, *bound),
            Predicate::Both(one, other) => {
                Set::Shared(self.together(condition, || &*self.rows_of(one) & &*self.rows_of(other)))
            }
            Predicate::Either(one, other) => {
                Set::Shared(self.together(condition, || &*self.rows_of(one) | &*self.rows_of(other)))
            }
        }
    }

    fn range(&self, number: &str, is_least: bool, bound: i64) -> Set<'_> {
        Set::Shared(match self.list.number(number) {
            Some(number) => self.within(Range { number, is_least, bound }),
            None => Arc::default(),
        })
    }
}

/// The rows that are in all of the sets, smallest first; all rows where there is no set.
pub(super) fn all_of<'a>(
    sets: impl Iterator<Item = &'a RoaringBitmap>,
    everything: &'a RoaringBitmap,
) -> Cow<'a, RoaringBitmap> {
    let mut sets: Vec<&RoaringBitmap> = sets.collect();
    sets.sort_by_key(|set| set.len());
    match sets.as_slice() {
        [] => Cow::Borrowed(everything),
        [one] => Cow::Borrowed(one),
        [one, other, more @ ..] => Cow::Owned(more.iter().fold(*one & *other, |all, set| all & *set)),
    }
}
