//! Where a row stands in an order, told so that it can be found again when rows have come and gone, the row itself too.

use uuid::Uuid;

use super::sorted::{figures, key};
use super::state::State;

/// By what a row stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What it is worth by what decides first: how well words fit it, or a price or distance where these are the order; else 0.
    pub fit: u32,
    /// The list's figures of it.
    pub numbers: Vec<i64>,
    /// Whose they are.
    pub id: Uuid,
}

impl State {
    /// Where a row stands now.
    pub(super) fn standing(&self, row: u32, fit: u32) -> Standing {
        let numbers = self.numbers.iter().map(|numbers| numbers.get(row)).collect();
        Standing { fit, numbers, id: self.ids[row as usize] }
    }

    /// The first place of an order that comes after a row that stands, or once stood, so.
    pub(super) fn place_after(&self, sort: usize, after: &Standing) -> u32 {
        let by = [sort, 0].map(|sort| figures(self.list, sort));
        let there = |at| after.numbers.get(at).copied().unwrap_or_default();
        let there = (by.each_ref().map(|by| key(by, there)), after.id);
        let is_not_after = |row: &u32| self.standing_key(&by, *row) <= there;
        super::place(self.order(sort).rows().partition_point(is_not_after))
    }
}
