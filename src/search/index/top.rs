//! Keeps the best of what is looked at.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::looker::Looker;
use super::order::Order;
use super::wishes::Match;

/// The best rows so far.
pub(super) struct Best<'a> {
    order: &'a Order,
    limit: usize,
    /// By their points, then as the list stands by itself; the worst on top.
    heap: BinaryHeap<(Reverse<u32>, u32, u32)>,
    /// With less none comes in.
    pub(super) least: u32,
}

impl<'a> Best<'a> {
    pub(super) fn new(order: &'a Order, limit: usize) -> Self {
        Self { order, limit, heap: BinaryHeap::with_capacity(limit + 1), least: 0 }
    }

    pub(super) fn is_full(&self) -> bool {
        self.heap.len() >= self.limit
    }

    /// Them, with what they meet.
    pub(super) fn told(self, looker: &Looker<'_>) -> Vec<Match> {
        self.heap.into_sorted_vec().into_iter().map(|(.., row)| looker.tell(row)).collect()
    }

    pub(super) fn take(&mut self, points: u32, row: u32) {
        if points < self.least {
            return;
        }
        self.heap.push((Reverse(points), self.order.place(row), row));
        if self.heap.len() > self.limit {
            self.heap.pop();
            self.least = self.heap.peek().map_or(0, |(Reverse(points), ..)| *points);
        }
    }
}

/// The greatest of some figures.
pub(super) struct Most {
    limit: usize,
    /// The least on top.
    heap: BinaryHeap<Reverse<u32>>,
    /// The least of them, once they are so many.
    least: Option<u32>,
}

impl Most {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, heap: BinaryHeap::with_capacity(limit + 1), least: None }
    }

    #[inline]
    pub(super) fn take(&mut self, figure: u32) {
        if self.least.is_none_or(|least| figure > least) {
            self.put(figure);
        }
    }

    fn put(&mut self, figure: u32) {
        self.heap.push(Reverse(figure));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
        if self.heap.len() == self.limit {
            self.least = self.heap.peek().map(|Reverse(least)| *least);
        }
    }

    /// The least of them: of all figures fewer than so many are greater.
    pub(super) fn least(&self) -> u32 {
        self.least.unwrap_or_default()
    }
}
