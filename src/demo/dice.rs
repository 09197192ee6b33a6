//! Chance that is the same everywhere: one small generator per row, seeded by the plan's seed and the row's number.

use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};

/// A row's source of chance. Its draws depend on what it was seeded with and nothing else: not on the
/// machine's word size, not on other rows.
#[derive(Clone, Debug)]
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The dice of row `n` of one kind of row.
    pub fn new(seed: u64, kind: u64, n: usize) -> Self {
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        Self(Xoshiro256PlusPlus::seed_from_u64(mix(mix(seed ^ mix(kind)).wrapping_add(n))))
    }

    /// A number below `bound`; zero when `bound` is zero.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * u128::try_from(bound).unwrap_or(u128::MAX >> 64);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// Whether an event of so many percent happens.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of the items.
    ///
    /// # Panics
    /// If there are none: every list of material has at least one.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of the items, each as likely as its weight says.
    pub fn weighted<'a, T>(&mut self, items: &'a [(T, u32)]) -> &'a T {
        let total: u32 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total as usize);
        for (item, weight) in items {
            let weight = *weight as usize;
            if left < weight {
                return item;
            }
            left -= weight;
        }
        &items[items.len() - 1].0
    }

    /// Up to `count` different positions below `length`, in the order drawn.
    pub fn distinct(&mut self, length: usize, count: usize) -> Vec<usize> {
        let mut drawn = Vec::with_capacity(count.min(length));
        while drawn.len() < count.min(length) {
            let at = self.below(length);
            if !drawn.contains(&at) {
                drawn.push(at);
            }
        }
        drawn
    }
}

/// The finaliser of splitmix64: turns neighbouring numbers into unrelated ones.
fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
